"""What did a process that was killed not get to write? Rows stand in a file until the database has them."""

from __future__ import annotations

import fcntl
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from bangban.services.gateway.rows import Row

log = logging.getLogger(__name__)
_SUFFIX = ".calls"
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Row).decode


class Spool:
    """The files of one process below `folder`: one a batch. While the process lives it holds a lock on each, so that the
    others know whose rows are still coming and whose are left behind (also where numbers of processes return)."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._number = folder, 0
        self._open: tuple[int, Path] | None = None
        self._batch: list[tuple[int, Path]] = []
        self._told = False

    def add(self, row: Row) -> None:
        """Have a row on disk before anything else happens with it: some 20 µs, for nothing is waited for."""
        try:
            if self._open is None:
                self._open = self._begun()
            os.write(self._open[0], _encode(row) + b"\n")
        except (OSError, ValueError) as error:
            # Without it a kill would lose half a second of records; that is no reason to refuse the call.
            if not self._told:
                self._told = True
                log.warning("calls cannot be noted in %s: %s", self._folder, error)

    def cut(self) -> None:
        """What was added so far is one batch; what comes belongs to the next."""
        if self._open is not None:
            self._batch.append(self._open)
            self._open = None

    def written(self) -> None:
        """The database has the batch."""
        batch, self._batch = self._batch, []
        for handle, path in batch:
            path.unlink(missing_ok=True)
            os.close(handle)

    def close(self) -> None:
        """Let go of what is not written: another process takes it over."""
        self.cut()
        batch, self._batch = self._batch, []
        for handle, _path in batch:
            os.close(handle)

    @contextmanager
    def left_behind(self) -> Iterator[list[Row]]:
        """Rows of processes that are no more; forgotten when the block ends well, kept when it raises."""
        found: list[tuple[int, Path]] = []
        rows: list[Row] = []
        try:
            for path in sorted(self._folder.glob(f"*{_SUFFIX}")):
                handle = _taken(path)
                if handle is not None:
                    found.append((handle, path))
                    rows += _rows(path)
            yield rows
            for _handle, path in found:
                path.unlink(missing_ok=True)
        finally:
            for handle, _path in found:
                os.close(handle)

    def _begun(self) -> tuple[int, Path]:
        self._folder.mkdir(mode=0o700, exist_ok=True)
        self._number += 1
        path = self._folder / f"{os.getpid()}-{id(self):x}-{self._number}{_SUFFIX}"
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        fcntl.flock(handle, fcntl.LOCK_EX)
        return handle, path


def _taken(path: Path) -> int | None:
    """A lock on a file that nobody holds any more."""
    with suppress(FileNotFoundError):
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # It may have been written and removed between the look and the lock.
            if path.exists():
                return handle
        except BlockingIOError:
            pass
        os.close(handle)
    return None


def _rows(path: Path) -> list[Row]:
    """The rows of a file; the last line may have been cut off, with the process."""
    rows = []
    for line in path.read_bytes().splitlines():
        with suppress(msgspec.DecodeError):
            rows.append(_decode(line))
    return rows
