"""Who answers for an employee? A guardian who accepted it in writing, and the deputy who takes over."""

from __future__ import annotations

from datetime import datetime

from bangban.agencies.models import Officer
from bangban.governance.models import DigitalEmployee


def guardian_in_force(employee: DigitalEmployee, now: datetime) -> Officer | None:
    """The guardian who answers for `employee` now, or None: then it does no work."""
    guardian = employee.guardian
    if guardian is None or employee.guardian_accepted_at is None or not guardian.may_work(now):
        return None
    return guardian
