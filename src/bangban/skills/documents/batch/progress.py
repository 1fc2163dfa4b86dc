"""What of an interrupted run is done already? A file of answers by digest, which the next run begins with."""

from __future__ import annotations

import fcntl
import hashlib
import json
from pathlib import Path
from typing import IO, Any


class Progress:
    """The answers of a run that is not finished, kept by the digest of each file's bytes.

    `about` is all that an answer depends on besides the file: another profile or version begins anew. While another
    process runs the same, this one keeps nothing.
    """

    def __init__(self, folder: Path, about: dict[str, Any]) -> None:
        name = hashlib.sha256(json.dumps(about, sort_keys=True).encode()).hexdigest()[:24]
        self.path = folder / f"{name}.jsonl"
        self._done: dict[str, dict[str, Any]] = {}
        self._file: IO[bytes] | None = None
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = self.path.open("a+b")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            return
        self._file = file
        self.path.chmod(0o600)
        file.seek(0)
        whole = 0
        for line in file:
            # The last line may have been cut off when the run was.
            if not line.endswith(b"\n"):
                file.truncate(whole)
                break
            whole += len(line)
            row = json.loads(line)
            self._done[row["key"]] = row["answer"]

    def __len__(self) -> int:
        return len(self._done)

    def find(self, key: str) -> dict[str, Any] | None:
        return self._done.get(key)

    def keep(self, key: str, answer: dict[str, Any]) -> None:
        if self._file is not None:
            self._file.write(json.dumps({"key": key, "answer": answer}, ensure_ascii=False).encode() + b"\n")
            self._file.flush()

    def finish(self) -> None:
        """The run came to its end: the next one begins anew."""
        if self._file is not None:
            self.path.unlink(missing_ok=True)
        self.close()

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
