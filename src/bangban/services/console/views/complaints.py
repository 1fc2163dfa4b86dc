"""What do residents complain about, and what is answered? The reviewer settles, the guardian reads."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from bangban.agencies.permissions import OfficerRequest, demand, has_permission, requires
from bangban.agencies.tenancy import one, within
from bangban.errors import Problem
from bangban.governance.complaints import AlreadySettled, OwnDecision, settle
from bangban.governance.models import Complaint, ComplaintStatus, DecisionKind
from bangban.governance.scenarios.load import scenarios
from bangban.ledger.record import Entry, append
from bangban.services.console.forms import SettleForm
from bangban.services.console.paging import page

TONES = {ComplaintStatus.OPEN: "amber", ComplaintStatus.UPHELD: "red", ComplaintStatus.DISMISSED: "grey"}
OPEN, SETTLED = "open", "settled"


@requires("complaint.read")
@require_safe
def complaint_list(request: OfficerRequest) -> HttpResponse:
    """GET ?tab=open|settled&before=|after=: open ones oldest first, so nearest deadline first; settled newest first."""
    tab = SETTLED if request.GET.get("tab") == SETTLED else OPEN
    rows = within(Complaint.objects.all(), request.user, "complaint.read", "case__agency")
    waiting = rows.filter(status=ComplaintStatus.OPEN)
    shown = waiting if tab == OPEN else rows.exclude(status=ComplaintStatus.OPEN)
    found = page(shown.select_related("case", "settled_by"), request.GET, newest_first=tab == SETTLED)
    count = (
        len(found.rows) if tab == OPEN and found.before is None and found.after is None else waiting.count()
    )
    base = reverse("console:complaints")
    context: dict[str, Any] = {
        "tab": tab,
        "tabs": [
            {"label": gettext("Waiting for an answer"), "url": base, "count": count, "current": tab == OPEN},
            {"label": gettext("Answered"), "url": f"{base}?tab={SETTLED}", "current": tab == SETTLED},
        ],
        "rows": [
            {"complaint": row, "scenario": _scenario(row), "tone": TONES[ComplaintStatus(row.status)]}
            for row in found.rows
        ],
        "before": found.before,
        "after": found.after,
        "may_settle": has_permission(request.user, "complaint.settle"),
    }
    return render(request, "console/complaints.html", context)


@requires("complaint.read")
@require_http_methods(["GET", "HEAD", "POST"])
def complaint_page(request: OfficerRequest, pk: int) -> HttpResponse:
    """GET: the complaint and what was decided. POST outcome, answer: settle it."""
    permission = "complaint.settle" if request.method == "POST" else "complaint.read"
    demand(request.user, permission)
    rows = Complaint.objects.select_related("case__employee", "case__agency", "settled_by")
    complaint = one(rows, request.user, permission, field="case__agency", pk=pk)
    form = SettleForm(request.POST if request.method == "POST" else None)
    problem: Problem | None = None
    if request.method == "POST" and form.is_valid():
        upheld = form.cleaned_data["outcome"] == "upheld"
        try:
            count = settle(complaint, request.user, upheld=upheld, answer=form.cleaned_data["answer"])
        except (AlreadySettled, OwnDecision) as no:
            problem = no
        else:
            messages.success(request, _told(upheld, count))
            return HttpResponseRedirect(reverse("console:complaints"))
    elif request.method != "POST":
        case = complaint.case
        with transaction.atomic():
            details = {"complaint": complaint.pk}
            append(
                [Entry("read.case", f"officer:{request.user.pk}", case.agency_id, f"case:{case.pk}", details)]
            )
    return _show(request, complaint, form, problem)


def _show(
    request: OfficerRequest, complaint: Complaint, form: SettleForm, problem: Problem | None
) -> HttpResponse:
    case, officer = complaint.case, request.user
    decisions = list(
        case.decisions.select_related("officer", "standing_order__guardian").order_by("decided_at")
    )
    own = any(decision.officer_id == officer.pk for decision in decisions)
    is_open = complaint.status == ComplaintStatus.OPEN
    context = {
        "complaint": complaint,
        "case": case,
        "scenario": _scenario(complaint),
        "tone": TONES[ComplaintStatus(complaint.status)],
        "decisions": decisions,
        "reverse": DecisionKind.REVERSE,
        "own": own,
        "may_settle": is_open and not own and has_permission(officer, "complaint.settle"),
        "is_open": is_open,
        "form": form,
        "problem": problem,
        "now": timezone.now(),
    }
    status = problem.status if problem else 400 if form.errors else 200
    return render(request, "console/complaint.html", context, status=status)


def _scenario(complaint: Complaint) -> str:
    known = scenarios().get(complaint.case.scenario)
    return known.title_text if known else complaint.case.scenario


def _told(upheld: bool, orders: int) -> str:
    if not upheld:
        return gettext("The complaint is answered: not upheld.")
    if not orders:
        return gettext("The complaint is answered: upheld. What took effect can be undone on the case page.")
    return ngettext(
        "The complaint is answered: upheld. %(count)d standing order is suspended.",
        "The complaint is answered: upheld. %(count)d standing orders are suspended.",
        orders,
    ) % {"count": orders}
