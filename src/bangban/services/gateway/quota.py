"""May this call be afforded? Reserved beforehand from leased pieces, settled afterwards; in doubt, no."""

from __future__ import annotations

import asyncio
import logging
import math
import os
import socket
import time
from collections.abc import Awaitable, Callable, Coroutine, Hashable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from django.db import DatabaseError, InterfaceError
from django.utils import timezone

from bangban.llm.errors import OutOfQuota, QuotaUnknown
from bangban.llm.model import Call, Usage
from bangban.services.gateway import account, database
from bangban.services.gateway.account import Bound, Report
from bangban.services.gateway.models import MICRO, Measure, Scope
from bangban.services.gateway.periods import RENEWED, Period, seconds_to_end, start_of

log = logging.getLogger(__name__)
T = TypeVar("T")
Ask = Callable[[Callable[[], Any]], Awaitable[Any]]
BoundsKey = tuple[int, int, str, str]
FRESH = 2.0
"""Seconds after which limits known are no longer trusted: so soon a change is in force."""
RENEWED_AFTER = 1.0
"""Seconds after which they are read again while the known ones serve, so that no call waits for it."""
LOW = account.AHEAD // 4
"""Calls a purse should have for; with less it is filled while the calls go on."""
TRUSTED = account.LEASE.total_seconds() * 0.75
"""Seconds after its last sign of life that a lease is used: less than it stands, for clocks differ."""
KEPT = 5.0
"""Seconds an unused rest is kept before it goes back to the others."""
NAMES = {
    Measure.TOKENS: {"zh": "词元", "en": "tokens"},
    Measure.REQUESTS: {"zh": "调用次数", "en": "calls"},
    Measure.MONEY: {"zh": "金额（百万分之一元）", "en": "money, in millionths"},
}

SCOPES = {
    Scope.AGENCY: ("部门 {}", "agency {}"),
    Scope.EMPLOYEE: ("部门 {} 的数字员工 {}", "agency {}, employee {}"),
    Scope.SCENARIO: ("部门 {} 的场景 {}", "agency {}, scenario {}"),
    Scope.KEY: ("部门 {} 的密钥 {}", "agency {}, key {}"),
}


def process_name() -> str:
    """Names this process among those that share the database."""
    return f"{socket.gethostname()[:60]}:{os.getpid()}"


def employee_of(call: Call) -> str:
    """The employee a call is for: named as its model, or the owner of its key."""
    if call.model.startswith("employee/"):
        return storable(call.model.removeprefix("employee/"))[:12]
    return call.caller.employee


def storable(text: str) -> str:
    """Without what is no text to PostgreSQL: NUL and lone surrogates."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")[:200]


@dataclass
class Purse:
    """What this process holds of one account. `free` may fall below 0 when a model gave more than was asked."""

    bound: Bound
    start: date
    lease: UUID | None = None
    spent: int = 0
    free: int = 0
    held: int = 0
    used: int = 0
    wanted: int = 0
    trusted_until: float = 0.0
    last_taken: float = 0.0
    generation: int = 0
    """Goes up when a lease was lost: what was held of it is nobody's to give back."""
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def key(self) -> tuple[int, date]:
        return self.bound.limit, self.start

    def take(self, amount: int) -> bool:
        if amount and (self.free < amount or time.monotonic() > self.trusted_until):
            return False
        self.free -= amount
        self.held += amount
        self.last_taken = time.monotonic()
        return True

    def put_back(self, amount: int, used: int, generation: int) -> None:
        self.used += used
        if generation == self.generation:
            self.held -= amount
            self.free += amount - used

    def lose(self) -> None:
        """The lease may have been swept: nothing of it is counted on any more."""
        self.generation += 1
        self.lease, self.free, self.held = None, 0, 0


@dataclass
class Reserved:
    """What was set aside for one call, in each of the accounts it counts to."""

    parts: list[tuple[Purse, int, int]]
    settled: bool = False

    def settle(self, usage: Usage, money: float) -> None:
        """Charge what was used and free the rest."""
        if self.settled:
            return
        self.settled = True
        micro = micro_of(money)
        for purse, amount, generation in self.parts:
            purse.put_back(amount, account.needed_of(purse.bound, usage.total, micro), generation)

    def cancel(self) -> None:
        """Nothing was sent: not even the call counts."""
        if not self.settled:
            self.settled = True
            for purse, amount, generation in self.parts:
                purse.put_back(amount, 0, generation)


