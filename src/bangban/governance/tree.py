"""How does an agency close, or find another place in the tree? Whole, or not at all, with nobody left hanging."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.db import transaction
from django.db.models import QuerySet, Value
from django.db.models.functions import Concat, Substr
from django.utils import timezone

from bangban.agencies.both import joined
from bangban.agencies.models import Agency, Officer, Role
from bangban.agencies.permissions import demand
from bangban.agencies.tenancy import reach
from bangban.errors import NotAllowed, Problem
from bangban.governance.deadlines import UNFINISHED
from bangban.governance.models import Case, DigitalEmployee, EmployeeStatus
from bangban.governance.refusals import ReasonNeeded
from bangban.governance.remarks import enter

Said = dict[str, str]
Obstacle = Callable[[Agency], Said | None]
"""What a service still has open at an agency, as {"zh", "en"}; None when nothing."""

_obstacles: list[Obstacle] = []


class AgencyInUse(Problem):
    """“{agency}”现在不能撤销或调整：{what}。请先处理。 | "{agency}" cannot be closed or moved now: {what}. See to that first."""

    code = "agency_in_use"
    status = 409


class WrongPlace(Problem):
    """“{agency}”不能隶属于“{parent}”：上级须在用，且不能是它自己或它的下级。 | "{agency}" cannot stand below "{parent}": that must be open, and neither itself nor below it."""

    code = "wrong_place"
    status = 409


def on_closing(obstacle: Obstacle) -> None:
    """Let a service say what it still has open at an agency; called once, when the service starts."""
    _obstacles.append(obstacle)


def close_agency(agency: Agency, by: Officer, reason: str) -> None:
    """Close an agency: nothing is dispatched to it, offered for it or matched with it any more. It stays on record.

    Raises:
        NotAllowed: `by` may not edit it, or it is the one his own account belongs to.
        ReasonNeeded: no reason was given.
        AgencyInUse: agencies below it, accounts, employees or work that is not done are left.
    """
    _demand(by, agency, reason)
    if agency.pk == by.agency_id:
        raise NotAllowed(permission="agency.edit")
    with transaction.atomic():
        row = Agency.objects.select_for_update().get(pk=agency.pk)
        left = list(_left_at(row))
        if left:
            raise AgencyInUse(agency=_name(row), what=joined(left))
        Agency.objects.filter(pk=row.pk).update(is_active=False)
        row.tokens.filter(revoked_at=None).update(revoked_at=timezone.now())
        enter("agency.closed", row, by, reason, {})
    agency.is_active = False


def reopen_agency(agency: Agency, by: Officer, reason: str) -> None:
    """Open a closed agency again; its API tokens stay revoked.

    Raises:
        NotAllowed, ReasonNeeded: as for `close_agency`.
        WrongPlace: the agency above it is closed.
    """
    _demand(by, agency, reason)
    if agency.parent and not agency.parent.is_active:
        raise WrongPlace(agency=_name(agency), parent=_name(agency.parent))
    with transaction.atomic():
        if Agency.objects.filter(pk=agency.pk, is_active=False).update(is_active=True):
            enter("agency.reopened", agency, by, reason, {})
    agency.is_active = True


def move_agency(agency: Agency, parent: Agency, by: Officer, reason: str) -> None:
    """Put an agency, with all that stands below it, under another one. Who reaches it follows the new place.

    Raises:
        NotAllowed: `by` may not edit it, or not where it goes.
        ReasonNeeded: no reason was given.
        WrongPlace: `parent` is closed, or lies within the agency.
        AgencyInUse: an employee would lose its guardian, or a case that is not done its employee.
    """
    _demand(by, agency, reason)
    _demand(by, parent, reason)
    with transaction.atomic():
        # The two places are held, so that two moves at once cannot make a ring.
        list(Agency.objects.select_for_update().order_by("pk"))
        row, above = Agency.objects.get(pk=agency.pk), Agency.objects.get(pk=parent.pk)
        if row.parent_id is None or not above.is_active or above.path.startswith(row.path):
            raise WrongPlace(agency=_name(row), parent=_name(above))
        before, after = row.path, f"{above.path}{row.pk}/"
        left = list(_left_hanging(before, after))
        if left:
            raise AgencyInUse(agency=_name(row), what=joined(left))
        details = {"from": row.parent_id, "to": above.pk}
        Agency.objects.filter(pk=row.pk).update(parent=above)
        Agency.objects.filter(path__startswith=before).update(
            path=Concat(Value(after), Substr("path", len(before) + 1))
        )
        enter("agency.moved", row, by, reason, details)
    agency.refresh_from_db()
    # What was read of the tree before is out of date.
    by.__dict__.pop("_reach", None)
    by.__dict__.pop("_role_rows", None)


def _left_at(agency: Agency) -> Iterator[Said]:
    """What would be left without its agency."""
    counted = (
        (agency.children.filter(is_active=True), "个下级部门", "agencies below it"),
        (agency.officers.filter(is_active=True), "个工作人员账号", "accounts of officers"),
        (_employees(agency.path), "名未退役的数字员工", "digital employees not retired"),
        (Case.objects.filter(agency=agency, status__in=UNFINISHED), "件未办结的办件", "cases not done"),
    )
    for rows, chinese, english in counted:
        count = rows.count()
        if count:
            yield {"zh": f"还有 {count} {chinese}", "en": f"{count} {english}"}
    for obstacle in _obstacles:
        if said := obstacle(agency):
            yield said


def _left_hanging(before: str, after: str) -> Iterator[Said]:
    """Whom the subtree's new place would part: employees from their guardians, open cases from their employees."""
    for employee in _employees(before).select_related("agency", "guardian", "deputy"):
        there = after + employee.agency.path.removeprefix(before)
        for officer in (employee.guardian, employee.deputy):
            if officer is not None and not _reaches(officer, there, before, after):
                name = {"zh": officer.name, "en": officer.name_en or officer.name}
                yield {
                    "zh": f"数字员工 {employee.number} 的监护人或副监护人 {name['zh']} 将够不到它",
                    "en": f"{name['en']}, guardian or deputy of employee {employee.number}, would not reach it any more",
                }
    cases = Case.objects.filter(agency__path__startswith=before, status__in=UNFINISHED)
    others = cases.exclude(employee=None).exclude(employee__agency__path__startswith=before)
    paths = others.values_list("employee__agency__path", flat=True)
    lost = sum(not after.startswith(path) for path in paths)
    if lost:
        yield {
            "zh": f"还有 {lost} 件未办结的办件由原上级的数字员工承办",
            "en": f"{lost} cases not done are with an employee of the agency above",
        }


def _reaches(officer: Officer, there: str, before: str, after: str) -> bool:
    """Whether his role of guardian reaches `there` once what stands at `before` stands at `after`."""
    over = officer.roles.filter(role=Role.GUARDIAN).values_list("agency__path", flat=True)
    return any(
        there.startswith(after + path.removeprefix(before) if path.startswith(before) else path)
        for path in over
    )


def _employees(path: str) -> QuerySet[DigitalEmployee]:
    rows = DigitalEmployee.objects.filter(agency__path__startswith=path)
    return rows.exclude(status=EmployeeStatus.RETIRED)


def _demand(by: Officer, agency: Agency, reason: str) -> None:
    demand(by, "agency.edit")
    if agency.pk not in reach(by, "agency.edit"):
        raise NotAllowed(permission="agency.edit")
    if not reason.strip():
        raise ReasonNeeded()


def _name(agency: Agency) -> Said:
    return {"zh": agency.name_zh, "en": agency.name_en or agency.name_zh}
