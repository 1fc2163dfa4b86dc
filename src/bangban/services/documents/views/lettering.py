"""How does an officer write to many at once: which table, which words, how do the first letters look?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from bangban.agencies.permissions import OfficerRequest, requires
from bangban.errors import Problem, Refusal
from bangban.governance.questions import InputsForm
from bangban.governance.refusals import WrongInputs
from bangban.services.documents import letters, uploads
from bangban.services.documents.access import demand_work, find_batch
from bangban.services.documents.models import Batch, BatchState
from bangban.services.documents.views.drafting import drawn
from bangban.services.documents.views.sending import UNSEEN

UNTAKEN = (uploads.UploadEmpty, uploads.UploadTooLarge, letters.TableEmpty, letters.TableTooLong)


class TableForm(forms.Form):
    """The table whose rows become letters."""

    file = forms.FileField(
        label=_("Table"),
        help_text=_(
            "Drag a file here or choose one: .xlsx, .xls, .ods or .csv. Its first row names the columns; each row below becomes a letter."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(letters.TABLES), "data-drop": ""}),
        error_messages={"required": _("Choose a table."), "empty": _("This file is empty.")},
    )


@requires("document.work")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: OfficerRequest) -> HttpResponse:
    """GET: the form. POST: the table is looked at, and its page asks for the words."""
    form = TableForm(request.POST, request.FILES) if request.method == "POST" else TableForm()
    problem: Problem | None = None
    if request.method == "POST" and form.is_valid():
        try:
            batch = letters.begin(request.user, form.cleaned_data["file"])
            return redirect("documents:letters", batch.pk)
        except (*UNSEEN, *UNTAKEN) as no:
            problem = no
    context = {"form": form, "problem": problem, "most": letters.MOST}
    return render(request, "documents/letters_new.html", context, status=problem.status if problem else 200)


@requires("document.work")
@require_http_methods(["GET", "HEAD", "POST"])
def words(request: OfficerRequest, pk: int) -> HttpResponse:
    """GET: the form, with the table's columns to put into it. POST: the letters are begun."""
    batch = _open(request, pk)
    if batch.state != BatchState.COLLECTING:
        return redirect("documents:batch", pk)
    scenario = letters.scenario()
    if request.method != "POST":
        given = batch.form or {"issuer": request.user.agency.name_zh}
        return _show(request, batch, InputsForm(scenario, given=given))
    form = InputsForm(scenario, request.POST)
    if not form.is_valid():
        return _show(request, batch, form)
    problem = _problem(request, batch, form)
    if problem is not None:
        return _show(request, batch, form, problem)
    batch.form = form.inputs()
    letters.start(batch)
    return redirect("documents:batch", pk)


@requires("document.work")
@require_POST
def preview(request: OfficerRequest, pk: int) -> HttpResponse:
    """POST the form as it is typed, and row: how that row's letter looks."""
    batch, form = _open(request, pk), InputsForm(letters.scenario(), request.POST)
    given = request.POST.get("row", "0")
    row = min(int(given), batch.total - 1) if given.isdecimal() and len(given) < 7 else 0
    context: dict[str, Any] = {"row": row, "total": batch.total}
    if not form.is_valid():
        context["missing"] = form.lacking()
        return render(request, "documents/parts/preview.html", context)
    try:
        context |= drawn(letters.preview(batch, request.user, form.inputs(), row))
    except (*UNSEEN, Refusal, WrongInputs) as no:
        context["problem"] = no
    return render(request, "documents/parts/preview.html", context)


def _open(request: OfficerRequest, pk: int) -> Batch:
    batch = find_batch(request.user, pk)
    demand_work(request.user, batch.agency_id)
    return batch


def _problem(request: OfficerRequest, batch: Batch, form: InputsForm) -> Any:
    """Why no letter can be written from this form, tried on the first row; None when one can."""
    try:
        content = letters.preview(batch, request.user, form.inputs(), 0)["content"]
    except (*UNSEEN, Refusal) as no:
        return no
    except WrongInputs as wrong:
        form.refuse(
            str(wrong.details["field"]),
            gettext("This does not fit what the form asks for. Please correct it."),
        )
        return wrong
    return content.get("problem")


def _show(request: OfficerRequest, batch: Batch, form: InputsForm, problem: Any = None) -> HttpResponse:
    table = letters.columns(letters.inputs_of(batch))
    context = {
        "batch": batch,
        "form": form,
        "problem": problem,
        "columns": table["columns"],
        "rows": [[row.get(column, "") for column in table["columns"]] for row in table["rows"]],
        "preview_url": f"/documents/letters/{batch.pk}/preview",
    }
    return render(request, "documents/letters.html", context, status=409 if problem else 200)
