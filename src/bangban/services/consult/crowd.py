"""What when ten thousand ask at once? As many as this machine can answer are let in; the others wait their turn, told so."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager

from django.http import HttpRequest
from django.utils import timezone

from bangban.agencies import loads
from bangban.agencies.loads import Allowance, address_of
from bangban.config import load
from bangban.services.consult.problems import AskedTooOften, TooManyAsk

STEP = 2.0
"""Seconds between questions of one address once its burst is used up: a village hall stands behind one, too."""
PLACES = 16
"""Questions that are worked on at once in one process."""
PATIENCE = 2.0
"""Seconds a question waits for a place; then its sender is told, instead of looking at an empty page."""


class Crowd:
    """Places for questions. Who does not get one in time is refused, in the order of coming."""

    def __init__(self, places: int = PLACES, patience: float = PATIENCE) -> None:
        self._places = threading.Semaphore(places)
        self._patience = patience
        self._many = places
        self._waiting = 0
        self._seconds = 0.2
        self._lock = threading.Lock()

    @contextmanager
    def place(self) -> Iterator[None]:
        """Hold a place while the question is worked on.

        Raises:
            TooManyAsk: none became free; it says when one should.
        """
        with self._lock:
            # Whoever cannot be served within his patience is told at once, not after it.
            hopeless = self._waiting * self._seconds / self._many > 2 * self._patience
            self._waiting += 1
        try:
            if hopeless or not self._places.acquire(timeout=self._patience):
                raise TooManyAsk(seconds=self.wait)
        finally:
            with self._lock:
                self._waiting -= 1
        began = time.monotonic()
        try:
            yield
        finally:
            self._places.release()
            with self._lock:
                self._seconds = 0.9 * self._seconds + 0.1 * (time.monotonic() - began)

    @property
    def wait(self) -> int:
        """Seconds until a place should be free."""
        return max(3, min(60, round((self._waiting + self._many) * self._seconds / self._many)))


crowd = Crowd()


BLOCK = 16
"""Questions that are paid for at once, at most, from an address that asks again and again."""
HELD = 5.0
"""Seconds after which questions that were paid for and not asked are gone."""


class Purse:
    """Questions paid for ahead: an address behind which a whole hall asks costs one write for many of them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: OrderedDict[str, tuple[int, int, float]] = OrderedDict()

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


def pay(request: HttpRequest) -> None:
    """Take one question from the address that asks.

    Raises:
        AskedTooOften: it has to wait.
    """
    allowance, address = Allowance("question", load()["consult.burst"], STEP), address_of(request)
    if _purse.take(address):
        return
    block = _purse.block(address)
    paid = loads.pay(allowance, address, timezone.now(), requests=block)
    if paid.wait and block > 1:
        block = 1
        paid = loads.pay(allowance, address, timezone.now())
    if paid.wait:
        raise AskedTooOften(seconds=paid.wait)
    _purse.put(address, block)
