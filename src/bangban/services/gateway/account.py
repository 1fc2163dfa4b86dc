"""How do several processes keep one quota? They lease pieces of its account by one UPDATE that cannot pass the limit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from bangban.agencies.models import Agency
from bangban.services.gateway.models import Lease, Limit, Measure, Scope, Spent

LEASE = timedelta(seconds=60)
"""How long a lease stands without a word of its process: so long a killed process's piece counts as spent."""
PIECES = 50
"""A lease beyond what waits for it is at most this part of the limit."""
AHEAD = 200
"""A lease is for so many calls like the one that waits, as far as `PIECES` lets it: at a hundred a second, for two seconds."""
_TRIES = 5
UNNAMED = "-"
"""The scenario of a limit for calls that name none, or one for which the agency has no such limit."""


@dataclass(frozen=True)
class Bound:
    """One limit as a process knows it."""

    limit: int
    agency: str
    scope: str
    subject: str
    period: str
    measure: str
    amount: int


@dataclass(frozen=True)
class Leased:
    """What a process got: `amount` more under `lease`; 0, with what is `left`, when less than needed is left."""

    lease: UUID | None
    spent: int
    amount: int
    left: int = 0


@dataclass
class Report:
    """What became of one lease since the process last wrote; None when it was lost, and only what was used is told."""

    lease: UUID | None
    spent: int
    used: int
    returned: int
    held: int


def bounds_for(agency: int, key: int, employee: str, scenario: str) -> list[Bound]:
    """The limits a call counts to: those of its agency and of the agencies above it.

    Whatever scenario a call names or leaves out, it counts to one: where the agency limits that scenario, to it, else to
    `UNNAMED`. So nobody escapes a limit by leaving out the scenario's name, or by inventing one.
    """
    path = Agency.objects.filter(pk=agency).values_list("path", flat=True).get()
    above = [int(part) for part in path.split("/") if part]
    which = Q(scope=Scope.AGENCY) | Q(scope=Scope.KEY, subject=str(key))
    if employee:
        which |= Q(scope=Scope.EMPLOYEE, subject=employee)
    which |= Q(scope=Scope.SCENARIO, subject__in=(scenario or UNNAMED, UNNAMED))
    rows = list(Limit.objects.filter(which, agency_id__in=above).select_related("agency").order_by("pk"))
    named = {_what(row) for row in rows if row.scope == Scope.SCENARIO and row.subject != UNNAMED}
    return [
        Bound(row.pk, row.agency.code, row.scope, row.subject, row.period, row.measure, row.amount)
        for row in rows
        if row.scope != Scope.SCENARIO or row.subject != UNNAMED or _what(row) not in named
    ]


def _what(row: Limit) -> tuple[int, str, str]:
    return row.agency_id, row.measure, row.period


def lease(
    bound: Bound, start: date, needed: int, wanted: int, held: UUID | None, process: str, now: datetime
) -> Leased:
    """Take `wanted` of the account, or what is left of it, or nothing when less than `needed` is left.

    `held` is the lease the process has of this account; it grows.
    """
    with transaction.atomic():
        spent, _made = Spent.objects.get_or_create(limit_id=bound.limit, start=start)
        asked = max(needed, wanted, min(needed * AHEAD, bound.amount // PIECES))
        for _ in range(_TRIES):
            # The row's own columns stand in the condition, so that a waiting UPDATE looks at them again.
            took = Spent.objects.filter(pk=spent.pk, settled__lte=bound.amount - asked - F("leased")).update(
                leased=F("leased") + asked
            )
            if took:
                return Leased(_granted(spent.pk, asked, held, process, now), spent.pk, asked)
            spent.refresh_from_db()
            left = bound.amount - spent.settled - spent.leased
            if left < needed:
                return Leased(None, spent.pk, 0, max(0, left))
            asked = max(needed, min(asked, left))
    return Leased(None, spent.pk, 0)


def _granted(spent: int, amount: int, held: UUID | None, process: str, now: datetime) -> UUID:
    if held is not None:
        grown = Lease.objects.filter(pk=held, spent_id=spent)
        if grown.update(amount=F("amount") + amount, expires_at=now + LEASE):
            return held
    return Lease.objects.create(spent_id=spent, process=process, amount=amount, expires_at=now + LEASE).pk


def settle(reports: Sequence[Report], now: datetime) -> None:
    """Write what was used and give back what is not needed. Call it inside a transaction."""
    for one in reports:
        rows = Lease.objects.filter(pk=one.lease) if one.lease else Lease.objects.none()
        leased = rows.select_for_update().values_list("amount", flat=True).first()
        # A lease that was swept meanwhile has gone back already; what was used is used all the same.
        off = min(leased, one.used + one.returned) if leased is not None else 0
        Spent.objects.filter(pk=one.spent).update(settled=F("settled") + one.used, leased=F("leased") - off)
        if leased is None:
            continue
        if leased == off and not one.held:
            rows.delete()
        else:
            rows.update(amount=F("amount") - off, held=one.held, expires_at=now + LEASE)


def sweep(now: datetime) -> int:
    """Take back the leases of processes that are silent. What they had under way counts as used."""
    swept = 0
    for row in Lease.objects.filter(expires_at__lt=now)[:200]:
        with transaction.atomic():
            if not Lease.objects.filter(pk=row.pk, expires_at=row.expires_at).delete()[0]:
                continue
            Spent.objects.filter(pk=row.spent_id).update(
                leased=F("leased") - row.amount, settled=F("settled") + min(row.held, row.amount)
            )
            swept += 1
    return swept


def needed_of(bound: Bound, tokens: int, micro: int) -> int:
    """What a call needs at most of one account."""
    return {Measure.TOKENS: tokens, Measure.REQUESTS: 1, Measure.MONEY: micro}[Measure(bound.measure)]
