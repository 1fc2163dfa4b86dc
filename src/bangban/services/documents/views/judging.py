"""What does an officer do with the findings? Judges them, decides the review, has the accepted ones put right."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST, require_safe

from bangban.agencies.permissions import OfficerRequest, requires
from bangban.errors import BadInput
from bangban.governance import refusals
from bangban.governance.decide import latest_proposal
from bangban.governance.presentation import details_of
from bangban.services.documents import reviews
from bangban.services.documents.access import demand_work, find_review, may_work
from bangban.services.documents.forms import AloneForm
from bangban.services.documents.models import Review
from bangban.services.documents.sheet.reading import drawing_of
from bangban.services.documents.views.review import panel, show, to_review
from bangban.services.documents.words import ELEMENTS, kinds

CONFLICTS = (
    refusals.ProposalChanged,
    refusals.AlreadyDecided,
    refusals.ProposalExpired,
    refusals.NothingToDecide,
    refusals.SamePerson,
    reviews.NothingAccepted,
)
SAID = {"right": True, "wrong": False, "open": None}
ELEMENTS_A_PAGE = 60
KIND = "kind"
"""The document's kind among the corrections of its paragraphs."""


@requires("document.work")
@require_POST
def judge(request: OfficerRequest, pk: int) -> HttpResponse:
    """POST said=right|wrong|open with finding, rule, level or all: what it is said of."""
    found, said = find_review(request.user, pk), request.POST.get("said", "")
    if said not in SAID:
        raise BadInput(what=f"said {said[:20]!r}")
    try:
        reviews.judge(found, request.user, _meant(request, found), SAID[said])
    except CONFLICTS as no:
        return show(request, found, problem=no)
    if request.headers.get("HX-Request"):
        return render(request, "documents/parts/findings.html", panel(request, find_review(request.user, pk)))
    anchor = request.POST.get("at", "")
    return HttpResponseRedirect(
        f"/documents/reviews/{pk}" + (f"#finding-{int(anchor)}" if anchor.isdecimal() else "")
    )


def _meant(request: OfficerRequest, found: Review) -> Sequence[str]:
    """Ids of the findings that are meant: one, those of a rule, of a level, or all that nobody judged yet."""
    if request.POST.get("finding"):
        return [request.POST["finding"][:120]]
    proposal = latest_proposal(found.case)
    listed = (proposal.content.get("findings") or ()) if proposal is not None else ()
    for name in ("rule", "level"):
        if request.POST.get(name):
            return [one["id"] for one in listed if one[name] == request.POST[name]]
    judged = set(found.verdicts.values_list("finding", flat=True))
    return [one["id"] for one in listed if one["id"] not in judged]


@requires("document.work")
@require_POST
def finish(request: OfficerRequest, pk: int) -> HttpResponse:
    """POST digest, then=correct|"": decide the review, and have the accepted findings put right."""
    found = find_review(request.user, pk)
    demand_work(request.user, found.agency_id)
    correct = request.POST.get("then") == "correct"
    try:
        if correct and not _correctable(found):
            raise reviews.NothingAccepted()
        reviews.finish(found, request.user, request.POST.get("digest", ""))
    except CONFLICTS as no:
        return show(request, find_review(request.user, pk), problem=no)
    if correct:
        return _correct(request, find_review(request.user, pk))
    messages.success(request, gettext("%(case)s: judged and on record.") % {"case": found.case.reference})
    return redirect("documents:list")


@requires("document.work")
@require_POST
def correct(request: OfficerRequest, pk: int) -> HttpResponse:
    """POST: have the accepted findings put right (again), after the review was decided."""
    found = find_review(request.user, pk)
    demand_work(request.user, found.agency_id)
    return _correct(request, found)


def _correctable(found: Review) -> bool:
    proposal = latest_proposal(found.case)
    listed = (proposal.content.get("findings") or ()) if proposal is not None else ()
    accepted = set(found.verdicts.filter(right=True).values_list("finding", flat=True))
    return any(one["fixable"] and one["id"] in accepted for one in listed)


def _correct(request: OfficerRequest, found: Review) -> HttpResponse:
    employee = found.case.employee
    author = f"{employee.post_zh} {employee.name_zh}" if employee else ""
    try:
        outcome = reviews.correct(found, request.user, author)
    except CONFLICTS as no:
        return show(request, found, problem=no)
    if outcome.case is None or outcome.refusal is not None:
        return show(request, find_review(request.user, found.pk), problem=outcome.refusal)
    return redirect("documents:case", outcome.case.pk)


