"""Who is told that a published entry rests on text that changed? Its agency's guardians, once an entry, until it is settled."""

from __future__ import annotations

from datetime import datetime

from bangban.agencies.models import Agency, Officer, Role
from bangban.governance.notices import notify, settle, unsettled
from bangban.services.consult import gaps
from bangban.services.consult.models import SelectedEntry


def tell_stale(now: datetime) -> int:
    """Tell of the entries that came to be stale; what stands again is told no longer. Return how many notices are new."""
    found = gaps.stale()
    settle(gaps.STALE, unsettled(gaps.STALE) - {gaps.subject_of(one) for one in found}, now)
    return sum(_tell(one, now) for one in found)


def _tell(entry: SelectedEntry, now: datetime) -> int:
    people = _guardians(entry.agency)
    return notify(
        gaps.STALE,
        key=f"{gaps.STALE}:{entry.pk}",
        officers=people,
        # Where there is no guardian, the agency is told as a whole.
        agency=None if people else entry.agency,
        subject=gaps.subject_of(entry),
        details={"entry": entry.pk},
        now=now,
    )


def _guardians(agency: Agency) -> list[Officer]:
    """Those of the agency itself, else those of the nearest one it belongs to."""
    for one in reversed([int(part) for part in agency.path.split("/") if part]):
        at = Officer.objects.filter(is_active=True, roles__role=Role.GUARDIAN, roles__agency_id=one)
        if people := list(at.distinct()):
            return people
    return []
