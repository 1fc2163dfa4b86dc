"""How are many documents sent in at once, and how far is the work?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bangban.agencies.permissions import OfficerRequest, requires
from bangban.errors import Problem
from bangban.governance import reasons
from bangban.governance.models import CaseStatus
from bangban.governance.presentation import TONES
from bangban.services.documents import batches, letters
from bangban.services.documents.access import demand_work, find_batch, may_work
from bangban.services.documents.models import Batch, BatchItem, BatchKind, BatchState, ItemState
from bangban.services.documents.profiles import choices
from bangban.services.documents.uploads import ACCEPTED
from bangban.services.documents.words import kind_name

CONFLICTS = (batches.BatchFull, batches.BatchStarted, batches.BatchEmpty)
SHOWN = 500


class BatchForm(forms.Form):
    """What the documents of a batch have in common."""

    title = forms.CharField(label=_("Name of the batch"), max_length=160, required=False)
    profile = forms.ChoiceField(label=_("Rules"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = choices()
        self.fields["profile"].choices = offered  # type: ignore[attr-defined]
        if len(offered) < 2:
            del self.fields["profile"]


@requires("document.work")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: OfficerRequest) -> HttpResponse:
    """GET: the form. POST: an empty batch, whose page takes the files."""
    form = BatchForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "documents/batch_new.html", {"form": form})
    given = form.cleaned_data
    batch = batches.begin(request.user, given["title"], given.get("profile") or "")
    return redirect("documents:batch", batch.pk)


@requires("document.read")
@require_safe
def batch(request: OfficerRequest, pk: int) -> HttpResponse:
    """The batch: files being added, work running, or what came of it. `?part` gives the changing part alone."""
    found = find_batch(request.user, pk)
    if found.kind == BatchKind.LETTERS and found.state == BatchState.COLLECTING:
        return redirect("documents:letters", pk)
    if may_work(request.user, found.agency_id) and found.state in (BatchState.DONE, BatchState.STOPPED):
        batches.purge(found)
    return _show(request, found)


@requires("document.work")
@require_POST
def add(request: OfficerRequest, pk: int) -> HttpResponse:
    """POST files: add them. With script, one request a file, answered in JSON."""
    found = find_batch(request.user, pk)
    demand_work(request.user, found.agency_id)
    try:
        batches.add(found, request.user, request.FILES.getlist("files"))
    except CONFLICTS as no:
        if request.headers.get("Accept") == "application/json":
            return JsonResponse(no.as_dict(), status=no.status)
        return _show(request, find_batch(request.user, pk), no)
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"total": found.total})
    return redirect("documents:batch", pk)


@requires("document.work")
@require_POST
def start(request: OfficerRequest, pk: int) -> HttpResponse:
    """POST: hand it to a worker, or hand one that stands still on again."""
    found = find_batch(request.user, pk)
    demand_work(request.user, found.agency_id)
    try:
        if found.kind == BatchKind.LETTERS:
            letters.start(found)
        else:
            batches.start(found)
    except CONFLICTS as no:
        return _show(request, find_batch(request.user, pk), no)
    return redirect("documents:batch", pk)


@requires("document.work")
@require_POST
def stop(request: OfficerRequest, pk: int) -> HttpResponse:
    found = find_batch(request.user, pk)
    demand_work(request.user, found.agency_id)
    batches.stop(found)
    return redirect("documents:batch", pk)


def _show(request: OfficerRequest, found: Batch, problem: Problem | None = None) -> HttpResponse:
    items = list(found.items.select_related("review__case").order_by("pk")[:SHOWN])
    works = may_work(request.user, found.agency_id)
    rows = [_row(item) for item in items]
    context = {
        "batch": found,
        "rows": rows,
        "problem": problem,
        "may_work": works,
        "collecting": found.state == BatchState.COLLECTING,
        "running": found.state == BatchState.RUNNING,
        "stopped": found.state == BatchState.STOPPED,
        "letters": found.kind == BatchKind.LETTERS,
        "part": "part" in request.GET,
        "why": reasons.refused(found.problem) if found.problem else "",
        "accept": ",".join(ACCEPTED),
        "failed": sum(row["failed"] for row in rows),
        "lacking": letters.lacking(found) if found.kind == BatchKind.LETTERS else 0,
        "clean": sum(row["clean"] for row in rows),
        "most": batches.MOST,
    }
    name = "documents/parts/batch.html" if "part" in request.GET else "documents/batch.html"
    return render(request, name, context, status=problem.status if problem else 200)


def _row(item: BatchItem) -> dict[str, Any]:
    review = item.review
    return {
        "name": item.name,
        "note": item.note,
        "failed": item.state == ItemState.FAILED,
        "waiting": item.state == ItemState.WAITING,
        "review": review,
        "kind": kind_name(review.kind) if review and review.kind else "",
        "hints": review.recommended + review.practice if review else 0,
        "clean": bool(
            review and review.kind and not (review.required + review.recommended + review.practice)
        ),
        "state": review.case.get_status_display() if review else item.get_state_display(),
        "tone": TONES[CaseStatus(review.case.status)]
        if review
        else "red"
        if item.state == ItemState.FAILED
        else "grey",
    }
