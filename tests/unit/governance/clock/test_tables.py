"""Can a city edit the tables, and does a mistake name its place?"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from bangban.governance.clock import (
    BadHolidays,
    BadProfiles,
    UnknownProfile,
    find_profile,
    load_calendar,
    load_profiles,
)
from bangban.governance.clock.yamlfile import catalog_file


def test_a_new_year_is_added_and_read_without_a_restart(tmp_path: Path) -> None:
    own = tmp_path / "holidays.yaml"
    assert 2027 not in load_calendar(own).years
    own.write_text(
        "years:\n  2027:\n    days:\n      - {zh: 元旦, en: New Year, holiday: 2027-01-01}\n", "utf-8"
    )
    table = load_calendar(own)
    assert table.years == {2023, 2024, 2025, 2026, 2027}
    assert not table.is_workday(date(2027, 1, 1))
    own.write_text("years:\n  2027:\n    days: []\n", "utf-8")
    os.utime(own, (1, 1))
    assert load_calendar(own).is_workday(date(2027, 1, 1))


def test_a_year_of_ones_own_replaces_the_shipped_one(tmp_path: Path) -> None:
    own = tmp_path / "holidays.yaml"
    own.write_text(
        "years:\n  2026:\n    days:\n      - {zh: 州庆, en: Prefecture Day, holiday: 2026-09-03, workday: [2026-09-05]}\n",
        "utf-8",
    )
    table = load_calendar(own)
    assert not table.is_workday(date(2026, 9, 3))
    assert table.is_workday(date(2026, 9, 5))
    assert table.is_workday(date(2026, 10, 1))
    assert not table.is_workday(date(2025, 10, 1))


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("", "*"),
        ("[1, 2]", "*"),
        ("years: {2027: {days: [}", "*"),
        ("years: {2027: 3}", "years.2027"),
        ("years: {soon: {days: []}}", "years.soon"),
        ("years: {2027: {holidays: []}}", "years.2027.holidays"),
        ("years: {2027: {days: {}}}", "years.2027.days"),
        ("years: {2027: {days: [3]}}", "years.2027.days[0]"),
        ("years: {2027: {days: [{zh: a, en: b, holiday: 2026-01-01}]}}", "years.2027.days[0].holiday"),
        (
            "years: {2027: {days: [{zh: a, en: b, holiday: [2027-03-01, 2027-02-01]}]}}",
            "years.2027.days[0].holiday",
        ),
        (
            "years: {2027: {days: [{zh: a, en: b, holiday: 2027-01-01 10:00:00}]}}",
            "years.2027.days[0].holiday",
        ),
        ("years: {2027: {days: [{zh: a, en: b, workday: [2027-01-04]}]}}", "years.2027.days[0].workday"),
        ("years: {2027: {days: [{en: b, holiday: 2027-01-01}]}}", "years.2027.days[0].zh"),
        ("years: {2027: {days: [{zh: a, en: b, off: 2027-01-01}]}}", "years.2027.days[0].False"),
        (
            "years: {2027: {days: [{zh: a, en: b, holiday: 2027-01-02}, {zh: c, en: d, workday: [2027-01-02]}]}}",
            "years.2027.days[1].workday",
        ),
    ],
)
def test_a_wrong_holiday_table_names_the_field(tmp_path: Path, text: str, field: str) -> None:
    own = tmp_path / "holidays.yaml"
    own.write_text(text, "utf-8")
    with pytest.raises(BadHolidays) as problem:
        load_calendar(own)
    assert problem.value.details["field"] == field
    assert str(own) in problem.value.text("en")


def test_every_shipped_profile_names_its_basis_and_no_uncertain_article() -> None:
    profiles = load_profiles()
    assert {
        "hotline.dispatch",
        "hotline.reply",
        "licensing.decision",
        "petition.decision",
        "ai.complaint",
    } <= set(profiles)
    seen = {"行政许可法": {"32", "42", "44", "82"}, "信访工作条例": {"22", "34"}, "生成式人工智能": {"15"}}
    for profile in profiles.values():
        assert profile.basis, profile.name
        for basis in profile.basis:
            if "article" in basis:
                assert any(
                    law in basis["zh"] and basis["article"] in articles for law, articles in seen.items()
                )
    licensing = profiles["licensing.decision"]
    assert (licensing.unit, licensing.limit) == ("working_days", 20)
    assert licensing.extension is not None
    assert licensing.extension.limit == 10
    with pytest.raises(UnknownProfile):
        find_profile("hotline.never")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ("unit: weeks", "unit"),
        ("limit: 0", "limit"),
        ("limit: 2.5", "limit"),
        ("limit: 99999", "limit"),
        ("limit: true", "limit"),
        ("start: yesterday", "start"),
        ("suspension: maybe", "suspension"),
        ("extension: {limit: 0}", "extension.limit"),
        ("extension: {limit: 5, times: 0}", "extension.times"),
        ("extension: {limit: 5, who: me}", "extension.who"),
        ("hours: []", "hours"),
        ('hours: [["12:00", "08:30"]]', "hours"),
        ('hours: [["08:30", "12:00"], ["11:00", "17:30"]]', "hours"),
        ("basis: [law]", "basis[0]"),
        ("colour: red", "colour"),
    ],
)
def test_a_wrong_profile_names_the_field(tmp_path: Path, change: str, field: str) -> None:
    fields = {"zh": "测试", "en": "Test", "unit": "working_days", "limit": "5"}
    key, _, value = change.partition(": ")
    fields[key] = value
    own = tmp_path / "clock_profiles.yaml"
    own.write_text("profiles:\n  own:\n" + "".join(f"    {k}: {v}\n" for k, v in fields.items()), "utf-8")
    with pytest.raises(BadProfiles) as problem:
        load_profiles(own)
    assert problem.value.details["field"] == f"profiles.own.{field}"


def test_the_catalog_is_inside_the_package() -> None:
    assert catalog_file("holidays.yaml").is_file()
    assert catalog_file("clock_profiles.yaml").is_file()
