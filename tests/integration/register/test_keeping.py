"""Do the administrators' forms do what they say, and no more?"""

from __future__ import annotations

from typing import Any

from bangban.agencies.models import ApiToken, Duty, Officer, OfficerRole
from bangban.governance.models import CalendarDay, DigitalEmployee, EmployeeStatus
from bangban.ledger.models import LedgerEntry
from tests.support.work import fresh

NEW = {
    "number": "0099",
    "name_zh": "小澜",
    "post_zh": "值守员",
    "model_profile": "none",
    "reason": "a new post",
}


def _kinds() -> list[str]:
    return list(LedgerEntry.objects.order_by("seq").values_list("kind", flat=True))


def test_an_employee_is_opened_edited_and_retired(people: Any, at: Any) -> None:
    client = at(people.admin)
    given = {**NEW, "agency": people.centre.pk}
    assert client.post("/register/employees/new", {**given, "reason": ""}).status_code == 400
    assert client.post("/register/employees/new", given).status_code == 302
    assert client.post("/register/employees/new", given).status_code == 409
    employee = DigitalEmployee.objects.get(number="0099")
    assert employee.status == EmployeeStatus.DRAFT
    file = "/register/employees/0099"
    changed = {**NEW, "supplier": "云栖数据", "contract_until": "2030-01-31"}
    assert client.post(f"{file}/edit", changed).status_code == 302
    assert fresh(employee).supplier == "云栖数据"
    asked = {"guardian": people.guardian.pk, "deputy": people.deputy.pk, "reason": "named"}
    assert client.post(f"{file}/people", asked).status_code == 302
    assert fresh(employee).guardian_accepted_at is None
    assert client.post(f"{file}/people", {"reason": "nobody"}).status_code == 400
    listed = {"scenarios": ["hotline.dispatch"], "reason": "its work"}
    assert client.post(f"{file}/scenarios", listed).status_code == 302
    assert list(employee.scenario_rows.values_list("scenario", flat=True)) == ["hotline.dispatch"]
    # Without a guardian who accepted it cannot work.
    assert client.post(f"{file}/status", {"to": "probation", "reason": "try"}).status_code == 409
    assert client.post(f"{file}/status", {"to": "on_duty", "reason": "try"}).status_code == 400
    assert client.post(f"{file}/status", {"to": "retired", "reason": "not needed"}).status_code == 302
    assert fresh(employee).status == EmployeeStatus.RETIRED
    assert "not needed" in client.get(f"{file}/history").content.decode()


def test_a_transparency_record_is_taken_away_and_entered(people: Any, at: Any) -> None:
    answer = at(people.handler).get("/register/employees/0012/record.json")
    assert answer.status_code == 200
    assert answer.json()["employee"] == "0012"
    assert _kinds()[-1] == "export.made"
    assert at(people.handler).get("/register/employees/0012/record.exe").status_code == 400


def test_an_account_is_opened_with_a_password_shown_once(people: Any, at: Any) -> None:
    client = at(people.admin)
    given = {"agency": people.bureau.pk, "username": "liu", "name": "刘洋", "reason": "new colleague"}
    page = client.post("/register/officers/new", given)
    officer = Officer.objects.get(username="liu")
    assert officer.must_change_password
    assert page.context["first_password"] in page.content.decode()
    assert officer.check_password(page.context["first_password"])
    assert (
        page.context["first_password"] not in client.get(f"/register/officers/{officer.pk}").content.decode()
    )
    assert not officer.roles.exists()
    assert client.post("/register/officers/new", given).status_code == 409
    assert client.post("/register/officers/new", {**given, "username": "Bad Name"}).status_code == 400


def test_the_three_administrators_stay_three_people(people: Any, auditor: Any, at: Any) -> None:
    client = at(people.security)
    wanted = {"role": "system", "agency": people.district.pk, "reason": "stand-in"}
    assert client.post(f"/register/officers/{auditor.pk}/roles/new", wanted).status_code == 409
    assert auditor.roles.count() == 1
    assert client.post(f"/register/officers/{people.security.pk}/roles/new", wanted).status_code == 403
    handler = {"role": "reviewer", "agency": people.centre.pk, "reason": "promoted"}
    assert client.post(f"/register/officers/{people.handler.pk}/roles/new", handler).status_code == 302
    assert client.post(f"/register/officers/{people.handler.pk}/roles/new", handler).status_code == 409
    # Who opens accounts grants no roles, and who grants roles opens no accounts.
    assert (
        at(people.admin).post(f"/register/officers/{people.handler.pk}/roles/new", handler).status_code == 403
    )
    assert client.get("/register/officers/new").status_code == 403


