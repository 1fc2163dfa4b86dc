"""What do the codes of the gateway mean in plain words?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from bangban.governance.scenarios.load import scenarios
from bangban.llm import errors
from bangban.services.gateway.account import UNNAMED
from bangban.services.gateway.models import MICRO, Limit, Measure, Period, Scope
from bangban.services.gateway.workload import CALL

PLACES: Mapping[str, Any] = {
    "local": _("on our own machines"),
    "internal": _("inside the government network"),
    "outside": _("outside"),
}
PLACE_TONES = {"local": "blue", "internal": "blue", "outside": "amber"}
ENDS: Mapping[str, Any] = {
    "ok": _("answered"),
    "cut": _("ended early"),
}


def item_name(item: str) -> str:
    """A kind of work: a scenario by its title, a call by its word, what is unknown by its code."""
    if item == CALL:
        return gettext("A call outside any scenario")
    if item == UNNAMED:
        return gettext("none, or one without a limit")
    scenario = scenarios().get(item)
    return scenario.title_text if scenario else item


def outcome_words(code: str) -> str:
    """How a call ended. A problem's first sentence would name the details that are gone, so its code's is told."""
    return str(ENDS.get(code) or _PROBLEMS.get(code) or code)


_PROBLEMS: Mapping[str, Any] = {
    errors.ClassNotAllowed.code: _("not allowed to leave"),
    errors.Screened.code: _("stopped by a screen"),
    errors.OutOfQuota.code: _("no quota left"),
    errors.QuotaUnknown.code: _("accounts not readable"),
    errors.Crowded.code: _("too many callers"),
    errors.NoModel.code: _("no such model"),
    errors.TooLongThere.code: _("too long for the model"),
    errors.Resting.code: _("all providers are left alone for now"),
    errors.AskedToWait.code: _("the providers asked for a pause"),
    errors.AllFailed.code: _("no provider answered"),
    errors.Unreachable.code: _("provider not reachable"),
    errors.TooSlow.code: _("provider too slow"),
    errors.UpstreamBusy.code: _("provider busy"),
    errors.CutOff.code: _("broken off by the provider"),
    errors.Malformed.code: _("answer not readable"),
    errors.KeyRefused.code: _("provider refused our key"),
    errors.KeyMissing.code: _("our key is missing"),
    errors.Declined.code: _("provider declined"),
    errors.UpstreamProblem.code: _("provider failed"),
}


def tone_of(code: str) -> str:
    return {"ok": "blue", "cut": "amber"}.get(code, "red")


def amount_words(limit: Limit, amount: int) -> str:
    """An amount in the limit's own unit: "12,000 tokens", "35.50" money."""
    if limit.measure == Measure.MONEY:
        return f"{amount / MICRO:,.2f}"
    return f"{amount:,}"


def unit_words(limit: Limit) -> str:
    return f"{Measure(limit.measure).label}{'' if _chinese() else ' '}{Period(limit.period).label}"


def whose(limit: Limit) -> str:
    """To whom a limit applies, in one phrase."""
    if limit.scope == Scope.AGENCY:
        return gettext("the agency and those below it, together")
    if limit.scope == Scope.SCENARIO:
        return gettext("scenario: %(name)s") % {"name": item_name(limit.subject)}
    if limit.scope == Scope.EMPLOYEE:
        return gettext("digital employee %(number)s") % {"number": limit.subject}
    return gettext("key %(number)s") % {"number": limit.subject}


def _chinese() -> bool:
    return (get_language() or "zh").startswith("zh")