@requires("document.work")
@require_POST
def again(request: OfficerRequest, pk: int) -> HttpResponse:
    """POST: have the document checked (again), as after a refusal, an expiry, or reading alone."""
    found = find_review(request.user, pk)
    demand_work(request.user, found.agency_id)
    if found.case.status in ("waiting", "manual"):
        outcome = reviews.check_again(found, request.user, found.corrections)
        if outcome.refusal is not None:
            return show(request, find_review(request.user, pk), problem=outcome.refusal)
        return to_review(pk)
    return to_review(reviews.open_review(found.upload, request.user, profile=found.profile).pk)


@requires("document.work")
@require_POST
def alone(request: OfficerRequest, pk: int) -> HttpResponse:
    """POST outcome: what the officer found by reading alone; then the document can be checked."""
    found, form = find_review(request.user, pk), AloneForm(request.POST)
    demand_work(request.user, found.agency_id)
    if not form.is_valid():
        return show(request, found, form=form)
    try:
        reviews.read_alone(found, request.user, form.cleaned_data["outcome"])
    except CONFLICTS as no:
        return show(request, found, problem=no, form=form)
    return to_review(reviews.open_review(found.upload, request.user, profile=found.profile).pk)


@requires("document.read")
@require_safe
def elements(request: OfficerRequest, pk: int) -> HttpResponse:
    """GET ?from=: which paragraph was recognised as what, to be corrected."""
    found = find_review(request.user, pk)
    proposal = latest_proposal(found.case)
    if proposal is None or not found.upload.drawing_id:
        return to_review(pk)
    roles = details_of(proposal).get("roles") or []
    start = request.GET.get("from", "")
    first = int(start) if start.isdecimal() and len(start) < 9 else 0
    lines = [line for line in drawing_of(found.upload.drawing_id).lines if line.text.strip()]
    rows = [
        {
            "index": line.index,
            "text": line.text[:90],
            "role": roles[line.index] if line.index < len(roles) else "other",
            "corrected": str(line.index) in found.corrections,
        }
        for line in lines[first : first + ELEMENTS_A_PAGE]
    ]
    context = {
        "review": found,
        "case": found.case,
        "rows": rows,
        "elements": list(ELEMENTS.items()),
        "kinds": kinds(),
        "kind": str(proposal.content.get("kind") or ""),
        "kind_corrected": KIND in found.corrections,
        "first": first,
        "total": len(lines),
        "before": max(0, first - ELEMENTS_A_PAGE) if first else None,
        "after": first + ELEMENTS_A_PAGE if first + ELEMENTS_A_PAGE < len(lines) else None,
        "may_correct": found.case.status == "waiting" and may_work(request.user, found.case.agency_id),
    }
    return render(request, "documents/elements.html", context)


@requires("document.work")
@require_POST
def corrected(request: OfficerRequest, pk: int) -> HttpResponse:
    """POST e_INDEX=element, kind: what the officer says the paragraphs and the document are; it is checked once more."""
    found = find_review(request.user, pk)
    proposal = latest_proposal(found.case)
    roles = (details_of(proposal).get("roles") or []) if proposal is not None else []
    said = dict(found.corrections)
    for name, value in request.POST.items():
        index = name.removeprefix("e_")
        if name == index or not index.isdecimal() or value not in ELEMENTS or int(index) >= len(roles):
            continue
        if value != roles[int(index)]:
            said[index] = value
    changed = len(said) - len(found.corrections)
    kind = request.POST.get(KIND, "")
    if proposal is not None and kind in dict(kinds()) and kind != proposal.content.get("kind"):
        said[KIND] = kind
    if said == found.corrections:
        messages.info(request, gettext("Nothing was changed."))
        return redirect("documents:elements", pk)
    try:
        outcome = reviews.check_again(found, request.user, said)
    except CONFLICTS as no:
        return show(request, find_review(request.user, pk), problem=no)
    if outcome.refusal is not None:
        return show(request, find_review(request.user, pk), problem=outcome.refusal)
    if said.get(KIND) != found.corrections.get(KIND):
        messages.success(request, gettext("The kind is corrected, and the document checked once more."))
        return to_review(pk)
    told = ngettext(
        "%(count)d paragraph corrected, and the document checked once more.",
        "%(count)d paragraphs corrected, and the document checked once more.",
        changed,
    )
    messages.success(request, told % {"count": changed})
    return to_review(pk)
