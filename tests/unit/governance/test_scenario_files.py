"""Is a right scenario file read, and a wrong one refused at the right line, column and field?"""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from bangban import config
from bangban.errors import Refusal
from bangban.governance.scenarios import load
from bangban.governance.scenarios.load import BadScenario, UnknownScenario, faults, load_file, load_folder

GOOD = dedent(
    """\
    code: parks.report
    version: 2
    title: {zh: 公园设施报修, en: Repairs in parks}
    basis:
      - {zh: 《示例市公园管理办法》, en: Example City Parks Measures}
    agency_kinds: [bureau]
    skill:
      name: workorders.route
      settings: {fallback: parks}
    inputs:
      type: object
      required: [text]
      properties:
        text: {type: string, minLength: 1, title: 来信 | Message}
    knowledge: [agencies.duties]
    data_class: internal
    impact: II
    gate: standing_order
    effect: {kind: workorder.create, reversible: true, target: agency}
    time_limit: hotline.reply
    quota: {per_employee_per_day: 300}
    hours: {from: 08:30, to: 17:30, workdays_only: true}
    evaluation:
      - inputs: {text: 长椅坏了}
        expect: {agency: parks}
    """
)


@pytest.fixture
def write(tmp_path: Path):
    def write(text: str, name: str = "parks.report.yaml") -> Path:
        file = tmp_path / name
        file.write_text(text, "utf-8")
        return file

    return write


def first_fault(file: Path) -> BadScenario:
    with pytest.raises(BadScenario) as caught:
        load_file(file)
    return caught.value


def test_a_right_file_is_read_whole(write) -> None:
    scenario = load_file(write(GOOD))
    assert (scenario.code, scenario.version, scenario.gate, scenario.impact) == (
        "parks.report",
        2,
        "standing_order",
        "II",
    )
    assert scenario.hours == {"from": "08:30", "to": "17:30", "workdays_only": True}
    assert scenario.quota_per_day == 300
    assert scenario.proposal_days == 30
    assert scenario.target_of({"agency": "parks"}) == "parks"
    assert scenario.evaluation[0].expect == {"agency": "parks"}
    assert scenario.evaluation[0].line == 24
    assert scenario.title_text == "公园设施报修"


def test_the_digest_is_of_the_meaning_not_of_the_layout(write) -> None:
    first = load_file(write(GOOD)).digest
    assert load_file(write("# a remark\n" + GOOD)).digest == first
    assert load_file(write(GOOD.replace("300", "301"))).digest != first


REFUSED = [
    # what is changed, into what, line, column, field, a word of the message
    ("impact: II\n", "impact: III\n", 18, 7, "gate", "impact III"),
    ("impact: II\n", "impact: IV\n", 18, 7, "gate", "two_person"),
    ("gate: standing_order\n", "gate: advise\n", 19, 1, "effect", "no effect"),
    ("gate: standing_order\n", "gate: never\n", 1, 1, "refer_to", "whom to ask"),
    ("gate: standing_order\n", "gate: maybe\n", 18, 7, "gate", "a gate"),
    ("data_class: internal\n", "data_class: secret\n", 18, 7, "gate", "no secrets"),
    ("effect: {kind: workorder.create, reversible: true, target: agency}\n", "", 1, 1, "effect", "an effect"),
    ("version: 2\n", "version: 2.5\n", 2, 10, "version", "whole number"),
    ("version: 2\n", "version: 2\nversoin: 2\n", 3, 1, "versoin", "one of the keys"),
    (
        "  - {zh: 《示例市公园管理办法》, en: Example City Parks Measures}",
        "  - {zh: 办法}",
        5,
        5,
        "basis.0.en",
        "Chinese and English",
    ),
    ("from: 08:30", "from: 25:00", 22, 15, "hours.from", "08:30"),
    ("to: 17:30", "to: 08:00", 22, 26, "hours.to", "after"),
    ("time_limit: hotline.reply", "time_limit: whenever", 20, 13, "time_limit", "known profile"),
    ("code: parks.report", "code: parks.other", 1, 7, "code", "the file's name"),
    (
        "type: string, minLength: 1",
        "type: strnig, minLength: 1",
        14,
        18,
        "inputs.properties.text.type",
        "JSON Schema",
    ),
    ("{text: 长椅坏了}", "{text: 7}", 24, 20, "evaluation.0.inputs.text", "fits"),
    ("agency_kinds: [bureau]", "agency_kinds: &x [bureau]\nbasis2: *x", 7, 9, "*", "no alias"),
    ("version: 2\n", "version: 2\nversion: 3\n", 3, 1, "*", "only once"),
    ("version: 2\n", "version: !!python/object:os.system 2\n", 2, 10, "*", "plain text"),
    ("version: 2\n", "version: [2\n", 3, 6, "*", "valid YAML"),
    ("impact: II", "impact: " + "[" * 30 + "]" * 30, 17, 32, "*", "nesting"),
]


