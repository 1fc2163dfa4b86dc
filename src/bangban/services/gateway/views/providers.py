"""Which models are there, where do they stand, and how do they fare?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from bangban import config
from bangban.agencies.permissions import OfficerRequest, requires
from bangban.errors import BadInput
from bangban.llm.config import EMPTY, GatewayConfig
from bangban.services.gateway.declared import read_config
from bangban.services.gateway.models import TargetHealth
from bangban.services.gateway.rooms import rooms
from bangban.services.gateway.words import PLACE_TONES, PLACES

STALE = timedelta(seconds=60)
"""A process that wrote nothing for so long says nothing of now."""


@requires("gateway.read")
@require_safe
def provider_page(request: OfficerRequest) -> HttpResponse:
    problem: BadInput | None = None
    try:
        found = read_config()
    except BadInput as wrong:
        found, problem = EMPTY, wrong
    settings = config.load()
    context = {
        "rooms_here": rooms(request.user, "providers"),
        "providers": _providers(found),
        "routes": [
            {"route": route, "steps": [" / ".join(target.name for target in step) for step in route.steps]}
            for route in found.routes
        ],
        "problem": problem,
        "file": settings.gateway_file[0],
        "address": f"http://{settings['gateway.host']}:{settings['gateway.port']}/v1",
        "currency": found.currency,
    }
    return render(request, "gateway/providers.html", context)


def _providers(found: GatewayConfig) -> list[dict[str, Any]]:
    health: dict[str, list[TargetHealth]] = {}
    for row in TargetHealth.objects.filter(at__gt=timezone.now() - STALE):
        health.setdefault(row.target, []).append(row)
    return [
        {
            "provider": provider,
            "place": PLACES[provider.place],
            "tone": PLACE_TONES[provider.place],
            "models": [_model(f"{provider.name}/{model}", health) for model in provider.models],
        }
        for provider in found.providers.values()
    ]


def _model(target: str, health: dict[str, list[TargetHealth]]) -> dict[str, Any]:
    """One model over all gateway processes: shunned as soon as one of them shuns it."""
    rows = health.get(target, [])
    now = timezone.now()
    waits = [row.open_until for row in rows if row.open_until and row.open_until > now]
    calls, failed = sum(row.calls for row in rows), sum(row.failed for row in rows)
    first = [row.first_token_ms for row in rows if row.first_token_ms is not None]
    return {
        "target": target,
        "calls": calls,
        "failed": failed,
        "share": failed / calls if calls else None,
        "first": round(sum(first) / len(first)) if first else None,
        "until": max(waits, default=None),
        "problem": next((row.last_problem for row in rows if row.last_problem), ""),
        "known": bool(rows),
    }
