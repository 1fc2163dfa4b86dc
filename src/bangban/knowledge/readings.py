"""How does a file come in that takes long to read? It is kept, and read page by page while nobody waits for the answer.

The pages' own process does it, in a thread at a low priority: workers have the rights of skill hosts, and those write no
passage. Whoever dies over it is followed by another who begins anew; what was not in is not in.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from contextlib import suppress
from datetime import timedelta

from django.db import close_old_connections, connection
from django.db.models import F, Q
from django.utils import timezone

from bangban.errors import Problem
from bangban.knowledge.intake.received import Received, Sent, is_quick, receive
from bangban.knowledge.models import Reading, ReadingState

log = logging.getLogger("bangban.knowledge")
MOST = 20
"""Files of one agency that wait: each is kept whole."""
LOST = timedelta(seconds=60)
"""After so long without a word whoever read it is taken to be dead."""
TRIES = 3
SECONDS = 3600.0
"""Of one file: some seven hundred scanned pages."""
_TOLD_EVERY, _LOOKS_EVERY = 1.0, 3.0
_NICE = 10


class TooManyReadings(Problem):
    """本部门已有 {most} 个文件在等待识别。请等它们读完后再提交。 | {most} files of this agency are waiting to be read. Wait until they are through, and send this one again."""

    code = "too_many_readings"
    status = 429


class ReadingFailed(Problem):
    """读取“{name}”时程序中断了 {tries} 次，没有导入。请拆分文件，或提交有文字的电子原件。 | Reading “{name}” broke off {tries} times, so it was not brought in. Split the file, or send the electronic original."""

    code = "reading_failed"


class Stopped(Exception):
    """Somebody wants it no more, or another reads it: what is not in stays out."""


def bring_in(sent: Sent) -> Received | Reading:
    """What came in, if that is quick; else a row that says how far it is.

    Raises:
        TooManyReadings: others wait already.
        Problem: as `receive`.
    """
    from bangban.knowledge.intake.sources import AT_ONCE
    from bangban.skills.passages.scanned import TakesTime

    sent = sent.checked()
    if is_quick(sent.name, sent.data):
        with suppress(TakesTime):
            return receive(sent, patience=AT_ONCE)
    if Reading.objects.filter(agency=sent.agency, ended_at=None).count() >= MOST:
        raise TooManyReadings(most=MOST)
    row = Reading.objects.create(
        agency=sent.agency, by=sent.by, name=sent.name, content=sent.data, scope=sent.scope,
        shared=sent.shared, for_all=sent.for_all, instead_of=sent.instead_of,
    )  # fmt: skip
    read_on()
    return row


def stop(row: Reading) -> None:
    """Let it be: whoever reads it ends at once."""
    ended = {"state": ReadingState.STOPPED, "ended_at": timezone.now(), "content": None}
    Reading.objects.filter(pk=row.pk, ended_at=None).update(**ended)


_reader: threading.Thread | None = None
_begins = threading.Lock()


def read_on() -> None:
    """See to it that what waits is read: by a thread of this process, unless there is one."""
    global _reader
    with _begins:
        if _reader is None or not _reader.is_alive():
            _reader = threading.Thread(target=_read_all, name="readings", daemon=True)
            _reader.start()


def _read_all() -> None:
    # Whoever asks and answers goes first; the processes that it starts take after it.
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)
    try:
        while _look():
            close_old_connections()
    finally:
        connection.close()


def _look() -> bool:
    """Read the next one, or wait a moment; False when none waits."""
    try:
        if _is_over():
            return False
        if read_next():
            return True
    except Exception:
        # The database may be away, and a fault of ours costs the file at hand a try, not those behind it.
        log.exception("readings")
    # Another machine is at it, or one that died was not missed for long enough yet.
    time.sleep(_LOOKS_EVERY)
    return True


def _is_over() -> bool:
    """Whether none waits; whoever sends one from then on begins another thread."""
    global _reader
    with _begins:
        if Reading.objects.filter(ended_at=None).exists():
            return False
        _reader = None
        return True


def read_next() -> bool:
    """Read what waits longest, if there is something nobody reads."""
    now = timezone.now()
    silent = Q(seen_at=None) | Q(seen_at__lt=now - LOST)
    waiting = Reading.objects.filter(silent, ended_at=None)
    pk = waiting.order_by("pk").values_list("pk", flat=True).first()
    if pk is None or not waiting.filter(pk=pk).update(
        seen_at=now, state=ReadingState.RUNNING, tries=F("tries") + 1, page=0, pages=0, files=0
    ):
        return False
    work(Reading.objects.select_related("agency").get(pk=pk))
    return True


def work(row: Reading) -> None:
    """Read a file that was taken, and say what became of it."""
    from bangban.knowledge.intake.sources import Patience

    done, progress = Received(), _Progress(row)
    try:
        if row.tries > TRIES:
            raise ReadingFailed(name=row.name, tries=TRIES)
        sent = Sent(
            row.name, bytes(row.content or b""), row.agency, row.scope, row.by, row.shared, row.for_all, row.instead_of
        )  # fmt: skip
        done = receive(sent, patience=Patience(SECONDS, told=progress.page), told=progress.file)
    except Stopped:
        return
    except Problem as problem:
        done.refused.append((row.name, problem))
    Reading.objects.filter(pk=row.pk, tries=row.tries, ended_at=None).update(
        state=ReadingState.DONE if done.taken else ReadingState.REFUSED,
        outcome=done.as_dict(),
        content=None,
        ended_at=timezone.now(),
    )


class _Progress:
    """Says how far a file is, now and then, and hears whether it is still wanted."""

    def __init__(self, row: Reading) -> None:
        self._mine = Reading.objects.filter(pk=row.pk, tries=row.tries, ended_at=None)
        self._said: tuple[int, int] = (0, 0)
        self._at = 0.0

    def file(self, name: str, done: int) -> None:
        self._said = (0, 0)
        self._say(file=name[:400], files=done, page=0, pages=0)

    def page(self, page: int, pages: int) -> None:
        if (page, pages) != self._said or time.monotonic() - self._at > _TOLD_EVERY:
            self._said = (page, pages)
            self._say(page=page, pages=pages)

    def _say(self, **what: object) -> None:
        self._at = time.monotonic()
        if not self._mine.update(seen_at=timezone.now(), **what):
            raise Stopped
