"""What may run without a person looking each time? Standing orders: the list, a new one, withdrawing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bangban.agencies.permissions import OfficerRequest, has_permission, requires
from bangban.agencies.tenancy import one, within
from bangban.errors import NotFound, Problem
from bangban.governance import standing
from bangban.governance.models import DigitalEmployee, EmployeeStatus, OrderState, StandingOrder
from bangban.governance.refusals import CannotOrder
from bangban.services.accounts.recent import require_recent_sign_in
from bangban.services.console.forms import OrderForm, ReasonForm
from bangban.services.console.mine import answers_for, crew_of, find_employee
from bangban.services.console.orders import STEPS, lines, may_be_ordered, orders_of, past_of, target_names

ENDED = 50


@requires("console.read")
@require_safe
def order_list(request: OfficerRequest) -> HttpResponse:
    return _show_list(request)


def _show_list(request: OfficerRequest, form: ReasonForm | None = None) -> HttpResponse:
    now = timezone.now()
    crew = crew_of(request.user, everything=True)
    rows = orders_of(crew.ids, now)
    recent = now - timedelta(days=90)
    live = list(rows.exclude(state=OrderState.REVOKED).filter(expires_at__gt=now))
    over = Q(state=OrderState.REVOKED, state_at__gte=recent) | Q(expires_at__lte=now, expires_at__gte=recent)
    ended = list(rows.filter(over)[:ENDED])
    names = target_names({code for order in [*live, *ended] for code in order.signed.get("targets", [])})
    context: dict[str, Any] = {
        "live": lines(live, now, names),
        "ended": lines(ended, now, names),
        "form": form,
        "may_sign": has_permission(request.user, "standing_order.sign"),
    }
    return render(request, "console/orders.html", context, status=400 if form else 200)


@requires("standing_order.sign")
@require_safe
def choose(request: OfficerRequest) -> HttpResponse:
    """For which employee, and for what? Only what may be ordered can be chosen; the rest says why not."""
    now = timezone.now()
    rows = within(DigitalEmployee.objects.all(), request.user, "standing_order.sign")
    rows = rows.filter(guardian=request.user).exclude(status=EmployeeStatus.RETIRED)
    offered = []
    for employee in rows.select_related("agency", "guardian").prefetch_related("scenario_rows"):
        ready = answers_for(employee, request.user, now) and employee.status == EmployeeStatus.ON_DUTY
        offered.append({"employee": employee, "ready": ready, "scenarios": may_be_ordered(employee)})
    return render(request, "console/order_choose.html", {"offered": offered})


@requires("standing_order.sign")
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: OfficerRequest, number: str, code: str) -> HttpResponseBase:
    """GET: the bounds, beside what they would have meant. POST: look at it in full; POST step=sign: sign it."""
    employee, now = find_employee(request.user, number), timezone.now()
    scenario = next((one for one in may_be_ordered(employee) if one.code == code), None)
    if scenario is None:
        raise NotFound(what="scenario")
    past = past_of(employee, code, now)
    seen = past.targets()
    names = target_names({target for target, _count in seen})
    kinds = [(target, f"{names.get(target, target)} ({count})") for target, count in seen]
    data = request.POST if request.method == "POST" else None
    form = OrderForm(kinds, timezone.localdate(now), data)
    review, problem = form.is_valid() and request.POST.get("step") != "back", None
    if review and request.POST.get("step") == "sign":
        again = require_recent_sign_in(request)
        if again is not None:
            return again
        try:
            standing.sign_order(employee, code, request.user, **form.bounds())
        except CannotOrder as no:
            problem = no
        else:
            messages.success(
                request, gettext("Signed. It holds from now on; you can withdraw it at any time.")
            )
            return HttpResponseRedirect(reverse("console:orders"))
    context: dict[str, Any] = {
        "employee": employee,
        "scenario": scenario,
        "form": form,
        "steps": [(step, past.preview(step)) for step in STEPS],
        "problem": problem,
        "reviewed": None,
        "ready": answers_for(employee, request.user, now) and employee.status == EmployeeStatus.ON_DUTY,
    }
    if review:
        bounds = form.bounds()
        context |= {
            "reviewed": past.preview(bounds["min_confidence"], bounds["targets"]),
            "bounds": bounds,
            "target_names": [names.get(target, target) for target in bounds["targets"]],
        }
    return render(request, "console/order_sign.html", context, status=_status(problem, form))


def _status(problem: Problem | None, form: OrderForm) -> int:
    return problem.status if problem else 400 if form.errors else 200


@requires("standing_order.sign")
@require_POST
def withdraw(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """POST reason: withdraw it for good. Withdrawing must be quick, so no password is asked."""
    rows = StandingOrder.objects.select_related("employee")
    order = one(rows, request.user, "standing_order.sign", field="employee__agency", pk=pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _show_list(request, form)
    standing.withdraw_order(order, request.user, form.cleaned_data["reason"])
    messages.success(
        request, gettext("The standing order is withdrawn. People decide each case from now on.")
    )
    return HttpResponseRedirect(reverse("console:orders"))
