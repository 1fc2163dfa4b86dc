"""How are entries read from the database, in order, without holding many in memory?"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import DatabaseError, connection

from bangban.ledger.chain import COLUMNS, Row
from bangban.ledger.seals import Checkpoint

PAGE = 5_000
_ENTRIES = f"SELECT {', '.join(COLUMNS)} FROM ledger_entry WHERE seq > %s AND seq <= %s ORDER BY seq"  # noqa: S608
_CHECKPOINTS = (
    "SELECT seq, hash, at, algorithm, key_id, signature FROM ledger_checkpoint"
    " WHERE seq > %s AND seq <= %s ORDER BY seq LIMIT %s"
)


def entries(after: int, until: int) -> Iterator[Row]:
    """Yield the rows with after < seq ≤ until. A row that cannot be read comes with its columns empty."""
    for start in range(after, until, PAGE):
        yield from _page(start, min(start + PAGE, until))


def _page(after: int, until: int) -> list[Row]:
    try:
        with connection.cursor() as cursor:
            cursor.execute(_ENTRIES, [after, until])
            return cursor.fetchall()
    except DatabaseError as error:
        # A SQLite file edited from outside can hold bytes that are no UTF-8. Halve until they stand alone.
        if "decode" not in str(error):
            raise
        if until - after == 1:
            return [(until, *[None] * (len(COLUMNS) - 1))]
        middle = (after + until) // 2
        return _page(after, middle) + _page(middle, until)


def last() -> tuple[int, str]:
    """Return number and hash of the last entry, (0, "") when there is none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq, hash FROM ledger_entry ORDER BY seq DESC LIMIT 1")
        return cursor.fetchone() or (0, "")


def next_after(seq: int) -> int | None:
    """Return the number of the first entry after `seq`, or None."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT MIN(seq) FROM ledger_entry WHERE seq > %s", [seq])
        found = cursor.fetchone()[0]
        return None if found is None else int(found)


def link(seq: int) -> tuple[str, str]:
    """Return (hash, prev) of entry `seq`, ("", "") when there is none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT hash, prev FROM ledger_entry WHERE seq = %s", [seq])
        return cursor.fetchone() or ("", "")


def hashes(numbers: list[int]) -> dict[int, str]:
    """Return the hashes of the entries `numbers` (at most a few hundred)."""
    with connection.cursor() as cursor:
        marks = ", ".join(["%s"] * len(numbers))
        cursor.execute(f"SELECT seq, hash FROM ledger_entry WHERE seq IN ({marks})", numbers)  # noqa: S608
        return dict(cursor.fetchall())


def checkpoints(after: int, until: int) -> Iterator[Checkpoint]:
    """Yield the checkpoints with after < seq ≤ until, in order."""
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_CHECKPOINTS, [after, until, PAGE])
            page = cursor.fetchall()
        for row in page:
            yield Checkpoint(*row)
        if len(page) < PAGE:
            return
        after = page[-1][0]


def last_checkpoint() -> Checkpoint | None:
    """Return the newest checkpoint in the database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT seq, hash, at, algorithm, key_id, signature FROM ledger_checkpoint ORDER BY seq DESC LIMIT 1"
        )
        row = cursor.fetchone()
    return Checkpoint(*row) if row else None
