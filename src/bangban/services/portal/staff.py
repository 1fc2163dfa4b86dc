"""Which digital employees work for residents, who answers for each, and how do people judge their work?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from bangban.errors import NotFound
from bangban.governance.figures import Figures, figures_of
from bangban.governance.guardians import guardian_in_force
from bangban.governance.models import DigitalEmployee, EmployeeStatus
from bangban.governance.scenarios.load import scenarios
from bangban.governance.scenarios.model import ADVISE, DECIDE, NEVER, STANDING_ORDER, TWO_PERSON, Scenario

SHOWN = (EmployeeStatus.PROBATION, EmployeeStatus.ON_DUTY, EmployeeStatus.SUSPENDED)
"""A draft does not work yet and a retired one no longer: neither stands in the public register's list."""
TONES = {EmployeeStatus.PROBATION: "amber", EmployeeStatus.ON_DUTY: "blue", EmployeeStatus.SUSPENDED: "red"}


@dataclass(frozen=True)
class Card:
    """One employee as the public sees it."""

    employee: DigitalEmployee
    guardian: Any
    """Who answers for it now; None: then it does no work."""
    tone: str

    @cached_property
    def scenarios(self) -> list[Scenario]:
        """What it may do, as far as the files are in force."""
        known = scenarios()
        return [known[row.scenario] for row in self.employee.scenario_rows.all() if row.scenario in known]


def public_list() -> list[Card]:
    """Every employee that works or could, by number."""
    rows = DigitalEmployee.objects.filter(status__in=SHOWN).order_by("number")
    related = rows.select_related("agency", "guardian__agency").prefetch_related("scenario_rows")
    return [_card(employee) for employee in related]


def public_card(number: str) -> Card:
    """One employee, a retired one too: it may have acted in somebody's case.

    Raises:
        NotFound: no such employee, or it never worked.
    """
    rows = DigitalEmployee.objects.exclude(status=EmployeeStatus.DRAFT).select_related(
        "agency", "guardian__agency"
    )
    employee = rows.prefetch_related("scenario_rows").filter(number=number[:12]).first()
    if employee is None:
        raise NotFound(what=_("This digital employee"))
    return _card(employee)


def card_of(employee: DigitalEmployee | None) -> Card | None:
    """An employee read already, with its agency and guardian; None when it stands in no public list."""
    return _card(employee) if employee is not None and employee.status in SHOWN else None


def _card(employee: DigitalEmployee) -> Card:
    guardian = guardian_in_force(employee, timezone.now())
    return Card(employee, guardian, TONES.get(EmployeeStatus(employee.status), "grey"))


def gate_words(scenario: Scenario) -> str:
    """Who decides, in words."""
    return {
        ADVISE: _("It only advises. Nothing takes effect from it."),
        STANDING_ORDER: _("An officer decides each case. Sure and ordinary ones may pass under a written standing order of its guardian, within daily limits."),
        DECIDE: _("An officer decides each case."),
        TWO_PERSON: _("Two officers decide each case."),
        NEVER: _("Never done by a digital employee."),
    }[scenario.gate]  # fmt: skip


def tiles_of(figures: Figures) -> list[dict[str, Any]]:
    """How often people followed it, as tiles."""
    return [
        {"label": _("Messages it took on"), "value": figures.cases},
        {"label": _("Accepted by people as proposed"), "value": figures.accepted},
        {"label": _("Changed or rejected by people"), "value": figures.amended + figures.rejected},
        {"label": _("Passed under a standing order"), "value": figures.by_standing_order},
        {"label": _("Complaints"), "value": figures.complaints},
        {"label": _("Complaints upheld"), "value": figures.complaints_upheld},
    ]


def figures(card: Card) -> Figures:
    return figures_of(card.employee)
