"""Does the check find what a scenario names and this installation lacks, and does it judge answers rightly?"""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent

import pytest
from click.testing import CliRunner

from bangban.catalog import demo
from bangban.governance.scenarios import load
from bangban.governance.scenarios.check import check_file, compare
from bangban.skillhost import sources
from bangban.skillhost.problems import SkillFailed
from tests.unit.governance.test_scenario_files import GOOD


@pytest.fixture
def district_sources(monkeypatch):
    """The sources as the invented district would answer them."""
    known = dict(sources._sources)
    sources.register("agencies.duties", lambda query: demo.duty_rows())
    sources.register("hotline.recent", lambda query: ())
    sources.register("hotline.learned", lambda query: ())
    yield
    sources._sources.clear()
    sources._sources.update(known)
    sources.forget()


@pytest.fixture
def write(tmp_path: Path):
    def write(text: str) -> Path:
        file = tmp_path / "parks.report.yaml"
        file.write_text(text, "utf-8")
        return file

    return write


def test_the_scenario_of_the_how_to_is_right(tmp_path: Path, district_sources) -> None:
    text = (Path(__file__).parents[3] / "docs/how-to/add-a-scenario.md").read_text("utf-8")
    shown = text.split("```yaml\n")[1].split("   ```")[0]
    file = tmp_path / "parks.report.yaml"
    file.write_text(dedent(shown), "utf-8")
    report = check_file(file)
    assert report.as_dict()["failed"] == []
    assert (report.exit_code, report.passed) == (0, 1)
    # ... and so is the mistake it shows.
    file.write_text(dedent(shown).replace("impact: I\n", "impact: IV\n"), "utf-8")
    assert "line 18, column 7, gate: expected two people at impact IV" in check_file(file).faults[0].text(
        "en"
    )


def answering(**content):
    return lambda skill, inputs, settings: {"content": content, "confidence": 0.8, "details": {"seen": 3}}


# What a skill reads of documents stands in the database: here in an empty one.
@pytest.mark.django_db
@pytest.mark.parametrize("file", load.scenario_files(), ids=lambda file: file.stem)
def test_every_shipped_scenario_answers_its_examples(file: Path, district_sources) -> None:
    report = check_file(file)
    assert report.as_dict()["failed"] == []
    assert report.faults == ()
    assert report.exit_code == 0


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("name: workorders.route", "name: workorders.rout", "skill.name"),
        ("{fallback: parks}", "{fallbak: parks}", "skill.settings"),
        ("{fallback: parks}", "{repeats_above: 7}", "skill.settings.repeats_above"),
        ("[agencies.duties]", "[agencies.duties, moon.phases]", "knowledge.1"),
        ("kind: workorder.create", "kind: workorder.creat", "effect.kind"),
        (
            "required: [text]\n  properties:\n    text:",
            "required: [words]\n  properties:\n    words:",
            "inputs.properties.text",
        ),
    ],
)
def test_what_the_installation_lacks_is_named_with_its_place(write, old, new, field) -> None:
    assert old in GOOD
    text = GOOD.replace(old, new)
    if "words" in new:
        text = text.replace("inputs: {text: 长椅坏了}", "inputs: {words: 长椅坏了}")
    report = check_file(write(text), answering(agency="parks"))
    assert [fault.details["field"] for fault in report.faults] == [field]
    assert report.faults[0].details["line"] > 1
    assert report.exit_code == 2


def test_a_wrong_file_runs_no_examples(write) -> None:
    def never(*arguments):
        raise AssertionError("asked")

    report = check_file(write(GOOD.replace("version: 2", "version: x")), never)
    assert (report.exit_code, report.answers) == (2, ())


def test_a_wrong_answer_is_a_finding_and_shows_both(write) -> None:
    report = check_file(write(GOOD), answering(agency="housing"))
    assert (report.exit_code, report.rate) == (1, 0.0)
    assert report.as_dict()["failed"][0]["mismatches"] == [
        {"path": "agency", "expected": "parks", "got": "housing"}
    ]


def test_a_skill_that_fails_is_a_finding(write) -> None:
    def broken(skill, inputs, settings):
        raise SkillFailed(skill=skill, reason="KeyError", place="x.py:1")

    report = check_file(write(GOOD), broken)
    assert report.exit_code == 1
    assert report.as_dict()["failed"][0]["failure"]["code"] == "skill_failed"


@pytest.mark.parametrize(
    ("expect", "fits"),
    [
        ({"agency": "parks"}, True),
        ({"agency": "roads"}, False),
        ({"place.street": "学府路"}, True),
        ({"items.1": "b"}, True),
        ({"items.9": "b"}, False),
        ({"agency": {"one_of": ["roads", "parks"]}}, True),
        ({"agency": {"one_of": ["roads"]}}, False),
        ({"place.street": {"contains": "学府"}}, True),
        ({"count": {"contains": "1"}}, False),
        ({"count": {"at_least": 12}}, True),
        ({"count": {"at_most": 11}}, False),
        ({"agency": {"at_least": 1}}, False),
        ({"confidence": {"at_least": 0.8}}, True),
        ({"details.seen": 3}, True),
        ({"place": {"street": "学府路"}}, True),
        ({"nothing": None}, True),
    ],
)
def test_expectations(expect, fits) -> None:
    content = {"agency": "parks", "place": {"street": "学府路"}, "items": ["a", "b"], "count": 12}
    result = {"content": content, "confidence": 0.8, "details": {"seen": 3}}
    assert (list(compare(expect, result)) == []) is fits


@pytest.mark.django_db
def test_the_command_line_lists_and_checks(monkeypatch, tmp_path: Path, district_sources) -> None:
    from bangban.cli import operator, scenario

    monkeypatch.setattr(operator, "set_up_home", lambda: None)
    monkeypatch.setenv("BANGBAN_LANGUAGE", "en")
    run = CliRunner().invoke
    listed = run(scenario.scenario, ["list", "--json"])
    assert listed.exit_code == 0
    assert "hotline.dispatch" in [row["code"] for row in json.loads(listed.stdout)["scenarios"]]
    checked = run(scenario.scenario, ["check", "hotline.urgent"])
    assert checked.exit_code == 0
    assert "6/6 (100%)" in checked.stdout
    wrong = tmp_path / "parks.report.yaml"
    wrong.write_text(GOOD.replace("gate: standing_order", "gate: advise"), "utf-8")
    refused = run(scenario.scenario, ["check", str(wrong)])
    assert refused.exit_code == 2
    assert "line 19, column 1, effect" in refused.stderr
