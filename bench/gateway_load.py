"""How fast does a gateway answer under load? Clients on raw connections: an open loop at a rate, a closed one, many streams.

Run as its own process, so that it can be pinned: python -m bench.gateway_load JOB-AS-JSON, which prints what it measured.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from typing import Any

TEXT = "您好，请问办理养老保险转移接续需要带哪些材料？我在临江区工作，原单位在外市，已经缴费八年，最近准备换工作。"
PERSONAL = "我叫王小明，电话13812345678，住在望江街道观澜苑5栋2单元301室。"


class Client:
    """One connection that is kept."""

    def __init__(self, job: dict[str, Any]) -> None:
        self.job = job
        self._reader: asyncio.StreamReader | None = None

    async def ask(self) -> tuple[float, int]:
        """(seconds to the first byte of the answer's body, status)."""
        return await self.send(request(self.job))

    async def send(self, data: bytes, *, until: int = -1) -> tuple[float, int]:
        """Send a request and read the answer; stop after `until` pieces of a stream."""
        if self._reader is None:
            self._reader, self._writer = await asyncio.open_connection(
                "127.0.0.1", self.job["port"], limit=2**20
            )
        reader, began = self._reader, time.perf_counter()
        self._writer.write(data)
        head = await reader.readuntil(b"\r\n\r\n")
        status, low = int(head[9:12]), head.lower()
        if b"chunked" in low:
            first, pieces = 0.0, 0
            while size := int(await reader.readline(), 16):
                await reader.readexactly(size + 2)
                first = first or time.perf_counter() - began
                pieces += 1
                if pieces == until:
                    return first, status
            await reader.readline()
            return first, status
        await reader.readexactly(int(low.split(b"content-length:", 1)[1].split(b"\r\n", 1)[0]))
        return time.perf_counter() - began, status

    def close(self) -> None:
        if self._reader is not None:
            self._writer.close()
            self._reader = None


def request(job: dict[str, Any]) -> bytes:
    """The bytes of one request."""
    text = (PERSONAL if job.get("personal") else "") + TEXT
    body: dict[str, Any] = {
        "model": job["model"], "messages": [{"role": "user", "content": text}], "max_tokens": job.get("max_tokens", 200),
        "user": json.dumps(job.get("how", {})), "stream": job.get("stream", False),
    }  # fmt: skip
    data = json.dumps(body, ensure_ascii=False).encode()
    return (
        f"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {job.get('key', 'x')}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(data)}\r\n\r\n"
    ).encode() + data


async def open_loop(job: dict[str, Any]) -> dict[str, Any]:
    """`rate` requests a second for `seconds`, whether the ones before were answered or not."""
    idle: list[Client] = []
    times: list[float] = []
    failed = 0

    async def one(at: float) -> None:
        nonlocal failed
        client = idle.pop() if idle else Client(job)
        try:
            first, status = await client.ask()
            # What the request waited before it could be sent counts: an open loop does not forgive.
            times.append(first if job.get("stream") else time.perf_counter() - at)
            failed += status != 200
            idle.append(client)
        except (OSError, asyncio.IncompleteReadError, ValueError):
            failed += 1

    begin, tasks = time.perf_counter() + 0.1, []
    for number in range(round(job["rate"] * job["seconds"])):
        at = begin + number / job["rate"]
        await asyncio.sleep(max(0.0, at - time.perf_counter()))
        tasks.append(asyncio.create_task(one(at)))
    await asyncio.gather(*tasks)
    return {"times": times, "failed": failed}


async def closed_loop(job: dict[str, Any]) -> dict[str, Any]:
    """`clients` that ask again as soon as they are answered, for `seconds`; the first quarter warms up."""
    end = time.perf_counter() + job["seconds"]
    warm, done, failed, answered = time.perf_counter() + job["seconds"] / 4, 0, 0, 0
    data = request(job)

    async def one() -> None:
        nonlocal done, failed, answered
        client = Client(job)
        while (now := time.perf_counter()) < end:
            try:
                _, status = await client.send(data)
            except (OSError, asyncio.IncompleteReadError, ValueError):
                status = 0
                client.close()
            if now >= warm:
                done += status == 200
            answered += status == 200
            failed += status != 200

    await asyncio.gather(*(one() for _ in range(job["clients"])))
    return {"rate": done / (job["seconds"] * 0.75), "failed": failed, "answered": answered}


async def streams(job: dict[str, Any]) -> dict[str, Any]:
    """`clients` streams at a time; each is read to its end."""
    data, failed = request(job), 0

    async def one() -> None:
        nonlocal failed
        try:
            _, status = await Client(job).send(data)
            failed += status != 200
        except (OSError, asyncio.IncompleteReadError, ValueError):
            failed += 1

    await asyncio.gather(*(one() for _ in range(job["clients"])))
    return {"failed": failed}


async def hang_up(job: dict[str, Any]) -> dict[str, Any]:
    """Seconds from a client's hanging up in the middle of a stream until the upstream is free, of `clients` tries."""
    times = []
    for _ in range(job["clients"]):
        client, upstream = Client(job), Client({"port": job["upstream"]})
        await client.send(request(job), until=2)
        client.close()
        began = time.perf_counter()
        while await _open_streams(upstream) and time.perf_counter() - began < 10:
            await asyncio.sleep(0.005)
        times.append(time.perf_counter() - began)
        upstream.close()
    return {"times": times}


async def _open_streams(upstream: Client) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", upstream.job["port"])
    writer.write(b"GET /open HTTP/1.1\r\nHost: x\r\n\r\n")
    await reader.readuntil(b"\r\n\r\n")
    found = json.loads(await reader.read(200))
    writer.close()
    return int(found["open"])


WAYS = {"open": open_loop, "closed": closed_loop, "streams": streams, "hang up": hang_up}


if __name__ == "__main__":
    work = json.loads(sys.argv[1])
    print(json.dumps(asyncio.run(WAYS[work["way"]](work))))
