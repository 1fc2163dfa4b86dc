"""How is what a resident wrote erased? Words and persons go everywhere; what was done, when and by whom stays provable."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Kept:
    """What one service keeps of residents' words, and how it goes. Registered with `also_erase`."""

    scenarios: Sequence[str]
    """The scenarios whose cases hold what a resident wrote; only these are found."""
    erase: Callable[[Case, datetime], dict[str, int]]
    """Empties the service's own rows of a case; returns how many, by table."""
    waits: Callable[[Case], bool]
    """Whether somebody must still do something in one of these rows."""
    together: Callable[[Case], Sequence[Case]] = lambda case: ()
    """Further cases that say the same thing over again, and go with this one."""


_kept: list[Kept] = []


def also_erase(kept: Kept) -> None:
    """Let a service's rows go with their case; called once, when the service starts."""
    _kept.append(kept)


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
    """The resident's case with this reference ("20261122-000123"), or this number to follow it by.

    Raises:
        NotFound: there is none.
    """
    _day, _dash, serial = reference.partition("-")
    rows = Case.objects.filter(scenario__in={code for kept in _kept for code in kept.scenarios})
    case = rows.filter(follow_code=reference.upper()).first()
    if case is None and serial.isdecimal() and len(serial) < 19:
        case = rows.filter(pk=int(serial)).first()
        case = case if case is not None and case.reference == reference else None
    if case is None:
        raise NotFound(what=f"case {reference[:40]}")
    return case


def erase(case: Case, by: str, ground: str, now: datetime | None = None) -> dict[str, int]:
    """Erase the content of a closed case, and of what says it over again; return how many rows were emptied or
    removed, by table.

    The ledger holds ids and salted digests only, so it verifies as before; it gets one line more. What other
    systems and earlier backups hold is theirs to erase. `by` is a ledger actor. Erasing twice changes nothing.

    Raises:
        NotClosedYet: somebody must still do something about it.
        KeptUntil: it is erased for its age, and is not old enough.
        LedgerUnavailable: it could not be recorded, so nothing was erased.
    """
    now = now or timezone.now()
    cases = [case, *(other for kept in _kept for other in kept.together(case))]
    for one in cases:
        if one.status in UNFINISHED or any(kept.waits(one) for kept in _kept):
            raise NotClosedYet(reference=one.reference)
        until = keep_until("case.opened", one.closed_at or one.opened_at)
        if Ground(ground) == Ground.RETENTION and until > now:
            raise KeptUntil(reference=one.reference, day=f"{timezone.localtime(until):%Y-%m-%d}")
    with transaction.atomic():
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                # Otherwise the words would stay in the file's free pages.
                cursor.execute("PRAGMA secure_delete = ON")
        total: dict[str, int] = {}
        for one in cases:
            counts = _of_the_case(one, now)
            for kept in _kept:
                counts |= kept.erase(one, now)
            counts = {name: count for name, count in counts.items() if count}
            about = {"ground": ground, **counts}
            append([Entry("content.erased", by, one.agency_id, f"case:{one.pk}", about)])
            for name, count in counts.items():
                total[name] = total.get(name, 0) + count
    case.refresh_from_db()
    return total


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
