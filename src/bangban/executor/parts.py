"""How is an answer released while it is still being made? Each sentence under the guardian's standing order, by itself.

What is whole in the end is decided as anything else, and must begin with the very sentences that were released.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol, TypeGuard, runtime_checkable

from django.db import transaction
from django.utils import timezone

from bangban.executor.caps import decided_today
from bangban.executor.orders import unfit
from bangban.governance.effects import Handler, Part, handlers
from bangban.governance.models import OrderState, StandingOrder
from bangban.ledger.record import Entry, append


@runtime_checkable
class InParts(Handler, Protocol):
    """A handler that brings something about piece by piece."""

    def parts_waiting(self, now: datetime) -> Sequence[Part]:
        """The parts nobody looked at yet, oldest first."""
        ...

    def release_parts(self, parts: Sequence[Part], refused: Sequence[Part], now: datetime) -> list[Entry]:
        """Look at `parts` and release what holds; `refused` are not to be released. The entries, not appended yet."""
        ...


_IN_PARTS: dict[type, bool] = {}


def _is_in_parts(handler: Handler) -> TypeGuard[InParts]:
    """Asked once of each kind: looking whether it keeps a protocol takes longer than looking for parts."""
    kind = type(handler)
    if kind not in _IN_PARTS:
        _IN_PARTS[kind] = isinstance(handler, InParts)
    return _IN_PARTS[kind]


def release_parts(now: datetime | None = None) -> int:
    """Look at every part that waits; return how many there were."""
    now = now or timezone.now()
    count = 0
    for handler in handlers():
        if not _is_in_parts(handler):
            continue
        waiting: dict[tuple[int, str], list[Part]] = defaultdict(list)
        for part in handler.parts_waiting(now):
            waiting[part.employee_id, part.scenario].append(part)
        for (employee, scenario), parts in waiting.items():
            with transaction.atomic():
                order = _order(employee, scenario, now)
                within = [one for one in parts if order is not None and _is_within(order, one)]
                refused = [one for one in parts if one not in within]
                append(handler.release_parts(within, refused, now))
            count += len(parts)
    return count


def _order(employee: int, scenario: str, now: datetime) -> StandingOrder | None:
    """The order under which this employee may release now, locked; None when there is none."""
    rows = StandingOrder.objects.filter(employee=employee, scenario=scenario, state=OrderState.ACTIVE)
    related = rows.select_related("employee__agency", "employee__guardian", "employee__deputy")
    for order in related.select_for_update(of=("self",)):
        if unfit(order, now) is None and decided_today(order, now) < order.daily_cap:
            return order
    return None


def _is_within(order: StandingOrder, part: Part) -> bool:
    targets = order.signed["targets"]
    return part.confidence >= order.min_confidence and (not targets or part.target in targets)
