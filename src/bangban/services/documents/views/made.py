"""What does an officer see of files that were made: how they look, what was changed, and whether they may leave?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from bangban.agencies.permissions import OfficerRequest, has_permission, requires
from bangban.errors import NotFound, Problem
from bangban.governance import reasons, refusals
from bangban.governance.models import Case, CaseStatus
from bangban.governance.openings import opened
from bangban.governance.presentation import TONES
from bangban.governance.scenarios.load import scenarios
from bangban.services.documents import products
from bangban.services.documents.access import find_case, may_decide, may_work
from bangban.services.documents.models import Review
from bangban.services.documents.products import Product
from bangban.services.documents.sheet import markup
from bangban.services.documents.sheet.reading import Drawing, drawing_of
from bangban.services.documents.sheet.style import address
from bangban.services.documents.words import FORMS

CONFLICTS = (
    refusals.ProposalChanged,
    refusals.AlreadyDecided,
    refusals.ProposalExpired,
    refusals.NothingToDecide,
    refusals.SamePerson,
    refusals.ReasonNeeded,
    refusals.NotReversible,
)
MOST_LISTED = 100


def made_page(
    request: OfficerRequest, case: Case, *, problem: Problem | None = None, typed: str = ""
) -> HttpResponse:
    """The page of a correction, a draft, or letters."""
    opened(case, request.user, with_proposal=case.status == CaseStatus.WAITING)
    product = Product(case)
    scenario = scenarios().get(case.scenario)
    drawing = _drawing(product)
    content = product.content
    context: dict[str, Any] = {
        "case": case,
        "product": product,
        "proposal": product.proposal,
        "content": content,
        "scenario": scenario,
        "fix": case.scenario == "document.fix",
        "draft": case.scenario.startswith("document.draft."),
        "letters": case.scenario == "document.letters",
        "kind_code": case.scenario.rpartition(".")[2],
        "files": _named(product.files[:MOST_LISTED]),
        "more_files": max(0, len(product.files) - MOST_LISTED),
        "more_releases": max(0, len(product.releases) - MOST_LISTED),
        "review": Review.objects.filter(correction=case).first() if case.scenario == "document.fix" else None,
        "changes": (content.get("changes") or [])[:MOST_LISTED],
        "more_changes": max(0, len(content.get("changes") or []) - MOST_LISTED),
        "left": content.get("left") or {},
        "problems": list(product.details.get("problems") or ())[:MOST_LISTED],
        "unsure": product.details.get("unsure") or [],
        "text_changed": product.details.get("text_changed"),
        "tone": TONES[CaseStatus(case.status)],
        "refused": _refused(case),
        "failed": _failed(product),
        "may_decide": may_decide(request.user, case),
        "may_work": may_work(request.user, case.agency_id),
        "may_reverse": has_permission(request.user, "effect.reverse"),
        "problem": problem,
        "typed": typed,
        **(_sheets(drawing, 0) if drawing else {"html": ""}),
    }
    return render(request, "documents/made.html", context, status=problem.status if problem else 200)


def _drawing(product: Product) -> Drawing | None:
    reference = str(product.details.get("drawing") or "")
    return drawing_of(reference) if reference else None


def _sheets(drawing: Drawing, number: int) -> dict[str, Any]:
    total = markup.parts(drawing)
    return {
        "html": markup.part(drawing, number, {}),
        "style": address(drawing),
        "cut": drawing.cut,
        "next_part": number + 1 if number + 1 < total else None,
        "next_sheet": (number + 1) * markup.PART + 1,
        "sheet_count": len(drawing.sheets),
    }


def _named(files: Any) -> list[dict[str, Any]]:
    return [{**one, "label": FORMS.get(str(one.get("form")), "")} for one in files]


def _refused(case: Case) -> dict[str, str]:
    if case.status != CaseStatus.MANUAL:
        return {}
    return {"title": reasons.refused(case.refusal), "text": reasons.next_step(case.refusal)}


def _failed(product: Product) -> str:
    if product.case.status != CaseStatus.FAILED or product.decision is None:
        return ""
    return reasons.not_done(product.decision.state_code)


@requires("document.read")
@require_safe
def sheets(request: OfficerRequest, pk: int, part: int) -> HttpResponse:
    """One part of the drawing, for a page that was scrolled so far."""
    case = find_case(request.user, pk)
    drawing = _drawing(Product(case))
    if drawing is None or part >= markup.parts(drawing):
        raise NotFound(what="sheets")
    return render(request, "documents/parts/sheets.html", {"case": case, **_sheets(drawing, part)})


@requires("case.decide")
@require_POST
def hand_out(request: OfficerRequest, pk: int) -> HttpResponse:
    """POST digest, form=""|plain, reason."""
    form, reason = request.POST.get("form", ""), request.POST.get("reason", "")[:1000]
    digest = request.POST.get("digest", "")
    return _decided(
        request,
        pk,
        lambda product: products.hand_out(product, request.user, digest, form=form, reason=reason),
    )


@requires("case.decide")
@require_POST
def turn_down(request: OfficerRequest, pk: int) -> HttpResponse:
    """POST digest, reason."""
    reason = request.POST.get("reason", "")[:1000]
    digest = request.POST.get("digest", "")
    return _decided(request, pk, lambda product: products.turn_down(product, request.user, digest, reason))


@requires("effect.reverse")
@require_POST
def withdraw(request: OfficerRequest, pk: int) -> HttpResponse:
    """POST reason."""
    reason = request.POST.get("reason", "")[:1000]
    return _decided(request, pk, lambda product: products.withdraw(product, request.user, reason))


def _decided(request: OfficerRequest, pk: int, act: Callable[[Product], object]) -> HttpResponse:
    case = find_case(request.user, pk)
    try:
        act(Product(case))
    except CONFLICTS as no:
        typed = request.POST.get("reason", "")[:1000]
        return made_page(request, find_case(request.user, pk), problem=no, typed=typed)
    return redirect("documents:case", pk)