def test_closing_a_guardians_account_hands_over_and_withdrawing_the_role_stops(people: Any, at: Any) -> None:
    admin, security = at(people.admin), at(people.security)
    assert admin.post(f"/register/officers/{people.guardian.pk}/close", {"reason": "left"}).status_code == 302
    employee = fresh(people.employee)
    assert employee.guardian == people.deputy
    assert employee.status == EmployeeStatus.ON_DUTY
    role = OfficerRole.objects.get(officer=people.deputy)
    address = f"/register/officers/{people.deputy.pk}/roles/{role.pk}/withdraw"
    assert security.post(address, {"reason": ""}).status_code == 400
    assert security.post(address, {"reason": "other work"}).status_code == 302
    assert fresh(people.employee).status == EmployeeStatus.SUSPENDED
    again = admin.post(f"/register/officers/{people.guardian.pk}/reopen", {"reason": "came back"})
    assert again.context["first_password"]
    assert fresh(people.guardian).is_active
    assert not people.guardian.roles.exists()
    page = admin.get(f"/register/officers/{people.guardian.pk}")
    assert [one["text"] for one in page.context["history"]] == ["came back", "left"]
    assert "came back" in page.content.decode()


def test_a_transfer_leaves_the_roles_behind(people: Any, at: Any) -> None:
    address = f"/register/officers/{people.guardian.pk}/transfer"
    moved = {"agency": people.bureau.pk, "reason": "moved"}
    assert at(people.admin).post(address, moved).status_code == 302
    officer = fresh(people.guardian)
    assert officer.agency == people.bureau
    assert not officer.roles.exists()


def test_the_second_factor_and_the_lock_are_the_security_administrators(people: Any, at: Any) -> None:
    Officer.objects.filter(pk=people.guardian.pk).update(totp_secret="JBSWY3DPEHPK3PXP")
    base = f"/register/officers/{people.guardian.pk}"
    assert at(people.admin).post(f"{base}/factor").status_code == 403
    assert at(people.security).post(f"{base}/factor").status_code == 302
    assert fresh(people.guardian).totp_secret == ""
    assert at(people.security).post(f"{base}/unlock").status_code == 302
    assert at(people.security).post(f"{base}/password").status_code == 403
    assert at(people.admin).post(f"{base}/password").context["first_password"]


def test_what_is_grave_asks_who_one_is_once_more(people: Any) -> None:
    from tests.support.desk import at_desk

    answer = at_desk(people.security).get("/register/tokens/new")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/again")


def test_agencies_and_duties_are_kept_and_entered(people: Any, at: Any) -> None:
    client = at(people.admin)
    given = {
        "parent": people.district.pk,
        "code": "parks",
        "kind": "bureau",
        "name_zh": "园林局",
        "aliases": "公园处、绿化办",
    }
    made = client.post("/register/agencies/new", given)
    assert made.status_code == 302
    assert client.get(made["Location"]).status_code == 200
    duty = {"code": "trees", "title_zh": "树木养护", "words": "!修剪树枝\n树\n树"}
    assert client.post(f"{made['Location']}/duties/new", duty).status_code == 302
    line = Duty.objects.get(code="trees")
    assert line.words == ["!修剪树枝", "树"]
    assert line.agency.aliases == ["公园处", "绿化办"]
    assert (
        client.post(
            f"{made['Location']}/duties/{line.pk}", {**duty, "code": "other", "title_zh": "树"}
        ).status_code
        == 302
    )
    assert fresh(line).title_zh == "树"
    assert client.post(f"{made['Location']}/duties/{line.pk}/drop").status_code == 302
    assert not Duty.objects.filter(pk=line.pk).exists()
    assert _kinds()[-4:] == ["agency.created", "duty.changed", "duty.changed", "duty.changed"]


def test_holidays_are_entered_and_taken_out(people: Any, at: Any) -> None:
    client = at(people.admin)
    base = "/register/holidays"
    assert (
        client.post(f"{base}/set", {"day": "2031-01-01", "kind": "holiday", "name": "元旦"}).status_code
        == 302
    )
    assert CalendarDay.objects.filter(day="2031-01-01").exists()
    # A Monday is worked anyway.
    assert client.post(f"{base}/set", {"day": "2031-01-06", "kind": "workday"}).status_code == 400
    assert client.post(f"{base}/set", {"day": "9999-12-31", "kind": "holiday"}).status_code == 400
    assert client.post(f"{base}/set", {"day": "never", "kind": "holiday"}).status_code == 400
    assert client.post(f"{base}/clear", {"day": "2031-01-01"}).status_code == 302
    assert not CalendarDay.objects.filter(day="2031-01-01").exists()
    assert client.post(f"{base}/clear", {"day": "2031-02-31"}).status_code == 400


def test_a_token_is_shown_once_and_ends_at_once(people: Any, at: Any) -> None:
    from datetime import timedelta

    from django.utils import timezone

    from bangban.services.api import tokens

    client = at(people.security)
    last = f"{timezone.localdate() + timedelta(days=30):%Y-%m-%d}"
    given = {"label": "counter", "agency": people.centre.pk, "permissions": ["case.read"], "expires_on": last}
    secret = client.post("/register/tokens/new", given).context["secret"]
    token = ApiToken.objects.get()
    assert tokens.find(secret) == token
    assert secret not in client.get("/register/tokens/").content.decode()
    assert client.post(f"/register/tokens/{token.pk}/revoke").status_code == 302
    assert tokens.find(secret) is None
    assert client.post("/register/tokens/new", {**given, "permissions": ["case.decide"]}).status_code == 400
