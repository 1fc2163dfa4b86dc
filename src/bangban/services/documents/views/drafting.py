"""How does an officer draft: which kind, which form, how does it look so far, and which earlier one is it like?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bangban.agencies.permissions import OfficerRequest, requires
from bangban.errors import Problem, Refusal
from bangban.governance import reasons
from bangban.governance.models import Case, CaseStatus
from bangban.governance.questions import PREFIX, InputsForm
from bangban.governance.refusals import NothingToDecide, WrongInputs
from bangban.governance.scenarios.model import Scenario
from bangban.services.documents import drafts, uploads
from bangban.services.documents.access import demand_work, find_case, find_upload
from bangban.services.documents.models import Upload
from bangban.services.documents.reviews import inputs_of
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


class NotesForm(forms.Form):
    """What was written down at a meeting."""

    text = forms.CharField(
        label=_("Notes of the meeting"),
        help_text=_(
            "Lines such as 时间：…, 出席：…, 议题一：…, 决定：… are understood. What persons said is given back to you."
        ),
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Paste the notes.")},
    )


@requires("document.work")
@require_safe
def choose(request: OfficerRequest) -> HttpResponse:
    """The kinds of documents that can be drafted."""
    return _choose(request)


@requires("document.work")
@require_http_methods(["GET", "HEAD", "POST"])
def fill(request: OfficerRequest, kind: str) -> HttpResponse:
    """GET: the form. POST: the draft is made; a refusal is told in words, with what was typed kept."""
    scenario = drafts.scenario_of(kind)
    if request.method != "POST":
        return _show(request, kind, scenario, InputsForm(scenario, given=_start(request)))
    return _make(request, kind, scenario, InputsForm(scenario, request.POST), {})


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
    asked = {name for name in scenario.input_schema["properties"] if f"{PREFIX}{name}" in form.fields}
    fixed = {name: value for name, value in case.input_values.items() if name not in asked}
    return _make(request, kind, scenario, form, fixed, case=case)


def _make(
    request: OfficerRequest,
    kind: str,
    scenario: Scenario,
    form: InputsForm,
    fixed: Mapping[str, Any],
    *,
    case: Case | None = None,
    **more: Any,
) -> HttpResponse:
    """Have the draft made (anew); what stands in the way is told in words, with what was typed kept."""
    if not form.is_valid():
        return _show(request, kind, scenario, form, case=case, **more)
    inputs = {**fixed, **form.inputs()}
    try:
        incomplete = drafts.preview(scenario, request.user, inputs)["content"].get("problem")
        if incomplete:
            return _show(request, kind, scenario, form, incomplete, case=case, **more)
        if case is None:
            outcome = drafts.start(scenario, request.user, inputs)
        else:
            outcome = drafts.change(case, request.user, inputs)
    except WrongInputs as wrong:
        field = str(wrong.details["field"])
        form.refuse(field, gettext("This does not fit what the form asks for. Please correct it."))
        return _show(request, kind, scenario, form, case=case, **more)
    except (*UNSEEN, Refusal, NothingToDecide) as no:
        return _show(request, kind, scenario, form, no, case=case, **more)
    if outcome.case is None or (outcome.refusal is not None and case is not None):
        return _show(request, kind, scenario, form, outcome.refusal, case=case, **more)
    return redirect("documents:case", outcome.case.pk)


@requires("document.work")
@require_POST
def preview(request: OfficerRequest, kind: str) -> HttpResponse:
    """POST the form as it is typed: how the document looks so far."""
    scenario = drafts.scenario_of(kind)
    form = InputsForm(scenario, request.POST)
    fixed = _fixed(request)
    if not form.is_valid():
        return render(request, "documents/parts/preview.html", {"missing": form.lacking()})
    try:
        result = drafts.preview(scenario, request.user, {**fixed, **form.inputs()})
        context = drawn(result)
    except (*UNSEEN, Refusal, WrongInputs) as no:
        context = {"problem": no}
    return render(request, "documents/parts/preview.html", context)


def _fixed(request: OfficerRequest) -> dict[str, Any]:
    """What goes along with the form that it does not ask for: the earlier document."""
    for name in ("file", "case"):
        value = request.GET.get(name, "")
        if value.isdecimal() and len(value) < 19:
            if name == "file":
                return inputs_of(find_upload(request.user, int(value)))
            given = find_case(request.user, int(value)).input_values
            return {key: given[key] for key in ("title", "file", "text") if key in given and "file" in given}
    return {}


def drawn(result: Mapping[str, Any]) -> dict[str, Any]:
    """What the preview shows of a skill's answer: sheets, or what is missing still."""
    if result["content"].get("problem"):
        return {"problem": result["content"]["problem"]}
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
    """POST an earlier document: it is kept, and the form asks what is different this time."""
    form = LikeForm(request.POST, request.FILES)
    if not form.is_valid():
        return _choose(request, like=form)
    try:
        upload = uploads.receive(request.user, form.cleaned_data["file"])
    except (*UNSEEN, uploads.UploadEmpty, uploads.UploadTooLarge, uploads.UploadUnreadable) as no:
        return _choose(request, no, like=form)
    return redirect("documents:alike", upload.pk)


