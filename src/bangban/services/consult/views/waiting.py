"""What does a resident see who waits for a person? His place, the expected wait, and two ways out."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bangban.agencies.permissions import public
from bangban.services.consult import crowd, presenting
from bangban.services.consult.forms import NumberForm
from bangban.services.consult.handover import machine, triggers
from bangban.services.consult.handover.found import live_one, pending
from bangban.services.consult.handover.queueing import waiting_shown
from bangban.services.consult.views.chat import address_of, find, is_framed, page

ASKED = {
    "reason": "asked_for_person",
    "urgency": "normal",
    "why": {"zh": "群众要求由人来接待", "en": "the resident asks for a person"},
}


@public("whoever holds the conversation's token sees how it goes on")
@require_safe
def turns(request: HttpRequest, token: str) -> HttpResponse:
    """The turns and the strip alone, for a page that was told of something new."""
    found = find(token)
    response = render(
        request,
        "consult/parts/live.html",
        {
            "conversation": found,
            "turns": presenting.conversation_shown(found),
            "framed": is_framed(request),
            **waiting_shown(found),
        },
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@public("whoever holds the conversation's token may ask for a person; rate is limited")
@csrf_exempt
@require_POST
def person(request: HttpRequest, token: str) -> HttpResponseBase:
    found = find(token)
    crowd.pay(request)
    triggers.begin(found, None, ASKED)
    return redirect(address_of(request, "conversation", found.token))


@public("whoever holds the conversation's token may go on with the assistant")
@csrf_exempt
@require_POST
def assistant(request: HttpRequest, token: str) -> HttpResponseBase:
    found = find(token)
    live = live_one(found)
    if live is not None:
        machine.withdraw(live)
    return redirect(address_of(request, "conversation", found.token))


@public(
    "whoever holds the conversation's token leaves a number for the call-back it is owed; rate is limited"
)
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def number(request: HttpRequest, token: str) -> HttpResponseBase:
    found = find(token)
    if request.method != "POST":
        # The address stands in the browser where a number was refused.
        return redirect(address_of(request, "conversation", found.token))
    crowd.pay(request)
    form = NumberForm(request.POST)
    if not form.is_valid():
        return page(request, found, number_form=form)
    owed = pending(found)
    if owed is not None:
        machine.leave_number(owed, form.cleaned_data["phone"])
    return redirect(address_of(request, "conversation", found.token))
