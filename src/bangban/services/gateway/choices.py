"""Which model did a guardian choose for a scenario? Laid over the routes of gateway.yaml."""

from __future__ import annotations

from dataclasses import replace

from bangban.agencies.models import Agency
from bangban.llm.config import GatewayConfig
from bangban.llm.model import Route
from bangban.services.gateway.models import Comparison


def chosen() -> list[tuple[str, frozenset[str], str, tuple[str, ...]]]:
    """(scenario, agencies' codes, chosen model, models compared) of every choice in force, the newest of each first."""
    found, seen = [], set()
    rows = Comparison.objects.exclude(chosen="").select_related("agency").order_by("-chosen_at")
    for row in rows[:500]:
        if (row.scenario, row.agency_id) in seen:
            continue
        seen.add((row.scenario, row.agency_id))
        below = Agency.objects.filter(path__startswith=row.agency.path).values_list("code", flat=True)
        found.append((row.scenario, frozenset(below), row.chosen, tuple(row.compared)))
    return found


def laid_over(
    config: GatewayConfig, choices: list[tuple[str, frozenset[str], str, tuple[str, ...]]]
) -> GatewayConfig:
    """The routes with the choices before them: whoever works on the scenario and asks for one of the models that
    were compared gets the chosen one. Where a text may go is decided afterwards, as always."""
    by_model = {route.model: route for route in config.routes if not route.scenarios and not route.agencies}
    routes = [
        Route(model, by_model[choice].steps, frozenset({scenario}), agencies)
        for scenario, agencies, choice, compared in choices
        if choice in by_model
        for model in compared
    ]
    return replace(config, routes=(*routes, *config.routes)) if routes else config
