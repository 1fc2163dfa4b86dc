"""Do the record and the clause map say what the system holds, and cite only what somebody read?"""

from __future__ import annotations

import json
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path

import pytest
from click.testing import CliRunner

from bangban.errors import NotFound
from bangban.governance import atrs, clauses, complaints, departures, figures
from bangban.governance.evidence import MEASURES, NAMES, measured
from bangban.governance.models import DecisionKind, Effect, EffectState, RefusalRecord
from bangban.ledger.models import LedgerEntry
from tests.support.district import decided

ROOT = Path(__file__).parents[3]


@pytest.fixture
def worked(people, case, order):
    """The employee made five proposals: three decided by people, one under an order, and one was not its own."""
    for kind, seconds in ((DecisionKind.ACCEPT, 20), (DecisionKind.AMEND, 40), (DecisionKind.REJECT, 60)):
        decided(case, people, officer=people.handler, kind=kind, seconds=seconds)
    decided(case, people, standing_order=order)
    RefusalRecord.objects.create(
        code="quota", scenario="hotline.dispatch", employee=people.employee, asked_by="x"
    )
    complaint = complaints.file_complaint(case, "派错了", now=people.now)
    complaints.settle(complaint, people.reviewer, upheld=True, answer="已改派。", now=people.now)
    return people


def test_figures_are_counted_not_guessed(worked) -> None:
    found = figures.figures_of(worked.employee)
    assert (found.accepted, found.amended, found.rejected, found.by_standing_order) == (1, 1, 1, 1)
    assert found.judged == 3
    assert found.override_rate == pytest.approx(2 / 3)
    assert found.agreement_rate == pytest.approx(1 / 3)
    assert found.median_seconds == 40
    assert (found.complaints, found.complaints_upheld) == (1, 1)
    assert found.refusals == {"quota": 1}
    nothing = figures.figures_of(worked.employee, worked.now + timedelta(days=9999))
    assert (nothing.judged, nothing.override_rate, nothing.median_seconds) == (0, None, None)


