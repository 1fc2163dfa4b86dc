"""What does an officer see of one document? Its sheets on the left with the findings marked, the findings on the right."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from bangban.agencies.permissions import OfficerRequest, requires
from bangban.errors import NotFound, Problem
from bangban.governance import reasons
from bangban.governance.decide import latest_proposal
from bangban.governance.models import Case, CaseStatus, Decision, Proposal
from bangban.governance.openings import opened
from bangban.governance.presentation import TONES
from bangban.governance.refusals import PersonAsked
from bangban.services.documents import findings
from bangban.services.documents.access import find_review, may_decide, may_work
from bangban.services.documents.forms import AloneForm
from bangban.services.documents.models import Review
from bangban.services.documents.sheet import markup
from bangban.services.documents.sheet.reading import Drawing, drawing_of
from bangban.services.documents.sheet.style import address
from bangban.services.documents.words import DIRECTIONS, FORMATS, kind_name, unjudged


@requires("document.read")
@require_safe
def review(request: OfficerRequest, pk: int) -> HttpResponse:
    return show(request, find_review(request.user, pk))


@requires("document.read")
@require_safe
def sheets(request: OfficerRequest, pk: int, part: int) -> HttpResponse:
    """One part of the document, for a page that was scrolled so far."""
    found = find_review(request.user, pk)
    drawing = _drawing(found)
    if drawing is None or part >= markup.parts(drawing):
        raise NotFound(what="sheets")
    groups = _groups(found, latest_proposal(found.case), drawing)
    context = {"review": found, **_part(drawing, part, groups)}
    return render(request, "documents/parts/sheets.html", context)


def to_review(pk: int) -> HttpResponseRedirect:
    return redirect("documents:review", pk)


def show(
    request: OfficerRequest, found: Review, *, problem: Problem | None = None, form: AloneForm | None = None
) -> HttpResponse:
    """Draw the page; `problem`: why what was sent did not work."""
    case = found.case
    opened(case, request.user, with_proposal=case.status == CaseStatus.WAITING)
    drawing = _drawing(found)
    context = panel(request, found, drawing)
    content = context["content"]
    context |= {
        "kind": kind_name(content.get("kind", "")),
        "direction": DIRECTIONS.get(str(content.get("direction")), ""),
        "format": FORMATS.get(str(content.get("format")), ""),
        "tone": TONES[CaseStatus(case.status)],
        "alone": case.status == CaseStatus.MANUAL and case.refusal == PersonAsked.code,
        "refused": _refused(case),
        "decision": _decision(case),
        "problem": problem,
        "form": form or AloneForm(),
        **(_part(drawing, 0, context["groups"]) if drawing else {"html": ""}),
    }
    return render(request, "documents/review.html", context, status=problem.status if problem else 200)


def panel(request: OfficerRequest, found: Review, drawing: Drawing | None = None) -> dict[str, Any]:
    """What the findings and the bar below them show."""
    case, officer = found.case, request.user
    proposal = latest_proposal(case)
    drawing = drawing or _drawing(found)
    groups = _groups(found, proposal, drawing)
    listed = [one for group in groups for one in group.findings]
    works = may_work(officer, found.agency_id)
    content = proposal.content if proposal else {}
    return {
        "review": found,
        "case": case,
        "proposal": proposal,
        "machine": proposal is not None and proposal.made_by.startswith("employee:"),
        "content": content,
        "groups": groups,
        "count": len(listed),
        "open_count": sum(not one.state for one in listed),
        "accepted": sum(one.state == "right" for one in listed),
        "rejected": sum(one.state == "wrong" for one in listed),
        "correctable": sum(one.state == "right" and one.fixable for one in listed),
        "fixable": any(one.fixable for one in listed),
        "expired": _expired(case, proposal),
        "unjudged": [unjudged(one) for one in content.get("unjudged") or ()],
        "may_judge": works and case.status == CaseStatus.WAITING,
        "may_work": works,
        "may_decide": may_decide(officer, case),
    }


def _part(drawing: Drawing, number: int, groups: list[findings.Group]) -> dict[str, Any]:
    total = markup.parts(drawing)
    return {
        "html": markup.part(drawing, number, findings.places(groups)),
        "style": address(drawing),
        "cut": drawing.cut,
        "next_part": number + 1 if number + 1 < total else None,
        "next_sheet": (number + 1) * markup.PART + 1,
        "sheet_count": len(drawing.sheets),
    }


def _drawing(found: Review) -> Drawing | None:
    reference = found.upload.drawing_id
    return drawing_of(reference) if reference else None


def _groups(found: Review, proposal: Proposal | None, drawing: Drawing | None) -> list[findings.Group]:
    listed = (proposal.content.get("findings") or ()) if proposal is not None else ()
    verdicts = list(found.verdicts.all()) if listed else []
    return findings.groups(listed, verdicts, drawing.sheet_of() if drawing else {})


def _refused(case: Case) -> dict[str, str]:
    """Why the employee did not take it on, and what now."""
    if case.status != CaseStatus.MANUAL or case.refusal == PersonAsked.code:
        return {}
    return {"title": reasons.refused(case.refusal), "text": reasons.next_step(case.refusal)}


def _expired(case: Case, proposal: Proposal | None) -> bool:
    return (
        case.status == CaseStatus.WAITING and proposal is not None and proposal.expires_at <= timezone.now()
    )


def _decision(case: Case) -> Decision | None:
    if case.status in (CaseStatus.WAITING, CaseStatus.MANUAL):
        return None
    return case.decisions.select_related("officer").order_by("-decided_at").first()
