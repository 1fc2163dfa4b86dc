"""What waits for me? The inbox with its tabs, filters and pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from bangban.agencies.permissions import OfficerRequest, has_permission, requires
from bangban.governance.scenarios.load import scenarios
from bangban.governance.scenarios.model import NEVER, Scenario
from bangban.services.desk.drawing import drawn
from bangban.services.desk.keyset import page, read_cursor
from bangban.services.desk.lists import SEARCHED, TABS, Wanted, counts, number_of
from bangban.services.desk.rows import rows_of

SIZE = 25


@requires("case.read")
@require_safe
def inbox(request: OfficerRequest) -> HttpResponse:
    """GET ?tab=&scenario=&q=&overdue=1&order=&before=|after=: one page of cases."""
    wanted, now, officer = Wanted.read(request.GET), timezone.now(), request.user
    before, after = read_cursor(request.GET.get("before", "")), read_cursor(request.GET.get("after", ""))
    found = page(wanted.cases(officer, now), wanted.order, SIZE, before=before, after=after)
    batch = wanted.tab.key == "mine" and has_permission(officer, "case.batch")
    suffix = f"?{wanted.query}" if wanted.query else ""
    rows = rows_of(found.rows, now, batch=batch)
    # Where all stand alike, the state goes without saying.
    several = len(wanted.tab.statuses) != 1
    context: dict[str, Any] = {
        "wanted": wanted,
        "tabs": _tabs(request, wanted),
        "lines": drawn(rows, suffix=suffix, batch=batch, several=several),
        "before": found.before,
        "after": found.after,
        "batch": batch,
        "orders": wanted.tab.orders.items(),
        "kinds": _kinds(get_language() or ""),
        "may_open": has_permission(officer, "case.open"),
        "searched": SEARCHED if wanted.words and number_of(wanted.words) is None else 0,
        "suffix": suffix,
    }
    return render(request, "desk/inbox.html", context)


_titles: dict[str, tuple[Mapping[str, Scenario], list[tuple[str, str]]]] = {}


def _kinds(language: str) -> list[tuple[str, str]]:
    """(code, title) of the scenarios, in the reader's language: gathered once, and anew when the files are read anew."""
    known = scenarios()
    if language not in _titles or _titles[language][0] is not known:
        titles = [(code, one.title_text) for code, one in known.items() if one.gate != NEVER]
        _titles[language] = (known, titles)
    return _titles[language][1]


def _tabs(request: OfficerRequest, wanted: Wanted) -> list[dict[str, Any]]:
    known = counts(request.user)
    return [
        {
            "label": tab.label,
            "url": f"?{query}" if (query := wanted.under(tab).query) else "/desk/",
            "count": known.get(tab.key),
            "current": tab is wanted.tab,
        }
        for tab in TABS.values()
    ]
