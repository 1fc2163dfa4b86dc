"""What does the receiving agency see: its work orders, and one of them with the message and who decided?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from bangban.agencies.permissions import OfficerRequest, has_permission, requires
from bangban.agencies.tenancy import one, reach
from bangban.governance.models import Decision
from bangban.governance.openings import opened
from bangban.governance.presentation import presentation_of, words_of
from bangban.governance.scenarios.load import scenarios
from bangban.services.hotline.forms import AnswerForm, ReturnForm
from bangban.services.hotline.lists import TABS, counts, page
from bangban.services.hotline.models import OrderStatus, WorkOrder
from bangban.services.hotline.orders import OPEN, OrderClosed, accept_order, answer_order, return_order
from bangban.services.hotline.presentation import STATUS_TONES


@requires("workorder.read")
@require_safe
def inbox(request: OfficerRequest) -> HttpResponse:
    """GET ?tab=&before=|after=: one page of the agency's work orders."""
    tab = TABS.get(request.GET.get("tab", ""), TABS["new"])
    found = page(request.user, tab, request.GET.get("before", ""), request.GET.get("after", ""))
    known = counts(request.user)
    tabs = [
        {"label": t.label, "url": f"?tab={t.key}", "count": known.get(t.key), "current": t is tab}
        for t in TABS.values()
        if not t.late or t is tab or known.get(t.key) != "0"
    ]
    context = {
        "tab": tab,
        "tabs": tabs,
        "rows": found.rows,
        "before": found.before,
        "after": found.after,
        "tones": STATUS_TONES,
        "several": len({row.agency_id for row in found.rows} | {request.user.agency_id}) > 1,
    }
    return render(request, "hotline/inbox.html", context)


@requires("workorder.read")
@require_safe
def order_page(request: OfficerRequest, pk: int) -> HttpResponse:
    order = _find(request, pk)
    opened(order.case, request.user, with_proposal=False, now=timezone.now())
    return _show(request, order)


@requires("workorder.handle")
@require_POST
def accept(request: OfficerRequest, pk: int) -> HttpResponse:
    order = _find(request, pk)
    return _done(
        request,
        order,
        lambda: accept_order(order, request.user),
        gettext("Accepted. You are its handler now."),
    )


@requires("workorder.handle")
@require_POST
def answer(request: OfficerRequest, pk: int) -> HttpResponse:
    order, form = _find(request, pk), AnswerForm(request.POST)
    if not form.is_valid():
        return _show(request, order, answer_form=form)
    text = form.cleaned_data["answer"]
    told = gettext("Answered. The resident can read it on the follow page.")
    return _done(request, order, lambda: answer_order(order, request.user, text), told, text)


@requires("workorder.handle")
@require_POST
def send_back(request: OfficerRequest, pk: int) -> HttpResponse:
    order, form = _find(request, pk), ReturnForm(request.POST)
    if not form.is_valid():
        return _show(request, order, return_form=form)
    text = form.cleaned_data["reason"]
    told = gettext("Returned. The hotline dispatches it anew.")
    return _done(request, order, lambda: return_order(order, request.user, text), told, text)


def _find(request: OfficerRequest, pk: int) -> WorkOrder:
    related = ("agency", "handler", "case__agency", "case__employee__guardian")
    return one(WorkOrder.objects.select_related(*related), request.user, "workorder.read", pk=pk)


def _done(
    request: OfficerRequest, order: WorkOrder, act: Callable[[], None], told: str, typed: str = ""
) -> HttpResponse:
    try:
        act()
    except OrderClosed as closed:
        return _show(request, _find(request, order.pk), problem=closed, typed=typed)
    messages.success(request, told)
    return HttpResponseRedirect(f"/workorders/{order.pk}")


def _show(
    request: OfficerRequest,
    order: WorkOrder,
    answer_form: Form | None = None,
    return_form: Form | None = None,
    problem: OrderClosed | None = None,
    typed: str = "",
) -> HttpResponse:
    wrong = any(form is not None and form.errors for form in (answer_form, return_form))
    officer, case = request.user, order.case
    may = has_permission(officer, "workorder.handle") and order.agency_id in reach(
        officer, "workorder.handle"
    )
    way = presentation_of(scenarios().get(case.scenario))
    title, text = way.source(case.input_values)
    context: dict[str, Any] = {
        "order": order,
        "case": case,
        "tone": STATUS_TONES[OrderStatus(order.status)],
        "urgency": words_of(order.urgency),
        "urgency_tone": {"emergency": "red", "urgent": "amber"}.get(order.urgency, "grey"),
        "source_title": title,
        "source": text,
        "open": order.status in OPEN,
        "may_handle": may and order.status in OPEN,
        "is_new": order.status == OrderStatus.NEW,
        "answer_form": answer_form or AnswerForm(),
        "return_form": return_form or ReturnForm(),
        "return_wrong": return_form is not None and bool(return_form.errors),
        "wrong": wrong,
        "problem": problem,
        "typed": typed,
        "may_open_case": case.agency_id in reach(officer, "case.read"),
        **_decided(order),
    }
    return render(request, "hotline/order.html", context, status=problem.status if problem else 200)


def _decided(order: WorkOrder) -> dict[str, Any]:
    """Who sent it here: an officer, or a guardian beforehand; and whether a machine wrote what is sent."""
    related = ("officer", "standing_order__guardian", "proposal")
    decision = Decision.objects.select_related(*related).filter(pk=order.decision_id).first()
    if decision is None:
        return {"decision": None, "machine_made": False}
    standing = decision.standing_order
    changed = {change["field"] for change in decision.changes}
    return {
        "decision": decision,
        "standing_guardian": standing.guardian.shown_name if standing else "",
        "decider": decision.officer.shown_name if decision.officer else "",
        # What an officer rewrote is no longer the machine's; title and request are what the agency reads.
        "machine_made": decision.proposal.made_by.startswith("employee:")
        and not {"title", "request"} <= changed,
    }
