"""Is what the fixer writes valid WordprocessingML? Judged by a validator that is none of ours."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from bangban.skills.documents import fix
from bangban.skills.documents.findings import (
    InsertBlank,
    RemoveBlank,
    SetFooter,
    SetParagraph,
    SetRuns,
    SetSection,
    SetText,
)
from bangban.skills.documents.label import label, remove_visible
from bangban.skills.documents.model import Border
from bangban.skills.documents.read import open_document
from tests.support.fixing import AUTHOR, WHEN, finding
from tests.support.wordfile import A4, page_field, paragraph, run, word_file

TABLE = (
    '<w:tbl><w:tblPr><w:tblW w:w="5000" w:type="pct"/></w:tblPr><w:tblGrid><w:gridCol w:w="8000"/></w:tblGrid><w:tr><w:tc><w:tcPr>'
    f'<w:tcW w:w="8000" w:type="dxa"/></w:tcPr>{paragraph("单元格,文字")}</w:tc></w:tr></w:tbl>'
)
DOCUMENT = word_file(
    paragraph(run("标题", "<w:b/>"), properties='<w:keepNext/><w:jc w:val="left"/>'),
    paragraph(),
    paragraph("正文(一)文字,文字", properties='<w:spacing w:line="360"/><w:rPr><w:b/></w:rPr>'),
    TABLE,
    paragraph("结尾"),
    section=f'<w:footerReference w:type="default" r:id="rIdfooter1"/>{A4}<w:cols w:space="425"/>',
    parts={"footer1": paragraph(page_field())},
    settings='<w:zoom w:percent="100"/><w:characterSpacingControl w:val="compressPunctuation"/><w:compat/>',
)
EVERYTHING = [
    finding(SetText(2, 2, 5, "（一）"), SetText(2, 7, 8, "，"), rule="a.a", start=2, end=5, found="(一)"),
    finding(
        SetRuns(2, 1, 6, {"font": "黑体", "latin": "Times New Roman", "size": 16, "bold": True, "italic": False, "underline": "", "color": "FF0000", "highlight": "", "spacing": 1, "strike": False, "hidden": False}),
        rule="b.b",
    ),
    finding(
        SetParagraph(0, {"align": "center", "first_line_chars": 0.0, "left_chars": 1.0, "right": 2.0, "line": 28.95, "line_rule": "exact", "before": 6.0, "after": 0.0, "snap_to_grid": False, "page_break_before": True, "outline": 0, "borders": [Border("bottom", "single", 1.5, "FF0000"), Border("top", "single", 1.0, "")]}),
        rule="c.c",
    ),
    finding(SetSection(0, {"top_mm": 37.5, "landscape": False, "width_mm": 209.0, "grid": "lines", "grid_pitch": 28.95, "title_page": True, "page_number_start": 1, "columns": 1}), rule="d.d"),
    finding(SetFooter(0), rule="e.e"),
    finding(InsertBlank(2), rule="f.f"),
    finding(RemoveBlank(1), rule="g.g"),
    finding(SetText(3, 3, 4, "，"), rule="h.h", start=3, end=4, found=","),
]  # fmt: skip


def faults(data: bytes, folder: Path) -> list[str]:
    """What the validator says of a file."""
    audit: Any = pytest.importorskip("openxml_audit")
    file = folder / "file.docx"
    file.write_bytes(data)
    found = audit.OpenXmlValidator().validate(str(file)).errors
    # The small file has no table of fonts and no theme, which Word does without.
    said = [f"{one.part_uri} {one.path}: {one.description}" for one in found]
    return [one for one in said if "required relationship type" not in one]


def test_the_validator_finds_what_is_out_of_order(tmp_path: Path) -> None:
    wrong = word_file(
        '<w:p><w:pPr><w:jc w:val="left"/><w:keepNext/></w:pPr><w:ins w:id="1"><w:r/></w:ins></w:p>'
    )
    assert len(faults(wrong, tmp_path)) >= 2


def test_everything_at_once_is_valid_clean_and_tracked(tmp_path: Path) -> None:
    assert faults(DOCUMENT, tmp_path) == []
    document = open_document(DOCUMENT)
    clean = fix.apply_clean(document, EVERYTHING)
    assert clean.refused == ()
    assert faults(clean.data, tmp_path) == []
    tracked = fix.apply_tracked(document, EVERYTHING, AUTHOR, WHEN)
    assert faults(tracked.data, tmp_path) == []
    again = fix.apply_tracked(
        open_document(tracked.data),
        [dataclasses.replace(EVERYTHING[1], edits=(SetText(2, 0, 1, "甲"),))],
        "李",
        WHEN,
    )
    assert faults(again.data, tmp_path) == []


def test_a_labelled_file_is_valid(tmp_path: Path) -> None:
    labelled = label(DOCUMENT, producer="云栖市", produce_id="1")
    assert faults(labelled, tmp_path) == []
    assert faults(remove_visible(labelled), tmp_path) == []
