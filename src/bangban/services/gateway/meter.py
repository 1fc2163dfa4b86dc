"""How does every call get into the database? In batches, twice a second, together with what it cost."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import DatabaseError, IntegrityError, InterfaceError, transaction
from django.utils import timezone

from bangban.llm.model import Outcome
from bangban.services.gateway import account, database
from bangban.services.gateway.account import Report
from bangban.services.gateway.callers import Ask, CachedKeys
from bangban.services.gateway.models import CallContent, GatewayKey
from bangban.services.gateway.quota import LeasedQuota
from bangban.services.gateway.rows import Row, insert, row_of
from bangban.services.gateway.spool import Spool

log = logging.getLogger(__name__)
EVERY = 0.5
"""Seconds between two batches."""
SWEEP_EVERY = 10.0
MOST_WAITING = 20_000
"""Calls not yet written after which no further ones are let in: nothing is served that cannot be recorded."""
_BATCH = 2_000
_NAMED = 4_000
"""Numbers of calls remembered, to tell the second of two from the first."""

Watcher = Callable[[Outcome], None]


@dataclass
class _Batch:
    rows: list[Row]
    contents: list[CallContent]
    reports: list[Report]
    used: dict[int, float]


@dataclass
class BatchMeter:
    """The port `Meter` of the door. `watchers` see every call as it ends: metrics, traces."""

    keys: CachedKeys
    quota: LeasedQuota | None = None
    watchers: Sequence[Watcher] = ()
    extra: Callable[[], Callable[[], None] | None] = lambda: None
    """Gives what else is to be written with a batch (health); called in the loop, its answer in the thread."""
    ask: Ask = database.ask
    spool: Spool | None = None
    """Where calls stand until the database has them; None: a kill loses those of the last half second."""
    _waiting: deque[Row] = field(default_factory=deque)
    _contents: deque[CallContent] = field(default_factory=deque)
    _answered: dict[str, int] = field(default_factory=dict)
    _named: OrderedDict[str, int] = field(default_factory=OrderedDict)
    _batch: asyncio.Future[bool] | None = None
    """The batch that is being written, or was the last: its rows wait no more and stand nowhere yet."""
    _swept: float = 0.0
    _told: bool = False

    def record(self, outcome: Outcome) -> None:
        """Take note of how a call ended; it is in the database half a second later."""
        call = outcome.call
        # Side by side, two models are called for one request: the second has a number of its own.
        self._named[call.id] = times = self._named.pop(call.id, 0) + 1
        while len(self._named) > _NAMED:
            self._named.popitem(last=False)
        number = call.id if times == 1 else f"{call.id[:29]}-{times}"
        row = row_of(outcome, timezone.now(), self._answered.pop(call.id, 0), number)
        self._waiting.append(row)
        if self.spool is not None:
            self.spool.add(row)
        for watch in self.watchers:
            watch(outcome)

    def said(self, request: str, characters: int) -> None:
        """How much was given out to a call that is about to be recorded."""
        self._answered[request] = characters

    def keep(self, request: str, agency: int, asked: str, answered: str, days: int) -> None:
        """Keep what was said, for so many days."""
        now = timezone.now()
        self._contents.append(
            CallContent(
                request=request[:32],
                agency_id=agency,
                at=now,
                asked=asked.replace("\x00", ""),
                answered=answered.replace("\x00", ""),
                expires_at=now + timedelta(days=days),
            )
        )

    @property
    def waiting(self) -> int:
        """Calls not yet written."""
        return len(self._waiting)

    def refuses(self) -> str:
        """Why no further call is let in; "" while all is well."""
        return "unwritten" if len(self._waiting) >= MOST_WAITING else ""

    async def run(self) -> None:
        """Write again and again, until cancelled; a batch that is being written then is written to its end."""
        while True:
            await asyncio.sleep(EVERY)
            self._batch = asyncio.ensure_future(self.flush())
            await asyncio.shield(self._batch)

    async def close(self) -> None:
        """Write everything, and give the leases back."""
        if self._batch is not None:
            await asyncio.wait([self._batch])
        while self._waiting or self._contents:
            if not await self.flush():
                log.error("%d calls could not be written", len(self._waiting))
                break
        else:
            await self.flush(last=True)
        if self.spool is not None:
            self.spool.close()

    async def flush(self, *, last: bool = False) -> bool:
        """Write what waits; False when the database did not take it, and it waits on."""
        rows = [self._waiting.popleft() for _ in range(min(_BATCH, len(self._waiting)))]
        # While more waits than one batch holds, the files stay: they hold the rest as well.
        spool = self.spool if not self._waiting else None
        if spool is not None:
            spool.cut()
        contents = [self._contents.popleft() for _ in range(min(_BATCH, len(self._contents)))]
        used, self.keys.used = self.keys.used, {}
        batch = _Batch(rows, contents, self.quota.reports(last=last) if self.quota else [], used)
        more, sweep = self.extra(), time.monotonic() - self._swept > SWEEP_EVERY
        if sweep:
            await self._sweep()
        if not (rows or contents or batch.reports or used or more):
            return True
        try:
            await self.ask(lambda: _write(batch, more))
        except (DatabaseError, InterfaceError) as error:
            self._keep_waiting(batch, error)
            return False
        if self.quota:
            self.quota.written()
        if spool is not None:
            spool.written()
        self._told = False
        return True

    async def _sweep(self) -> None:
        """What others left behind: rows, leases, contents whose day has come."""
        self._swept = time.monotonic()
        try:
            await self.ask(lambda: _sweep(self.spool))
        except (DatabaseError, InterfaceError) as error:
            log.warning("leases and contents cannot be swept: %s", error)

    def _keep_waiting(self, batch: _Batch, error: Exception) -> None:
        self._waiting.extendleft(reversed(batch.rows))
        self._contents.extendleft(reversed(batch.contents))
        self.keys.used = {**batch.used, **self.keys.used}
        if self.quota:
            self.quota.unwritten(batch.reports)
        if not self._told:
            self._told = True
            log.warning("calls cannot be written and wait (%d): %s", len(self._waiting), error)


def _write(batch: _Batch, more: Callable[[], Any] | None) -> None:
    now = timezone.now()
    with transaction.atomic():
        insert(batch.rows)
        if batch.contents:
            CallContent.objects.bulk_create(batch.contents, ignore_conflicts=True)
        account.settle(batch.reports, now)
        for key, at in batch.used.items():
            GatewayKey.objects.filter(pk=key).update(last_used_at=datetime.fromtimestamp(at, UTC))
        if more is not None:
            more()


def _sweep(spool: Spool | None) -> None:
    now = timezone.now()
    if spool is not None:
        take_over(spool)
    account.sweep(now)
    CallContent.objects.filter(expires_at__lt=now).delete()


def take_over(spool: Spool) -> int:
    """Write what processes that were killed left behind; gives how many rows."""
    with spool.left_behind() as rows:
        entered = _insert_all(rows)
    if rows:
        log.warning("%d of %d calls of a process that was killed were entered", entered, len(rows))
    return entered


def _insert_all(rows: list[Row]) -> int:
    """Write rows together; where one names what this database does not have, the others alone."""
    try:
        with transaction.atomic():
            insert(rows)
        return len(rows)
    except IntegrityError:
        return 0 if len(rows) < 2 else sum(_insert_all([row]) for row in rows)
