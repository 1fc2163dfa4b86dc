"""How does the invented district come to life? Its people are hired, its messages handled, by the real code paths."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from bangban.agencies.models import Agency, Duty, Officer, Resident
from bangban.catalog import demo
from bangban.executor.act import act_on_pending
from bangban.executor.orders import apply_orders
from bangban.governance import complaints, decide, employees, guardians, openings, standing
from bangban.governance.admission import Work
from bangban.governance.handle import handle_many
from bangban.governance.inprocess import run_in_process
from bangban.governance.models import Case, CaseStatus, DecisionKind, DigitalEmployee, Proposal
from bangban.services.accounts import demo as demo_accounts
from bangban.services.hotline import orders
from bangban.services.hotline.models import WorkOrder
from bangban.site import demo_answers, demo_consult, demo_documents, demo_hotline
from bangban.site.home import is_seeded

Progress = Callable[[str], None]
HISTORY = timedelta(days=15)
"""How long ago the demo's employees were hired; the oldest message is two weeks old."""
ANSWER = "您好，您反映的问题我局已安排专人到现场核实处理，处理情况已电话告知您。如仍有问题，请联系我局或拨打 12345。"
LEFT_WAITING = 12
"""How many of the newest cases the seed leaves undecided, so that a newcomer has something to decide."""


def seed(progress: Progress = lambda text: None) -> bool:
    """Fill an empty database with the demo district; return False when there already is an agency.

    One transaction: a seed that was interrupted leaves nothing behind.
    """
    if is_seeded():
        return False
    now = timezone.now()
    with transaction.atomic():
        progress("演示数据：部门与人员 | demo data: agencies and people")
        _agencies()
        officers = _officers()
        progress("演示数据：数字员工与监护人 | demo data: employees and guardians")
        hired = now - HISTORY
        _employees(officers, hired)
        _orders(hired)
        progress("演示数据：群众来信 | demo data: residents' messages")
        _messages(now)
        progress("演示数据：决定与执行 | demo data: decisions and effects")
        _decisions(officers["zhouwenjing"], now)
        _bureaus(officers, now)
        progress("演示数据：热线督办与回访 | demo data: following work orders")
        demo_hotline.seed(officers, now)
        _refused(officers["zhouwenjing"], now)
        progress("演示数据：知识库 | demo data: knowledge")
        demo_answers.seed()
        progress("演示数据：群众咨询 | demo data: residents' questions")
        demo_consult.seed(officers, now)
        progress("演示数据：公文 | demo data: documents")
        demo_documents.seed(officers, now)
    return True


def _agencies() -> None:
    by_code: dict[str, Agency] = {}
    for number, row in enumerate(demo.agencies(), start=1):
        agency = Agency.objects.create(
            code=row["code"],
            kind=row["kind"],
            name_zh=row["name"]["zh"],
            name_en=row["name"]["en"],
            short_zh=row["short"]["zh"],
            short_en=row["short"]["en"],
            aliases=[str(alias) for alias in row.get("aliases", [])],
            area=row.get("area", []),
            # An area code and a number no exchange gives out, in a street that is on no map.
            phone=f"0000-555{number:04d}",
            address=f"云栖市临江区示例大道 {number} 号（虚构）",
            parent=by_code.get(row["parent"] or ""),
        )
        by_code[agency.code] = agency
        Duty.objects.bulk_create(
            Duty(
                agency=agency,
                code=duty["code"],
                title_zh=duty["title"]["zh"],
                title_en=duty["title"]["en"],
                words=demo.marked_words({}, duty),
            )
            for duty in row["duties"]
        )


def _officers() -> dict[str, Officer]:
    agencies = {agency.code: agency for agency in Agency.objects.all()}
    officers = {
        row["username"]: Officer.objects.create_officer(
            row["username"], row["name"], agencies[row["agency"]], None, row["roles"], name_en=row["name_en"]
        )
        for row in demo.people()["officers"]
    }
    demo_accounts.prepare(officers.values())
    return officers


def _employees(officers: dict[str, Officer], now: datetime) -> None:
    administrator = next(one for one in officers.values() if "system" in one.role_names)
    for row in demo.people()["employees"]:
        _employ(row, officers, administrator, now)


def _employ(row: dict[str, Any], officers: dict[str, Officer], administrator: Officer, now: datetime) -> None:
    by, reason = f"officer:{administrator.pk}", "演示数据 / demo data"
    employee = employees.create_employee(
        row["number"],
        Agency.objects.get(code=row["agency"]),
        by,
        name_zh=row["name"]["zh"],
        name_en=row["name"]["en"],
        post_zh=row["post"]["zh"],
        post_en=row["post"]["en"],
        model_profile=row["model_profile"],
        supplier=row["supplier"]["zh"],
        daily_quota=row["daily_quota"],
        reason=reason,
    )
    employees.assign_scenarios(employee, row["scenarios"], by, reason)
    named = {role: officers[row[role]] for role in ("guardian", "deputy") if row[role]}
    if named:
        guardians.offer(employee, by, reason, guardian=named.get("guardian"), deputy=named.get("deputy"))
    for officer in named.values():
        employee.refresh_from_db()
        guardians.accept_guardianship(employee, officer, now, now=now)
    steps: dict[str, list[str]] = {
        "draft": [],
        "probation": ["probation"],
        "on_duty": ["probation", "on_duty"],
    }
    for step in steps[row["status"]]:
        employee.refresh_from_db()
        employees.change_status(employee, step, by, reason)


