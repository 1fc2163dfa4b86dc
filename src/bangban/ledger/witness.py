"""Where do checkpoints stand outside the database, so that cutting off its tail is found? Pure: files only.

One file, `checkpoints.jsonl`, a line a checkpoint, only ever appended to. The folder may be on another
disk or machine, or the file append-only by attribute (`chattr +a`): nothing here needs to rewrite it.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bangban.errors import Problem
from bangban.ledger.findings import Finding
from bangban.ledger.seals import Checkpoint

NAME = "checkpoints.jsonl"
LONGEST_LINE = 4096


class WitnessUnavailable(Problem):
    """检查点无法写入见证目录 {path}（{reason}）。请检查磁盘空间和权限。 | The checkpoint cannot be written to the witness folder {path} ({reason}). Check disk space and permissions."""

    code = "witness_unavailable"
    status = 503


@dataclass(frozen=True)
class Witness:
    """The witness in `folder`."""

    folder: Path

    @property
    def file(self) -> Path:
        return self.folder / NAME

    def append(self, checkpoint: Checkpoint) -> None:
        """Write one line and wait until the disk has it.

        Raises:
            WitnessUnavailable: it could not be written whole.
        """
        try:
            self.folder.mkdir(mode=0o750, parents=True, exist_ok=True)
            new = not self.file.exists()
            handle = os.open(self.file, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o640)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX)
                self._write(handle, checkpoint.line().encode() + b"\n")
            finally:
                os.close(handle)
            if new:
                _sync_folder(self.folder)
        except OSError as error:
            raise WitnessUnavailable(path=self.folder, reason=error.strerror or error) from error

    def _write(self, handle: int, line: bytes) -> None:
        size = os.fstat(handle).st_size
        if size and os.pread(handle, 1, size - 1) != b"\n":
            line = b"\n" + line  # a power cut tore the last line: leave it readable as one torn line
        written = os.write(handle, line)
        if written != len(line):
            os.ftruncate(handle, size)
            raise OSError(28, os.strerror(28))
        os.fsync(handle)

    def size(self) -> int:
        """Return the bytes written so far, to read a stable state with `read`."""
        return self.file.stat().st_size if self.file.exists() else 0

    def read(self, size: int | None = None) -> Iterator[Checkpoint | Finding]:
        """Yield every checkpoint in the first `size` bytes, a Finding for each line that cannot be read."""
        left = self.size() if size is None else size
        if not left:
            return
        with self.file.open("rb") as file:
            number = 0
            while left > 0 and (line := file.readline(min(left, LONGEST_LINE))):
                left -= len(line)
                number += 1
                try:
                    yield Checkpoint.read(line.decode())
                except ValueError:
                    yield Finding("witness_damaged", 0, {"line": number})

    def last(self) -> Checkpoint | None:
        """Return the last readable checkpoint, reading only the file's end."""
        size = self.size()
        if not size:
            return None
        with self.file.open("rb") as file:
            file.seek(max(0, size - 4 * LONGEST_LINE))
            lines = file.read().splitlines()
        for line in reversed(lines):
            try:
                return Checkpoint.read(line.decode())
            except ValueError:
                continue
        return None


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
