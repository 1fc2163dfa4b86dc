"""What may people change about a source that is in: who may read it, until when it holds, a passage that was misread?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from bangban.errors import BadInput, Problem
from bangban.knowledge.changed import tell
from bangban.knowledge.intake.draft import LONGEST_TEXT, Draft
from bangban.knowledge.models import Passage, Shelf, Source, Version
from bangban.ledger.record import Entry, append


class NothingLeft(BadInput):
    """正文不能为空。不再适用的条目请设置废止日期。 | A passage cannot be empty. For what no longer applies set the day it ends."""

    code = "passage_empty"


class PassageChanged(Problem):
    """这一条刚被他人改过或撤下，您的修改没有保存。请重新打开后再改。 | This passage was changed or withdrawn meanwhile, so your correction was not saved. Open it anew."""

    code = "passage_changed"
    status = 409


def living(source: Source) -> QuerySet[Passage]:
    """What a source holds now: come in whole, and not retired."""
    return Passage.objects.filter(source=source, retired=None, version__generation__isnull=False)


def share(source: Source, shared: bool, *, by: str) -> None:
    """Let other agencies read it, or no longer."""
    _change(source, {"shared": shared}, "knowledge.shared", by, {"shared": shared})


def repeal(source: Source, on: date | None, *, by: str) -> None:
    """Set the first day it is out of force; None takes that back."""
    _change(source, {"repealed_on": on}, "knowledge.repealed", by, {"on": on.isoformat() if on else None})


def correct(passage: Passage, text: str, *, by: str) -> Passage:
    """Put a passage with another text in its place; the one that was misread retires and stays on record.

    Raises:
        NothingLeft: the text is empty.
        PassageChanged: it retired already.
    """
    text = text.replace("\r\n", "\n").replace("\x00", "").strip()[:LONGEST_TEXT]
    if not text:
        raise NothingLeft()
    if text == passage.text:
        return passage
    draft = replace(_draft(passage), text=text)
    source = passage.source
    with transaction.atomic():
        generation = _next(source)
        version = Version.objects.create(
            source=source, digest=draft.digest(), by=by, generation=generation, added=1, withdrawn=1
        )
        if not Passage.objects.filter(pk=passage.pk, retired=None).update(retired=generation):
            raise PassageChanged()
        fields = {
            field.attname: getattr(passage, field.attname)
            for field in Passage._meta.concrete_fields
            if not field.primary_key
        }
        # The stamp stays the importer's: the same file again does not undo what a person corrected.
        new = {"text": text, "digest": draft.digest(), "version_id": version.pk, "retired": None}
        made = Passage.objects.create(**(fields | new))
        entry = Entry(
            "knowledge.corrected", by, source.agency_id, f"source:{source.pk}", {"passage": made.pk}
        )
        append([entry])
    tell()
    return made


def _draft(passage: Passage) -> Draft:
    return Draft(uid=passage.uid, kind=passage.kind, text=passage.text)


def _next(source: Source) -> int:
    shelf = Shelf.objects.select_for_update().get(pk=source.shelf_id)
    shelf.generation += 1
    shelf.save(update_fields=["generation"])
    return shelf.generation


def _change(source: Source, values: Mapping[str, Any], kind: str, by: str, details: dict[str, Any]) -> None:
    with transaction.atomic():
        _next(source)
        for name, value in values.items():
            setattr(source, name, value)
        source.save(update_fields=list(values))
        append([Entry(kind, by, source.agency_id, f"source:{source.pk}", details)])
    tell()
