"""How does a resident ask here? One page: the question, the answer as it is released, its sources, a way to a person."""

from __future__ import annotations

import itertools
import json
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from bangban.agencies.permissions import public
from bangban.errors import Problem
from bangban.governance.guardians import guardian_in_force
from bangban.governance.models import DigitalEmployee
from bangban.services.consult import asking, crowd, presenting, rating, streaming
from bangban.services.consult.forms import NumberForm, QuestionForm
from bangban.services.consult.handover.queueing import waiting_shown
from bangban.services.consult.live_address import allow_streams, conversation_stream, last_event
from bangban.services.consult.models import Audience, Conversation, Role, Turn
from bangban.services.consult.problems import NotRated, TooManyAsk

STREAM = "text/event-stream"
FRAMED = "widget"
"""The namespace of the addresses at which other sites show the chat inside their pages."""


def page(
    request: HttpRequest,
    conversation: Conversation | None,
    form: QuestionForm | None = None,
    problem: Problem | None = None,
    number_form: NumberForm | None = None,
) -> HttpResponse:
    """The chat, with what was said in it."""
    turns = presenting.conversation_shown(conversation) if conversation else []
    context = {
        "conversation": conversation,
        "turns": turns,
        **_answerer(turns),
        "form": form or QuestionForm(),
        "number_form": number_form,
        "problem": problem,
        "problem_text": problem.text(get_language() or "zh-hans") if problem else "",
        "retry": problem.details.get("seconds") if isinstance(problem, TooManyAsk) else None,
        "framed": is_framed(request),
        "action": address_of(request, "conversation", conversation.token)
        if conversation
        else address_of(request, "begin"),
        **(live(request, conversation) if conversation else {}),
        **(waiting_shown(conversation) if conversation else {}),
    }
    status = (
        problem.status
        if problem
        else 422
        if any(one is not None and one.errors for one in (form, number_form))
        else 200
    )
    name = "consult/framed.html" if is_framed(request) else "consult/chat.html"
    response = render(request, name, context, status=status)
    # The address is a key to the conversation: no shared cache keeps the page.
    response.headers["Cache-Control"] = "no-store"
    _allow(request, response)
    if context["retry"]:
        response.headers["Retry-After"] = str(context["retry"])
    return response


def _answerer(turns: Sequence[presenting.Shown]) -> dict[str, Any]:
    """The digital employee that answered last, and the guardian who answers for it."""
    cases = (one.turn.case for one in reversed(turns) if one.is_machine and one.turn.case)
    number = next((case.employee_id for case in cases if case.employee_id), None)
    rows = DigitalEmployee.objects.select_related("guardian")
    employee = rows.filter(pk=number).first() if number else None
    if employee is None:
        return {}
    return {"answerer": employee, "answerable": guardian_in_force(employee, timezone.now())}


def is_framed(request: HttpRequest) -> bool:
    """Whether another site shows the page inside its own."""
    match = request.resolver_match
    return match is not None and match.namespace == FRAMED


def address_of(request: HttpRequest, name: str, *given: object) -> str:
    """The address of one of the chat's pages: inside another site's page, that of the page that may stay there."""
    match = request.resolver_match
    return reverse(f"consult:{name}", args=given, current_app=match.namespace if match else None)


def live(request: HttpRequest, conversation: Conversation) -> dict[str, Any]:
    """Where a page listens for more, and what it reads then."""
    return {
        "stream": conversation_stream(conversation),
        "after": last_event(),
        "fragment": address_of(request, "turns", conversation.token),
    }


def _allow(request: HttpRequest, response: HttpResponse) -> None:
    """Let the page listen; and be shown where the settings say so, as far as it was asked for to be shown there."""
    if not is_framed(request):
        allow_streams(request, response)
        return
    allow_streams(request, response, ancestors=" ".join(settings.CONFIG["consult.embed"]) or "'none'")
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.xframe_options_exempt = True


def find(token: str) -> Conversation:
    """The resident's conversation with this token.

    Raises:
        Http404: there is none.
    """
    found = Conversation.objects.filter(token=token[:24], audience=Audience.RESIDENT).first()
    if found is None:
        raise Http404
    return found


# Neither a session nor any other cookie lets anybody do anything here, so there is none to be used by another site; and
# who has switched cookies off, or reads the chat inside his city's own page, has none.
@public("residents ask without an account; rate and size are limited")
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponseBase:
    return _asked(request, None) if request.method == "POST" else page(request, None)


