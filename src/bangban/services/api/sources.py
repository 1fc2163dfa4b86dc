"""What may a program do with the sources of its agency? Bring in, list, read the parse, correct, replace, repeal."""

# No `from __future__ import annotations` here: ninja reads the annotations as objects.

from datetime import date
from typing import Annotated, Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from ninja import File, Form, Query, Router, Status, UploadedFile

from bangban.errors import NotAllowed, NotFound
from bangban.knowledge import readings, standing
from bangban.knowledge.intake.received import Received, Sent, fitting, received
from bangban.knowledge.models import Passage, Reading, Source
from bangban.services.api import schemas, schemas_sources
from bangban.services.api.auth import allows, token_of
from bangban.services.api.operations import ERRORS, Before, Limit, RowId
from bangban.services.api.tokens import agencies_of

router = Router(tags=["sources"])
ANSWERS = {**ERRORS, 413: schemas.Problem}
Scope = Annotated[str, Query(max_length=80)]


@router.post(
    "/sources",
    response={201: schemas_sources.Brought, 202: schemas_sources.Reading, **ANSWERS, 429: schemas.Problem},
    summary="Bring a source in",
    by_alias=True,
)
@allows("knowledge.work")
def add_source(
    request: HttpRequest, file: File[UploadedFile], given: Form[schemas_sources.NewSource]
) -> Status:
    """A file, or an archive of up to 200, for the token's agency. The same name again replaces what changed.

    Each source is in or out, never half; a file that was sent alone and cannot be read is an error. What takes long
    (pages to be recognised, larger archives) is answered with 202 and read later: look at `look` until `ended_at` is set.
    """
    token = token_of(request)
    if given.shared and "knowledge.end" not in token.permissions:
        # Who may read it is said by whoever answers for it.
        raise NotAllowed(permission="knowledge.end")
    data = _data(file)
    sent = Sent(
        str(file.name or ""), data, token.agency, given.scope,
        by=f"token:{token.pk}", shared=given.shared, for_all="knowledge.end" in token.permissions,
    )  # fmt: skip
    return _answer(readings.bring_in(sent), 201)


@router.post(
    "/sources/parse", response={200: schemas_sources.Parse, **ANSWERS}, summary="Read, and keep nothing"
)
@allows("knowledge.work")
def parse_source(request: HttpRequest, file: File[UploadedFile]) -> Any:
    """What would be read from a file: its title, its kind, its first 2,000 passages."""
    with received(str(file.name or ""), _data(file)) as sources:
        for _, open_source in sources:
            given = open_source()
            passages: list[dict[str, Any]] = []
            for draft in given.drafts:
                if len(passages) == schemas_sources.MOST_PARSED:
                    break
                passages.append({**_of(draft), "id": draft.uid})
            return {"title": given.title, "kind": given.kind, "digest": given.digest, "passages": passages}
    raise NotFound(what="source")


@router.get("/sources", response={200: schemas_sources.SourcePage, **ERRORS}, summary="Sources, newest first")
@allows("knowledge.read")
def list_sources(request: HttpRequest, scope: Scope = "", before: Before = None, limit: Limit = 50) -> Any:
    rows = _mine(request)
    if scope:
        rows = rows.filter(shelf_id=scope)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: limit + 1])
    following = found[limit - 1].pk if len(found) > limit else None
    return {"items": [_source(one) for one in found[:limit]], "next": following}


@router.get("/sources/{source_id}", response={200: schemas_sources.SourceOut, **ERRORS}, summary="One source")
@allows("knowledge.read")
def read_source(request: HttpRequest, source_id: RowId) -> Any:
    return _source(_one(request, source_id))


@router.get(
    "/sources/{source_id}/passages",
    response={200: schemas_sources.PassagePage, **ERRORS},
    summary="What was read from a source, in order",
)
@allows("knowledge.read")
def list_passages(request: HttpRequest, source_id: RowId, after: Before = None, limit: Limit = 50) -> Any:
    """Passages of the present version, as they stand in the file. `after`: the `next` of the page before."""
    first = after or 0
    rows = standing.living(_one(request, source_id)).order_by("position", "pk")
    found = list(rows[first : first + limit + 1])
    following = first + limit if len(found) > limit else None
    return {"items": [_kept(one) for one in found[:limit]], "next": following}


@router.post(
    "/sources/{source_id}/passages/{number}",
    response={200: schemas_sources.PassageOut, **ERRORS},
    summary="Say how a passage should read",
)
@allows("knowledge.work")
def correct_passage(
    request: HttpRequest, source_id: RowId, number: RowId, given: schemas_sources.Correction
) -> Any:
    """What was misread retires and stays on record; its place takes the text given, under another `number`.

    Of a source that other agencies read too, only by a program that may say until when it holds.
    """
    source, token = _one(request, source_id), token_of(request)
    if source.shared and "knowledge.end" not in token.permissions:
        raise NotAllowed(permission="knowledge.end")
    row = standing.living(source).select_related("source").filter(pk=number).first()
    if row is None:
        raise NotFound(what="passage")
    return _kept(standing.correct(row, given.text, by=f"token:{token.pk}"))