def micro_of(money: float) -> int:
    """Millionths, rounded up: what costs something never costs nothing."""
    return math.ceil(round(money * MICRO, 6))


class LeasedQuota:
    """The quota of one process over the accounts in the database. `refuses` says why nothing may be sent, or ""."""

    def __init__(self, refuses: Callable[[], str] = lambda: "", ask: Ask = database.ask) -> None:
        self._ask, self._refuses = ask, refuses
        self._process = process_name()
        self._bounds: dict[BoundsKey, tuple[float, list[Bound]]] = {}
        self._purses: dict[tuple[int, date], Purse] = {}
        self._asking: dict[Hashable, asyncio.Task[Any]] = {}

    async def reserve(self, call: Call, tokens: int, money: float) -> Reserved:
        """Set aside what the call may need at most, in every account it counts to.

        Raises:
            OutOfQuota: some limit would be passed.
            QuotaUnknown: the accounts cannot be read or written, so nothing may be sent.
        """
        if reason := self._refuses():
            raise QuotaUnknown(reason=reason)
        micro, now = micro_of(money), timezone.now()
        parts: list[tuple[Purse, int, int]] = []
        reserved = Reserved(parts)
        try:
            for bound in await self._bounds_of(call):
                purse = self._purse(bound, start_of(bound.period, now))
                amount = account.needed_of(bound, tokens, micro)
                if not purse.take(amount):
                    await self._fill(purse, amount, now)
                if purse.free < amount * LOW <= bound.amount // account.PIECES:
                    self._meanwhile(purse.key, partial(self._more, purse, amount, now))
                parts.append((purse, amount, purse.generation))
        except (DatabaseError, InterfaceError) as error:
            reserved.cancel()
            log.warning("accounts cannot be read or written: %s", error)
            raise QuotaUnknown() from error
        except BaseException:
            reserved.cancel()
            raise
        return reserved

    def reports(self, *, last: bool = False) -> list[Report]:
        """What to write: what was used since, what is under way, what goes back. Say `unwritten` if it failed.

        `last`: this process ends, and whatever is free goes back.
        """
        now, found = time.monotonic(), []
        for purse in self._purses.values():
            if purse.lease is None and not purse.used:
                continue
            idle = last or now - purse.last_taken > KEPT
            returned = max(0, purse.free) if idle else 0
            purse.free -= returned
            found.append(Report(purse.lease, purse.spent, purse.used, returned, purse.held))
            purse.used = 0
            # A model that gave more than it was asked for is charged in full; the debt is not leased again.
            purse.free = max(purse.free, -purse.held)
            if not purse.held and purse.free == 0:
                # Settling ends an empty lease; the next one is a new one.
                purse.lease = None
        return found

    def written(self) -> None:
        """What `reports` gave stands: the leases live on, and accounts of days gone are forgotten."""
        now = time.monotonic()
        for key, purse in list(self._purses.items()):
            if purse.lease is not None:
                purse.trusted_until = now + TRUSTED
            elif not purse.held and not purse.used and now - purse.last_taken > 3600:
                del self._purses[key]

    def unwritten(self, reports: list[Report]) -> None:
        """It could not be written: the amounts are kept for the next time."""
        by_spent = {report.spent: report for report in reports}
        for purse in self._purses.values():
            if (report := by_spent.get(purse.spent)) is not None:
                purse.used += report.used
                purse.free += report.returned
                purse.lease = report.lease

    async def _bounds_of(self, call: Call) -> list[Bound]:
        caller = call.caller
        key = (caller.agency, caller.key, employee_of(call), call.scenario)
        read, bounds = self._bounds.get(key, (-math.inf, []))
        age = time.monotonic() - read
        if age > RENEWED_AFTER:
            reading = self._meanwhile(key, partial(self._read_bounds, key))
            if age > FRESH:
                return await asyncio.shield(reading)
        return bounds

    async def _read_bounds(self, key: BoundsKey) -> list[Bound]:
        if len(self._bounds) > 20_000:
            self._bounds.clear()
        bounds: list[Bound] = await self._ask(lambda: account.bounds_for(*key))
        self._bounds[key] = (time.monotonic(), bounds)
        return bounds

    def _meanwhile(self, what: Hashable, work: Callable[[], Coroutine[Any, Any, T]]) -> asyncio.Task[T]:
        """Do something in the background, once at a time."""
        if (task := self._asking.get(what)) is None:
            task = self._asking[what] = asyncio.ensure_future(work())
            task.add_done_callback(lambda done: self._asked(what, done))
        return task

    def _asked(self, what: Hashable, done: asyncio.Task[Any]) -> None:
        self._asking.pop(what, None)
        # Whoever needs it asks again and is told then.
        if not done.cancelled() and (error := done.exception()) is not None:
            log.warning("accounts cannot be read or written: %s", error)

    def _purse(self, bound: Bound, start: date) -> Purse:
        purse = self._purses.setdefault((bound.limit, start), Purse(bound, start))
        purse.bound = bound
        return purse

    async def _fill(self, purse: Purse, amount: int, now: datetime) -> None:
        """Lease more, and take. Those who wait together are leased for together."""
        # A caller who hangs up meanwhile must not lose the process what the database has leased to it.
        task = asyncio.ensure_future(self._grown(purse, amount, now))
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError:
            task.add_done_callback(lambda done: _let_go(done, purse, amount))
            raise

    async def _grown(self, purse: Purse, amount: int, now: datetime) -> None:
        purse.wanted += amount
        try:
            async with purse.lock:
                if purse.take(amount):
                    return
                if purse.lease is not None and time.monotonic() > purse.trusted_until:
                    purse.lose()
                needed, wanted = amount - purse.free, purse.wanted - purse.free
                got = await self._ask(
                    lambda: account.lease(
                        purse.bound, purse.start, needed, wanted, purse.lease, self._process, now
                    )
                )
                if got.lease is None:
                    raise self._none_left(purse, amount, got.left)
                purse.lease, purse.spent = got.lease, got.spent
                purse.free += got.amount
                purse.trusted_until = time.monotonic() + TRUSTED
                if not purse.take(amount):
                    raise self._none_left(purse, amount, 0)
        finally:
            purse.wanted -= amount

    async def _more(self, purse: Purse, amount: int, now: datetime) -> None:
        """Lease ahead of need, where a lease is in force; what cannot be had is nobody's loss."""
        async with purse.lock:
            if purse.lease is None or time.monotonic() > purse.trusted_until:
                return
            lease, wanted = purse.lease, amount * account.AHEAD
            got = await self._ask(
                lambda: account.lease(purse.bound, purse.start, amount, wanted, lease, self._process, now)
            )
            if got.lease is not None:
                purse.lease, purse.spent = got.lease, got.spent
                purse.free += got.amount
                purse.trusted_until = time.monotonic() + TRUSTED

    def _none_left(self, purse: Purse, amount: int, left: int) -> OutOfQuota:
        bound, rest = purse.bound, left + max(0, purse.free)
        chinese, english = SCOPES[Scope(bound.scope)]
        tokens = {"left_tokens": rest} if bound.measure == Measure.TOKENS else {}
        none_left = OutOfQuota(
            whose={
                "zh": chinese.format(bound.agency, bound.subject),
                "en": english.format(bound.agency, bound.subject),
            },
            what=NAMES[Measure(bound.measure)],
            left=rest,
            **tokens,
            wanted=amount,
            when=RENEWED[Period(bound.period)],
        )
        none_left.retry_after = seconds_to_end(bound.period, purse.start, timezone.now())
        return none_left


def _let_go(done: asyncio.Future[None], purse: Purse, amount: int) -> None:
    """What was taken for a caller who has gone is free again."""
    if not done.cancelled() and done.exception() is None:
        purse.put_back(amount, 0, purse.generation)