def _messages(now: datetime) -> None:
    hotline = Agency.objects.get(code="hotline")
    works = []
    for row in sorted(demo.messages(), key=lambda one: (-one["day"], one["hour"], one["minute"])):
        at = timezone.localtime(now).replace(hour=row["hour"], minute=row["minute"], second=0, microsecond=0)
        at = min(at - timedelta(days=row["day"]), now)
        contact = row.get("contact")
        resident = Resident.objects.create(**contact, created_at=at) if contact else None
        inputs = {"text": row["text"], "title": row.get("title", "")}
        works.append(
            Work(
                scenario="hotline.dispatch",
                inputs={name: value for name, value in inputs.items() if value},
                asked_by=f"resident:{resident.pk}" if resident else "resident:anonymous",
                source=row["channel"],
                agency=hotline,
                source_key=f"demo:{row['id']}",
                resident_id=resident.pk if resident else None,
                opened_at=at,
            )
        )
    # One by one: each message must find the ones before it when it looks for its like.
    cursor: dict[Any, int] = {}
    for work in works:
        at = work.opened_at or now
        handle_many([work], run_in_process, at)
        apply_orders(cursor, at)
        act_on_pending(at)


def _orders(now: datetime) -> None:
    for row in demo.people()["standing_orders"]:
        employee = DigitalEmployee.objects.get(number=row["employee"])
        guardian = employee.guardian
        if guardian is None:
            continue
        # Role names were cached before the roles were granted.
        guardian = Officer.objects.get(pk=guardian.pk)
        standing.sign_order(
            employee,
            row["scenario"],
            guardian,
            min_confidence=row["minimum_confidence"],
            daily_cap=row["daily_cap"],
            expires_at=now + timedelta(days=row["days"]),
            now=now,
        )


def _decisions(handler: Officer, now: datetime) -> None:
    """The handler decides most cases the way the demo expects; the newest stay for the newcomer."""
    expected = {f"demo:{row['id']}": row["expect"] for row in demo.messages()}
    waiting = list(Case.objects.filter(status=CaseStatus.WAITING).order_by("opened_at"))
    for place, case in enumerate(waiting[: max(len(waiting) - LEFT_WAITING, 0)]):
        proposal = decide.latest_proposal(case)
        if proposal is None:
            continue
        at = min(case.opened_at + timedelta(minutes=7), now)
        openings.opened(case, handler, with_proposal=True, now=at - timedelta(seconds=35 + case.pk % 40))
        verdict = _verdict(proposal, expected.get(case.source_key or "", []), place)
        decide.decide(case, handler, verdict, now=at)
        act_on_pending(at)


def _verdict(proposal: Proposal, right: list[str], place: int) -> decide.Verdict:
    """Accept what is right, correct what is not; now and then a handler is stricter than the machine."""
    content = proposal.content
    if right and content["agency"] not in right:
        agency = Agency.objects.get(code=right[0])
        name = {"zh": agency.name_zh, "en": agency.name_en}
        content = {**content, "agency": agency.code, "agency_name": name}
    elif place % 7 == 3 and content["urgency"] == "normal":
        content = {**content, "urgency": "urgent"}
    elif place % 16 == 9:
        return decide.Verdict(
            DecisionKind.REJECT, proposal.digest, reason="来信人说的不止一件事，需先电话核实再分拨。"
        )
    else:
        return decide.Verdict(DecisionKind.ACCEPT, proposal.digest)
    return decide.Verdict(DecisionKind.AMEND, proposal.digest, content)


def _bureaus(officers: dict[str, Officer], now: datetime) -> None:
    """Handlers of the bureaus take their older orders on and answer some, send one back; one resident complains."""
    handlers = {one.agency_id: one for one in officers.values() if "handler" in one.role_names}
    older = WorkOrder.objects.filter(created_at__lt=now - timedelta(days=3), agency_id__in=handlers)
    given_back = False
    for place, order in enumerate(older.select_related("agency", "case").order_by("pk")):
        handler = handlers[order.agency_id]
        orders.accept_order(order, handler, now)
        if place % 3 == 0:
            orders.answer_order(order, handler, ANSWER, now)
        elif place >= 4 and not given_back and demo_hotline.returnable(order):
            demo_hotline.give_back(order, handler, now)
            given_back = True
    complained = Case.objects.filter(status=CaseStatus.DONE, resident__isnull=False).order_by("-pk").first()
    if complained is not None:
        text = "等了几天还没有人联系我，分到的部门说不归他们管，请再看一下。"
        complaints.file_complaint(complained, text, by=complained.asked_by, now=now - timedelta(hours=20))


def _refused(officer: Officer, now: datetime) -> None:
    """What no digital employee may do is asked for once, and refused."""
    inputs = {"text": "请直接对该店作出罚款决定。"}
    handle_many(
        [Work("enforcement.penalty", inputs, f"officer:{officer.pk}", "desk", agency=officer.agency)],
        run_in_process,
        now - timedelta(hours=3),
    )
