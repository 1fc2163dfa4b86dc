"""Is what the writer writes valid, where the standard wants it, and broken where a reader would break it?"""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bangban.skills.documents import draft
from bangban.skills.documents.draft.pages import pages_of
from bangban.skills.documents.draft.points import chinese, label
from bangban.skills.documents.draft.tail import places
from bangban.skills.documents.draft.titles import NEVER_FIRST, lines_of, width
from bangban.skills.documents.draft.writer import _flow
from bangban.skills.documents.read import open_document
from tests.unit.skills.documents.draft.test_kinds import FORMS, named


@pytest.mark.parametrize("form", FORMS, ids=named)
def test_it_is_valid(form: dict[str, Any], tmp_path: Path) -> None:
    audit = pytest.importorskip("openxml_audit")
    file = tmp_path / "draft.docx"
    file.write_bytes(draft.draft(form))
    found = audit.OpenXmlValidator().validate(str(file)).errors
    # No colour or font is taken from a theme, so there is none.
    assert [str(one) for one in found if "relationships/theme" not in one.description] == []


def test_the_page_is_the_standards() -> None:
    section = open_document(draft.draft(FORMS[0]), name="draft.docx").sections[0]
    got = (
        section.width_mm,
        section.height_mm,
        section.top_mm,
        section.bottom_mm,
        section.left_mm,
        section.right_mm,
    )
    assert got == pytest.approx((210, 297, 37, 35, 28, 26), abs=0.05)
    assert section.grid == "linesAndChars"
    assert section.grid_pitch == pytest.approx(28.95)


def test_a_letter_has_its_lines_and_no_number_on_the_first_page() -> None:
    letter = next(form for form in FORMS if form["kind"] == "han")
    document = open_document(draft.draft(letter), name="draft.docx")
    section = document.sections[0]
    assert section.title_page
    assert not any("PAGE" in field for one in section.footers["first"] for field in one.fields)


def test_the_imprint_stands_on_an_even_page() -> None:
    for form in FORMS:
        paper = draft.document(form)
        if paper.printed_by and paper.format != "letter":
            assert pages_of(_flow(paper))[0] % 2 == 0, paper.title


def test_no_part_carries_the_time_it_was_made() -> None:
    with zipfile.ZipFile(BytesIO(draft.draft(FORMS[0]))) as archive:
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2026-03-20T00:00:00Z" in archive.read("docProps/core.xml")


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("关于召开会议的通知", ["关于召开会议的通知"]),
        (
            "云栖市临江区人民政府关于进一步做好公共数据资源登记管理工作的通知",
            ["云栖市临江区人民政府关于进一步", "做好公共数据资源登记管理工作的通知"],
        ),
        ("第一行\n第二行", ["第一行", "第二行"]),
    ],
)
def test_titles_break_between_words(title: str, lines: list[str]) -> None:
    assert lines_of(title) == lines


@given(st.text("云栖市临江区人民政府关于的通知《办法》（试行）2026年和、数据资源管理", max_size=90))
def test_no_title_loses_a_character_or_overflows(title: str) -> None:
    lines = lines_of(title)
    assert "".join(lines) == title
    assert all(width(line) <= 20 for line in lines)


def test_no_line_of_a_drafted_title_begins_with_a_particle() -> None:
    for form in FORMS:
        assert not any(line[:1] in NEVER_FIRST for line in lines_of(draft.document(form).title))


@pytest.mark.parametrize(
    ("name", "day", "seal", "wanted"),
    [
        (7, 6.5, True, (3.75, 4.0)),
        (6.5, 6.5, True, (4.0, 4.0)),
        (20, 6.5, True, (0.0, 6.75)),
        (10, 6.5, False, (2.0, 3.5)),
        (5, 6.5, False, (5.5, 2.0)),
    ],
)
def test_signature_and_date_stand_as_7_3_5_says(
    name: float, day: float, seal: bool, wanted: tuple[float, float]
) -> None:
    assert places(name, day, seal=seal) == wanted


def test_numbers_of_points() -> None:
    assert [chinese(one) for one in (1, 9, 10, 11, 20, 21, 99)] == [
        "一",
        "九",
        "十",
        "十一",
        "二十",
        "二十一",
        "九十九",
    ]
    assert [label(level, 2) for level in (1, 2, 3, 4)] == ["二、", "（二）", "2.", "（2）"]
