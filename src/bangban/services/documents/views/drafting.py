"""How does an officer draft: which kind, which form, how does it look so far, and which earlier one is it like?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bangban.agencies.permissions import OfficerRequest, requires
from bangban.errors import Problem, Refusal
from bangban.governance import reasons
from bangban.governance.models import CaseStatus
from bangban.governance.questions import InputsForm
from bangban.governance.refusals import NothingToDecide, WrongInputs
from bangban.governance.scenarios.model import Scenario
from bangban.services.documents import drafts, uploads
from bangban.services.documents.access import demand_work, find_case
from bangban.services.documents.sheet import markup
from bangban.services.documents.sheet.reading import parsed
from bangban.services.documents.sheet.style import address
from bangban.services.documents.views.sending import UNSEEN


class LikeForm(forms.Form):
    """An earlier document to start from."""

    file = forms.FileField(
        label=_("Earlier document"),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(uploads.ACCEPTED), "data-drop": ""}),
        error_messages={"required": _("Choose a document."), "empty": _("This file is empty.")},
    )


@requires("document.work")
@require_safe
def choose(request: OfficerRequest) -> HttpResponse:
    """The kinds of documents that can be drafted."""
    context = {"kinds": drafts.kinds(), "like": LikeForm()}
    return render(request, "documents/draft_choose.html", context)


@requires("document.work")
@require_http_methods(["GET", "HEAD", "POST"])
def fill(request: OfficerRequest, kind: str) -> HttpResponse:
    """GET: the form. POST: the draft is made; a refusal is told in words, with what was typed kept."""
    scenario = drafts.scenario_of(kind)
    if request.method != "POST":
        return _show(request, kind, scenario, InputsForm(scenario, given=_start(request)))
    form = InputsForm(scenario, request.POST)
    if not form.is_valid():
        return _show(request, kind, scenario, form)
    try:
        outcome = drafts.start(scenario, request.user, form.inputs())
    except WrongInputs as wrong:
        return _wrong(request, kind, scenario, form, wrong)
    if outcome.case is None:
        return _show(request, kind, scenario, form, outcome.refusal)
    return redirect("documents:case", outcome.case.pk)


@requires("document.work")
@require_http_methods(["GET", "HEAD", "POST"])
def again(request: OfficerRequest, pk: int) -> HttpResponse:
    """A draft that nobody decided yet, its form to be changed."""
    case = find_case(request.user, pk)
    demand_work(request.user, case.agency_id)
    kind = case.scenario.removeprefix(drafts.PREFIX)
    scenario = drafts.scenario_of(kind)
    if case.status not in (CaseStatus.WAITING, CaseStatus.MANUAL):
        return redirect("documents:case", pk)
    if request.method != "POST":
        return _show(request, kind, scenario, InputsForm(scenario, given=case.input_values), case=case)
    form = InputsForm(scenario, request.POST)
    if not form.is_valid():
        return _show(request, kind, scenario, form, case=case)
    try:
        outcome = drafts.change(case, request.user, form.inputs())
    except WrongInputs as wrong:
        return _wrong(request, kind, scenario, form, wrong, case=case)
    except NothingToDecide as no:
        return _show(request, kind, scenario, form, no, case=case)
    if outcome.refusal is not None:
        return _show(request, kind, scenario, form, outcome.refusal, case=case)
    return redirect("documents:case", pk)


@requires("document.work")
@require_POST
def preview(request: OfficerRequest, kind: str) -> HttpResponse:
    """POST the form as it is typed: how the document looks so far."""
    scenario = drafts.scenario_of(kind)
    form = InputsForm(scenario, request.POST)
    if not form.is_valid():
        missing = [str(form.fields[name].label) for name in form.errors if name in form.fields]
        return render(request, "documents/parts/preview.html", {"missing": missing})
    try:
        result = drafts.preview(scenario, request.user, form.inputs())
        context = _drawn(result)
    except (*UNSEEN, Refusal, WrongInputs) as no:
        context = {"problem": no}
    return render(request, "documents/parts/preview.html", context)


def _drawn(result: Mapping[str, Any]) -> dict[str, Any]:
    details = result.get("details") or {}
    drawing = parsed(details["drawing"])
    return {
        "html": markup.part(drawing, 0, {}),
        "style": address(drawing),
        "sheet_count": len(drawing.sheets),
        "more": max(0, len(drawing.sheets) - markup.PART),
        "unsure": details.get("unsure") or [],
    }


@requires("document.work")
@require_POST
def like(request: OfficerRequest) -> HttpResponse:
    """POST an earlier document: the form of its kind, filled with what it says."""
    form = LikeForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "documents/draft_choose.html", {"kinds": drafts.kinds(), "like": form})
    try:
        upload = uploads.receive(request.user, form.cleaned_data["file"])
        try:
            found = drafts.like(upload)
        finally:
            # It was looked at, not handed in: nothing of it is kept.
            uploads.forget(upload)
    except (*UNSEEN, uploads.UploadEmpty, uploads.UploadTooLarge, uploads.UploadUnreadable) as no:
        context = {"kinds": drafts.kinds(), "like": form, "problem": no}
        return render(request, "documents/draft_choose.html", context, status=no.status)
    kind = str(found.get("kind") or "")
    if f"{drafts.PREFIX}{kind}" not in {one.code for _kind, one in drafts.kinds()}:
        messages.warning(
            request, gettext("What kind of document this is could not be told. Choose one below.")
        )
        return redirect("documents:drafts")
    scenario = drafts.scenario_of(kind)
    messages.info(
        request,
        gettext("Filled from the earlier document. Change what is different this time, its dates above all."),
    )
    return _show(request, kind, scenario, InputsForm(scenario, given=found.get("form") or {}))


def _start(request: OfficerRequest) -> dict[str, Any]:
    """What the form begins with: the officer's own agency issues it."""
    return {"issuer": request.user.agency.name_zh}


def _wrong(
    request: OfficerRequest, kind: str, scenario: Scenario, form: InputsForm, wrong: WrongInputs, **more: Any
) -> HttpResponse:
    form.refuse(
        str(wrong.details["field"]), gettext("This does not fit what the form asks for. Please correct it.")
    )
    return _show(request, kind, scenario, form, **more)


def _show(
    request: OfficerRequest,
    kind: str,
    scenario: Scenario,
    form: InputsForm,
    problem: Problem | None = None,
    case: Any = None,
) -> HttpResponse:
    context = {
        "kind": kind,
        "scenario": scenario,
        "form": form,
        "problem": problem,
        "next_step": reasons.next_step(problem.code) if problem is not None else "",
        "case": case,
    }
    return render(request, "documents/draft.html", context, status=problem.status if problem else 200)
