"""What when ten thousand ask at once? As many as this machine can answer are let in; the others wait their turn, told so."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from bangban.agencies import loads
from bangban.agencies.loads import Allowance, Paid, address_of
from bangban.config import load
from bangban.governance.gathering import Gathering
from bangban.services.consult.problems import AskedTooOften, TooManyAsk

STEP = 2.0
"""Seconds between questions of one address once its burst is used up: a village hall stands behind one, too."""
PATIENCE = 2.0
"""Seconds a question waits for a place; then its sender is told, instead of looking at an empty page."""


class Crowd:
    """Places for questions: of `threads` that serve pages three quarters may work on questions, and an eighth may wait.

    Whoever comes then is told at once how long it takes. So some threads are always free to say so, and for every
    other page.
    """

    def __init__(self, threads: int, patience: float = PATIENCE) -> None:
        self._many = max(1, threads * 3 // 4)
        self._room = max(1, threads // 8)
        self._places = threading.Semaphore(self._many)
        self._patience = patience
        self._waiting = 0
        self._refused = 0.0
        self._seconds = 0.2
        self._lock = threading.Lock()

    @contextmanager
    def place(self) -> Iterator[None]:
        """Hold a place while the question is worked on.

        Raises:
            TooManyAsk: none became free; it says when one should.
        """
        if not self._places.acquire(blocking=False):
            self._wait_for_one()
        began = time.monotonic()
        try:
            yield
        finally:
            self._places.release()
            with self._lock:
                self._seconds = 0.9 * self._seconds + 0.1 * (time.monotonic() - began)

    def _wait_for_one(self) -> None:
        with self._lock:
            room = self._waiting < self._room
            self._waiting += room
        got = False
        try:
            got = room and self._places.acquire(timeout=self._patience)
        finally:
            with self._lock:
                self._waiting -= room
        if not got:
            raise TooManyAsk(seconds=self._told())

    def _told(self) -> int:
        """Seconds for one who is sent away: later the more were sent away just now, so that they do not return as one."""
        with self._lock:
            now = time.monotonic()
            # Each takes up the time one question takes of all places; the row of those sent away shrinks as time goes.
            self._refused = max(self._refused, now) + self._seconds / self._many
            ahead = self._refused - now
        return max(3, min(600, round(ahead + self._seconds)))


crowd = Crowd(load()["web.threads"])


BLOCK = 16
"""Questions that are paid for at once, at most, from an address that asks again and again."""
HELD = 5.0
"""Seconds after which questions that were paid for and not asked are gone."""
BUYERS = 64
"""Addresses that are paid for at the same time."""


class Purse:
    """Questions paid for ahead: an address behind which a whole hall asks costs one write for many of them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: OrderedDict[str, tuple[int, int, float]] = OrderedDict()
        self._paying = [threading.Lock() for _ in range(BUYERS)]

    def paying(self, address: str) -> threading.Lock:
        """Held by the one who pays for an address, while others of it wait for what he brings."""
        return self._paying[hash(address) % BUYERS]

    def take(self, address: str) -> bool:
        """Whether one was there."""
        with self._lock:
            left, block, bought = self._held.get(address, (0, 0, 0.0))
            if not left or time.monotonic() - bought > HELD:
                return False
            self._held[address] = left - 1, block, bought
            return True

    def block(self, address: str) -> int:
        """How many to pay for now: more each time when the last ones went quickly."""
        with self._lock:
            left, block, bought = self._held.get(address, (0, 0, 0.0))
        quick = not left and time.monotonic() - bought < HELD
        return min(BLOCK, 2 * block) if quick and block else 1

    def put(self, address: str, block: int) -> None:
        """`block` were paid for, of which one is asked now."""
        with self._lock:
            self._held[address] = block - 1, block, time.monotonic()
            self._held.move_to_end(address)
            while len(self._held) > 10_000:
                self._held.popitem(last=False)


_purse = Purse()


def _write(wanted: Sequence[tuple[Allowance, str, int]]) -> list[Paid]:
    now = timezone.now()
    with transaction.atomic():
        return [loads.pay(allowance, address, now, requests=many) for allowance, address, many in wanted]


_written: Gathering[tuple[Allowance, str, int], Paid] = Gathering(_write)


def pay(request: HttpRequest) -> None:
    """Take one question from the address that asks; this machine's own is not counted, for it may stand for all residents.

    Raises:
        AskedTooOften: it has to wait.
    """
    address = address_of(request)
    if loads.is_here(address):
        return
    allowance = Allowance("question", load()["consult.burst"], STEP)
    if _purse.take(address):
        return
    with _purse.paying(address):
        if _purse.take(address):
            return
        block = _purse.block(address)
        paid = _written.add((allowance, address, block))
        if paid.wait and block > 1:
            block = 1
            paid = _written.add((allowance, address, block))
        if paid.wait:
            raise AskedTooOften(seconds=paid.wait)
        _purse.put(address, block)


RATINGS = Allowance("rating", 30, 2.0)
"""Whoever holds a conversation rates its answers, each time an entry in the ledger: not without end."""


def pay_rating(request: HttpRequest) -> None:
    """Take one rating from the address that rates.

    Raises:
        AskedTooOften: it has to wait.
    """
    paid = loads.pay(RATINGS, address_of(request), timezone.now())
    if paid.wait:
        raise AskedTooOften(seconds=paid.wait)
