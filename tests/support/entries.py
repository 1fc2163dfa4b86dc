"""How does a test come by a chain of entries without a database?"""

from __future__ import annotations

from collections.abc import Callable

from bangban.ledger.chain import Row, entry_hash


def chain_of(count: int, algorithm: Callable[[int], str] = lambda seq: "sha256") -> list[Row]:
    """Return `count` rows that follow each other."""
    rows: list[Row] = []
    prev = ""
    for seq in range(1, count + 1):
        at = f"2026-11-22T01:{seq // 60 % 60:02}:{seq % 60:02}.000000Z"
        about = ("case.opened", f"officer:{seq % 5 + 1}", seq % 3 + 1, f"case:{seq}")
        row: Row = (seq, at, *about, f'{{"number":{seq}}}', "", "web", prev)
        prev = entry_hash(row, algorithm(seq))
        rows.append((*row, prev))
    return rows
