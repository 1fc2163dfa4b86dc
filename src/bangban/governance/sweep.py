"""How does a watch go through everything that fell due, in rounds that stay short?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet

from bangban.agencies.prepared import Prepared

M = TypeVar("M", bound=Model)
LOOK_BACK = timedelta(days=7)
"""How far back an executor that starts looks for what fell due while none ran."""
BATCH = 200
_LAST = 2**63 - 1


class Sweep(Generic[M]):
    """Where one watch stands. What it was told of before a restart, its notices' keys keep it from telling again.

    `watched(now)` gives the rows it goes through; asked every second, so the statement is built once.
    """

    def __init__(self, model: type[M], watched: Callable[[Any], QuerySet[M]], most: int = BATCH) -> None:
        self._at: tuple[datetime, int] | None = None
        self._most = most

        def passed(since: Any, after: Any, now: Any) -> QuerySet[M]:
            beyond = Q(due_at__gt=since) | Q(due_at=since, pk__gt=after)
            return watched(now).filter(beyond, due_at__lte=now).order_by("due_at", "pk")[:most]

        due = model._meta.get_field("due_at")
        self._passed: Prepared[M] = Prepared(passed, since=due, after=model._meta.pk, now=due)

    def forget(self) -> None:
        """Stand where an executor that just started does."""
        self._at = None

    def rows(self, now: datetime) -> Iterator[M]:
        """Yield up to `most` rows whose `due_at` passed, earliest first; the next call goes on after them.

        A row counts as done when the next one is asked for: one that could not be told comes again.
        """
        if self._at is not None and self._at[0] > now:
            # The machine's clock was put back: what falls due until then would be passed over.
            self._at = None
        since, after = max(self._at or (now - LOOK_BACK, _LAST), (now - LOOK_BACK, 0))
        found = self._passed.all(since=since, after=after, now=now)
        for row in found:
            yield row
            self._at = (row.due_at, row.pk)  # type: ignore[attr-defined]
        if len(found) < self._most:
            self._at = (now, _LAST)
