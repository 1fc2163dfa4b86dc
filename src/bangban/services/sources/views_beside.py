"""Was a source read rightly? Its file beside what was read from it, line by line, page by page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from bangban.agencies.downloads import download
from bangban.agencies.permissions import OfficerRequest, requires
from bangban.errors import NotFound
from bangban.knowledge import originals
from bangban.knowledge.models import Original
from bangban.knowledge.standing import living
from bangban.services.sources.places import cursor
from bangban.services.sources.views import SIZE, in_doubt, may_change, one


def _original(request: OfficerRequest, pk: int) -> Original:
    found = originals.newest(one(request, pk, "knowledge.read"))
    if found is None:
        raise NotFound(what="file")
    return found


@requires("knowledge.read")
@require_GET
def beside(request: OfficerRequest, pk: int) -> HttpResponse:
    """Left the lines of the file, right the passage they became; each passage can be corrected from here."""
    source = one(request, pk, "knowledge.read")
    kept = _original(request, pk)
    rows = originals.beside(kept, list(living(source).order_by("position", "pk")))
    at = cursor(request.GET.get("from", "")) or 0
    shown = rows[at : at + SIZE]
    context = {
        "source": source,
        "rows": shown,
        "pages": sorted({page for row in shown for page in row.pages}) if kept.ending == ".pdf" else [],
        "following": at + SIZE if len(rows) > at + SIZE else None,
        "may": may_change(request.user, source),
        "doubted": in_doubt(source),
    }
    return render(request, "sources/beside.html", context)


@requires("knowledge.read")
@require_GET
def original(request: OfficerRequest, pk: int) -> HttpResponse:
    """The file as it was given, to be saved: it is never shown as a page of ours."""
    kept = _original(request, pk)
    return download(originals.data_of(kept), kept.version.source.title[:80] + kept.ending)


@requires("knowledge.read")
@require_GET
def picture(request: OfficerRequest, pk: int, page: int) -> HttpResponse:
    """A page of a PDF as a picture."""
    drawn = originals.picture(_original(request, pk), page) if 1 <= page <= 100_000 else None
    if drawn is None:
        raise NotFound(what="page")
    answer = HttpResponse(drawn, content_type="image/png")
    answer["Cache-Control"] = "private, max-age=3600"
    return answer
