"""How are the figures looked at: over which days, by what, and which charts and table show it?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.utils.dateparse import parse_date
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bangban.services.hotline.figures import Figures, Line

SPANS = (7, 30, 90)
LONGEST = 366
LEAST = 3
"""Orders (call-backs, judgements) below which a share stands out for nothing."""
CHARTED = 10
"""Bars of one chart; the table beside it holds all."""


@dataclass(frozen=True)
class Dimension:
    """What the figures are split by. `kind`: of its charts; a ranking is sorted by what it shows."""

    label: Any
    lines: Callable[[Figures], Sequence[Line]]
    kind: str
    nameless: Any = ""
    """What the line without a name is."""


@dataclass(frozen=True)
class Measure:
    """One figure of a line. `worst`: the sentence over its chart about the one that stands out."""

    label: Any
    value: Callable[[Line], float | None]
    worst: Any
    base: Callable[[Line], int] = lambda line: line.orders
    """How many the value is a share of."""
    lowest: bool = False


def _weeks(found: Figures) -> list[Line]:
    """Named by their days, as far as they lie within the period."""
    return [
        replace(line, name=f"{max(monday, found.since):%m-%d}–{min(monday + timedelta(days=6), found.until):%m-%d}")
        for monday, line in found.weeks
    ]  # fmt: skip


def _days(found: Figures) -> list[Line]:
    # Over a year's end a day needs its year.
    form = "%m-%d" if found.since.year == found.until.year else "%Y-%m-%d"
    return [replace(line, name=day.strftime(form)) for day, line in found.days]


DIMENSIONS: Mapping[str, Dimension] = {
    "agency": Dimension(_("Agency"), lambda found: found.agencies, "ranking"),
    "class": Dimension(_("Class"), lambda found: found.classes, "ranking", _("Without a class: a person chose the agency")),
    "area": Dimension(_("Area"), lambda found: found.areas, "ranking", _("In no street, or not said")),
    "day": Dimension(_("Day"), _days, "line"),
    "week": Dimension(_("Week"), _weeks, "line"),
    "hour": Dimension(_("Hour"), lambda found: found.hours, "bar"),
}  # fmt: skip
MEASURES: Sequence[Measure] = (
    Measure(_("Work orders"), lambda line: line.orders, _("Most work orders: %(name)s, %(value)s")),
    Measure(_("Overdue"), lambda line: line.late_rate, _("Most often overdue: %(name)s, %(value)s")),
    Measure(_("Return rate"), lambda line: line.return_rate, _("Most often returned: %(name)s, %(value)s")),
    Measure(_("Satisfied"), lambda line: line.satisfaction, _("Least satisfied: %(name)s, %(value)s"), lambda line: line.called, lowest=True),
    Measure(_("Agreement with people"), lambda line: line.agreement, _("Least agreement: %(name)s, %(value)s"), lambda line: line.judged, lowest=True),
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What the address asks for. `days`: one of SPANS; 0 where the days themselves are given."""

    since: date
    until: date
    by: str
    days: int = 0

    def address(self, **other: Any) -> str:
        """The address of this view with something else in it."""
        period = {"days": self.days} if self.days else {"since": self.since, "until": self.until}
        if "days" in other:
            period = {}
        return f"?{urlencode({**period, 'by': self.by, **other})}"


def asked(given: Mapping[str, str], today: date) -> Asked:
    """Read the address; what makes no sense counts as not asked. A period has at most LONGEST days."""
    by = given.get("by", "") if given.get("by", "") in DIMENSIONS else "agency"
    since, until = (_day(given.get(name, "")) for name in ("since", "until"))
    if (since is None and until is None) or (since and until and since > until):
        days = next((n for n in SPANS if str(n) == given.get("days", "")), 30)
        return Asked(today - timedelta(days=days - 1), today, by, days)
    last = until or max(today, since or today)
    first = since or last - timedelta(days=29)
    return Asked(max(first, last - timedelta(days=LONGEST - 1)), last, by)


def _day(text: str) -> date | None:
    try:
        day = parse_date(text.strip()[:10])
    except ValueError:
        return None
    return day if day is not None and 1990 < day.year < 9000 else None


def lines(found: Figures, by: str) -> list[Line]:
    """The lines of one dimension, each with a name."""
    one = DIMENSIONS[by]
    return [replace(line, name=line.name or str(one.nameless)) for line in one.lines(found)]


def charts(found: Figures, by: str) -> list[tuple[dict[str, Any], str]]:
    """(data, what it shows as a sentence) of one chart a measure; a measure nobody has a figure for has none."""
    rows = lines(found, by)
    return [drawn for measure in MEASURES if (drawn := _chart(DIMENSIONS[by], rows, measure)) is not None]


def _chart(dimension: Dimension, rows: Sequence[Line], measure: Measure) -> tuple[dict[str, Any], str] | None:
    share = measure is not MEASURES[0]
    valued = [(line, measure.value(line)) for line in rows]
    known = [(line, value) for line, value in valued if value is not None]
    if not known:
        return None

    def few(line: Line) -> bool:
        return share and measure.base(line) < LEAST

    ranked = sorted(known, key=lambda one: (few(one[0]), one[1] if measure.lowest else -one[1]))
    shown = ranked[:CHARTED] if dimension.kind == "ranking" else valued
    data: dict[str, Any] = {
        "kind": dimension.kind,
        "labels": [line.name for line, _ in shown],
        "series": [{"name": str(measure.label), "values": [_figure(value, share) for _, value in shown]}],
        "x_name": str(dimension.label),
        "unit": "%" if share else "",
    }
    if share and dimension.kind != "ranking":
        data["limits"] = [0, 100]
    first, value = ranked[0]
    if few(first) or len({value for _, value in known}) == 1:
        # Too few to say, or all alike: nothing stands out.
        return data, str(measure.label)
    return data, str(measure.worst) % {"name": first.name, "value": f"{value:.0%}" if share else int(value)}


def _figure(value: float | None, share: bool) -> float | None:
    return None if value is None else round(100 * value, 1) if share else value


def tiles(total: Line) -> list[dict[str, Any]]:
    """The whole period in five figures."""
    return [
        {"label": gettext("Work orders"), "value": total.orders},
        {"label": gettext("Overdue"), "value": _share(total.late_rate), "tone": "red" if total.late else ""},
        {"label": gettext("Return rate"), "value": _share(total.return_rate)},
        {"label": gettext("Satisfied"), "value": _share(total.satisfaction), "note": gettext("%(n)s called back") % {"n": total.called}},
        {"label": gettext("Agreement with people"), "value": _share(total.agreement), "note": gettext("%(n)s decisions by people") % {"n": total.judged}},
    ]  # fmt: skip


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.0%}"
