"""By when must a case be done, and which are nearly or already late?"""

from __future__ import annotations

from datetime import datetime

from bangban.governance.calendar import calendar
from bangban.governance.clock import Deadline, deadline, find_profile
from bangban.governance.scenarios.model import Scenario


def deadline_for(scenario: Scenario, start: datetime) -> Deadline | None:
    """The deadline of a case of `scenario` opened at `start`; None when the scenario has no time limit."""
    if not scenario.time_limit:
        return None
    return deadline(find_profile(scenario.time_limit), start, calendar())


def due_after(profile: str, start: datetime) -> datetime:
    """When the limit named `profile` runs out, counted from `start`."""
    return deadline(find_profile(profile), start, calendar()).due
