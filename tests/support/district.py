"""Who is there in the tests of governance? One small district with an administrator, guardians, a handler and a reviewer."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bangban.agencies.models import Agency, AgencyKind, Officer
from bangban.governance import employees, guardians
from bangban.governance.models import (
    Case,
    CaseStatus,
    Decision,
    DecisionKind,
    DecisionState,
    DigitalEmployee,
    EmployeeStatus,
    Proposal,
)


@dataclass(frozen=True)
class District:
    """The people and the one working employee; `now` is a Wednesday morning."""

    now: datetime
    district: Agency
    centre: Agency
    bureau: Agency
    admin: Officer
    security: Officer
    guardian: Officer
    deputy: Officer
    spare: Officer
    handler: Officer
    reviewer: Officer
    elsewhere: Officer
    employee: DigitalEmployee


def a_district() -> District:
    """Make them, and the employee 0012 on duty under `guardian` with `deputy`."""
    now = datetime(2026, 3, 11, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
    district = Agency.objects.create(
        code="river", kind=AgencyKind.DISTRICT, name_zh="临江区", name_en="Linjiang"
    )
    centre = Agency.objects.create(code="centre", kind=AgencyKind.CENTRE, name_zh="热线中心", parent=district)
    bureau = Agency.objects.create(code="bureau", kind=AgencyKind.BUREAU, name_zh="住建局", parent=district)

    def officer(username: str, agency: Agency, *roles: str) -> Officer:
        return Officer.objects.create_officer(username, username.title(), agency, None, roles)

    admin = officer("admin", district, "system")
    guardian, deputy = officer("guardian", centre, "guardian"), officer("deputy", centre, "guardian")
    employee = employees.create_employee(
        "0012", centre, admin, name_zh="小栖", post_zh="分拨员", reason="new", now=now
    )
    employees.assign_scenarios(employee, ["hotline.dispatch"], admin, "its work", now=now)
    guardians.offer(employee, admin, "named", guardian=guardian, deputy=deputy, now=now)
    guardians.accept_guardianship(employee, guardian, now, now=now)
    guardians.accept_guardianship(employee, deputy, now, now=now)
    employees.change_status(employee, EmployeeStatus.PROBATION, admin, "trained", now=now)
    employees.change_status(employee, EmployeeStatus.ON_DUTY, guardian, "probation passed", now=now)
    return District(
        now=now,
        district=district,
        centre=centre,
        bureau=bureau,
        admin=admin,
        security=officer("security", district, "security"),
        guardian=guardian,
        deputy=deputy,
        spare=officer("spare", centre, "guardian"),
        handler=officer("handler", centre, "handler"),
        reviewer=officer("reviewer", centre, "reviewer"),
        elsewhere=officer("elsewhere", bureau, "guardian", "reviewer", "system"),
        employee=employee,
    )


def a_case(people: District, **more: Any) -> Case:
    """A case of the employee's, done."""
    values = {
        "scenario": "hotline.dispatch",
        "agency": people.centre,
        "employee": people.employee,
        "impact": "II",
        "data_class": "sensitive",
        "source": "portal",
        "asked_by": "resident:anonymous",
        "status": CaseStatus.DONE,
        "opened_at": people.now,
    }
    return Case.objects.create(**{**values, **more})


def decided(case: Case, people: District, **more: Any) -> Decision:
    """A further proposal of the employee's, and what was decided about it; rows only, nothing is signed."""
    proposal = Proposal.objects.create(
        case=case,
        serial=case.proposals.count() + 1,
        digest=f"sha256:{uuid.uuid4().hex}",
        body="{}",
        made_by=f"employee:{people.employee.number}",
        path="rules",
        expires_at=people.now + timedelta(days=1),
    )
    values = {
        "kind": DecisionKind.ACCEPT,
        "body": "{}",
        "signature": "-",
        "decided_at": people.now,
        "expires_at": people.now,
        "state": DecisionState.DONE,
    }
    return Decision.objects.create(case=case, proposal=proposal, **{**values, **more})
