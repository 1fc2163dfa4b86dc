"""How is what a resident wrote erased? Words and persons go everywhere; what was done, when and by whom stays provable."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from functools import partial

from django.db import connection, transaction
from django.utils import timezone

from bangban.errors import NotFound, Problem
from bangban.governance.deadlines import UNFINISHED
from bangban.governance.models import Case, Complaint, Decision, Proposal
from bangban.ledger.record import Entry, append
from bangban.ledger.retention import keep_until
from bangban.services.hotline.life import OPEN
from bangban.services.hotline.lookout import LETTERS
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


class Ground(StrEnum):
    """Why it is erased (Personal Information Protection Law, Art. 47)."""

    ASKED = "asked"
    """The resident asked for it, or withdrew consent."""
    UNLAWFUL = "unlawful"
    """It should never have been kept."""
    RETENTION = "retention"
    """The time for which records are kept is over."""


class NotClosedYet(Problem):
    """办件 {reference} 还没有办结，不能删除内容。请先办结，或撤回工单。 | Case {reference} is not closed yet; its content cannot be erased. Close it first, or withdraw its work order."""

    code = "not_closed_yet"
    status = 409


class KeptUntil(Problem):
    """办件 {reference} 的记录须保存到 {day}，不能因到期删除。群众要求删除的，请用 --ground asked。 | The record of case {reference} is kept until {day} and has not run out. Where the resident asks for it, use --ground asked."""

    code = "kept_until"
    status = 409


def find(reference: str) -> Case:
    """The hotline's case with this reference ("20261122-000123"), or this number of the resident.

    Raises:
        NotFound: there is none.
    """
    _day, _dash, serial = reference.partition("-")
    rows = Case.objects.filter(scenario__in=LETTERS)
    case = rows.filter(follow_code=reference.upper()).first()
    if case is None and serial.isdecimal() and len(serial) < 19:
        case = rows.filter(pk=int(serial)).first()
        case = case if case is not None and case.reference == reference else None
    if case is None:
        raise NotFound(what=f"case {reference[:40]}")
    return case


def erase(case: Case, by: str, ground: str, now: datetime | None = None) -> dict[str, int]:
    """Erase the content of a closed case; return how many rows were emptied or removed, by table.

    The ledger holds ids and salted digests only, so it verifies as before; it gets one line more. What other
    systems and earlier backups hold is theirs to erase. `by` is a ledger actor. Erasing twice changes nothing.

    Raises:
        NotClosedYet: somebody must still do something about it.
        KeptUntil: it is erased for its age, and is not old enough.
        LedgerUnavailable: it could not be recorded, so nothing was erased.
    """
    now = now or timezone.now()
    if case.status in UNFINISHED or case.work_orders.filter(status__in=OPEN).exists():
        raise NotClosedYet(reference=case.reference)
    until = keep_until("case.opened", case.closed_at or case.opened_at)
    if Ground(ground) == Ground.RETENTION and until > now:
        raise KeptUntil(reference=case.reference, day=f"{timezone.localtime(until):%Y-%m-%d}")
    with transaction.atomic():
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                # Otherwise the words would stay in the file's free pages.
                cursor.execute("PRAGMA secure_delete = ON")
        counts = {**_of_the_case(case, now), **_of_the_orders(case)}
        counts = {name: count for name, count in counts.items() if count}
        append([Entry("content.erased", by, case.agency_id, f"case:{case.pk}", {"ground": ground, **counts})])
    case.refresh_from_db()
    return counts


def _of_the_case(case: Case, now: datetime) -> dict[str, int]:
    resident, persons = case.resident, 0
    if resident is not None and not resident.cases.filter(erased_at=None).exclude(pk=case.pk).exists():
        resident.name, resident.phone, resident.erased_at = "", "", now
        resident.save(update_fields=["name", "phone", "erased_at"])
        persons = 1
    counts = {
        "residents": persons,
        "proposals": Proposal.objects.filter(case=case).exclude(body="").update(body=""),
        "decisions": Decision.objects.filter(case=case).exclude(final="", reason="", difference="").update(final="", reason="", difference=""),
        "complaints": Complaint.objects.filter(case=case).exclude(text="").update(text="", answer=""),
        "attachments": _attachments(case),
    }  # fmt: skip
    emptied = {"inputs": "{}", "title": "", "erased_at": now}
    counts["cases"] = Case.objects.filter(pk=case.pk, erased_at=None).update(**emptied)
    return counts


def _attachments(case: Case) -> int:
    from bangban.config import load

    rows = list(case.attachments.all())
    for row in rows:
        name, row.name, row.excerpt, row.description = row.stored_as, "", "", {}
        row.save(update_fields=["name", "excerpt", "description"])
        transaction.on_commit(partial(load().path("uploads", name).unlink, missing_ok=True))
    return len(rows)


def _of_the_orders(case: Case) -> dict[str, int]:
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
