"""Which model did a scenario's work best, and which of them shall have it? The numbers, and a guardian's choice."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from bangban.agencies.permissions import OfficerRequest, demand, requires
from bangban.agencies.tenancy import may, one, within
from bangban.services.gateway import choosing
from bangban.services.gateway.forms import ChoiceForm
from bangban.services.gateway.models import Comparison
from bangban.services.gateway.rooms import rooms
from bangban.services.gateway.words import item_name

SHOWN = 100


@requires("gateway.read")
@require_safe
def comparison_list(request: OfficerRequest) -> HttpResponse:
    rows = within(Comparison.objects.select_related("agency", "chosen_by"), request.user, "gateway.read")
    context = {
        "rows": [
            {"comparison": row, "scenario": item_name(row.scenario)}
            for row in rows.defer("cases", "results").order_by("-pk")[:SHOWN]
        ],
        "rooms_here": rooms(request.user, "comparisons"),
    }
    return render(request, "gateway/comparisons.html", context)


@requires("gateway.read")
@require_http_methods(["GET", "HEAD", "POST"])
def comparison_page(request: OfficerRequest, pk: int) -> HttpResponse:
    """One comparison. POST: a guardian chooses."""
    found = Comparison.objects.select_related("agency", "chosen_by")
    comparison = one(found, request.user, "gateway.read", pk=pk)
    form = ChoiceForm(comparison.compared, request.POST or None)
    may_choose = may(request.user, "gateway.choose", comparison.agency_id)
    if request.method == "POST":
        demand(request.user, "gateway.choose")
        if form.is_valid():
            choosing.choose(comparison, form.cleaned_data["model"], request.user, form.cleaned_data["reason"])
            messages.success(request, gettext("Chosen. The gateway follows within five seconds."))
            return HttpResponseRedirect(reverse("gateway:comparison", args=[pk]))
    results = [comparison.results[model] for model in comparison.compared]
    context = {
        "comparison": comparison,
        "scenario": item_name(comparison.scenario),
        "results": results,
        "chart": _chart(results),
        "finding": _finding(results),
        "rows": _by_case(comparison),
        "form": form if may_choose else None,
        "rooms_here": rooms(request.user, "comparisons"),
    }
    return render(request, "gateway/comparison.html", context, status=400 if form.errors else 200)


def _chart(results: list[dict[str, Any]]) -> dict[str, Any]:
    shares = [round(100 * (one["agreement"] or 0), 1) for one in results]
    return {
        "kind": "ranking",
        "labels": [one["model"] for one in results],
        "series": [{"name": gettext("Agreement"), "values": shares}],
        "unit": "%",
    }


def _finding(results: list[dict[str, Any]]) -> str:
    best = max(results, key=lambda one: (one["agreement"] or 0.0, -one["money"]))
    if not best["agreed"]:
        return gettext("No model agreed with the examples in any case.")
    said = {"model": best["model"], "agreed": best["agreed"], "cases": best["cases"]}
    return gettext("%(model)s agrees in %(agreed)d of %(cases)d cases.") % said


def _by_case(comparison: Comparison) -> list[dict[str, Any]]:
    """A line a case: what each model made of it."""
    lines: dict[int, dict[str, Any]] = {}
    for case in comparison.cases:
        lines.setdefault(case["line"], {})[case["model"]] = case
    return [
        {"line": line, "models": [found.get(model) for model in comparison.compared]}
        for line, found in sorted(lines.items())
    ]
