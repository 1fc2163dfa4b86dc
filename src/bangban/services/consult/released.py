"""Is it out yet? One look at the database serves all in this process who wait for their answers."""

from __future__ import annotations

import threading
import time
from collections.abc import Collection
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from bangban.agencies.prepared import Prepared
from bangban.governance.models import Case, CaseStatus, Complaint, ComplaintStatus
from bangban.services.consult.models import Release

EVERY = 0.01
"""Seconds between two looks."""


def releases_of(cases: Collection[int]) -> dict[int, Release]:
    """The newest release of each of these cases that has one, knowing whether it was recalled."""
    return {row.case_id: row for row in _RELEASES.all(cases=sorted(cases))} if cases else {}


def _released(cases: Collection[int]) -> QuerySet[Release]:
    upheld = Complaint.objects.filter(case=OuterRef("case"), status=ComplaintStatus.UPHELD)
    gone = ExpressionWrapper(Q(withdrawn_at__isnull=False) | Exists(upheld), BooleanField())
    # As the property of that name, for all of them together.
    rows = Release.objects.filter(case__id__in=cases).annotate(recalled=gone)  # type: ignore[no-redef]
    return rows.select_related("case").order_by("pk")


_RELEASES = Prepared(_released, cases=Case._meta.pk)


@dataclass
class _Waiter:
    case: int
    ready: threading.Event = field(default_factory=threading.Event)
    over: bool = False
    """Whether there is no more to wait for: it is out, or it will not be."""
    release: Release | None = None


class _Watch:
    """Those who wait. One of them looks for all, and hands that on when his own answer is there."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[_Waiter] = []
        self._looked = False

    def wait(self, case: int, patience: float) -> Release | None:
        until = time.monotonic() + patience
        own = _Waiter(case)
        with self._lock:
            self._waiting.append(own)
        try:
            while not own.over and time.monotonic() < until:
                with self._lock:
                    looks = not self._looked
                    self._looked = True
                if not looks:
                    own.ready.wait(min(0.1, max(0.0, until - time.monotonic())))
                    own.ready.clear()
                    continue
                try:
                    self._look_for_all(own, until)
                finally:
                    with self._lock:
                        self._looked = False
        finally:
            with self._lock:
                self._waiting.remove(own)
                # Somebody else looks now.
                if self._waiting:
                    self._waiting[0].ready.set()
        return own.release

    def _look_for_all(self, own: _Waiter, until: float) -> None:
        version = None
        while True:
            now = _version()
            if version is None or now != version:
                version = now
                with self._lock:
                    waiting = list(self._waiting)
                there, refused = _ended_among({one.case for one in waiting})
                found = releases_of(there) if there else {}
                for one in waiting:
                    if one.case in found or one.case in refused:
                        one.release = found.get(one.case)
                        one.over = True
                        one.ready.set()
            if own.over or time.monotonic() >= until:
                return
            time.sleep(EVERY)


def _ended_among(cases: Collection[int]) -> tuple[set[int], set[int]]:
    """Which of these cases have a release, and which a person's hand: asked often and nearly always in vain, so without a model."""
    marks = ", ".join(["%s"] * len(cases))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT case_id, 1 FROM {_RELEASE} WHERE case_id IN ({marks})"  # noqa: S608
            f" UNION ALL SELECT id, 0 FROM {_CASE} WHERE id IN ({marks}) AND status = %s",
            [*cases, *cases, str(CaseStatus.MANUAL)],
        )
        rows = cursor.fetchall()
    return {case for case, out in rows if out}, {case for case, out in rows if not out}


_RELEASE, _CASE = Release._meta.db_table, Case._meta.db_table


def _version() -> object:
    """Another value as soon as anybody else wrote, where the database tells cheaply; always another one elsewhere."""
    if connection.vendor != "sqlite":
        return object()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA data_version")
        return cursor.fetchone()


_watch = _Watch()


def wait(case: int, patience: float) -> Release | None:
    """The release of this case, waiting for it up to `patience` seconds; inside a transaction, only a look."""
    if connection.in_atomic_block:
        return releases_of({case}).get(case)
    return _watch.wait(case, patience)
