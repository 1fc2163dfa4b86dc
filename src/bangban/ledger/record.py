"""How does an event get into the ledger? `append`, inside the transaction of the action it records."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection

from bangban import config
from bangban.crypto.digests import canonical
from bangban.errors import BadInput, Problem
from bangban.ledger.chain import COLUMNS, Row, entry_hash, stamp
from bangban.ledger.kinds import KINDS

LOCK = 0x62616E67
"""The advisory lock that makes appending one at a time on PostgreSQL ("bang")."""
LONGEST_DETAILS = 4000

_ACTOR = re.compile(r"(officer|employee|resident|process|operator|token|agency):[\w.@+-]{1,80}", re.ASCII)
_SUBJECT = re.compile(r"[a-z][a-z_]{0,29}:[\w.:@+/-]{1,69}", re.ASCII)
_DIGEST = re.compile(r"[a-z0-9]{2,10}:[0-9a-f]{32,64}")
_KEY = re.compile(r"[A-Za-z0-9][\w.:-]{0,59}", re.ASCII)
_CODE = re.compile(r"[\w.:/@+=,-]{0,128}", re.ASCII)
"""What a text in the details may look like: a code, an id, a time, a digest. No spaces, no Chinese."""
_PERSONAL = re.compile(
    r"1[3-9]\d{9}|\d{17}[Xx]|[1-8]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{4}", re.ASCII
)
"""A whole text that is a mobile or identity-card number (GB 11643-1999)."""


class LedgerUnavailable(Problem):
    """台账无法写入（{reason}），因此本次操作没有执行。请联系系统管理员。 | The ledger cannot be written ({reason}), so nothing was done. Call the system administrator."""

    code = "ledger_unavailable"
    status = 503


class BadEntry(BadInput):
    """台账只记编号、代码和数字，不记内容：{what}。 | The ledger holds ids, codes and numbers, never content: {what}."""

    code = "bad_entry"


@dataclass(frozen=True)
class Entry:
    """What happened, who did it, to what. Raises BadEntry when it holds anything but ids and codes.

    actor: "officer:ID", "employee:NUMBER", "resident:ID", "process:executor", "operator:NAME".
    subject: "case:ID" and the like, or "". details: ids, codes, numbers, lists and dicts of them.
    digest: a salted digest of the content concerned, or "".
    """

    kind: str
    actor: str
    agency_id: int | None
    subject: str
    details: Mapping[str, Any] = field(default_factory=dict)
    digest: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise BadEntry(what=f"kind {self.kind!r}")
        if not _ACTOR.fullmatch(self.actor):
            raise BadEntry(what=f"actor {self.actor!r}")
        if self.subject and not _SUBJECT.fullmatch(self.subject):
            raise BadEntry(what=f"subject {self.subject!r}")
        if self.digest and not _DIGEST.fullmatch(self.digest):
            raise BadEntry(what=f"digest {self.digest!r}")
        if self.agency_id is not None and not 0 < self.agency_id < 2**63:
            raise BadEntry(what=f"agency_id {self.agency_id!r}")
        _check_details(self.details, "details", 0)
        if len(self.text) > LONGEST_DETAILS:
            raise BadEntry(what=f"details longer than {LONGEST_DETAILS}")

    @cached_property
    def text(self) -> str:
        """The details as they are stored and hashed."""
        return canonical(dict(self.details)).decode("ascii")


def _check_details(value: Any, where: str, depth: int) -> None:
    if depth > 4:
        raise BadEntry(what=f"{where}: too deep")
    if isinstance(value, Mapping):
        for key, child in value.items():
            if not isinstance(key, str) or not _KEY.fullmatch(key):
                raise BadEntry(what=f"{where}: key {key!r}")
            _check_details(child, f"{where}.{key}", depth + 1)
    elif isinstance(value, list | tuple):
        for child in value:
            _check_details(child, where, depth + 1)
    elif isinstance(value, str):
        if not _CODE.fullmatch(value) or _PERSONAL.fullmatch(value):
            raise BadEntry(what=where)
    elif isinstance(value, int):
        if not -(2**63) <= value < 2**63:
            raise BadEntry(what=f"{where}: beyond 64 bits")
    elif value is not None and not isinstance(value, float):
        raise BadEntry(what=f"{where}: {type(value).__name__}")


_COLUMNS = ", ".join(COLUMNS)
_INSERT = {
    "sqlite": f"INSERT INTO ledger_entry ({_COLUMNS}) VALUES ({', '.join(['%s'] * len(COLUMNS))})",  # noqa: S608
    # One parameter however many the rows: quoting eleven a row would cost more than the insert itself.
    "postgresql": f"INSERT INTO ledger_entry ({_COLUMNS}) SELECT {_COLUMNS} FROM json_to_recordset(%s::json) AS entry"  # noqa: S608
    " (seq bigint, at text, kind text, actor text, agency_id bigint, subject text, details text, digest text,"
    " writer text, prev text, hash text) ORDER BY seq",
}


def append(entries: Sequence[Entry]) -> list[int]:
    """Append `entries` in order and return their numbers.

    Must be called inside `transaction.atomic()`, best as its last step: from here to the commit no one
    else can append. The entries stand exactly when the transaction does.

    Raises:
        LedgerUnavailable: not inside a transaction, or the database refused; let it undo the action.
    """
    if not connection.in_atomic_block:
        raise LedgerUnavailable(reason="append() outside transaction.atomic()")
    if not entries:
        return []
    algorithm = config.load()["ledger.digest"]
    writer = settings.PROCESS
    try:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            # On SQLite the transaction is IMMEDIATE (site/databases.py): it is the only writer already.
            cursor.execute("SELECT seq, hash FROM ledger_entry ORDER BY seq DESC LIMIT 1")
            seq, prev = cursor.fetchone() or (0, "")
            at = stamp(datetime.now(UTC))
            rows = []
            for entry in entries:
                seq += 1
                what = (seq, at, entry.kind, entry.actor, entry.agency_id, entry.subject, entry.text)
                row: Row = (*what, entry.digest, writer, prev)
                prev = entry_hash(row, algorithm)
                rows.append((*row, prev))
            if connection.vendor == "postgresql":
                objects = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
                cursor.execute(_INSERT["postgresql"], [canonical(objects).decode()])
            else:
                cursor.executemany(_INSERT["sqlite"], rows)
    except DatabaseError as error:
        raise LedgerUnavailable(reason=type(error).__name__) from error
    return [row[0] for row in rows]
