"""Why does a person have to look, in a few words? For lists and the history; the case page says the whole sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bangban.agencies.models import in_language

REFUSED: Mapping[str, Any] = {
    "never": _("Never done by a digital employee"),
    "no_employee": _("No digital employee has this on its list"),
    "not_on_list": _("Not on the employee's list"),
    "not_on_duty": _("The employee was not on duty"),
    "no_guardian": _("The employee had no guardian"),
    "contract_ended": _("The employee's contract had ended"),
    "stopped": _("Work was stopped"),
    "out_of_hours": _("Outside its hours"),
    "quota": _("The day's limit was reached"),
    "data_class": _("The content is too sensitive for it"),
    "no_proposal": _("It could not make a proposal"),
    "returned": _("Returned by the receiving agency"),
    "person_asked": _("The resident asked for a person"),
    "proposal_expired": _("The proposal expired undecided"),
}
NEXT_STEPS: Mapping[str, Any] = {
    "never": _("Handle it yourself, or pass it to whom the scenario names."),
    "no_employee": _(
        "Handle it yourself below. The system administrator can put the scenario on an employee's list."
    ),
    "not_on_duty": _("Handle it yourself below. Its guardian sees on the console why it is not on duty."),
    "no_guardian": _("Handle it yourself below. The employee works again once a guardian has accepted."),
    "stopped": _("Handle it yourself below. Whoever pulled the brake can release it on the console."),
    "data_class": _("Handle it outside this system if it is classified; otherwise decide it below."),
    "returned": _("Read the reason, choose another agency below, or answer it yourself."),
    "no_proposal": _("Handle it yourself below. The failure is in the log."),
}
NOT_DONE: Mapping[str, Any] = {
    "expired": _("The decision was more than a day old"),
    "stopped": _("Work was stopped before it took effect"),
    "guardian": _("The employee's guardian had changed or left"),
    "not_on_duty": _("The employee was no longer on duty"),
    "not_on_list": _("The scenario was taken off the employee's list"),
    "scenario_changed": _("The scenario was changed after the decision"),
    "officer_left": _("The officer's account had ended"),
    "signature": _("The signature did not match"),
    "second_person": _("The second person's consent was missing"),
    "not_reversible": _("It could not be undone"),
    "already_done": _("It had taken effect before"),
    "wrong_content": _("The content could not be carried out"),
}


OURS = ("本人确认受任", "监护人账号停用", "退单", "投诉成立", "演示数据")
"""How the reasons begin that no person wrote: they are kept in both languages, "zh / en"."""


def given(text: str) -> str:
    """A reason as it is read: one of ours in the reader's language, a person's own words as they are."""
    chinese, _, english = text.partition(" / ")
    return in_language(chinese, english) if english and chinese.startswith(OURS) else text


def refused(code: str) -> str:
    """Why a person handles a case."""
    return _said(REFUSED, code)


def next_step(code: str) -> str:
    return str(NEXT_STEPS.get(code, _("Handle it yourself below.")))


def not_done(code: str) -> str:
    """Why a decision did not take effect."""
    return _said(NOT_DONE, code)


def _said(table: Mapping[str, Any], code: str) -> str:
    known = table.get(code)
    return str(known) if known else gettext("Refused (%(code)s)") % {"code": code}
