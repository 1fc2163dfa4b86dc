"""What does the receiving agency see: its work orders, and one of them with the message and who decided?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from bangban.agencies.permissions import OfficerRequest, has_permission, requires
from bangban.agencies.tenancy import reach
from bangban.errors import Problem
from bangban.governance.models import Decision
from bangban.governance.openings import opened
from bangban.governance.presentation import words_of
from bangban.services.hotline import life, replies, story
from bangban.services.hotline.forms import (
    AnswerForm,
    CallForm,
    DecideExtensionForm,
    DraftForm,
    ExtensionForm,
    JointForm,
    OpinionForm,
    ReasonForm,
    ReturnForm,
    WordForm,
)
from bangban.services.hotline.life import OPEN, OrderClosed
from bangban.services.hotline.lists import TABS, counts, page
from bangban.services.hotline.models import ExtensionState, OrderStatus, WorkOrder
from bangban.services.hotline.orders import accept_order, return_order
from bangban.services.hotline.presentation import STATUS_TONES
from bangban.services.hotline.views.rooms import open_incidents, rooms

FORMS: dict[str, type[Form]] = {
    "answer": AnswerForm,
    "draft": DraftForm,
    "return": ReturnForm,
    "joint": JointForm,
    "joined": OpinionForm,
    "extension": ExtensionForm,
    "extended": DecideExtensionForm,
    "urge": WordForm,
    "supervise": ReasonForm,
    "call": CallForm,
    "reopen": ReasonForm,
}
"""Which form stands for which step."""


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
        if not (t.late or t.joint) or t is tab or known.get(t.key) != "0"
    ]
    context = {
        "rooms_here": rooms(request.user, "inbox"),
        "incidents": open_incidents(request.user),
        "tab": tab,
        "tabs": tabs,
        "rows": found.rows,
        "before": found.before,
        "after": found.after,
        "tones": STATUS_TONES,
        "may_import": has_permission(request.user, "case.import"),
        "several": len({row.agency_id for row in found.rows} | {request.user.agency_id}) > 1,
    }
    return render(request, "hotline/inbox.html", context)


@requires("workorder.read")
@require_safe
def order_page(request: OfficerRequest, pk: int) -> HttpResponse:
    order = life.find(request.user, pk)
    # `find` asks it along.
    before: bool = order.opened_before  # type: ignore[attr-defined]
    opened(order.case, request.user, with_proposal=False, now=timezone.now(), before=before)
    return show(request, order)


@requires("workorder.handle")
@require_POST
def accept(request: OfficerRequest, pk: int) -> HttpResponse:
    order = life.find(request.user, pk)
    told = gettext("Accepted. You are its handler now.")
    return _done(request, order, lambda: accept_order(order, request.user), told)


@requires("workorder.handle")
@require_POST
def answer(request: OfficerRequest, pk: int) -> HttpResponse:
    """Send the answer; when it leaves a question open, the page says so first and asks once."""
    order, form = life.find(request.user, pk), AnswerForm(request.POST)
    if not form.is_valid():
        return show(request, order, forms={"answer": form})
    said = form.cleaned_data
    if order.status in OPEN and not said["anyway"]:
        lacking = replies.missing(order, said["answer"])
        if lacking:
            return show(request, order, forms={"answer": form}, lacking=lacking)
    told = gettext("Answered. The resident can read it on the follow page.")
    act = lambda: replies.send(order, request.user, said["answer"], said["draft"])  # noqa: E731
    return _done(request, order, act, told, said["answer"])


@requires("workorder.handle")
@require_POST
def send_back(request: OfficerRequest, pk: int) -> HttpResponse:
    order, form = life.find(request.user, pk), ReturnForm(request.POST)
    if not form.is_valid():
        return show(request, order, forms={"return": form})
    text = form.cleaned_data["reason"]
    told = gettext("Returned. The hotline dispatches it anew.")
    return _done(request, order, lambda: return_order(order, request.user, text), told, text)


def _done(
    request: OfficerRequest, order: WorkOrder, act: Callable[[], None], told: str, typed: str = ""
) -> HttpResponse:
    try:
        act()
    except OrderClosed as closed:
        return show(request, life.find(request.user, order.pk), problem=closed, typed=typed)
    messages.success(request, told)
    return HttpResponseRedirect(f"/workorders/{order.pk}")


def show(
    request: OfficerRequest,
    order: WorkOrder,
    *,
    forms: Mapping[str, Form] | None = None,
    problem: Problem | None = None,
    typed: str = "",
    lacking: list[dict[str, str]] | None = None,
) -> HttpResponse:
    """The page of an order; `forms` are those that were typed and not right, by the step's key."""
    officer, case = request.user, order.case
    may = life.may(order, officer)
    wrong = next((form for form in (forms or {}).values() if form.errors), None)
    draft = replies.drafted(order) if "answer" in may else None
    shown = {
        key: (forms or {}).get(key) or make() for key, make in FORMS.items() if key in may or key == "draft"
    }
    if draft is not None and not (forms or {}).get("answer"):
        shown["answer"] = AnswerForm(
            initial={"answer": draft.content.get("reply", ""), "draft": draft.digest}
        )
    for key, form in shown.items():
        # Several forms on one page ask for a reason: each field has an id of its own.
        form.auto_id = f"{key}-%s"
    title, text = replies.question_of(order)
    waiting = next((one for one in order.extensions.all() if one.state == ExtensionState.ASKED), None)
    ours = reach(officer, "workorder.read")
    joint = list(order.co_handlings.all())
    context: dict[str, Any] = {
        "order": order,
        "case": case,
        "tone": STATUS_TONES[OrderStatus(order.status)],
        "urgency": words_of(order.urgency),
        "urgency_tone": {"emergency": "red", "urgent": "amber"}.get(order.urgency, "grey"),
        "source_title": title,
        "source": text,
        "open": order.status in OPEN,
        "answered": order.status in (OrderStatus.ANSWERED, OrderStatus.ARCHIVED),
        "may": may,
        "may_follow": may & {"urge", "supervise", "call", "reopen", "archive"},
        "is_new": order.status == OrderStatus.NEW,
        "forms": shown,
        "opened_form": next(iter(forms or ()), ""),
        "wrong": wrong,
        "problem": problem,
        "typed": typed,
        "lacking": lacking,
        "draft": draft,
        "joint": joint,
        "owes_part": any(one.agency_id in ours and one.answered_at is None for one in joint),
        "waiting": waiting,
        "events": story.events(order),
        "may_open_case": case.agency_id in ours,
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
