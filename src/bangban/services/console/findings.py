"""What looks odd, and what do the figures say in one sentence? Rules with their thresholds, no guessing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

from django.utils.translation import gettext, ngettext

from bangban.governance.models import ComplaintStatus
from bangban.services.console.figures import DAYS, WEEK, Day, Figures

RISE = 0.05
"""Share points by which the override rate must have risen before it is called odd …"""
SURE = 2.0
"""… and standard errors by which the difference must exceed chance."""
HASTE_SECONDS = 5
"""A median below this says that proposals are accepted unread …"""
HASTE_FROM = 20
"""… when at least so many decisions were counted."""


@dataclass(frozen=True)
class Oddity:
    """One thing the guardian should look into. tone: "red" or "amber"."""

    tone: str
    title: str
    text: str
    url: str = ""


def oddities(figures: Figures) -> list[Oddity]:
    """What looks odd, gravest first."""
    found = [
        _not_carried_out(figures),
        _no_proposal(figures),
        _upheld(figures),
        _overrides(figures),
        _haste(figures),
    ]
    return [one for one in found if one is not None]


def _not_carried_out(figures: Figures) -> Oddity | None:
    count = figures.decided("not_carried_out").week
    if not count:
        return None
    title = ngettext(
        "%(count)d decision was not carried out", "%(count)d decisions were not carried out", count
    ) % {"count": count}
    text = gettext(
        "The check before acting refused them, or they failed. The standing order behind them is suspended."
    )
    return Oddity("red", title, text, "#not-carried-out")


def _no_proposal(figures: Figures) -> Oddity | None:
    count = figures.of("refusal", ["no_proposal"]).week
    if not count:
        return None
    title = ngettext("The skill failed %(count)d time", "The skill failed %(count)d times", count) % {
        "count": count
    }
    text = gettext("In the last 7 days it made no proposal although it should have; people took over.")
    return Oddity("amber", title, text, "/console/refusals/?code=no_proposal")


def _upheld(figures: Figures) -> Oddity | None:
    count = figures.of("complaint", [ComplaintStatus.UPHELD]).week
    if not count:
        return None
    title = ngettext(
        "%(count)d complaint of this week was upheld", "%(count)d complaints of this week were upheld", count
    ) % {"count": count}
    return Oddity("amber", title, gettext("Read what went wrong, and whether it can happen again."),
                  "/console/complaints/?tab=settled")  # fmt: skip


def rates(days: Sequence[Day]) -> tuple[float | None, int]:
    """(override rate, judged) of some days."""
    judged = sum(day.judged for day in days)
    return (sum(day.overridden for day in days) / judged if judged else None), judged


def _overrides(figures: Figures) -> Oddity | None:
    (now_rate, now_n), (was_rate, was_n) = rates(figures.days[-WEEK:]), rates(figures.days[:-WEEK])
    if now_rate is None or was_rate is None or now_rate - was_rate < RISE:
        return None
    pooled = (now_rate * now_n + was_rate * was_n) / (now_n + was_n)
    error = sqrt(pooled * (1 - pooled) * (1 / now_n + 1 / was_n))
    if not error or (now_rate - was_rate) / error < SURE:
        return None
    title = gettext("People change more than before: %(now)s instead of %(was)s") % {
        "now": f"{now_rate:.0%}", "was": f"{was_rate:.0%}",
    }  # fmt: skip
    text = gettext(
        "Share of proposals changed or rejected in the last 7 days, against the three weeks before."
    )
    return Oddity("amber", title, text, "#agreement")


def _haste(figures: Figures) -> Oddity | None:
    taken, judged = figures.seconds_with, figures.decided("judged").month
    if taken is None or taken >= HASTE_SECONDS or judged < HASTE_FROM:
        return None
    title = gettext("Proposals may be accepted unread")
    text = gettext("Half of all decisions took less than %(seconds)d seconds from opening the case.") % {
        "seconds": HASTE_SECONDS
    }
    return Oddity("amber", title, text)


def agreement_chart(figures: Figures) -> tuple[dict[str, Any], str] | None:
    """(chart data, its finding) of agreement and override rates by day; None before the first decision."""
    judged = [day for day in figures.days if day.judged]
    if not judged:
        return None
    # Days before the first decision say nothing and would squeeze the rest.
    days = figures.days[figures.days.index(judged[0]) :]
    share = [
        (round(100 * day.accepted / day.judged), round(100 * day.overridden / day.judged))
        if day.judged
        else (None, None)
        for day in days
    ]
    data = {
        "kind": "line",
        "labels": [f"{day.day:%m-%d}" for day in days],
        "x_name": gettext("Day"),
        "unit": "%",
        "limits": [0, 100],
        "series": [
            {"name": gettext("Accepted unchanged"), "values": [one for one, _ in share]},
            {"name": gettext("Changed or rejected"), "values": [two for _, two in share]},
        ],
    }
    return data, _finding(figures)


def _finding(figures: Figures) -> str:
    (now_rate, _), (was_rate, _) = rates(figures.days[-WEEK:]), rates(figures.days[:-WEEK])
    if now_rate is None:
        return gettext("In %(days)d days people accepted %(rate)s of the proposals unchanged") % {
            "days": DAYS, "rate": f"{1 - (was_rate or 0):.0%}",
        }  # fmt: skip
    if was_rate is None:
        return gettext("In the last 7 days people accepted %(rate)s of the proposals unchanged") % {
            "rate": f"{1 - now_rate:.0%}"
        }
    return gettext("In the last 7 days people accepted %(now)s of the proposals unchanged, before that %(was)s") % {
        "now": f"{1 - now_rate:.0%}", "was": f"{1 - was_rate:.0%}",
    }  # fmt: skip
