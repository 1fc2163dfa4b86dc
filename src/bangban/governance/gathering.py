"""How do requests that come together share one transaction? Whoever comes first writes for all who came meanwhile.

A transaction costs a look at the ledger's end, a dozen statements and one write to disk, however many pieces of work it
holds. Where nobody else is under way the first writes at once; in a rush he waits a moment for those who are.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from django.db import connection

_TURN = threading.Lock()
"""SQLite lets one write at a time, and who comes to it while another does tries again later, without a place in a row.

Those of one process wait here instead, where nobody is passed by for seconds.
"""


@contextmanager
def turn_to_write() -> Iterator[None]:
    """Write by oneself, in turn with those who write together; inside a transaction that is begun already, at once."""
    with _TURN if connection.vendor == "sqlite" and not connection.in_atomic_block else nullcontext():
        yield


T = TypeVar("T")
R = TypeVar("R")
MOST = 64
"""Pieces of work in one transaction."""
FEW = 3
"""Up to so many under way, nobody waits for the others."""
SHARE = 0.8
"""Of those under way, so many are waited for."""
LONGEST_WAIT = 0.045
"""Seconds the first waits at most in a rush: a fifth of what an answer may take, for a fraction of its cost."""


@dataclass
class _Place(Generic[T, R]):
    item: T
    ready: threading.Event = field(default_factory=threading.Event)
    leads: bool = False
    result: R | None = None
    error: BaseException | None = None


class Gathering(Generic[T, R]):
    """`write` does several pieces of work in one transaction of its own, and gives a result for each, in order."""

    def __init__(self, write: Callable[[Sequence[T]], Sequence[R]]) -> None:
        self._write = write
        self._lock = threading.Lock()
        self._waiting: list[_Place[T, R]] = []
        self._busy = False
        self._coming = 0
        self._enough = threading.Event()

    @contextmanager
    def coming(self) -> Iterator[None]:
        """Somebody is under way, who will have something to write."""
        with self._lock:
            self._coming += 1
        try:
            yield
        finally:
            with self._lock:
                self._coming -= 1
                self._count()

    def add(self, item: T) -> R:
        """Have it written, with whatever else waits; return its own result, or raise what `write` raised for it."""
        if connection.in_atomic_block:
            # It belongs to the caller's transaction, and to nobody else's.
            return self._write([item])[0]
        place: _Place[T, R] = _Place(item)
        with self._lock:
            self._waiting.append(place)
            self._count()
            if not self._busy:
                self._busy = place.leads = True
        if not place.leads:
            place.ready.wait()
        if place.leads:
            self._lead(place)
        if place.error is not None:
            raise place.error
        return place.result  # type: ignore[return-value]

    def _wait_for_others(self) -> None:
        with self._lock:
            self._enough.clear()
            self._count()
        # Woken once: to look again and again would cost those he waits for what he wants to save them.
        self._enough.wait(LONGEST_WAIT)

    def _count(self) -> None:
        """Tell who waits for the others when they are there; the lock is held."""
        if self._coming <= FEW or len(self._waiting) >= SHARE * self._coming:
            self._enough.set()

    def _lead(self, own: _Place[T, R]) -> None:
        self._wait_for_others()
        with self._lock:
            # He who leads is the first of those that wait.
            places, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
        try:
            self._write_all(places)
        finally:
            with self._lock:
                if self._waiting:
                    self._waiting[0].leads = True
                    self._waiting[0].ready.set()
                else:
                    self._busy = False
            for place in places:
                if place is not own:
                    place.ready.set()

    def _write_all(self, places: Sequence[_Place[T, R]]) -> None:
        try:
            with _TURN if connection.vendor == "sqlite" else nullcontext():
                written = self._write([one.item for one in places])
            for place, result in zip(places, written, strict=True):
                place.result = result
        except BaseException as error:
            if len(places) == 1:
                places[0].error = error
                return
            # One of them spoils it for all: each by itself, so that it is his own.
            for place in places:
                self._write_all([place])
