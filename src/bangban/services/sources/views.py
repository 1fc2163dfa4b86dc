"""Which sources are there, what was read from them, and what may be changed?"""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bangban.agencies import tenancy
from bangban.agencies.models import Officer
from bangban.agencies.permissions import OfficerRequest, has_permission, requires
from bangban.agencies.tenancy import MAX_ID
from bangban.errors import NotAllowed, NotFound, Problem
from bangban.knowledge import originals, standing
from bangban.knowledge.doubted import doubted
from bangban.knowledge.models import Passage, Reading, ReadingState, Source
from bangban.knowledge.standing import living
from bangban.services.sources.forms import NewForm, RepealForm, TextForm
from bangban.services.sources.places import cursor
from bangban.services.sources.uploads import bring_in

SIZE = 25
LATELY = timedelta(days=7)
"""For so long a file that was not brought in stands among the sources, with the reason behind it."""


@requires("knowledge.read")
@require_GET
def sources(request: OfficerRequest) -> HttpResponse:
    """The sources of the officer's agencies and those others share, newest first."""
    there = Q(passages__retired=None, passages__version__generation__isnull=False)
    rows = _readable(request.user).annotate(living=Count("passages", filter=there))
    before = cursor(request.GET.get("after", ""))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: SIZE + 1])
    context = {
        "rows": found[:SIZE],
        "after": found[SIZE - 1].pk if len(found) > SIZE else None,
        "may": has_permission(request.user, "knowledge.work"),
        "readings": _readings(request.user) if before is None else (),
    }
    return render(request, "sources/list.html", context)


@requires("knowledge.work")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: OfficerRequest) -> HttpResponse:
    """GET: the form. POST: the file is read and is in, or out with the reason."""
    form = NewForm(request.POST, request.FILES) if request.method == "POST" else NewForm()
    officer = request.user
    ends = tenancy.may(officer, "knowledge.end", officer.agency_id)
    if not ends:
        # Who may read it is said by whoever answers for it.
        del form.fields["shared"]
    problem: Problem | None = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            done = bring_in(request.user, given["file"], given["scope"].strip(), given.get("shared", False))
        except Problem as no:
            problem = no
        else:
            if isinstance(done, Reading):
                return redirect("sources:reading", done.pk)
            if len(done.taken) == 1 and not done.refused:
                return redirect("sources:source", done.taken[0].source)
            context = {"taken": done.taken, "refused": done.refused}
            return render(request, "sources/brought.html", context, status=200 if done.taken else 400)
    context = {"form": form, "problem": problem}
    return render(request, "sources/new.html", context, status=problem.status if problem else 200)


def _readings(officer: Officer) -> list[Reading]:
    """The files of the officer's agencies that are being read, and those that lately came to nothing."""
    if not has_permission(officer, "knowledge.work"):
        return []
    lately = Q(state=ReadingState.REFUSED, ended_at__gt=timezone.now() - LATELY)
    rows = Reading.objects.filter(agency_id__in=tenancy.reach(officer, "knowledge.work"))
    return list(rows.filter(Q(ended_at=None) | lately).defer("content", "outcome").order_by("-pk")[:SIZE])


def _readable(officer: Officer) -> QuerySet[Source]:
    """What an answer to him may stand on: his agencies' own sources, and what is shared."""
    own = tenancy.reach(officer, "knowledge.read")
    return Source.objects.filter(Q(agency_id__in=own) | Q(shared=True)).select_related("agency")


def one(request: OfficerRequest, pk: int, permission: str) -> Source:
    """The source of one of the officer's own agencies: what is shared is read by all, and changed by its own."""
    return tenancy.one(Source.objects.select_related("agency"), request.user, permission, pk=pk)


def may_change(officer: Officer, source: Source) -> bool:
    """Whether he may have it read otherwise: what others stand on too, only who answers for it."""
    if not has_permission(officer, "knowledge.work"):
        return False
    return tenancy.may(officer, "knowledge.end" if source.shared else "knowledge.work", source.agency_id)


def in_doubt(source: Source) -> frozenset[str]:
    """Digests of its passages from which nobody is answered: a complaint about an answer was upheld."""
    known = doubted()
    rows = living(source).filter(digest__in=known) if known else Passage.objects.none()
    return frozenset(rows.values_list("digest", flat=True))


@requires("knowledge.read")
@require_GET
def source(request: OfficerRequest, pk: int) -> HttpResponse:
    """What was read from one source, passage by passage, and its versions."""
    found = _readable(request.user).filter(pk=pk).first() if pk <= MAX_ID else None
    if found is None:
        raise NotFound(what="source")
    # In the order of the file: a passage that was corrected stays where it stood.
    after = cursor(request.GET.get("after", "")) or 0
    rows = list(living(found).order_by("position", "pk")[after : after + SIZE + 1])
    marked = in_doubt(found)
    context = {
        "source": found,
        "rows": rows[:SIZE],
        "after": after + SIZE if len(rows) > SIZE else None,
        "count": living(found).count(),
        "doubted": marked,
        "marked": living(found).filter(digest__in=marked).order_by("position", "pk")[:SIZE] if marked else (),
        "versions": found.versions.exclude(generation=None).order_by("-pk")[:10],
        # The file may hold more than was read from it, and only that is shared.
        "original": tenancy.may(request.user, "knowledge.read", found.agency_id)
        and originals.newest(found) is not None,
        "form": RepealForm(initial={"on": found.repealed_on}),
        "may": may_change(request.user, found),
        "may_end": tenancy.may(request.user, "knowledge.end", found.agency_id),
    }
    return render(request, "sources/source.html", context)


@requires("knowledge.end")
@require_POST
def share(request: OfficerRequest, pk: int) -> HttpResponse:
    """Let other agencies read it, or no longer."""
    found = one(request, pk, "knowledge.end")
    standing.share(found, not found.shared, by=f"officer:{request.user.pk}")
    return redirect("sources:source", pk)


@requires("knowledge.end")
@require_POST
def repeal(request: OfficerRequest, pk: int) -> HttpResponse:
    """Set the day from which it no longer holds."""
    found = one(request, pk, "knowledge.end")
    form = RepealForm(request.POST)
    if form.is_valid():
        standing.repeal(found, form.cleaned_data["on"], by=f"officer:{request.user.pk}")
    else:
        messages.error(request, _("Write the day as 2026-01-31."))
    return redirect("sources:source", pk)


@requires("knowledge.work")
@require_http_methods(["GET", "HEAD", "POST"])
def passage(request: OfficerRequest, pk: int, passage: int) -> HttpResponse:
    """GET: one passage as it was read. POST: as it should read."""
    found = one(request, pk, "knowledge.work")
    if not may_change(request.user, found):
        raise NotAllowed(permission="knowledge.end")
    row = living(found).select_related("source").filter(pk=passage).first() if passage <= MAX_ID else None
    if row is None:
        raise NotFound(what="passage")
    form = TextForm(request.POST if request.method == "POST" else None, initial={"text": row.text})
    if request.method == "POST" and form.is_valid():
        standing.correct(row, form.cleaned_data["text"], by=f"officer:{request.user.pk}")
        return redirect("sources:source", pk)
    return render(request, "sources/passage.html", {"source": found, "row": row, "form": form})
