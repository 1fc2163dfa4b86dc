"""How does an officer open a case, at the counter or on the telephone? The scenario's own form, then one way for all."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from bangban.agencies.permissions import OfficerRequest, requires
from bangban.errors import NotFound
from bangban.governance import reasons
from bangban.governance.admission import Work
from bangban.governance.handle import Outcome, handle
from bangban.governance.presentation import presentation_of
from bangban.governance.questions import InputsForm
from bangban.governance.refusals import WrongInputs
from bangban.governance.scenarios.load import scenarios
from bangban.governance.scenarios.model import NEVER, Scenario


@requires("case.open")
@require_safe
def choose(request: OfficerRequest) -> HttpResponse:
    """Every kind of work in force; those that no digital employee does say whom to ask."""
    kinds = sorted(scenarios().values(), key=lambda one: (one.gate == NEVER, one.code))
    offered = [one for one in kinds if one.gate != NEVER]
    return render(
        request, "desk/choose.html", {"kinds": offered, "never": [one for one in kinds if one.gate == NEVER]}
    )


@requires("case.open")
def fill(request: OfficerRequest, code: str) -> HttpResponse:
    """GET: the form. POST: open the case; a refusal is told in words, with what was typed kept."""
    scenario = scenarios().get(code)
    if scenario is None or scenario.gate == NEVER:
        raise NotFound(what=code[:60])
    elsewhere = presentation_of(scenario).start(scenario)
    if elsewhere:
        return HttpResponseRedirect(elsewhere)
    form = InputsForm(scenario, request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _show(request, scenario, form)
    work = Work(
        scenario=scenario.code,
        inputs=form.inputs(),
        asked_by=f"officer:{request.user.pk}",
        source="desk",
        agency=request.user.agency,
    )
    try:
        outcome = handle(work)
    except WrongInputs as wrong:
        form.refuse(
            str(wrong.details["field"]),
            gettext("This does not fit what the scenario asks for. Please correct it."),
        )
        return _show(request, scenario, form)
    return _answer(request, scenario, form, outcome)


def _answer(request: OfficerRequest, scenario: Scenario, form: InputsForm, outcome: Outcome) -> HttpResponse:
    if outcome.case is None:
        return _show(request, scenario, form, refusal=outcome.refusal)
    if outcome.refusal is not None:
        text = outcome.refusal.text(get_language() or "zh-hans")
        messages.warning(request, f"{outcome.case.reference}: {text}")
    else:
        messages.success(
            request,
            gettext("%(case)s: opened. The proposal is beside it.") % {"case": outcome.case.reference},
        )
    return HttpResponseRedirect(f"/desk/cases/{outcome.case.pk}")


def _show(request: OfficerRequest, scenario: Scenario, form: InputsForm, refusal: Any = None) -> HttpResponse:
    context = {
        "scenario": scenario,
        "form": form,
        "refusal": refusal,
        "next_step": reasons.next_step(refusal.code) if refusal is not None else "",
    }
    return render(request, "desk/new.html", context, status=409 if refusal is not None else 200)
