"""How does the ledger leave the building? As one file that anyone can verify without us (`offline.py`)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import BinaryIO

from django.utils import timezone

from bangban.ledger import keys, rows
from bangban.ledger.chain import COLUMNS, FORMAT, stamp

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def lines() -> Iterator[str]:
    """Yield the export line by line, without line ends. Streams: memory does not grow with the ledger.

    Raises:
        NoKey, BadKey: the public keys, which the export carries, cannot be read.
    """
    public = [key.pem for key in keys.verifiers().values()]
    until, hash = rows.last()
    yield _encode({"ledger": {"format": FORMAT, "made_at": stamp(timezone.now()), "keys": public}})
    seals = rows.checkpoints(0, until)
    seal = next(seals, None)
    for row in rows.entries(0, until):
        yield _encode(dict(zip(COLUMNS, row, strict=True)))
        while seal is not None and seal.seq <= row[0]:
            yield _encode({"checkpoint": asdict(seal)})
            seal = next(seals, None)
    yield _encode({"end": {"seq": until, "hash": hash}})


def write(file: BinaryIO, progress: Callable[[int], None] | None = None) -> int:
    """Write the export to `file`; return the number of lines."""
    count = 0
    for line in lines():
        file.write(line.encode("utf-8", "surrogatepass") + b"\n")
        count += 1
        if progress and count % 10_000 == 0:
            progress(count)
    return count
