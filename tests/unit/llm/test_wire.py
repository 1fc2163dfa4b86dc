"""Is a connection used again only when that is safe, and is every end of an answer told for what it is?"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from bangban.llm.wire import Broken, Late, Reply, Unconnected, Wires, address_of

Answer = Callable[[asyncio.StreamWriter], Awaitable[None]]
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


CLOSE = b"close"


class Server:
    """Answers each request with the next of `answers`; counts connections."""

    def __init__(self, *answers: bytes | None, pause: float = 0.0) -> None:
        self.answers, self.connections, self.asked, self._pause = list(answers), 0, 0, pause

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                size = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
                await reader.readexactly(size)
                self.asked += 1
                answer = self.answers.pop(0)
                if answer is None:
                    return
                *pieces, last = answer.split(b"|")
                if last != CLOSE:
                    pieces.append(last)
                for piece in pieces:
                    writer.write(piece)
                    await writer.drain()
                    await asyncio.sleep(self._pause)
                if last == CLOSE:
                    return
        except (asyncio.IncompleteReadError, IndexError, ConnectionError):
            pass
        finally:
            writer.close()


def over(server: Server, test: Callable[[Callable[..., Awaitable[Reply]]], Awaitable[None]]) -> None:
    async def within() -> None:
        listening = await asyncio.start_server(server, "127.0.0.1", 0)
        port = listening.sockets[0].getsockname()[1]
        wires = Wires()

        async def post(body: bytes = b"{}", patience: float = 5.0) -> Reply:
            return await wires.post(address_of(f"http://127.0.0.1:{port}/v1/x"), body, "k", 2.0, patience)

        try:
            async with asyncio.timeout(15):
                await test(post)
        finally:
            wires.close()
            listening.close()

    asyncio.run(within())


async def read(reply: Reply, patience: float = 5.0) -> bytes:
    data = b""
    while more := await reply.more(patience):
        data += more
    return data


def test_a_connection_is_kept_after_an_answer_that_was_read() -> None:
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n|2\r\nde\r\n|0\r\n\r\n"
    server = Server(OK, chunked, b"HTTP/1.1 100 Continue\r\n\r\n|" + OK, pause=0.01)

    async def test(post: Callable[..., Awaitable[Reply]]) -> None:
        for expected in (b"ok", b"abcde", b"ok"):
            reply = await post()
            assert await read(reply) == expected
            reply.close()
        assert server.connections == 1

    over(server, test)


def test_one_that_they_closed_meanwhile_is_replaced_unseen_and_only_once() -> None:
    server = Server(OK, None, OK, None, None)

    async def test(post: Callable[..., Awaitable[Reply]]) -> None:
        first = await post()
        assert await read(first) == b"ok"
        first.close()
        again = await post()
        assert await read(again) == b"ok"
        again.close()
        with pytest.raises(Broken):
            await post()
        assert server.connections == 3

    over(server, test)


def test_the_end_of_a_stream_may_come_after_its_last_word() -> None:
    late = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nDONE\r\n|0\r\n\r\n"
    server = Server(late, OK, pause=0.05)

    async def test(post: Callable[..., Awaitable[Reply]]) -> None:
        reply = await post()
        assert await reply.more(5) == b"DONE"
        reply.close(ended=True)
        await asyncio.sleep(0.15)
        assert await read(await post()) == b"ok"
        assert server.connections == 1

    over(server, test)


@pytest.mark.parametrize(
    ("answer", "begins"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf|close", True),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhalf|close", True),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", False),
        (b"nonsense\r\n\r\n", False),
        (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70_000, False),
    ],
)
def test_what_breaks_off_or_is_no_http_is_told(answer: bytes, begins: bool) -> None:
    server = Server(answer)

    async def test(post: Callable[..., Awaitable[Reply]]) -> None:
        if not begins:
            with pytest.raises(Broken):
                await post()
            return
        reply = await post()
        with pytest.raises(Broken):
            await read(reply)

    over(server, test)


def test_an_answer_of_unknown_length_ends_with_its_connection() -> None:
    server = Server(b"HTTP/1.1 200 OK\r\n\r\nall |of it|close", pause=0.05)

    async def test(post: Callable[..., Awaitable[Reply]]) -> None:
        reply = await post()
        assert await read(reply) == b"all of it"
        reply.close()

    over(server, test)


def test_waiting_has_an_end() -> None:
    server = Server(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab|cd", pause=1.0)

    async def test(post: Callable[..., Awaitable[Reply]]) -> None:
        reply = await post()
        assert await reply.more(1) == b"ab"
        with pytest.raises(Late):
            await reply.more(0.1)
        reply.close()

    over(server, test)


def test_nobody_listening_is_told_as_that() -> None:
    async def within() -> None:
        wires = Wires()
        with pytest.raises(Unconnected):
            await wires.post(address_of("http://127.0.0.1:9/v1"), b"{}", "", 2.0, 2.0)

    asyncio.run(within())