@router.get(
    "/sources/{source_id}/versions",
    response={200: schemas_sources.VersionPage, **ERRORS},
    summary="How a source came to be as it is, newest first",
)
@allows("knowledge.read")
def list_versions(request: HttpRequest, source_id: RowId, before: Before = None, limit: Limit = 50) -> Any:
    """Each file that changed something, and each correction."""
    rows = _one(request, source_id).versions.exclude(generation=None)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: limit + 1])
    names = ("by", "digest", "in_force_from", "added", "withdrawn")
    items = [
        {"version": one.pk, "at": one.started_at, **{name: getattr(one, name) for name in names}}
        for one in found[:limit]
    ]
    return {"items": items, "next": found[limit - 1].pk if len(found) > limit else None}


@router.post(
    "/sources/{source_id}/file",
    response={200: schemas_sources.Brought, 202: schemas_sources.Reading, **ANSWERS, 429: schemas.Problem},
    summary="Replace its file",
    by_alias=True,
)
@allows("knowledge.work")
def replace_source(request: HttpRequest, source_id: RowId, file: File[UploadedFile]) -> Status:
    """Another file in place of a source's, whatever it is called: what is the same stays, the rest is replaced.

    What takes long is answered with 202, as above.
    """
    source = _one(request, source_id)
    token = token_of(request)
    sent = Sent(
        str(file.name or ""), _data(file), source.agency, source.shelf_id,
        by=f"token:{token.pk}", shared=False, for_all="knowledge.end" in token.permissions, instead_of=source.name,
    )  # fmt: skip
    return _answer(readings.bring_in(sent), 200)


@router.get(
    "/sources/readings/{reading_id}",
    response={200: schemas_sources.Reading, **ERRORS},
    summary="How far a file is that takes long",
    by_alias=True,
)
@allows("knowledge.work")
def read_reading(request: HttpRequest, reading_id: RowId) -> Any:
    """Its page, and at its end what is in and what is out with the reason."""
    row = _reading(request, reading_id)
    if row.ended_at is None:
        readings.read_on()
    return _told(row)


@router.post(
    "/sources/readings/{reading_id}/stop",
    response={200: schemas_sources.Reading, **ERRORS},
    summary="Read it no further",
    by_alias=True,
)
@allows("knowledge.work")
def stop_reading(request: HttpRequest, reading_id: RowId) -> Any:
    """What was not in by then stays out."""
    readings.stop(_reading(request, reading_id))
    return _told(_reading(request, reading_id))


@router.post(
    "/sources/{source_id}/repeal",
    response={200: schemas_sources.SourceOut, **ERRORS},
    summary="Say until when it holds",
)
@allows("knowledge.end")
def repeal_source(request: HttpRequest, source_id: RowId, given: schemas_sources.Repeal) -> Any:
    """From `on` it is out of force, and no answer rests on it; null takes that back. Its text stays on record."""
    source = _one(request, source_id)
    standing.repeal(source, given.on, by=f"token:{token_of(request).pk}")
    return _source(_one(request, source_id))


def _data(file: UploadedFile) -> bytes:
    fitting(str(file.name or ""), file.size or 0)
    return file.read()


def _mine(request: HttpRequest) -> QuerySet[Source]:
    living = Q(passages__retired=None, passages__version__generation__isnull=False)
    rows = Source.objects.filter(agency_id__in=agencies_of(token_of(request)))
    return rows.select_related("agency").annotate(living=Count("passages", filter=living))


def _one(request: HttpRequest, source_id: int) -> Any:
    found = _mine(request).filter(pk=source_id).first()
    if found is None:
        raise NotFound(what="source")
    return found


def _source(one: Any) -> dict[str, Any]:
    names = ("name", "title", "kind", "shared", "repealed_on", "added_at")
    return {
        "id": one.pk,
        **{name: getattr(one, name) for name in names},
        "agency": one.agency.code,
        "scope": one.shelf_id,
        "passages": one.living,
    }


def _of(one: Any) -> dict[str, Any]:
    names = ("kind", "title", "heading", "article", "question", "text", "page", "replaced_by")
    ends: dict[str, date | None] = {
        "in_force_from": one.in_force_from,
        "in_force_to": one.in_force_to,
    }
    return {**{name: getattr(one, name) for name in names}, **ends}


def _kept(one: Passage) -> dict[str, Any]:
    return {**_of(one), "number": one.pk, "id": one.uid, "digest": one.digest}


def _answer(done: Received | Reading, status: int) -> Status:
    return Status(202, _told(done)) if isinstance(done, Reading) else Status(status, done.as_dict())


def _reading(request: HttpRequest, reading_id: int) -> Reading:
    mine = Reading.objects.filter(agency_id__in=agencies_of(token_of(request)))
    found = mine.defer("content").filter(pk=reading_id).first()
    if found is None:
        raise NotFound(what="reading")
    return found


def _told(row: Reading) -> dict[str, Any]:
    names = ("name", "state", "file", "files", "page", "pages", "asked_at", "ended_at")
    return {
        "id": row.pk,
        "look": f"/api/sources/readings/{row.pk}",
        **{name: getattr(row, name) for name in names},
        "in": row.outcome.get("in", []),
        "out": row.outcome.get("out", []),
    }
