"""Does the invented district hold together: every name it mentions exists, and nobody in it is real?"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bangban import catalog
from bangban.catalog.demo import agencies, duty_rows, messages, people
from bangban.skills import find_skill

CODES = {agency["code"]: agency for agency in agencies()}
SCENARIOS = {path.stem for path in (Path(catalog.__file__).parent / "scenarios").glob("*.yaml")}


def test_the_tree_has_one_root_and_every_parent_comes_first() -> None:
    seen: set[str] = set()
    roots = []
    for agency in agencies():
        if agency["parent"] is None:
            roots.append(agency["code"])
        else:
            assert agency["parent"] in seen
        seen.add(agency["code"])
    assert roots == ["yunqi"]
    assert len(seen) == len(agencies()) >= 22
    assert Counter(agency["kind"] for agency in agencies())["street"] == 4


@pytest.mark.parametrize("agency", agencies(), ids=lambda agency: agency["code"])
def test_an_agency_speaks_chinese_and_english_and_repeats_no_word(agency) -> None:
    for names in (agency["name"], agency["short"], *(duty["title"] for duty in agency["duties"])):
        assert names["zh"]
        assert names["en"]
    codes = [duty["code"] for duty in agency["duties"]]
    assert len(codes) == len(set(codes))
    for duty in agency["duties"]:
        words = [*duty.get("acts", ()), *duty.get("keywords", ()), *duty.get("venues", ())]
        assert all(isinstance(word, str) and word for word in words)
        doubled = [word for word, times in Counter(words).items() if times > 1]
        assert not doubled, (duty["code"], doubled)


def test_every_duty_becomes_a_row_with_marked_words() -> None:
    rows = {(row["agency"], row["duty"]): row for row in duty_rows()}
    assert len(rows) == sum(len(agency["duties"]) for agency in agencies())
    words = rows["labour", "wages"]["keywords"]
    assert {"!拖欠工资", "工资", "~工地", "@人社局"} <= set(words)


def test_messages_are_many_varied_and_go_to_agencies_that_exist() -> None:
    assert len(messages()) >= 80
    assert len({message["id"] for message in messages()}) == len(messages())
    assert {message["channel"] for message in messages()} == {"portal", "phone"}
    assert sum(len(message["text"]) >= 300 for message in messages()) >= 4
    assert len({message["cluster"] for message in messages() if "cluster" in message}) >= 4
    for message in messages():
        assert set(message["expect"]) <= set(CODES)
        assert 0 <= message["hour"] < 24
        assert 0 <= message["minute"] < 60
        assert message["day"] >= 0
    bureaus = {code for code, agency in CODES.items() if agency["kind"] == "bureau"}
    assert bureaus <= {message["expect"][0] for message in messages()}


def test_no_telephone_number_can_be_anybodys() -> None:
    """Mobile numbers in China begin with 13 to 19: these do not."""
    numbers = [message["contact"]["phone"] for message in messages() if "contact" in message]
    assert numbers
    assert all(number.startswith("100000") for number in numbers)


def test_people_and_employees_stand_in_the_tree_and_do_work_that_is_declared() -> None:
    officers = {officer["username"]: officer for officer in people()["officers"]}
    assert len(officers) == len(people()["officers"])
    assert {officer["agency"] for officer in officers.values()} <= set(CODES)
    for employee in people()["employees"]:
        assert employee["agency"] in CODES
        assert set(employee["scenarios"]) <= SCENARIOS
        guard = employee["guardian"]
        if employee["status"] in ("on_duty", "probation"):
            assert "guardian" in officers[guard]["roles"]
        if employee["deputy"]:
            assert employee["deputy"] != guard
            assert "guardian" in officers[employee["deputy"]]["roles"]


def test_system_security_and_audit_are_three_people() -> None:
    holders = [
        {officer["username"] for officer in people()["officers"] if role in officer["roles"]}
        for role in ("system", "security", "auditor")
    ]
    assert all(len(holder) == 1 for holder in holders)
    assert len(set.union(*holders)) == 3


def test_the_standing_order_is_for_an_employee_on_duty_and_within_its_list() -> None:
    employees = {employee["number"]: employee for employee in people()["employees"]}
    for order in people()["standing_orders"]:
        employee = employees[order["employee"]]
        assert employee["status"] == "on_duty"
        assert order["scenario"] in employee["scenarios"]
        assert 0.5 <= order["minimum_confidence"] <= 1


def test_the_employees_skills_are_installed() -> None:
    assert find_skill("workorders.route").version
    assert find_skill("workorders.read").version
