"""Which bytes of an entry are hashed, and does each entry follow from the one before? Pure: no database.

The preimage of an entry, format 1, is UTF-8 text (docs/adr/0102-chain-format.md):

    bangban.ledger.1 <seq> <at> <kind> <actor> <agency> <subject> <details> <digest> <writer> <prev>

where every field after the first is written `<length in characters>:<field>`, so that no two rows share
a preimage. A missing agency is "-". The first entry's prev is empty.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from bangban.crypto.digests import UnknownDigest, digest, hasher
from bangban.ledger.findings import Finding

FORMAT = "bangban.ledger.1"
COLUMNS = (
    "seq",
    "at",
    "kind",
    "actor",
    "agency_id",
    "subject",
    "details",
    "digest",
    "writer",
    "prev",
    "hash",
)
"""The columns of an entry in the order of a `Row`; all but the last are hashed into the last."""

Row = tuple[Any, ...]


def stamp(moment: datetime) -> str:
    """Write an aware datetime the way the ledger does: "2026-11-22T01:02:03.000004Z"."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def when(text: str) -> datetime:
    """Read what `stamp` wrote."""
    return datetime.fromisoformat(text)


def preimage(row: Row) -> bytes:
    """Return the bytes that are hashed for `row` (the last column, the hash, is not among them).

    Raises:
        TypeError: a text column holds no text (a tampered SQLite file can hold anything).
    """
    seq, at, kind, actor, agency, subject, details, proof, writer, prev = row[:10]
    number = f"{seq}"
    owner = "-" if agency is None else f"{agency}"
    return (
        f"bangban.ledger.1 {len(number)}:{number} {len(at)}:{at} {len(kind)}:{kind} {len(actor)}:{actor} "
        f"{len(owner)}:{owner} {len(subject)}:{subject} {len(details)}:{details} {len(proof)}:{proof} "
        f"{len(writer)}:{writer} {len(prev)}:{prev}"
    ).encode()


def entry_hash(row: Row, algorithm: str) -> str:
    """Return the hash of `row` by `algorithm` (sha256 | sm3)."""
    return digest(preimage(row), algorithm)


def hash_fits(row: Row) -> bool:
    """Say whether the hash that `row` carries is the hash of its other columns."""
    claimed = row[10]
    try:
        data = preimage(row)
        if claimed.startswith("sha256:"):
            return bool("sha256:" + sha256(data).hexdigest() == claimed)
        return bool(hasher(claimed.partition(":")[0])(data) == claimed)
    except (TypeError, ValueError, AttributeError, UnknownDigest):
        return False


NEARBY = 1_000
"""How far from its place a moved entry is looked for."""


@dataclass
class Chain:
    """Follows entries in order. `seq` and `hash` are those of the last good entry, `before` is its `prev`."""

    seq: int = 0
    hash: str = ""
    before: str = ""

    def check(self, rows: Iterable[Row]) -> Finding | None:
        """Follow `rows` to their end, or to the first that does not follow, and return what is wrong there."""
        seq, last, before = self.seq, self.hash, self.before
        rows = iter(rows)
        found = None
        for row in rows:
            if row[0] != seq + 1 or row[9] != last or not hash_fits(row):
                found = row
                break
            seq += 1
            before, last = last, row[10]
        self.seq, self.hash, self.before = seq, last, before
        return self._explain(found, next(rows, None)) if found else None

    def _follows(self, row: Row | None) -> bool:
        return row is not None and row[0] == self.seq + 1 and row[9] == self.hash and hash_fits(row)

    def _explain(self, row: Row, after: Row | None) -> Finding:
        """Tell what happened from the first row that does not follow and the one after it.

        An intact row proves its own number and its predecessor's hash: that tells a row that was moved or
        put in from one that was edited.
        """
        expected = self.seq + 1
        number = row[0] if hash_fits(row) else _original_number(row)
        if number is None:
            return Finding("inserted" if self._follows(after) else "changed", expected)
        if number == expected:
            # Whole, and of the right number. Then it vouches for another predecessor than the one before it.
            return Finding("changed", self.seq if row[0] == expected and self.seq else expected)
        if number == self.seq and row[9] == self.before:
            return Finding("inserted", self.seq)  # the rightful entry of that number comes second
        if number == row[0] and number > expected and (after is None or after[0] > number):
            return Finding("removed", expected, {"until": number - 1})
        return Finding("reordered", number, {"place": expected})


def _original_number(row: Row) -> int | None:
    """Return the number under which `row` was written, if it was only moved and stands not far off."""
    if not isinstance(row[0], int):
        return None
    for number in range(max(1, row[0] - NEARBY), row[0] + NEARBY):
        if hash_fits((number, *row[1:])):
            return number
    return None
