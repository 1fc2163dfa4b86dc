"""Who ranks high enough to decide a case? The approver's rank follows the impact, and is held over that very agency.

The table follows the Treasury Board of Canada, Directive on Automated Decision-Making, appendix C.
"""

from __future__ import annotations

from collections.abc import Mapping

from bangban.agencies.models import Officer, Role
from bangban.governance.models import Case
from bangban.governance.scenarios.load import find_scenario
from bangban.governance.scenarios.model import IMPACTS

RANKS: Mapping[str, frozenset[str]] = {
    "I": frozenset({Role.HANDLER, Role.REVIEWER, Role.GUARDIAN}),
    "II": frozenset({Role.HANDLER, Role.REVIEWER, Role.GUARDIAN}),
    "III": frozenset({Role.REVIEWER, Role.GUARDIAN}),
    "IV": frozenset({Role.REVIEWER, Role.GUARDIAN}),
}


def impact_of(case: Case) -> str:
    """The case's impact level: what its column says or its scenario says, whichever is graver."""
    return max(case.impact, find_scenario(case.scenario).impact, key=IMPACTS.index)


def ranks(officer: Officer, case: Case) -> bool:
    """Whether the officer holds a rank that decides this case: who reviews elsewhere is a handler here."""
    rank = RANKS[impact_of(case)]
    return any(role in rank and case.agency.path.startswith(path) for role, path in officer.role_rows)
