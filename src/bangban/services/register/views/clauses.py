"""Which rule asks for what, and how is it kept here? The clause map with its evidence counted now."""

from __future__ import annotations

import json
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from bangban.agencies.downloads import download
from bangban.agencies.models import in_language
from bangban.agencies.permissions import OfficerRequest, requires
from bangban.errors import BadInput
from bangban.governance.clauses import CONFIDENCES, STATUSES, as_text, clause_map, shown
from bangban.ledger.record import Entry, append
from bangban.services.register.rooms import rooms

TONES = {"built": "blue", "partial": "amber", "planned": "grey"}


@requires("clauses.read")
@require_safe
def clause_page(request: OfficerRequest) -> HttpResponse:
    table = clause_map()
    context = {
        "table": table,
        "made_at": parse_datetime(table["made_at"]),
        "texts": _by_text(table["clauses"]),
        "letters": [(letter, in_language(*words)) for letter, words in CONFIDENCES.items()],
        "tally": [(in_language(*words), TONES[key], sum(row["status"] == key for row in table["clauses"])) for key, words in STATUSES.items()],
        "admin_rooms": rooms(request.user, "clauses"),
    }  # fmt: skip
    return render(request, "register/clauses.html", context)


def _by_text(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The clauses below the text they stand in, in the order of the map."""
    texts: dict[str, dict[str, Any]] = {}
    for row in rows:
        name = in_language(row["text"]["zh"], row["text"]["en"])
        text = texts.setdefault(name, {"name": name, "confidence": row["confidence"], "rows": []})
        figures = [
            (in_language(one["title"]["zh"], one["title"]["en"]), shown(one["value"]))
            for one in row["evidence"]
        ]
        known = in_language(*CONFIDENCES[row["confidence"]])
        text["rows"].append(row | {"status_text": in_language(*STATUSES[row["status"]]), "tone": TONES[row["status"]], "figures": figures, "known": known})  # fmt: skip
    return list(texts.values())


@requires("clauses.read")
@require_safe
def clause_file(request: OfficerRequest, kind: str) -> HttpResponse:
    """The map as a file: "md" in the page's language, "json" in both."""
    if kind not in ("md", "json"):
        raise BadInput(what=f".{kind[:10]}")
    table = clause_map()
    text = (
        json.dumps(table, ensure_ascii=False, indent=1)
        if kind == "json"
        else as_text(table, get_language() or "zh-hans")
    )
    with transaction.atomic():
        append(
            [
                Entry(
                    "export.made",
                    f"officer:{request.user.pk}",
                    request.user.agency_id,
                    "",
                    {"what": "clauses"},
                )
            ]
        )
    media = "application/json" if kind == "json" else "text/markdown; charset=utf-8"
    return download(text, f"clauses.{kind}", media)
