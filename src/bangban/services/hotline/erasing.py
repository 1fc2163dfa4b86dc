"""What does the hotline keep of a resident's words beside the case, and how does it go?"""

from __future__ import annotations

from datetime import datetime

from bangban.governance.erasing import Kept
from bangban.governance.models import Case
from bangban.services.hotline.fingerprints import WITH_MESSAGE
from bangban.services.hotline.life import OPEN
from bangban.services.hotline.models import (
    Band,
    CoHandling,
    Extension,
    Fingerprint,
    HotMember,
    Incident,
    IncidentLine,
    OrderStep,
    Position,
    WorkOrder,
)


def _waits(case: Case) -> bool:
    return case.work_orders.filter(status__in=OPEN).exists()


def _erase(case: Case, now: datetime) -> dict[str, int]:
    orders = WorkOrder.objects.filter(case=case)
    words = {"title": "", "request": "", "place": "", "outcome": "", "return_reason": ""}
    ours = list(orders.values_list("pk", flat=True))
    incidents = Incident.objects.filter(case=case)
    return {
        "orders": orders.update(**words, people_affected=None),
        "steps": OrderStep.objects.filter(order__in=ours).exclude(text="").update(text=""),
        "parts": CoHandling.objects.filter(order__in=ours).update(asked="", answer=""),
        "extensions": Extension.objects.filter(order__in=ours).update(reason="", note=""),
        "incidents": incidents.update(title=""),
        "lines": IncidentLine.objects.filter(incident__in=list(incidents.values_list("pk", flat=True))).update(text=""),
        "positions": Position.objects.filter(case=case).delete()[0],
        "likeness": Band.objects.filter(case=case).delete()[0] + Fingerprint.objects.filter(case=case).delete()[0],
        "hot": HotMember.objects.filter(case=case).delete()[0],
    }  # fmt: skip


KEPT = Kept(WITH_MESSAGE, _erase, _waits)
