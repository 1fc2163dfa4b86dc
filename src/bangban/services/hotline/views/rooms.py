"""Which pages of the hotline stand as tabs over each other, and whose hotline does an officer look at?"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from bangban.agencies.models import Agency, AgencyKind, Officer
from bangban.agencies.permissions import has_permission
from bangban.agencies.tenancy import reach
from bangban.services.hotline.models import Incident

ROOMS = (
    ("inbox", _("Work orders"), "/workorders/", "workorder.read"),
    ("board", _("Who owes what"), "/workorders/board", "workorder.read"),
    ("hot", _("Hot issues"), "/workorders/hot", "case.read"),
    ("alerts", _("Early warnings"), "/workorders/alerts/", "case.read"),
    ("incidents", _("Incidents"), "/workorders/incidents/", "case.read"),
    ("figures", _("Figures"), "/workorders/figures", "workorder.figures"),
    ("learning", _("Learning"), "/workorders/learning", "workorder.figures"),
)


def rooms(officer: Officer, here: str) -> list[dict[str, Any]]:
    """Tabs: {label, url, current}."""
    return [
        {"label": label, "url": url, "current": key == here}
        for key, label, url, permission in ROOMS
        if has_permission(officer, permission)
    ]


def hotline_of(officer: Officer, permission: str) -> Agency:
    """The hotline the officer looks at: his own agency when it is one, else the first centre in his reach, else his own.

    Raises:
        NotAllowed: he has not this permission.
    """
    ours = reach(officer, permission)
    if officer.agency.kind == AgencyKind.CENTRE and officer.agency_id in ours:
        return officer.agency
    found = Agency.objects.filter(pk__in=ours, kind=AgencyKind.CENTRE).order_by("path").first()
    return found or officer.agency


def open_incidents(officer: Officer) -> list[Incident]:
    """Dangers to life that nobody closed yet: they stand on top of the lists."""
    rows = Incident.objects.filter(agency_id__in=reach(officer, "workorder.read"), closed_at=None)
    return list(rows.order_by("-opened_at")[:5])
