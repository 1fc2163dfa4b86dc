"""Which bytes of an entry are hashed, and does each entry follow from the one before? Pure: no database.

The preimage of an entry, format 1, is UTF-8 text (docs/adr/0102):

    bangban.ledger.1 <seq> <at> <kind> <actor> <agency> <subject> <details> <digest> <writer> <prev>

where every field after the first is written `<length in characters>:<field>`, so that no two rows share
a preimage. A missing agency is "-". The first entry's prev is empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
    agency = "-" if agency is None else agency
    return (
        f"bangban.ledger.1 {len(f'{seq}')}:{seq} {len(at)}:{at} {len(kind)}:{kind} {len(actor)}:{actor} "
        f"{len(f'{agency}')}:{agency} {len(subject)}:{subject} {len(details)}:{details} "
        f"{len(proof)}:{proof} {len(writer)}:{writer} {len(prev)}:{prev}"
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


@dataclass
class Chain:
    """Follows entries in order; `seq` and `hash` are those of the last one that was found good."""

    seq: int = 0
    hash: str = ""

    def follow(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Yield each row that follows, and stop with a `Broken` at the first that does not.

        Raises:
            Broken: carries the finding: which entry was changed, removed, inserted or reordered.
        """
        for row in rows:
            if row[0] != self.seq + 1 or row[9] != self.hash or not hash_fits(row):
                raise Broken(self._explain(row))
            self.seq, self.hash = row[0], row[10]
            yield row

    def check(self, rows: Iterable[Row]) -> Finding | None:
        """Follow `rows` to their end; return the first finding, or None. The fast form of `follow`."""
        seq, last = self.seq, self.hash
        try:
            for row in rows:
                if row[0] != seq + 1 or row[9] != last or not hash_fits(row):
                    self.seq, self.hash = seq, last
                    return self._explain(row)
                seq += 1
                last = row[10]
        finally:
            self.seq, self.hash = seq, last
        return None

    def _explain(self, row: Row) -> Finding:
        """Tell what happened from the one row that does not follow.

        The hash of an intact row proves its own number and its predecessor's hash, which tells a row
        that was moved from one that was edited.
        """
        expected = self.seq + 1
        intact = hash_fits(row)
        if not intact:
            return Finding("changed", row[0] if row[0] == expected else expected)
        if row[0] > expected:
            return Finding("removed", expected, {"until": row[0] - 1})
        if row[0] < expected:
            return Finding("reordered", row[0], {"place": expected})
        # The row is whole and has the right number but names another predecessor: either it or the
        # one before it was put there by someone who could compute hashes.
        return Finding("inserted", expected)


class Broken(Exception):
    """The chain breaks here; `finding` says how."""

    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        super().__init__(str(finding))
