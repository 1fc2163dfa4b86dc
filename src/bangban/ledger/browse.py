"""What may this officer see of the ledger, a page at a time, and how far has it been verified?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from bangban.errors import BadInput
from bangban.ledger import rows
from bangban.ledger.chain import stamp, when
from bangban.ledger.kinds import KINDS
from bangban.ledger.models import LedgerEntry, LedgerVerification

LARGEST_PAGE = 200
OVERDUE = timedelta(minutes=5)
"""Checkpoints are due every minute; this long without one is worth a warning."""


@dataclass(frozen=True)
class Filter:
    """What is looked for. `agency_ids` is the tenancy boundary: None sees all agencies and the entries of none.

    kind: one kind ("case.opened") or a family with its point ("case.").
    """

    agency_ids: Collection[int] | None
    kind: str = ""
    actor: str = ""
    subject: str = ""
    since: datetime | None = None
    until: datetime | None = None

    def entries(self) -> QuerySet[LedgerEntry]:
        """Return the matching entries, unordered.

        Raises:
            BadInput: the kind is not in the table.
        """
        found = LedgerEntry.objects.all()
        if self.agency_ids is not None:
            found = found.filter(agency_id__in=list(self.agency_ids))
        if self.kind:
            kinds = [
                kind
                for kind in KINDS
                if kind == self.kind or (self.kind[-1] == "." and kind.startswith(self.kind))
            ]
            if not kinds:
                raise BadInput(what=f"kind {self.kind[:40]!r}")
            found = found.filter(kind__in=kinds)
        # A NUL is no text to PostgreSQL; and no entry has one.
        if "\0" in self.actor + self.subject:
            return found.none()
        if self.actor:
            found = found.filter(actor=self.actor)
        if self.subject:
            found = found.filter(subject=self.subject)
        if self.since:
            found = found.filter(at__gte=stamp(self.since))
        if self.until:
            found = found.filter(at__lt=stamp(self.until))
        return found


@dataclass(frozen=True)
class Page:
    """Entries, newest first. `older` and `newer` are what to pass as `before` and `after` next, or None."""

    entries: list[LedgerEntry]
    older: int | None
    newer: int | None


def page(wanted: Filter, *, before: int | None = None, after: int | None = None, size: int = 50) -> Page:
    """Return one page: the newest entries, those just before `before`, or those just after `after`.

    Raises:
        BadInput: a number is beyond 64 bits, or the size is not 1…200, or the kind is unknown.
    """
    for number in (before, after):
        if number is not None and not 0 <= number < 2**63:
            raise BadInput(what=f"entry number {number}")
    if not 1 <= size <= LARGEST_PAGE:
        raise BadInput(what=f"page size {size} (1…{LARGEST_PAGE})")
    found = wanted.entries()
    if after is not None:
        upward = list(found.filter(seq__gt=after).order_by("seq")[: size + 1])
        more, entries = len(upward) > size, upward[:size][::-1]
        older = entries[-1].seq if entries and after > 0 else None
        return Page(entries, older, entries[0].seq if entries and more else None)
    if before is not None:
        found = found.filter(seq__lt=before)
    downward = list(found.order_by("-seq")[: size + 1])
    more, entries = len(downward) > size, downward[:size]
    newer = entries[0].seq if entries and before is not None else None
    return Page(entries, entries[-1].seq if more else None, newer)


@dataclass(frozen=True)
class Verification:
    """How far the ledger has been verified, and what was found.

    Nothing broken is ever sealed (`checkpoints.py`), so each checkpoint verifies what came since the one
    before it; a full verification reads everything again. `sound` is None when there has been neither.
    """

    last: int
    verified: int
    at: datetime | None
    full: int
    full_at: datetime | None
    sealed: int
    sealed_at: datetime | None
    findings: list[dict[str, Any]] = field(default_factory=list)

    @property
    def sound(self) -> bool | None:
        return None if self.at is None else not self.findings

    @property
    def overdue(self) -> bool:
        """Entries wait to be sealed for longer than they should: is the executor running, is the ledger broken?"""
        return self.last > self.sealed and (
            self.sealed_at is None or timezone.now() - self.sealed_at > OVERDUE
        )

    @property
    def messages(self) -> list[str]:
        """The findings in the reader's language."""
        language = "en" if (get_language() or "zh").startswith("en") else "zh"
        return [finding["message"][language] for finding in self.findings]


def verification_state(last: int | None = None) -> Verification:
    """Return what was verified last: two or three small queries, no verification.

    `last` is the number of the last entry, for whoever has just written it.
    """
    runs = sorted(LedgerVerification.objects.all(), key=lambda row: row.at)
    full = next((row for row in runs if row.scope == "full"), None)
    seal = rows.last_checkpoint()
    sealed_at = when(seal.at) if seal else None
    # A finding of a full run stands until a full run finds nothing.
    findings = {finding["message"]["en"]: finding for row in runs for finding in row.findings}
    return Verification(
        last=rows.last()[0] if last is None else last,
        verified=max([row.seq for row in runs] + ([seal.seq] if seal else []), default=0),
        at=max([row.at for row in runs] + ([sealed_at] if sealed_at else []), default=None),
        full=full.seq if full else 0,
        full_at=full.at if full else None,
        sealed=seal.seq if seal else 0,
        sealed_at=sealed_at,
        findings=list(findings.values()),
    )
