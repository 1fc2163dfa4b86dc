"""What when ten thousand ask at once? As many as this machine can answer are let in; the others wait their turn, told so."""

from __future__ import annotations

import threading
import time
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


def pay(request: HttpRequest) -> None:
    """Take one question from the address that asks.

    Raises:
        AskedTooOften: it has to wait.
    """
    allowance = Allowance("question", load()["consult.burst"], STEP)
    paid = loads.pay(allowance, address_of(request), timezone.now())
    if paid.wait:
        raise AskedTooOften(seconds=paid.wait)
