"""How do decisions become a better model? Training is a job; the result is measured, weighed, and a person decides."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from bangban import config
from bangban.agencies.models import Agency, Officer
from bangban.agencies.tenancy import reach
from bangban.crypto.digests import digest
from bangban.errors import NotFound, Problem
from bangban.governance.admission import Work
from bangban.governance.handle import Run, ask_host, handle
from bangban.ledger.record import Entry, append
from bangban.services.hotline.models import Example, ExampleKind, LearnedModel, ModelInUse, ModelState

log = logging.getLogger("bangban.hotline")
LEAST = 50
"""Examples without which nothing worth measuring is learned."""
MOST = 60_000
"""The newest examples a training looks at."""
EVERY = 5
"""Each fifth case is held back, by its own number: no training ever sees it."""
SCENARIO = "hotline.model"


class TooFewExamples(Problem):
    """可用的样本只有 {count} 条，至少需要 {least} 条。继续办理即可积累样本。 | Only {count} examples can be used, and {least} are needed. They come with every decision."""

    code = "too_few_examples"
    status = 409


class TrainingUnderWay(Problem):
    """已有一次训练在进行。 | A training is under way already."""

    code = "training_under_way"
    status = 409


@dataclass(frozen=True)
class Row:
    """One usable example."""

    text: str
    label: str
    proposed: str
    held_back: bool


def usable(agency: Agency) -> QuerySet[Example]:
    """Examples a person stands behind, whose text has not been erased."""
    return Example.objects.filter(agency=agency, confirmed=True, case__erased_at=None)


def folder() -> Path:
    return config.load().path("models", "workorders")


def ask(agency: Agency, officer: Officer, now: datetime | None = None) -> LearnedModel:
    """Ask for a training; a worker does it.

    Raises:
        NotAllowed, NotFound: it is not his hotline.
        TooFewExamples, TrainingUnderWay: not now.
    """
    if agency.pk not in reach(officer, "model.train"):
        raise NotFound(what="agency")
    count = usable(agency).count()
    if count < LEAST:
        raise TooFewExamples(count=count, least=LEAST)
    from bangban.services.hotline.tasks import train_model

    try:
        with transaction.atomic():
            row = LearnedModel.objects.create(agency=agency, asked_by=officer, asked_at=now or timezone.now())
            _enter("model.asked", f"officer:{officer.pk}", row, {"examples": count})
            transaction.on_commit(lambda: train_model.enqueue(row.pk))
    except IntegrityError as error:
        raise TrainingUnderWay() from error
    return row


def rows_of(agency: Agency) -> list[Row]:
    """The newest usable examples, oldest first."""
    found = (
        usable(agency).order_by("-at").values_list("case__uid", "case__inputs", "label", "proposed")[:MOST]
    )
    made = []
    for uid, inputs, label, proposed in reversed(found):
        values = json.loads(inputs or "{}")
        text = "\n".join(str(values[name]) for name in ("title", "text") if values.get(name))
        if text.strip():
            made.append(Row(text, label, proposed, uid.int % EVERY == 0))
    return made


def work(pk: int, run: Run = ask_host, now: datetime | None = None) -> LearnedModel:
    """Train, measure on what was held back, and propose the model when it is better. For the worker.

    What cannot be trained is recorded with its code; the model in use stays.
    """
    now = now or timezone.now()
    row = LearnedModel.objects.select_related("agency").get(pk=pk)
    if not LearnedModel.objects.filter(pk=pk, state=ModelState.WAITING).update(state=ModelState.TRAINING):
        return row
    try:
        _train(row, run, now)
    except Exception as error:
        code = error.code if isinstance(error, Problem) else type(error).__name__
        log.exception("training %s failed: %s", pk, code)
        row.state, row.problem = ModelState.FAILED, code[:80]
    row.ended_at = timezone.now()
    with transaction.atomic():
        row.save()
        _enter("model.trained", "process:host", row, {"state": str(row.state), "trained_on": row.trained_on})
    return row


def _train(row: LearnedModel, run: Run, now: datetime) -> None:
    # Only the worker loads what trains.
    from bangban.skills.hotline.weigh import is_better
    from bangban.skills.workorders.learn import train

    rows = rows_of(row.agency)
    seen, held = [one for one in rows if not one.held_back], [one for one in rows if one.held_back]
    classifier = train([one.text for one in seen], [one.label for one in seen])
    texts = [one.text for one in held]
    candidate = figures(list(classifier.tops(texts)), [one.label for one in held])
    today = _today(row.agency, held)
    path = folder() / row.name
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    classifier.save(path)
    row.trained_on, row.held_back = len(seen), len(held)
    row.digest = digest(path.read_bytes())
    row.card = {
        "candidate": candidate,
        "today": today,
        "kinds": dict(usable(row.agency).order_by().values_list("kind").annotate(Count("pk"))),
        "classes": classifier.card.get("classes", {}),
        "left_out": classifier.card.get("left_out", []),
        "calibration": classifier.card.get("held_back", {}),
    }
    if not is_better(candidate, today):
        row.state = ModelState.WORSE
        return
    row.state = ModelState.PROPOSED
    inputs = {
        "title": f"分拨模型 #{row.pk}",
        "model": row.pk,
        "digest": row.digest,
        "held_back": len(held),
        "candidate": candidate,
        "today": today,
    }
    # The state stands before the proposal does: whoever decides finds what he decides about.
    row.save()
    outcome = handle(Work(SCENARIO, inputs, "process:host", "model", agency=row.agency), run, now)
    row.case = outcome.case


def figures(tops: Sequence[Sequence[tuple[str, float]]], right: Sequence[str]) -> dict[str, float]:
    """Accuracy, macro-averaged F1 over the classes that occur, and share right within the first two."""
    if not right:
        return {"accuracy": 0.0, "macro_f1": 0.0, "top_two": 0.0}
    first = [top[0][0] if top else "" for top in tops]
    scores = []
    for label in sorted(set(right)):
        met = sum(a == b == label for a, b in zip(first, right, strict=True))
        scores.append(2 * met / (first.count(label) + list(right).count(label)))
    within = sum(any(label == one for one, _ in top[:2]) for top, label in zip(tops, right, strict=True))
    return {
        "accuracy": round(sum(a == b for a, b in zip(first, right, strict=True)) / len(right), 4),
        "macro_f1": round(sum(scores) / len(scores), 4),
        "top_two": round(within / len(right), 4),
    }


def _today(agency: Agency, held: Sequence[Row]) -> dict[str, float]:
    """How right today's way is on the same messages: the model in use, else what had been proposed."""
    used = in_use(agency)
    if used is not None and used.model is not None:
        from bangban.skills.workorders.learn import Classifier

        classifier = Classifier.load(folder() / used.model.name)
        return figures(list(classifier.tops([one.text for one in held])), [one.label for one in held])
    return figures([[(one.proposed, 1.0)] for one in held], [one.label for one in held])


def in_use(agency: Agency) -> ModelInUse | None:
    return ModelInUse.objects.select_related("model").filter(agency=agency).first()


def agreement(rows: QuerySet[Example]) -> dict[str, Any]:
    """How often people kept the agency the machine had proposed: {judged, agreed, rate}; by person's decision only."""
    judged = Q(confirmed=True) & ~Q(proposed="") & ~Q(kind=ExampleKind.STANDING)
    by_label = {row["label"]: row for row in _compared(rows.filter(judged))}
    count = sum(row["n"] for row in by_label.values())
    agreed = sum(row["same"] for row in by_label.values())
    return {"judged": count, "agreed": agreed, "rate": agreed / count if count else None}


def _compared(rows: QuerySet[Example]) -> Any:
    from django.db.models import F

    return (
        rows.order_by()
        .values("label")
        .annotate(n=Count("pk"), same=Count("pk", filter=Q(label=F("proposed"))))
    )


def _enter(kind: str, by: str, row: LearnedModel, details: dict[str, Any]) -> None:
    append([Entry(kind, by, row.agency_id, f"model:{row.pk}", details)])