@requires("document.work")
@require_http_methods(["GET", "HEAD", "POST"])
def alike(request: OfficerRequest, pk: int) -> HttpResponse:
    """GET: what the earlier document says, and the form for what changes. POST: the draft is made."""
    upload = find_upload(request.user, pk)
    scenario = drafts.scenario_of("like")
    try:
        was = drafts.was(upload)
    except UNSEEN as no:
        return _choose(request, no)
    fixed = inputs_of(upload)
    if request.method != "POST":
        form = InputsForm(scenario, given={"matter": was.get("matter"), "addressee": was.get("addressee")})
        return _show(request, "like", scenario, form, upload=upload, was=was)
    form = InputsForm(scenario, request.POST)
    return _make(request, "like", scenario, form, fixed, upload=upload, was=was)


@requires("document.work")
@require_POST
def notes(request: OfficerRequest) -> HttpResponse:
    """POST text: rough notes of a meeting; the form of minutes, filled with what they settle."""
    form = NotesForm(request.POST)
    if not form.is_valid():
        return _choose(request, notes=form)
    try:
        found = drafts.from_notes(form.cleaned_data["text"])
    except UNSEEN as no:
        return _choose(request, no, notes=form)
    scenario = drafts.scenario_of("jiyao")
    given = {**_start(request), **found["form"]}
    return _show(request, "jiyao", scenario, InputsForm(scenario, given=given), remarks=found["remarks"])


def _choose(request: OfficerRequest, problem: Problem | None = None, **forms_given: Any) -> HttpResponse:
    context = {
        "kinds": drafts.kinds(),
        "like": LikeForm(),
        "notes": NotesForm(),
        "problem": problem,
        **forms_given,
    }
    return render(request, "documents/draft_choose.html", context, status=problem.status if problem else 200)


def _start(request: OfficerRequest) -> dict[str, Any]:
    """What the form begins with: the officer's own agency issues it."""
    return {"issuer": request.user.agency.name_zh}


def _show(
    request: OfficerRequest,
    kind: str,
    scenario: Scenario,
    form: InputsForm,
    problem: Any = None,
    *,
    case: Case | None = None,
    upload: Upload | None = None,
    **more: Any,
) -> HttpResponse:
    """`problem`: why there is no draft, as a Problem or as a skill's own words."""
    preview_url = f"/documents/drafts/preview/{kind}"
    action = f"/documents/drafts/new/{kind}"
    if upload is not None:
        preview_url, action = f"{preview_url}?file={upload.pk}", f"/documents/drafts/like/{upload.pk}"
    if case is not None:
        preview_url, action = f"{preview_url}?case={case.pk}", f"/documents/cases/{case.pk}/draft"
    only = drafts.asked_only_in(kind)
    context = {
        "kind": kind,
        "scenario": scenario,
        "form": form,
        "fields": [(bound, only.get(bound.name.removeprefix(PREFIX), "")) for bound in form],
        "problem": problem,
        "next_step": reasons.next_step(problem.code) if isinstance(problem, Refusal) else "",
        "case": case,
        "upload": upload,
        "preview_url": preview_url,
        "action": action,
        **more,
    }
    status = problem.status if isinstance(problem, Problem) else 409 if problem else 200
    return render(request, "documents/draft.html", context, status=status)
