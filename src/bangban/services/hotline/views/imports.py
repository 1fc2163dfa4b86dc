"""How does an officer bring a city's table of messages in, and what became of its rows?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from bangban.agencies.downloads import download
from bangban.agencies.permissions import OfficerRequest, requires
from bangban.errors import Problem
from bangban.services.hotline import bringing
from bangban.services.hotline.models import ImportState, MessageImport
from bangban.services.hotline.tables import COLUMNS
from bangban.services.hotline.views.rooms import rooms

TONES = {
    ImportState.WAITING: "amber",
    ImportState.RUNNING: "amber",
    ImportState.DONE: "blue",
    ImportState.FAILED: "red",
}


def _column(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=80, required=False)


class TableForm(forms.Form):
    file = forms.FileField(
        label=_("Table file"),
        help_text=_("CSV (UTF-8 or GB18030) or XLSX with a header line, up to 20 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(bringing.ENDINGS)}),
        error_messages={"required": _("Choose a file."), "empty": _("This file is empty.")},
    )
    text = _column(_("Column of the message"))
    title = _column(_("Column of its title"))
    id = _column(_("Column of its number"))
    time = _column(_("Column of its time"))

    @property
    def columns(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in COLUMNS if self.cleaned_data[name]}


@requires("case.import")
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: OfficerRequest) -> HttpResponse:
    """The form, and the imports of late; POST takes a file."""
    if request.method != "POST":
        return _show(request, TableForm())
    form = TableForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, form)
    try:
        row = bringing.take(request.user, form.cleaned_data["file"], form.columns)
    except Problem as problem:
        return _show(request, form, problem)
    return HttpResponseRedirect(f"/workorders/import/{row.pk}")


def _show(request: OfficerRequest, form: TableForm, problem: Problem | None = None) -> HttpResponse:
    context = {
        "rooms_here": rooms(request.user, "inbox"),
        "form": form,
        "names": {name: "、".join(known) for name, known in COLUMNS.items()},
        "rows": [(row, TONES[ImportState(row.state)]) for row in bringing.recent(request.user)],
        "problem": problem,
    }
    return render(request, "hotline/imports.html", context, status=problem.status if problem else 200)


@requires("case.import")
@require_safe
def one_import(request: OfficerRequest, pk: int) -> HttpResponse:
    row = bringing.find(request.user, pk)
    context = {
        "row": row,
        "tone": TONES[ImportState(row.state)],
        "running": row.ended_at is None,
        "tiles": _tiles(row),
        "refused": sorted((row.tally.get("refused") or {}).items()),
    }
    return render(request, "hotline/import.html", context)


def _tiles(row: MessageImport) -> list[dict[str, Any]]:
    counts = (
        ("rows", gettext("Rows read")),
        ("imported", gettext("Imported")),
        ("proposed", gettext("With a proposal")),
        ("already_there", gettext("There already")),
        ("bad", gettext("Bad rows")),
    )
    return [
        {
            "label": label,
            "value": row.tally.get(name, 0),
            "tone": "red" if name == "bad" and row.tally.get(name) else "",
        }
        for name, label in counts
    ]


@requires("case.import")
@require_safe
def bad_rows(request: OfficerRequest, pk: int) -> HttpResponse:
    """The rows that could not be read, as the file to correct and bring in again."""
    row = bringing.find(request.user, pk)
    return download(row.bad_rows.encode("utf-8-sig"), f"{row.name}.bad.csv", "text/csv")
