"""What is known and done about a danger to life? The list, the page with its timeline, and the texts drafted for it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from bangban.agencies.downloads import download
from bangban.agencies.permissions import OfficerRequest, requires
from bangban.agencies.tenancy import may, one, within
from bangban.errors import NotFound, Problem
from bangban.governance.models import Proposal
from bangban.governance.openings import opened
from bangban.services.hotline import incidents, papers, replies, roster
from bangban.services.hotline.models import Incident
from bangban.services.hotline.story import events as order_events
from bangban.services.hotline.views.rooms import rooms

MOST = 50


class LineForm(forms.Form):
    text = forms.CharField(
        label=_("What happened or was done"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "data-count": ""}),
        error_messages={"required": _("Say what happened or was done.")},
    )


@requires("case.read")
@require_safe
def page(request: OfficerRequest) -> HttpResponse:
    rows = within(Incident.objects.select_related("case", "agency"), request.user, "case.read")
    found = list(rows.order_by("closed_at", "-opened_at")[: MOST * 2])
    context = {
        "rooms_here": rooms(request.user, "incidents"),
        "open": [row for row in found if row.closed_at is None],
        "closed": [row for row in found if row.closed_at is not None][:MOST],
    }
    return render(request, "hotline/incidents.html", context)


def _find(request: OfficerRequest, pk: int) -> Incident:
    related = ("case__agency", "case__employee", "agency", "closed_by")
    return one(Incident.objects.select_related(*related), request.user, "case.read", pk=pk)


@requires("case.read")
@require_safe
def incident(request: OfficerRequest, pk: int) -> HttpResponse:
    row = _find(request, pk)
    opened(row.case, request.user, with_proposal=False, now=timezone.now())
    return _show(request, row)


def _show(
    request: OfficerRequest, row: Incident, form: LineForm | None = None, problem: Problem | None = None
) -> HttpResponse:
    orders = list(
        row.case.work_orders.select_related("agency", "case").prefetch_related(
            "steps__agency", "steps__officer"
        )
    )
    title, text = _source(row, orders)
    told: list[dict[str, Any]] = [
        {"at": row.opened_at, "what": gettext("The message came"), "who": "", "by": "resident"}
    ]
    for order in orders:
        told += order_events(order)
    told += [
        {"at": line.at, "who": line.officer.shown_name, "what": line.text, "by": "officer"}
        for line in row.lines.select_related("officer")
    ]
    if row.closed_at:
        who = row.closed_by.shown_name if row.closed_by else ""
        told.append(
            {"at": row.closed_at, "who": who, "what": gettext("closed the incident"), "by": "officer"}
        )
    made = [one for one in _latest(row) if one.body]
    context = {
        "incident": row,
        "source_title": title,
        "source": text,
        "events": sorted(told, key=lambda event: event["at"]),
        "orders": orders,
        "on_duty": [] if row.closed_at else roster.on_duty(row.agency, timezone.now()),
        "drafts": [(proposal, proposal.content, proposal.case.status == "done") for proposal in made],
        "may": row.closed_at is None and may(request.user, "workorder.follow", row.agency_id),
        "form": form or LineForm(),
        "problem": problem,
    }
    return render(request, "hotline/incident.html", context, status=problem.status if problem else 200)


def _latest(row: Incident) -> list[Proposal]:
    """The newest draft of each form."""
    cases = incidents.drafts(row).values("pk")
    rows = Proposal.objects.filter(case__in=cases).select_related("case__employee").order_by("-pk")[:10]
    newest: dict[str, Proposal] = {}
    for proposal in rows:
        newest.setdefault(str(proposal.content.get("form")), proposal)
    return list(newest.values())


def _source(row: Incident, orders: list[Any]) -> tuple[str, str]:
    if orders:
        return replies.question_of(orders[0])
    said = row.case.input_values
    return str(said.get("title") or ""), str(said.get("text") or "")


@requires("workorder.follow")
@require_POST
def line(request: OfficerRequest, pk: int) -> HttpResponse:
    row, form = _find(request, pk), LineForm(request.POST)
    if not form.is_valid():
        return _show(request, row, form)
    return _do(
        request,
        row,
        lambda: incidents.enter(row, request.user, form.cleaned_data["text"]),
        gettext("Entered."),
    )


@requires("workorder.follow")
@require_POST
def close(request: OfficerRequest, pk: int) -> HttpResponse:
    row = _find(request, pk)
    return _do(request, row, lambda: incidents.close(row, request.user), gettext("The incident is closed."))


@requires("workorder.follow")
@require_POST
def draft(request: OfficerRequest, pk: int, form: str) -> HttpResponse:
    row = _find(request, pk)

    def act() -> None:
        outcome = incidents.draft(row, request.user, form)
        if outcome.refusal is not None:
            raise outcome.refusal

    return _do(request, row, act, gettext("Drafted. Decide about it on its case before you use it."))


def _do(request: OfficerRequest, row: Incident, act: Any, told: str) -> HttpResponse:
    try:
        act()
    except NotFound:
        raise
    except Problem as problem:
        return _show(request, row, problem=problem)
    messages.success(request, told)
    return HttpResponseRedirect(f"/workorders/incidents/{row.pk}")


@requires("case.read")
@require_safe
def paper(request: OfficerRequest, pk: int, form: str) -> HttpResponse:
    """The text a person decided about, as a .docx file with both marks of AI."""
    row = _find(request, pk)
    name, data = papers.of_incident(row, form, request.user)
    return download(data, name, papers.DOCX)