@pytest.mark.parametrize(("old", "new", "line", "column", "field", "word"), REFUSED)
def test_a_wrong_file_is_refused_where_it_is_wrong(write, old, new, line, column, field, word) -> None:
    assert old in GOOD
    fault = first_fault(write(GOOD.replace(old, new, 1)))
    details = fault.details
    assert (details["field"], details["line"], details["column"]) == (field, line, column)
    assert word in fault.text("en")
    assert fault.text("zh").startswith("场景文件")


def test_every_fault_is_named_not_only_the_first(write) -> None:
    text = GOOD.replace("version: 2", "version: 0").replace("gate: standing_order", "gate: perhaps")
    assert [fault.details["field"] for fault in faults(write(text))] == ["version", "gate"]


def test_a_huge_or_garbled_file_is_refused(write, tmp_path: Path) -> None:
    assert "256 kB" in first_fault(write("#" * 300_000)).text("en")
    garbled = tmp_path / "x.y.yaml"
    garbled.write_bytes(b"code: x.y\ntitle: \xff\xfe\n")
    assert first_fault(garbled).details["line"] == 2


@pytest.mark.parametrize("text", ["", "- 1\n", "just words\n", "null\n"])
def test_what_is_no_mapping_is_refused(write, text: str) -> None:
    assert first_fault(write(text)).details["line"] == 1


def test_a_never_scenario_needs_no_skill_but_says_whom_to_ask(write) -> None:
    text = dedent(
        """\
        code: penalties.decide
        version: 1
        title: {zh: 行政处罚决定, en: Decide a penalty}
        basis: [{zh: 本市规定, en: A rule of the city}]
        agency_kinds: []
        data_class: sensitive
        impact: IV
        gate: never
        refer_to: {zh: 执法部门法制科, en: the legal section}
        """
    )
    scenario = load_file(write(text, "penalties.decide.yaml"))
    assert scenario.skill_name == ""
    assert scenario.refer_to_text == "执法部门法制科"


def test_words_that_other_yaml_readers_turn_into_something_else_stay_words(write) -> None:
    text = GOOD.replace(
        "settings: {fallback: parks}", "settings: {a: no, b: 2026-01-02, c: 12:30:00, d: 010}"
    )
    assert load_file(write(text)).skill_settings == {
        "a": "no",
        "b": "2026-01-02",
        "c": "12:30:00",
        "d": "010",
    }


def test_the_shipped_scenarios_are_all_right() -> None:
    shipped = load_folder(load.PACKAGED)
    assert "hotline.dispatch" in shipped
    assert all(scenario.basis for scenario in shipped.values())


def test_a_new_file_is_seen_by_a_running_process_and_a_wrong_one_only_takes_itself_off(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(load, "LOOK_EVERY", 0)
    folder = config.load().path("scenarios")
    folder.mkdir(exist_ok=True)
    file = folder / "parks.report.yaml"
    assert "parks.report" not in load.scenarios()
    try:
        file.write_text(GOOD, "utf-8")
        assert load.find_scenario("parks.report").version == 2
        file.write_text(GOOD.replace("impact: II\n", "impact: III\n"), "utf-8")
        with pytest.raises(UnknownScenario):
            load.find_scenario("parks.report")
        assert [fault.details["field"] for fault in load.refused_files()] == ["gate"]
        assert set(load_folder(load.PACKAGED)) <= set(load.scenarios())
    finally:
        file.unlink()
    assert load.refused_files() == ()


def test_a_citys_own_file_replaces_the_shipped_one_of_the_same_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "LOOK_EVERY", 0)
    shipped = load_folder(load.PACKAGED)
    folder = config.load().path("scenarios")
    folder.mkdir(exist_ok=True)
    file = folder / "hotline.dispatch.yaml"
    text = (load.PACKAGED / file.name).read_text("utf-8").replace("version: 2", "version: 77", 1)
    try:
        file.write_text(text, "utf-8")
        assert load.find_scenario("hotline.dispatch").version == 77
    finally:
        file.unlink()
    assert load.find_scenario("hotline.dispatch").digest == shipped["hotline.dispatch"].digest


def test_an_unknown_scenario_is_a_typed_refusal() -> None:
    with pytest.raises(Refusal) as caught:
        load.find_scenario("nothing.here")
    assert caught.value.code == "no_such_scenario"
    assert caught.value.exit_code == 1
