"""Does a page have the wanted paper, margins and grid, and are left and right pages numbered as the standard says?"""

from __future__ import annotations

from typing import Any

import pytest

from bangban.skills.documents.findings import SetFooter, SetSection
from bangban.skills.documents.read import open_document
from tests.support.fixing import both, finding
from tests.support.readings import SECTION
from tests.support.wordfile import A4, page_field, paragraph, part_of, run, word_file

BODY = paragraph("正文文字")


@pytest.mark.parametrize(
    "section",
    [
        A4,
        "",
        '<w:type w:val="nextPage"/><w:cols w:space="425"/><w:docGrid w:type="lines" w:linePitch="312"/>',
    ],
)
@pytest.mark.parametrize(
    "wanted",
    [
        {"top_mm": 37.0, "left_mm": 28.0, "right_mm": 26.0, "bottom_mm": 35.0},
        {"width_mm": 210.0, "height_mm": 297.0, "landscape": False},
        {"width_mm": 297.0, "height_mm": 210.0, "landscape": True},
        {"header_mm": 15.0, "footer_mm": 25.0, "gutter_mm": 0.0},
        {"grid": "lines", "grid_pitch": 28.95},
        {"grid": "linesAndChars", "grid_pitch": 29.0, "grid_chars": -0.2},
        {"grid": ""},
        {"title_page": True},
        {"title_page": False},
        {"page_number_start": 3, "page_number_format": "decimal"},
        {"columns": 2},
    ],
    ids=str,
)  # fmt: skip
def test_the_page_is_as_wanted_and_the_rest_of_it_stays(section: str, wanted: dict[str, Any]) -> None:
    data = word_file(BODY, section=section)
    clean, tracked = both(data, finding(SetSection(0, wanted)))
    before, after = (open_document(one).sections[0] for one in (data, clean.data))
    for name in SECTION:
        now, then = getattr(after, name), wanted.get(name, getattr(before, name))
        assert now == pytest.approx(then, abs=0.02) if isinstance(then, float) else now == then, name
    assert (b"sectPrChange" in part_of(tracked.data)) is (clean.data != data)
    again, _ = both(clean.data, finding(SetSection(0, wanted)))
    assert again.data == clean.data


def test_the_change_of_a_page_keeps_its_footers_and_says_nothing_of_them() -> None:
    data = word_file(
        BODY,
        section=f'<w:footerReference w:type="default" r:id="rIdfooter1"/>{A4}',
        parts={"footer1": paragraph(page_field())},
    )
    _, tracked = both(data, finding(SetSection(0, {"top_mm": 25.0})))
    change = part_of(tracked.data).split(b"<w:sectPrChange")[1]
    assert b"footerReference" not in change


# ── page numbers ──


def footers(data: bytes) -> dict[str, list[tuple[str, str, float, set[float]]]]:
    """kind → (text, align, right or left indent, sizes) of each line that holds something."""
    section = open_document(data).sections[0]
    return {
        kind: [
            (one.text, one.align, one.right_chars or one.left_chars or 0.0, {run.size for run in one.runs})
            for one in lines
            if one.text
        ]
        for kind, lines in section.footers.items()
    }