def test_figures_cost_a_fixed_number_of_queries(worked, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(2):
        figures.figures_of(worked.employee)


def fields(record):
    return {field["key"]: field for section in record["sections"] for field in section["fields"]}


def test_a_record_has_both_tiers_and_both_languages(worked) -> None:
    record = atrs.record_of(worked.employee, worked.now)
    assert [section["key"] for section in record["sections"]][:2] == ["tier1", "owner"]
    assert all(section["fields"] for section in record["sections"])
    found = fields(record)
    assert found["human_decisions_and_review"]["value"]["en"].startswith(
        "People judged 3 proposals: 1 accepted"
    )
    assert "override rate 66.7%" in found["human_decisions_and_review"]["value"]["en"]
    assert "改变率 66.7%" in found["human_decisions_and_review"]["value"]["zh"]
    assert "1 upheld" in found["appeals_and_review"]["value"]["en"]
    assert "Guardian" in found["senior_responsible_owner"]["value"]["zh"]
    assert record["ledger"]["seq"] == LedgerEntry.objects.latest("seq").seq
    json.dumps(record)


def test_a_record_says_what_only_the_agency_knows(worked) -> None:
    record = atrs.record_of(worked.employee, worked.now)
    unwritten = [key for key, field in fields(record).items() if field["value"] is None]
    assert {"previous_process", "alternatives_considered", "required_training"} <= set(unwritten)
    assert all(fields(record)[key]["source"] == "agency" for key in unwritten)
    assert "_（由部门填写）_" in atrs.as_text(record, "zh")


def test_a_record_without_a_guardian_says_so(people) -> None:
    departures.step_down(people.employee, people.deputy, "x", now=people.now)
    departures.step_down(people.employee, people.guardian, "x", now=people.now)
    text = atrs.as_text(atrs.record_of(people.employee, people.now), "en")
    assert "There is no guardian in force at present" in text
    assert "Suspended" in text


def test_every_clause_is_backed_by_code_tests_and_figures() -> None:
    for one in clauses.clauses():
        for name in one.where:
            assert find_spec(name) is not None, f"{one.id}: {name}"
        for path in one.tests:
            assert (ROOT / path).exists(), f"{one.id}: {path}"


def test_only_what_was_read_is_cited() -> None:
    for one in clauses.clauses():
        assert not one.article or one.confidence == "A", one.id


def test_every_figure_has_a_name_and_is_used() -> None:
    used = {name for one in clauses.clauses() for name in one.evidence}
    assert set(MEASURES) == set(NAMES) == used


BASE = """
clauses:
  - {id: x, text: {zh: 甲, en: a}, confidence: C, demand: {zh: 甲, en: a}, feature: {zh: 甲, en: a}, where: [bangban],
     status: built, tests: [t], evidence: [stops_set]}
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("confidence: C", "confidence: C, article: '21'"),
        ("confidence: C", "confidence: D"),
        ("evidence: [stops_set]", "evidence: [wishes]"),
        ("evidence: [stops_set]", "evidence: []"),
        ("tests: [t]", "tests: []"),
        ("status: built", "status: partial"),
        ("status: built", "status: hoped"),
        ("id: x, ", ""),
        ("demand: {zh: 甲, en: a}", "demand: {zh: 甲, en: a, b}"),
        ("demand: {zh: 甲, en: a}", "demand: {zh: 甲}"),
    ],
)
def test_a_map_that_claims_more_than_it_shows_is_refused(tmp_path, old, new) -> None:
    file = tmp_path / "clauses.yaml"
    file.write_text(BASE, "utf-8")
    assert len(clauses.read_clauses(file)) == 1
    assert old in BASE
    file.write_text(BASE.replace(old, new), "utf-8")
    with pytest.raises(clauses.BadClauses):
        clauses.read_clauses(file)


def test_the_map_counts_the_live_system(worked) -> None:
    table = clauses.clause_map()
    counted = {figure["name"]: figure["value"] for row in table["clauses"] for figure in row["evidence"]}
    assert counted["employees_working"] == 1
    assert counted["employees_unguarded"] == 0
    assert counted["guardians_accepted"] == 2
    assert counted["complaints_upheld"] == 1
    assert counted["decisions_by_people"] == 3
    assert counted["decisions_by_orders"] == 1
    assert counted["override_rate"] == pytest.approx(2 / 3, abs=1e-3)
    assert counted["effects_without_decision"] == 0
    json.dumps(table)
    assert "合同已到期" in clauses.as_text(table, "zh")
    english = clauses.as_text(table, "en")
    assert "Interim Measures for Generative AI Services, Art. 15" in english
    assert not any("\u4e00" <= letter <= "\u9fff" for letter in english)


def test_an_effect_without_a_consenting_decision_would_show(worked, case) -> None:
    decision = case.decisions.get(kind=DecisionKind.REJECT)
    Effect.objects.create(decision=decision, case=case, kind="workorder.create", state=EffectState.DONE)
    assert measured(["effects_without_decision"]) == {"effects_without_decision": 1}


def test_the_commands_print_and_write(worked, monkeypatch, tmp_path: Path) -> None:
    from bangban.cli import export, operator

    monkeypatch.setattr(operator, "set_up_home", lambda: None)
    monkeypatch.setenv("BANGBAN_LANGUAGE", "zh")
    run = CliRunner().invoke
    printed = run(export.export, ["atrs", "0012", "--json"])
    assert json.loads(printed.stdout)["employee"] == "0012"
    assert LedgerEntry.objects.latest("seq").kind == "export.made"
    file = tmp_path / "clauses.md"
    assert run(export.export, ["clauses", "-o", str(file)]).exit_code == 0
    assert file.read_text("utf-8").startswith("# 条款对照表")
    assert isinstance(run(export.export, ["atrs", "9999"]).exception, NotFound)
    nowhere = run(export.export, ["clauses", "-o", str(tmp_path / "no" / "where.md")])
    assert isinstance(nowhere.exception, export.CannotWrite)
