"""Does an agency close or move whole, entered in the ledger, with nobody and nothing left hanging?"""

from __future__ import annotations

import json
from typing import Any

import pytest

from bangban.agencies.models import Agency, Officer
from bangban.agencies.tenancy import reach
from bangban.errors import NotAllowed
from bangban.governance import refusals, tree
from bangban.governance.models import CaseStatus
from bangban.ledger.models import LedgerEntry
from bangban.services.hotline.models import WorkOrder
from tests.support.desk import at_desk
from tests.support.district import District, a_case
from tests.support.work import fresh


@pytest.fixture
def street(people: District) -> Agency:
    """An agency below the bureau, without anybody."""
    return Agency.objects.create(
        code="street", kind="street", name_zh="青枫街道", name_en="Qingfeng", parent=people.bureau
    )


def entered() -> list[str]:
    return list(
        LedgerEntry.objects.filter(kind__startswith="agency.").order_by("seq").values_list("kind", flat=True)
    )


def again(officer: Officer) -> Officer:
    return Officer.objects.get(pk=officer.pk)


def test_an_empty_agency_closes_and_opens_again(people: District, street: Agency) -> None:
    with pytest.raises(refusals.ReasonNeeded):
        tree.close_agency(street, again(people.admin), " ")
    tree.close_agency(street, again(people.admin), "并入区局")
    assert not fresh(street).is_active
    tree.reopen_agency(street, again(people.admin), "恢复")
    assert fresh(street).is_active
    assert entered() == ["agency.closed", "agency.reopened"]
    page = at_desk(people.admin).get(f"/register/agencies/{street.pk}").content.decode()
    assert page.index("恢复") < page.index("并入区局")


def test_nobody_and_nothing_is_left_without_its_agency(people: District, street: Agency) -> None:
    with pytest.raises(tree.AgencyInUse) as no:
        tree.close_agency(people.bureau, again(people.admin), "x")
    assert "1 个下级部门" in no.value.text("zh-hans")
    assert "1 accounts of officers" in no.value.text("en")
    with pytest.raises(tree.AgencyInUse, match="1 digital employees"):
        tree.close_agency(people.centre, again(people.admin), "x")
    case = a_case(people, agency=street, status=CaseStatus.MANUAL)
    with pytest.raises(tree.AgencyInUse, match="1 cases not done"):
        tree.close_agency(street, again(people.admin), "x")
    case.status = CaseStatus.DONE
    case.save()
    order = WorkOrder.objects.create(case=case, agency=street, title="灯", due_at=people.now)
    with pytest.raises(tree.AgencyInUse, match="1 open work orders"):
        tree.close_agency(street, again(people.admin), "x")
    order.status = "answered"
    order.save()
    tree.close_agency(street, again(people.admin), "x")


def test_a_subtree_moves_whole_and_who_reaches_it_follows(people: District, street: Agency) -> None:
    corner = Agency.objects.create(code="corner", kind="street", name_zh="路口", parent=street)
    other = Agency.objects.create(code="other", kind="bureau", name_zh="城管局", parent=people.district)
    assert corner.pk in reach(people.elsewhere, "case.read")
    tree.move_agency(street, other, again(people.admin), "机构改革")
    assert fresh(street).path == f"{other.path}{street.pk}/"
    assert fresh(corner).path == f"{other.path}{street.pk}/{corner.pk}/"
    assert fresh(street).parent == other
    assert corner.pk not in reach(again(people.elsewhere), "case.read")
    assert corner.pk in reach(again(people.admin), "agency.edit")
    assert json.loads(LedgerEntry.objects.get(kind="agency.moved").details) == {
        "from": people.bureau.pk,
        "to": other.pk,
    }


def test_it_goes_neither_below_itself_nor_below_a_closed_one(people: District, street: Agency) -> None:
    corner = Agency.objects.create(code="corner", kind="street", name_zh="路口", parent=street)
    closed = Agency.objects.create(
        code="closed", kind="bureau", name_zh="旧局", parent=people.district, is_active=False
    )
    for parent in (corner, street, closed):
        with pytest.raises(tree.WrongPlace):
            tree.move_agency(street, parent, again(people.admin), "x")
    with pytest.raises(tree.WrongPlace):
        tree.move_agency(people.district, people.bureau, again(people.admin), "x")
    assert entered() == []


def test_no_employee_loses_its_guardian_and_no_case_its_employee(people: District) -> None:
    other = Agency.objects.create(code="other", kind="bureau", name_zh="城管局", parent=people.district)
    below = Agency.objects.create(code="below", kind="street", name_zh="窗口", parent=people.centre)
    # The guardians' roles reach over the centre itself, so it takes them along.
    tree.move_agency(people.centre, other, again(people.admin), "x")
    a_case(people, agency=below, status=CaseStatus.WAITING)
    with pytest.raises(tree.AgencyInUse, match="1 cases not done"):
        tree.move_agency(fresh(below), people.bureau, again(people.admin), "x")
    people.guardian.roles.update(agency=people.district)
    city = Agency.objects.create(code="city", kind="city", name_zh="市")
    root = Officer.objects.create_officer("root", "Root", city, None, ["system"])
    people.district.parent = city
    people.district.save()
    for row in Agency.objects.exclude(pk__in=(city.pk, people.district.pk)).order_by("path"):
        row.save()
    aside = Agency.objects.create(code="aside", kind="district", name_zh="另区", parent=city)
    with pytest.raises(tree.AgencyInUse, match="guardian or deputy of employee 0012"):
        tree.move_agency(fresh(people.centre), aside, again(root), "x")


def test_only_whoever_reaches_both_places_moves_it(people: District, street: Agency) -> None:
    with pytest.raises(NotAllowed):
        tree.move_agency(street, people.centre, people.elsewhere, "x")
    with pytest.raises(NotAllowed):
        tree.close_agency(people.bureau, people.guardian, "x")


def test_the_administrators_page_does_it(people: District, street: Agency) -> None:
    client = at_desk(people.admin)
    page = f"/register/agencies/{street.pk}"
    assert f"{page}/close" in client.get(page).content.decode()
    refused = client.post(f"/register/agencies/{people.bureau.pk}/close", {"reason": "x"})
    assert refused.status_code == 409
    assert "还有 1 个下级部门" in refused.content.decode()
    moved: Any = client.post(f"{page}/move", {"parent": people.centre.pk, "reason": "改革"}, follow=True)
    assert "青枫街道现隶属于热线中心" in moved.content.decode()
    closed = client.post(f"{page}/close", {"reason": "撤销"}, follow=True)
    assert "已撤销" in closed.content.decode()
    assert client.post(f"{page}/reopen", {"reason": "恢复"}).status_code == 302
    assert entered() == ["agency.moved", "agency.closed", "agency.reopened"]
    assert at_desk(people.guardian).post(f"{page}/close", {"reason": "x"}).status_code == 403