STANDARD = {
    "default": [("— 1 —", "right", 1.0, {14.0})],
    "even": [("— 1 —", "left", 1.0, {14.0})],
}
REFERENCE = f'<w:footerReference w:type="default" r:id="rIdfooter1"/>{A4}'
BOXED = (
    '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:wsp><wps:txbx><w:txbxContent>'
    f"{paragraph(page_field())}</w:txbxContent></wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>"
    f"<w:txbxContent>{paragraph(page_field())}</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)


@pytest.mark.parametrize(
    "footer",
    [
        paragraph(page_field(), properties='<w:jc w:val="center"/>'),
        paragraph("- ", page_field("12"), " -"),
        paragraph(
            "第",
            page_field(),
            '页 共<w:fldSimple w:instr="NUMPAGES"><w:r><w:t>9</w:t></w:r></w:fldSimple>',
            "页",
        ),
        paragraph('<w:fldSimple w:instr=" PAGE \\* MERGEFORMAT "><w:r><w:t>3</w:t></w:r></w:fldSimple>'),
        paragraph(
            page_field(),
            properties='<w:framePr w:wrap="around" w:vAnchor="text" w:hAnchor="margin" w:xAlign="center" w:y="1"/>',
        ),
        paragraph("— 1 —"),
        paragraph(),
        paragraph(page_field()) + paragraph("— ", page_field(), " —"),
    ],
    ids=["bare", "hyphens", "of many", "simple field", "frame", "typed", "none", "twice"],
)
def test_both_sides_are_numbered(footer: str) -> None:
    data = word_file(BODY, section=REFERENCE, parts={"footer1": footer})
    clean, _ = both(data, finding(SetFooter(0)))
    assert footers(clean.data) == STANDARD
    assert open_document(clean.data).even_and_odd
    again, _ = both(clean.data, finding(SetFooter(0)))
    assert again.data == clean.data


def test_a_number_in_a_text_box_comes_out_of_it() -> None:
    data = word_file(BODY, section=REFERENCE, parts={"footer1": paragraph(BOXED)})
    clean, _ = both(data, finding(SetFooter(0)))
    assert footers(clean.data) == STANDARD
    assert b"txbxContent" not in part_of(clean.data, "word/footer1.xml")


def test_a_document_without_footers_gets_both() -> None:
    data = word_file(BODY)
    clean, tracked = both(data, finding(SetFooter(0)))
    assert footers(clean.data) == STANDARD
    assert part_of(tracked.data, "word/footer2.xml")


def test_what_else_stands_in_a_footer_or_header_stays_on_both_sides() -> None:
    data = word_file(
        BODY,
        section=f'<w:headerReference w:type="default" r:id="rIdheader1"/>{REFERENCE}',
        parts={
            "footer1": paragraph("（内部资料）") + paragraph(page_field()),
            "header1": paragraph("云栖市"),
        },
    )
    clean, _ = both(data, finding(SetFooter(0)))
    document = open_document(clean.data)
    section = document.sections[0]
    assert [one.text for one in section.headers["even"]] == ["云栖市"]
    for kind in ("default", "even"):
        assert [one.text for one in section.footers[kind]] == ["（内部资料）", "— 1 —"]


def test_a_line_with_a_number_and_words_is_not_overwritten() -> None:
    data = word_file(BODY, section=REFERENCE, parts={"footer1": paragraph("云栖市人民政府 ", page_field())})
    clean, _ = both(data, finding(SetFooter(0)))
    assert open_document(clean.data).sections[0].footers["default"][0].text == "云栖市人民政府 1"


def test_one_side_and_other_looks_where_the_finding_says_so() -> None:
    data = word_file(BODY, section=REFERENCE, parts={"footer1": paragraph(page_field())})
    wanted = {"both_sides": False, "odd_align": "center", "indent_chars": 0.0, "before": "-", "after": "-"}
    clean, _ = both(data, finding(SetFooter(0, wanted)))
    assert footers(clean.data) == {"default": [("-1-", "center", 0.0, {14.0})]}
    assert not open_document(clean.data).even_and_odd


def test_a_letters_first_page_shows_none() -> None:
    data = word_file(BODY, section=REFERENCE, parts={"footer1": paragraph(page_field())})
    clean, _ = both(data, finding(SetFooter(0, {"first": "none"})))
    section = open_document(clean.data).sections[0]
    assert section.title_page
    assert [one.text for one in section.footers["first"]] == [""]
    again, _ = both(clean.data, finding(SetFooter(0, {"first": "none"})))
    assert again.data == clean.data


def test_a_later_section_numbers_on_in_the_footers_it_takes_over() -> None:
    first = paragraph("前", properties=f"<w:sectPr>{REFERENCE}</w:sectPr>")
    data = word_file(first, BODY, parts={"footer1": paragraph(run("1"), page_field())})
    clean, _ = both(data, finding(SetFooter(0)), finding(SetFooter(1)))
    sections = open_document(clean.data).sections
    assert sections[1].footers["default"][0].text == "— 1 —"
    assert b"footer3" not in part_of(clean.data, "word/_rels/document.xml.rels")


@pytest.mark.parametrize("edit", [SetSection(0, {"tpo_mm": 1.0}), SetFooter(0, {"nobody_knows": 1})])
def test_a_property_the_fixer_does_not_know_is_refused(edit: Any) -> None:
    data = word_file(BODY)
    clean, _ = both(data, finding(edit))
    assert [reason for _, reason in clean.refused] == ["unknown_property"]
    assert clean.data == data
