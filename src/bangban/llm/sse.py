"""How is a stream of server-sent events read and written? (WHATWG HTML, 9.2.)"""

from __future__ import annotations

from collections.abc import Iterator

LONGEST_LINE = 4 * 2**20
"""Bytes: a long answer may come as one event; an upstream that sends more in one line is faulty or hostile."""
DONE_MARK = b"[DONE]"
DONE = b"data: [DONE]\n\n"


class LineTooLong(ValueError):
    """A line passed the bound."""


class Events:
    """Feed bytes as they come, get the data of whole events; comments, names and ids are passed over."""

    def __init__(self, longest: int = LONGEST_LINE) -> None:
        self._buffer = bytearray()
        self._data: list[bytes] = []
        self._longest = longest
        self._after_return = False

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """The data of every event that `chunk` completes.

        Raises:
            LineTooLong: a line is longer than the bound.
        """
        if self._after_return and chunk.startswith(b"\n"):
            chunk = chunk[1:]
        self._after_return = chunk.endswith(b"\r")
        self._buffer += chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        *lines, rest = self._buffer.split(b"\n")
        if len(rest) > self._longest or any(len(line) > self._longest for line in lines):
            raise LineTooLong
        self._buffer = bytearray(rest)
        for line in lines:
            if line.startswith(b"data:"):
                self._data.append(bytes(line[6:] if line[5:6] == b" " else line[5:]))
            elif not line and self._data:
                yield b"\n".join(self._data)
                self._data.clear()

    def end(self) -> bytes | None:
        """What stood in a last event that no empty line closed: some providers forget it."""
        if self._buffer.startswith(b"data:"):
            self._data.append(bytes(self._buffer[5:]).strip())
        self._buffer.clear()
        data = b"\n".join(self._data)
        self._data.clear()
        return data or None


def event(data: bytes) -> bytes:
    """One event; `data` holds no line break (JSON does not)."""
    return b"data: " + data + b"\n\n"
