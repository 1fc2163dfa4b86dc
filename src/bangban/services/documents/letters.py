"""How is one letter written for each row of a table? By a worker, some rows at a time; decided and handed out together."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from bangban.agencies.models import Officer
from bangban.errors import BadInput, NotFound, Problem
from bangban.governance.admission import Desk, Post, Work, admit
from bangban.governance.handle import handle
from bangban.governance.scenarios.load import scenarios
from bangban.governance.scenarios.model import Scenario
from bangban.services.documents import uploads
from bangban.services.documents.batches import for_worker
from bangban.services.documents.models import Batch, BatchKind, BatchState
from bangban.services.documents.products import Product
from bangban.skillhost.client import call

log = logging.getLogger("bangban.documents")
CODE = "document.letters"
MOST = 1000
"""Letters of one decision: more is more than anybody looks at."""
AT_ONCE = 25
SECONDS = 60.0
TABLES = (".xlsx", ".xls", ".ods", ".csv", ".tsv")


class TableTooLong(BadInput):
    """表格有 {rows} 行，一次最多 {most} 行。请拆成几张表。 | The table has {rows} rows; {most} at most can be written at once. Split it."""

    code = "table_too_long"


class TableEmpty(BadInput):
    """表格里没有数据行。第一行应为列名，从第二行起每行一封信。 | The table has no rows of data. The first row names the columns; each row below makes a letter."""

    code = "table_empty"


def scenario() -> Scenario:
    """The scenario that letters go through; raises NotFound."""
    found = scenarios().get(CODE)
    if found is None:
        raise NotFound(what=CODE)
    return found


def begin(officer: Officer, file: UploadedFile) -> Batch:
    """Keep a table and look at its columns, in a skill host.

    Raises:
        UploadEmpty, UploadTooLarge, TableEmpty, TableTooLong: it is not taken.
        SkillFailed, ...: it cannot be read.
    """
    row = uploads.take(officer, file)
    name = uploads.clean_name(file.name)
    try:
        seen = columns({"table": row.pk, "table_name": name})
        total = int(seen["total"])
        if not total:
            raise TableEmpty()
        if total > MOST:
            raise TableTooLong(rows=total, most=MOST)
    except BaseException:
        row.delete()
        raise
    return Batch.objects.create(
        agency=officer.agency, officer=officer, kind=BatchKind.LETTERS, title=name, table=row, total=total
    )


def columns(inputs: Mapping[str, Any]) -> Mapping[str, Any]:
    """{columns, rows: the first ones, total} of a table."""
    used = scenario()
    found: Mapping[str, Any] = call(
        used.skill_name, inputs, settings={**used.skill_settings, "columns": True}, deadline_seconds=SECONDS
    )["content"]
    return found


def inputs_of(batch: Batch) -> dict[str, Any]:
    """What the skill is given about a batch."""
    return {**batch.form, "table": batch.table_id, "table_name": batch.title, "title": batch.title}


def work_of(batch: Batch, officer: Officer) -> Work:
    return Work(
        scenario=CODE,
        inputs=inputs_of(batch),
        asked_by=f"officer:{officer.pk}",
        source="desk",
        agency=batch.agency,
        keeper=batch.agency,
    )


def preview(batch: Batch, officer: Officer, form: Mapping[str, Any], row: int) -> Mapping[str, Any]:
    """How the letter of one row (from 0) looks; nothing is proposed or kept.

    Raises:
        Refusal: the employee would not take it on.
        WrongInputs: the form is not complete yet.
    """
    batch.form = dict(form)
    post = admit(work_of(batch, officer), Desk(now=timezone.now()))
    if post.refusal is not None:
        raise post.refusal
    settings = {**post.scenario.skill_settings, "preview": True}
    inputs = {**post.inputs, "rows": [row, row + 1]}
    return call(post.scenario.skill_name, inputs, settings=settings, deadline_seconds=SECONDS)


def lacking(batch: Batch) -> int:
    """How many rows of the table made no letter."""
    return len(Product(batch.case).details.get("problems") or ()) if batch.case is not None else 0


def start(batch: Batch) -> None:
    """Hand the letters to a worker."""
    from bangban.services.documents.tasks import write_letters

    open_still = (BatchState.COLLECTING, BatchState.STOPPED, BatchState.RUNNING)
    with transaction.atomic():
        rows = Batch.objects.filter(pk=batch.pk, state__in=open_still, case=None)
        values = {"state": BatchState.RUNNING, "form": batch.form, "done": 0, "problem": ""}
        if rows.update(started_at=timezone.now(), ended_at=None, **values):
            transaction.on_commit(lambda: write_letters.enqueue(batch.pk))
    batch.refresh_from_db()


def work(batch_id: int) -> None:
    """Write all letters of a batch: one case, whose proposal is the files. A crash half-way leaves no case."""
    batch = for_worker(batch_id)
    if batch.state != BatchState.RUNNING or batch.case_id is not None:
        return
    try:
        outcome = handle(work_of(batch, batch.officer), _in_steps(batch))
    except Problem as problem:
        log.warning("letters %s: %s", batch_id, problem.code)
        _end(batch_id, BatchState.STOPPED, problem.code)
        return
    case = outcome.case
    if case is None or outcome.proposal is None:
        code = outcome.refusal.code if outcome.refusal is not None else "no_proposal"
        Batch.objects.filter(pk=batch_id).update(case=case)
        _end(batch_id, BatchState.STOPPED, code)
        return
    Batch.objects.filter(pk=batch_id).update(case=case, done=batch.total)
    _end(batch_id, BatchState.DONE, "")


def _end(batch_id: int, state: BatchState, problem: str) -> None:
    Batch.objects.filter(pk=batch_id).update(state=state, problem=problem[:40], ended_at=timezone.now())


class Stopped(Problem):
    """已按要求停止，没有生成信函。 | Stopped as asked; no letter was made."""

    code = "letters_stopped"
    status = 409


def _in_steps(batch: Batch) -> Callable[[Post], Mapping[str, Any]]:
    """A run that asks the host for some rows at a time, so that no request is long and the page can tell how far it is."""

    def run(post: Post) -> Mapping[str, Any]:
        whole: dict[str, Any] = {}
        for at in range(0, batch.total, AT_ONCE):
            if not Batch.objects.filter(pk=batch.pk, state=BatchState.RUNNING).exists():
                raise Stopped()
            inputs = {**post.inputs, "rows": [at, at + AT_ONCE]}
            settings = dict(post.scenario.skill_settings)
            part = call(post.scenario.skill_name, inputs, settings=settings, deadline_seconds=SECONDS)
            whole = _joined(whole, part)
            Batch.objects.filter(pk=batch.pk).update(done=min(at + AT_ONCE, batch.total))
        return whole

    return run


def _joined(whole: dict[str, Any], part: Mapping[str, Any]) -> dict[str, Any]:
    """One result out of several: files and what is said of them one after the other."""
    if not whole:
        return {**part, "content": dict(part["content"]), "details": dict(part["details"])}
    for place, names in (("content", ("files",)), ("details", ("unlabelled", "problems"))):
        for name in names:
            whole[place][name] = [*whole[place].get(name, ()), *part[place].get(name, ())]
    whole["details"]["drawing"] = whole["details"].get("drawing") or part["details"].get("drawing") or ""
    return whole
