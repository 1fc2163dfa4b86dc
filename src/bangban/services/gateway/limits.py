"""What may be used, by whom, and how much of it is gone? Limits are set by officers and by the command line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from bangban.agencies.models import Agency
from bangban.errors import BadInput
from bangban.ledger.record import Entry, append
from bangban.services.gateway.models import Limit, Measure, Period, Scope, Spent
from bangban.services.gateway.periods import start_of

LARGEST = 10**15


@dataclass(frozen=True)
class Standing:
    """A limit and how much of it is gone in the current period. `leased` may yet be used, or come back."""

    limit: Limit
    settled: int
    leased: int

    @property
    def left(self) -> int:
        return max(0, self.limit.amount - self.settled - self.leased)

    @property
    def share(self) -> float:
        """0…1 of the limit, used or leased."""
        gone = self.settled + self.leased
        return min(1.0, gone / self.limit.amount) if self.limit.amount else 1.0


def set_limit(
    agency: Agency, scope: str, subject: str, measure: str, period: str, amount: int, by: str
) -> Limit:
    """Set a limit, or change it. `amount` in tokens, calls, or millionths of the currency.

    Raises:
        BadInput: an unknown word, or an amount below 0 or beyond all reason.
    """
    for value, known in ((scope, Scope), (measure, Measure), (period, Period)):
        if value not in known.values:
            raise BadInput(what=f"{value!r}")
    if not 0 <= amount <= LARGEST:
        raise BadInput(what=f"amount {amount}")
    if (scope == Scope.AGENCY) == bool(subject):
        raise BadInput(what=f"subject {subject!r}")
    with transaction.atomic():
        limit, _made = Limit.objects.update_or_create(
            agency=agency,
            scope=scope,
            subject=subject,
            period=period,
            measure=measure,
            defaults={"amount": amount, "changed_by": by, "changed_at": timezone.now()},
        )
        details = {"scope": scope, "subject": subject, "measure": measure, "period": period, "amount": amount}
        append([Entry("gateway.limit_set", by, agency.pk, f"gateway_limit:{limit.pk}", details)])
    return limit


def remove(limit: Limit, by: str) -> None:
    """Take a limit away; its accounts go with it."""
    with transaction.atomic():
        append([Entry("gateway.limit_removed", by, limit.agency_id, f"gateway_limit:{limit.pk}")])
        limit.delete()


def standings(limits: Iterable[Limit], now: datetime) -> list[Standing]:
    """How the limits stand now, in two statements."""
    rows = list(limits)
    starts = {start_of(period, now) for period in Period.values}
    spent = {
        (one.limit_id, one.start): one
        for one in Spent.objects.filter(limit__in=[row.pk for row in rows], start__in=starts)
    }
    found = []
    for row in rows:
        one = spent.get((row.pk, start_of(row.period, now)))
        found.append(Standing(row, one.settled if one else 0, one.leased if one else 0))
    return found