@public("a conversation is read and continued by whoever holds its token; rate and size are limited")
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def conversation(request: HttpRequest, token: str) -> HttpResponseBase:
    found = find(token)
    return _asked(request, found) if request.method == "POST" else page(request, found)


def _asked(request: HttpRequest, found: Conversation | None) -> HttpResponseBase:
    form = QuestionForm(request.POST)
    streamed = STREAM in request.headers.get("Accept", "")
    if not form.is_valid():
        if streamed:
            return _stream(iter([_event("problem", {"text": str(next(iter(form.errors.values()))[0])})]))
        return page(request, found, form)
    try:
        with crowd.crowd.place():
            crowd.pay(request)
            if found is None:
                language = "en" if (get_language() or "").startswith("en") else "zh"
                found = Conversation(language=language)
            given = form.cleaned_data
            if streamed:
                answered = streaming.Answered()
                spoken = streaming.answer(
                    found, given["text"], answered, choice=given["choice"], plain=given["plain"]
                )
                # The first word decides whether it is an answer or a problem.
                first = next(spoken, None)
            else:
                turn = asking.ask(found, given["text"], choice=given["choice"], plain=given["plain"])
                asking.release_of(turn)
    except Problem as problem:
        found = found if found is not None and found.pk else None
        if streamed:
            told = {
                "text": problem.text(get_language() or "zh-hans"),
                "retry": problem.details.get("seconds"),
            }
            return _stream(iter([_event("problem", told)]))
        return page(request, found, form, problem)
    address = address_of(request, "conversation", found.token)
    if streamed:
        # What is streamed is drawn when the request is over, and with it the reader's language.
        language = get_language() or "zh-hans"
        events = _released(request, found, answered, first, spoken, given["text"], address, language)
        return _stream(events)
    return redirect(f"{address}#turn-{turn.number}")


def _released(
    request: HttpRequest,
    found: Conversation,
    answered: streaming.Answered,
    first: dict[str, Any] | None,
    rest: Generator[dict[str, Any], None, None],
    question: str,
    address: str,
    language: str,
) -> Iterator[str]:
    """The answer as it is released: each sentence with its link in the chain, then the whole as the page draws it."""
    yield _event("open", {"address": address, **live(request, found)})
    # Whoever leaves half-way is noticed here: what he read is written down then.
    with closing(rest):
        for one in itertools.chain([first] if first is not None else [], rest):
            yield _event("sentence", {"text": one["text"], "link": one["link"]})
    turn, release = answered.turn, answered.release
    if turn is None:
        return
    drawn = presenting.shown(turn, question, release, answered.read if release is None else None)
    if turn.role == Role.RESIDENT:
        yield _event("done", {"html": "", "person": True})
        return
    with override(language):
        context = {"one": drawn, "conversation": found, "framed": is_framed(request)}
        html = render_to_string("consult/turn.html", context, request=request)
    outcome = release.outcome if release else "stopped" if drawn.stopped else "waits"
    yield _event("done", {"html": html, "outcome": outcome, "person": _noticed(found, turn)})


def _noticed(found: Conversation, turn: Turn) -> bool:
    """Whether notices stand before the answer: a call-back was promised, and the page has to show that as well."""
    if turn.number <= 2:
        return False
    before = found.turns.filter(number__lt=turn.number).order_by("-number")
    return before.values_list("role", flat=True).first() == Role.NOTICE


def _event(name: str, data: dict[str, Any]) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


def _stream(events: Iterator[str]) -> StreamingHttpResponse:
    response = StreamingHttpResponse(events, content_type=f"{STREAM}; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"
    return response


@public("whoever holds the conversation says whether an answer helped")
@csrf_exempt
@require_POST
def rate(request: HttpRequest, token: str, number: int) -> HttpResponseBase:
    found = find(token)
    turn = found.turns.filter(number=number, role=Role.ASSISTANT).select_related("case").first()
    if turn is None:
        raise Http404
    given = request.POST.get("rating", "")
    if given not in ("1", "-1"):
        raise NotRated()
    crowd.pay_rating(request)
    rating.rate(turn, int(given))
    if STREAM in request.headers.get("Accept", ""):
        return _stream(iter([_event("done", {"text": _("Thank you.")})]))
    return redirect(f"{address_of(request, 'conversation', token)}#turn-{number}")
