"""How do answered questions come in, and when is something new learned from them?"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max

from bangban.errors import BadInput
from bangban.knowledge import retrieve
from bangban.knowledge.index.shelf import opened
from bangban.knowledge.models import Learned, Lesson, Shelf
from bangban.knowledge.rank import learn as learning
from bangban.ledger.record import Entry, append

LONGEST_QUERY = 2_000
KEPT = 2
"""Models of a set that are kept: the one in use, and the one before it."""


class NothingToLearnFrom(BadInput):
    """“{scope}”里没有可以学习的内容：要先导入来源，问答里的编号要对得上。 | There is nothing in “{scope}” to learn from: import sources first, and name their passages by their ids."""

    code = "nothing_to_learn_from"


def remember(scope: str, lessons: Iterable[tuple[str, Sequence[str]]]) -> int:
    """Keep answered questions (question, ids of what answered it); the same again is kept once. Returns the new ones."""
    shelf, _ = Shelf.objects.get_or_create(pk=scope)
    rows = []
    for query, gold in lessons:
        query, named = query.replace("\x00", "")[:LONGEST_QUERY], sorted(set(gold))
        said = repr((query, named)).encode()
        stamp = hashlib.blake2b(said, digest_size=16).hexdigest()
        rows.append(Lesson(shelf=shelf, query=query, gold=named, stamp=stamp))
    before = Lesson.objects.filter(shelf=shelf).count()
    Lesson.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return Lesson.objects.filter(shelf=shelf).count() - before


def _silent(step: str, done: int, total: int) -> None:
    """Nobody is watching."""


def learn(scope: str, *, by: str, say: Callable[[str, int, int], None] = _silent) -> dict[str, Any]:
    """Make a new model of a set from all its lessons; searches use it at once. Returns its card.

    Raises:
        NothingToLearnFrom: no source, or no lesson.
    """
    shelf = Shelf.objects.filter(pk=scope).first()
    lessons = list(Lesson.objects.filter(shelf_id=scope).order_by("pk").values_list("query", "gold"))
    if shelf is None or not shelf.generation or not lessons:
        raise NothingToLearnFrom(scope=scope)
    index = opened(scope, shelf.generation)
    model, card = learning.make(index, shelf.learned + 1, lessons, say)
    data = model.as_bytes()
    card["bytes"] = len(data)
    with transaction.atomic():
        shelf = Shelf.objects.select_for_update().get(pk=scope)
        last = Learned.objects.filter(shelf=shelf).aggregate(last=Max("number"))["last"] or 0
        number = max(shelf.learned, last) + 1
        made = Learned.objects.create(shelf=shelf, number=number, data=data, card=card)
        shelf.learned = number
        shelf.save(update_fields=["learned"])
        Learned.objects.filter(shelf=shelf, number__lte=number - KEPT).delete()
        details = {"model": made.pk, "lessons": card["lessons"]}
        append([Entry("knowledge.learned", by, None, f"knowledge:{made.pk}", details)])
    retrieve.forget()
    return card
