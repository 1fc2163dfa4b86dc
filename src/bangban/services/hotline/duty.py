"""Who must know of it this minute? Those on duty of an incident, the guardian of a warning that waits."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from bangban.agencies.models import Officer, Role
from bangban.agencies.prepared import Prepared
from bangban.governance.notices import notify
from bangban.services.hotline import roster
from bangban.services.hotline.models import Alert, AlertState, Incident

# Asked every second, nearly always in vain.
_NEW_INCIDENTS = Prepared(
    lambda: Incident.objects.filter(told=False, closed_at=None).select_related("case", "agency")
)
_NEW_ALERTS = Prepared(
    lambda: Alert.objects.filter(told=False, state=AlertState.PROPOSED).select_related(
        "case__employee__guardian"
    )
)


def tell_incidents(now: datetime) -> int:
    """For the executor's watch: tell those on duty of each new incident, once."""
    told = 0
    for row in _NEW_INCIDENTS.all():
        with transaction.atomic():
            if Incident.objects.filter(pk=row.pk, told=False).update(told=True):
                told += notify(
                    "incident.opened",
                    key=f"incident.opened:{row.pk}",
                    officers=on_duty(row, now),
                    agency=row.agency,
                    subject=f"incident:{row.pk}",
                    details={"reference": row.case.reference},
                    now=now,
                )
    return told


def on_duty(incident: Incident, now: datetime) -> list[Officer]:
    """Whom to tell: those on the roster at this time; where nobody is, all who work at the hotline itself."""
    turns = roster.on_duty(incident.agency, now)
    if turns:
        return list({turn.officer_id: turn.officer for turn in turns}.values())
    roles = (Role.HANDLER, Role.REVIEWER, Role.GUARDIAN)
    rows = Officer.objects.filter(agency=incident.agency, is_active=True, roles__role__in=roles)
    return list(rows.distinct())


def tell_alerts(now: datetime) -> int:
    """Tell the guardians of the hotline's employees of each proposed warning, once."""
    told = 0
    for row in _NEW_ALERTS.all():
        with transaction.atomic():
            if Alert.objects.filter(pk=row.pk, told=False).update(told=True):
                guardian = row.case.employee.guardian if row.case.employee else None
                told += notify(
                    "alert.proposed",
                    key=f"alert.proposed:{row.pk}",
                    officers=[guardian] if guardian else [],
                    subject=f"alert:{row.pk}",
                    details={"reference": row.case.reference},
                    now=now,
                )
    return told
