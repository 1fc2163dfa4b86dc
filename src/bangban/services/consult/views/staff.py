"""How does an officer look a rule up? The same skill, for reading only: nothing leaves the house."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from bangban.agencies.permissions import OfficerRequest, requires
from bangban.governance.admission import Work
from bangban.governance.handle import handle
from bangban.services.consult.forms import QuestionForm


@requires("case.read")
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: OfficerRequest) -> HttpResponseBase:
    form = QuestionForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        officer = request.user
        inputs = {"text": form.cleaned_data["text"]}
        if form.cleaned_data["choice"]:
            inputs["choice"] = form.cleaned_data["choice"]
        outcome = handle(
            Work(
                "consult.advise",
                inputs,
                f"officer:{officer.pk}",
                "desk",
                agency=officer.agency,
                keeper=officer.agency,
            )
        )
        context |= {
            "asked": form.cleaned_data["text"],
            "refusal": outcome.refusal,
            "proposal": outcome.proposal,
        }
        if outcome.proposal is not None:
            context["answer"] = outcome.proposal.content
            context["details"] = outcome.proposal.envelope.get("details") or {}
            context["employee"] = outcome.case.employee if outcome.case else None
    return render(request, "consult/staff.html", context, status=422 if form.errors else 200)
