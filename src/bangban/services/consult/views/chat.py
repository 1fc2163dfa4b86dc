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
from django.views.decorators.http import require_http_methods, require_POST

from bangban.agencies.permissions import public
from bangban.errors import Problem
from bangban.governance.guardians import guardian_in_force
from bangban.governance.models import DigitalEmployee
from bangban.services.consult import asking, crowd, presenting, rating, streaming
from bangban.services.consult.forms import QuestionForm
from bangban.services.consult.handover.queueing import waiting_shown
from bangban.services.consult.live_address import allow_streams, conversation_stream, last_event
from bangban.services.consult.models import Audience, Conversation, Role, Turn
from bangban.services.consult.problems import NotRated, TooManyAsk

STREAM = "text/event-stream"
FRAMED = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'"
)
"""The policy of every page, but for who may show this one inside his own."""


def _page(
    request: HttpRequest,
    conversation: Conversation | None,
    form: QuestionForm | None = None,
    problem: Problem | None = None,
    *,
    framed: bool = False,
) -> HttpResponse:
    turns = presenting.conversation_shown(conversation) if conversation else []
    context = {
        "conversation": conversation,
        "turns": turns,
        **_answerer(turns),
        "form": form or QuestionForm(),
        "problem": problem,
        "problem_text": problem.text(get_language() or "zh-hans") if problem else "",
        "retry": problem.details.get("seconds") if isinstance(problem, TooManyAsk) else None,
        "framed": framed,
        **(_live(conversation) if conversation else {}),
    }
    status = problem.status if problem else 422 if form is not None and form.errors else 200
    response = render(request, "consult/chat.html", context, status=status)
    # The address is a key to the conversation: no shared cache keeps the page.
    response.headers["Cache-Control"] = "no-store"
    if conversation is not None:
        allow_streams(request, response)
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


def _live(conversation: Conversation) -> dict[str, Any]:
    """Who answers, and where the page listens for more."""
    stream = {"stream": conversation_stream(conversation), "last_event": last_event()}
    return {**stream, **waiting_shown(conversation)}


def find(token: str) -> Conversation:
    """The resident's conversation with this token.

    Raises:
        Http404: there is none.
    """
    found = Conversation.objects.filter(token=token[:24], audience=Audience.RESIDENT).first()
    if found is None:
        raise Http404
    return found


@public("residents ask without an account; rate and size are limited")
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponseBase:
    return _asked(request, None) if request.method == "POST" else _page(request, None)


@public("a conversation is read and continued by whoever holds its token; rate and size are limited")
@require_http_methods(["GET", "HEAD", "POST"])
def conversation(request: HttpRequest, token: str) -> HttpResponseBase:
    found = find(token)
    return _asked(request, found) if request.method == "POST" else _page(request, found)


def _asked(request: HttpRequest, found: Conversation | None) -> HttpResponseBase:
    form = QuestionForm(request.POST)
    streamed = STREAM in request.headers.get("Accept", "")
    if not form.is_valid():
        if streamed:
            return _stream(iter([_event("problem", {"text": str(next(iter(form.errors.values()))[0])})]))
        return _page(request, found, form)
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
        return _page(request, found, form, problem)
    address = reverse("consult:conversation", args=[found.token])
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
    yield _event("open", {"address": address})
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
        html = render_to_string("consult/turn.html", {"one": drawn, "conversation": found}, request=request)
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
    return redirect(f"{reverse('consult:conversation', args=[token])}#turn-{number}")


@public("the chat inside a page of the city's own site; only sites named in the settings may show it")
@require_http_methods(["GET", "HEAD"])
def widget(request: HttpRequest) -> HttpResponseBase:
    response = _page(request, None, framed=True)
    allowed = " ".join(settings.CONFIG["consult.embed"]) or "'none'"
    response.headers["Content-Security-Policy"] = f"{FRAMED}; frame-ancestors {allowed}"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.xframe_options_exempt = True
    return response
