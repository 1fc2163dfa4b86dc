"""How does a program ask? One POST with a question as JSON; the answer with its sources comes back."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from bangban import jsonobject
from bangban.agencies.permissions import public
from bangban.agencies.programs import for_programs
from bangban.errors import Problem
from bangban.services.consult import answering, asking, crowd
from bangban.services.consult.problems import NothingAsked, NotReadable


@public("the same questions as in the chat, for programs; no session is read, rate and size are limited")
@for_programs
@csrf_exempt
@require_POST
def answers(request: HttpRequest) -> JsonResponse:
    try:
        given = _read(request)
        with crowd.crowd.place():
            crowd.pay(request)
            spoken = list(answering.answer(None, given, asked_by="resident:anonymous", source="api"))
    except Problem as problem:
        return JsonResponse(problem.as_dict(), status=problem.status)
    *sentences, whole = spoken
    said = "".join(one["text"] for one in sentences)
    words = [*whole["notices"], said, whole.get("text", "") or answering.to_choose(whole)]
    token = whole["conversation"]
    whole["conversation"] = reverse("consult:conversation", args=[token]) if token else ""
    return JsonResponse({"answer": "\n\n".join(filter(None, words)), "sentences": sentences, **whole})


def _read(request: HttpRequest) -> list[dict[str, Any]]:
    try:
        value = jsonobject.read(request.body, halves=True)
    except jsonobject.NotAnObject as error:
        raise NotReadable(reason=error.reason) from None
    turns = value.get("turns") or []
    question = value.get("question")
    if not isinstance(question, str) or not question.strip() or not isinstance(turns, list):
        raise NothingAsked()
    spoken = [one for one in turns if isinstance(one, dict)][-asking.REMEMBERED :]
    return [*spoken, {"role": "user", "content": question}]
