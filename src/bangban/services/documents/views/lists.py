"""What is there to do with documents, and what was done?"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bangban.agencies.permissions import OfficerRequest, has_permission, requires
from bangban.errors import NotFound
from bangban.governance.models import CaseStatus
from bangban.governance.presentation import TONES
from bangban.governance.scenarios.load import scenarios
from bangban.services.documents.access import find_case
from bangban.services.documents.lists import TABS, batches, made, reviews
from bangban.services.documents.models import BatchState, Review
from bangban.services.documents.paging import page
from bangban.services.documents.words import kind_name

BATCH_TONES = {
    BatchState.COLLECTING: "amber",
    BatchState.RUNNING: "amber",
    BatchState.DONE: "blue",
    BatchState.STOPPED: "red",
}


@requires("document.read")
@require_safe
def documents(request: OfficerRequest) -> HttpResponse:
    """GET ?tab=&before=|after=: one page of a list."""
    tab = TABS.get(request.GET.get("tab", ""), TABS["open"])
    sources: dict[str, Any] = {"made": made, "batches": batches}
    rows = sources[tab.key](request.user) if tab.key in sources else reviews(request.user, tab)
    found = page(rows, request.GET.get("before", ""), request.GET.get("after", ""))
    shown = [_LINES.get(tab.key, _review)(row) for row in found.rows]
    context = {
        "tab": tab,
        "tabs": [
            {"label": one.label, "url": f"?tab={one.key}", "current": one is tab} for one in TABS.values()
        ],
        "rows": shown,
        "before": found.before,
        "after": found.after,
        "may_work": has_permission(request.user, "document.work"),
        "may_see_figures": has_permission(request.user, "document.figures"),
        "several": len({row["agency"] for row in shown} | {request.user.agency.short}) > 1,
    }
    return render(request, "documents/list.html", context)


def _review(row: Review) -> dict[str, Any]:
    case = row.case
    return {
        "pk": row.pk,
        "url": f"/documents/reviews/{row.pk}",
        "title": row.upload.name,
        "note": kind_name(row.kind) if row.kind else "",
        "at": row.created_at,
        "required": row.required,
        "hints": row.recommended + row.practice,
        "judged": case.status != CaseStatus.MANUAL,
        "state": case.get_status_display(),
        "tone": TONES[CaseStatus(case.status)],
        "agency": row.agency.short,
    }


def _case(case: Any) -> dict[str, Any]:
    scenario = scenarios().get(case.scenario)
    return {
        "pk": case.pk,
        "url": f"/documents/cases/{case.pk}",
        "title": case.title or case.reference,
        "note": scenario.title_text if scenario else case.scenario,
        "at": case.opened_at,
        "state": case.get_status_display(),
        "tone": TONES[CaseStatus(case.status)],
        "agency": case.agency.short,
    }


def _batch(batch: Any) -> dict[str, Any]:
    return {
        "pk": batch.pk,
        "url": f"/documents/batches/{batch.pk}",
        "title": batch.title or batch.get_kind_display(),
        "note": batch.get_kind_display(),
        "at": batch.created_at,
        "progress": (batch.done, batch.total),
        "state": batch.get_state_display(),
        "tone": BATCH_TONES[BatchState(batch.state)],
        "agency": batch.agency.short,
    }


_LINES: dict[str, Any] = {"made": _case, "batches": _batch}


@requires("document.read")
@require_safe
def of_case(request: OfficerRequest, pk: int) -> HttpResponse:
    """The page of a case, whichever kind of document work it is: what the desk's lists lead to."""
    from bangban.services.documents.views.made import made_page
    from bangban.services.documents.views.review import to_review

    case = find_case(request.user, pk)
    if case.scenario in ("document.check", "document.batch_review"):
        review = Review.objects.filter(case=case).first()
        if review is None:
            raise NotFound(what="review")
        return to_review(review.pk)
    return made_page(request, case)
