"""How does a resident follow a message, add what was asked for, or hand it to a person?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bangban.agencies.permissions import public
from bangban.errors import NotFound, Problem
from bangban.governance.models import Case
from bangban.governance.people import ask_for_person
from bangban.governance.presentation import presentation_of
from bangban.governance.scenarios.load import scenarios
from bangban.governance.supplement import supplement
from bangban.services.portal import follow, loads, story
from bangban.services.portal.forms import AdditionForm, NumberForm, RatingForm
from bangban.services.portal.intake import letterbox
from bangban.services.portal.pages import show
from bangban.services.portal.staff import card_of

HOLDER = "opens one case to whoever holds its unguessable number; rate-limited and recorded"


def _lookup(
    request: HttpRequest, form: NumberForm, status: int = 200, problem: Problem | None = None
) -> HttpResponse:
    return show(request, "lookup", status, problem, form=form)


def _unknown(request: HttpRequest, number: str) -> HttpResponse:
    """One calm answer, whatever is wrong with the number."""
    form = NumberForm({"number": number[:60]})
    if form.is_valid():
        form.add_error(
            "number",
            _(
                "We find no message with this number. Check each letter and digit; it stands on the page you saw after sending."
            ),
        )
    return _lookup(request, form, 404)


@public("asks for a number; tells nothing about cases")
@require_safe
def lookup(request: HttpRequest) -> HttpResponseBase:
    if "number" not in request.GET:
        return _lookup(request, NumberForm())
    form = NumberForm(request.GET)
    if not form.is_valid():
        return _lookup(request, form)
    number = follow.tidy(form.cleaned_data["number"])
    if not number:
        return _unknown(request, form.cleaned_data["number"])
    return redirect("portal:case", number=number)


def _page(
    request: HttpRequest,
    case: Case,
    form: AdditionForm | None = None,
    problem: Problem | None = None,
    rating: RatingForm | None = None,
) -> HttpResponse:
    follow.note_reading(case)
    told = story.tell(case)
    ratings = next((one.ratings for one in told.answers if one.ratings), ())
    context: dict[str, Any] = {
        "rating": rating or (RatingForm(ratings) if ratings else None),
        "case": case,
        "story": told,
        "card": card_of(case.employee),
        "form": form or (AdditionForm() if told.asked_for else None),
        "attachments": case.attachments.all(),
        "complaint": told.complaint,
    }
    return show(request, "case", problem=problem, **context)


@public(HOLDER)
@require_safe
def case_page(request: HttpRequest, number: str) -> HttpResponseBase:
    try:
        loads.pay(request, loads.LOOK_UPS)
    except Problem as problem:
        return _lookup(request, NumberForm(initial={"number": number[:60]}), problem=problem)
    case = follow.find(number)
    if case is None:
        return _unknown(request, number)
    if case.follow_code != number:
        return redirect("portal:case", number=case.follow_code)
    return _page(request, case)


@public(HOLDER)
@require_POST
@letterbox()
def person(request: HttpRequest, number: str) -> HttpResponseBase:
    loads.pay(request, loads.LETTERS)
    case = follow.find(number)
    if case is None:
        return _unknown(request, number)
    if ask_for_person(case):
        messages.success(request, _("A person has your message now and was told that you asked."))
    else:
        messages.info(request, _("A person has been asked for already."))
    return redirect(reverse("portal:case", args=[case.follow_code]))


@public(HOLDER)
@require_http_methods(["POST"])
@letterbox()
def add(request: HttpRequest, number: str) -> HttpResponseBase:
    case = follow.find(number)
    if case is None:
        loads.pay(request, loads.LOOK_UPS)
        return _unknown(request, number)
    form = AdditionForm(request.POST)
    if not form.is_valid():
        return _page(request, case, form)
    try:
        loads.pay(request, loads.LETTERS)
        supplement(case, form.cleaned_data["text"])
    except Problem as problem:
        return _page(request, case, form, problem)
    messages.success(request, _("Thank you. What you added is with your message now."))
    return redirect("portal:case", number=case.follow_code)


@public(HOLDER)
@require_POST
@letterbox()
def rate(request: HttpRequest, number: str) -> HttpResponseBase:
    """POST said, text: how content the resident is with the answer."""
    case = follow.find(number)
    if case is None:
        loads.pay(request, loads.LOOK_UPS)
        return _unknown(request, number)
    ratings = next((one.ratings for one in story.tell(case).answers if one.ratings), ())
    form = RatingForm(ratings, request.POST)
    if ratings and not form.is_valid():
        return _page(request, case, rating=form)
    try:
        loads.pay(request, loads.LETTERS)
        way = presentation_of(scenarios().get(case.scenario))
        way.rate(case, str(request.POST.get("said", "")), form.cleaned_data["text"] if ratings else "")
    except NotFound:
        raise
    except Problem as problem:
        return _page(request, case, problem=problem)
    messages.success(request, _("Thank you. What you said counts in the figures of the agency."))
    return redirect("portal:case", number=case.follow_code)
