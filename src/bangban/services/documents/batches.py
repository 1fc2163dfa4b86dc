"""How are many documents checked at once? One case each, by a worker; one bad file stops no other."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from bangban.agencies.models import PLAIN_FIELDS, Officer
from bangban.errors import Problem
from bangban.governance.handle import Run, ask_host
from bangban.services.documents import reviews, uploads
from bangban.services.documents.models import (
    Batch,
    BatchItem,
    BatchKind,
    BatchState,
    ItemState,
    Review,
    StoredFile,
    Upload,
)

log = logging.getLogger("bangban.documents")
MOST = 500


class BatchFull(Problem):
    """一批最多 {most} 个文件。请另建一批。 | A batch takes {most} files at most. Start another one."""

    code = "batch_full"
    status = 409


class BatchStarted(Problem):
    """这一批已经开始，不能再添加文件。请另建一批。 | This batch has started and takes no more files. Start another one."""

    code = "batch_started"
    status = 409


class BatchEmpty(Problem):
    """这一批里还没有文件。请先添加。 | There is no file in this batch yet. Add some first."""

    code = "batch_empty"
    status = 409


def begin(officer: Officer, title: str = "", profile: str = "") -> Batch:
    """An empty batch that files are added to."""
    return Batch.objects.create(
        agency=officer.agency,
        officer=officer,
        kind=BatchKind.REVIEW,
        title=title.strip()[:160],
        profile=profile,
    )


def add(batch: Batch, officer: Officer, files: Iterable[UploadedFile]) -> int:
    """Keep files, unread; what cannot be kept stands in the batch with its reason. Returns how many were added.

    Raises:
        BatchStarted, BatchFull: it takes no more.
    """
    if batch.state != BatchState.COLLECTING:
        raise BatchStarted()
    added = 0
    for file in files:
        if batch.total >= MOST:
            raise BatchFull(most=MOST)
        item = BatchItem(batch=batch, name=uploads.clean_name(file.name))
        try:
            item.file = uploads.take(officer, file)
        except Problem as problem:
            item.state, item.note = ItemState.FAILED, _words(problem)
        item.save()
        Batch.objects.filter(pk=batch.pk).update(total=F("total") + 1)
        batch.total += 1
        added += 1
    return added


def start(batch: Batch) -> None:
    """Hand the batch to a worker; one that stands still is handed on again.

    Raises:
        BatchEmpty: there is nothing in it.
    """
    if not batch.total:
        raise BatchEmpty()
    from bangban.services.documents.tasks import check_batch

    open_still = (BatchState.COLLECTING, BatchState.STOPPED, BatchState.RUNNING)
    with transaction.atomic():
        rows = Batch.objects.filter(pk=batch.pk, state__in=open_still)
        if rows.update(state=BatchState.RUNNING, started_at=timezone.now(), ended_at=None):
            transaction.on_commit(lambda: check_batch.enqueue(batch.pk))
    batch.refresh_from_db()


def stop(batch: Batch) -> None:
    """Let the worker end after the file at hand; what is done stays."""
    Batch.objects.filter(pk=batch.pk, state=BatchState.RUNNING).update(state=BatchState.STOPPED)
    batch.refresh_from_db()


def work(batch_id: int, look: uploads.Look = uploads.read_in_host, run: Run = ask_host) -> None:
    """Go through what waits in a batch: read, check, note. Run again after a crash, it goes on where it stood."""
    batch = for_worker(batch_id)
    waiting = batch.items.filter(state=ItemState.WAITING).order_by("pk").values_list("pk", flat=True)
    for pk in list(waiting):
        if not Batch.objects.filter(pk=batch_id, state=BatchState.RUNNING).exists():
            return
        _one(batch, BatchItem.objects.select_related("file", "upload").get(pk=pk), look, run)
        done = batch.items.exclude(state=ItemState.WAITING).count()
        Batch.objects.filter(pk=batch_id).update(done=done)
    done = batch.items.exclude(state=ItemState.WAITING).count()
    ended = {"state": BatchState.DONE, "ended_at": timezone.now(), "done": done}
    Batch.objects.filter(pk=batch_id, state=BatchState.RUNNING).update(**ended)


def for_worker(batch_id: int) -> Batch:
    """The batch with what a worker may read of its officer: it has the skill host's rights."""
    unread = [
        f"officer__{field.attname}"
        for field in Officer._meta.concrete_fields
        if field.name not in PLAIN_FIELDS
    ]
    return Batch.objects.select_related("officer__agency", "agency").defer(*unread).get(pk=batch_id)


def _one(batch: Batch, item: BatchItem, look: uploads.Look, run: Run) -> None:
    try:
        upload = item.upload or _look(batch, item, look)
        review = Review.objects.filter(upload=upload).first()
        if review is None:
            review = reviews.open_review(
                upload, batch.officer, profile=batch.profile, scenario=reviews.BATCH, run=run
            )
    except Problem as problem:
        # Its own reason, beside its own name; the next file has its turn.
        log.info("batch %s: file %s: %s", batch.pk, item.pk, problem.code)
        BatchItem.objects.filter(pk=item.pk).update(state=ItemState.FAILED, note=_words(problem))
        return
    BatchItem.objects.filter(pk=item.pk).update(state=ItemState.DONE, review=review)


def _look(batch: Batch, item: BatchItem, look: uploads.Look) -> Upload:
    if item.file is None:
        raise uploads.UploadEmpty(name=item.name)
    upload = uploads.look_at(batch.officer, item.file, item.name, look)
    item.upload = upload
    BatchItem.objects.filter(pk=item.pk).update(upload=upload)
    return upload


def _words(problem: Problem) -> dict[str, str]:
    return {"zh": problem.text("zh"), "en": problem.text("en")}


def purge(batch: Batch) -> None:
    """Remove the bytes of files that could not be taken. The worker may not remove anything: a page does."""
    rows = batch.items.filter(state=ItemState.FAILED, file__isnull=False).select_related("upload")
    for item in list(rows):
        upload = item.upload
        file = item.file_id
        with transaction.atomic():
            BatchItem.objects.filter(pk=item.pk).update(file=None, upload=None)
            if upload is not None and not upload.reviews.exists():
                uploads.forget(upload)
            elif upload is None:
                StoredFile.objects.filter(pk=file).delete()
