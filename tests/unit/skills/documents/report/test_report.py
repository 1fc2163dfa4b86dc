"""Do the reports show every finding, and nothing of a document as a mark-up or a formula?"""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from python_calamine import CalamineWorkbook

from bangban.skills.documents.findings import Element, Kind
from bangban.skills.documents.report import UnknownReport, write_report
from bangban.skills.documents.report.words import ELEMENTS, KIND

EVIL = "<script>alert(1)</script>"
FORMULA = '=HYPERLINK("http://x","y")'


def finding(**more: Any) -> dict[str, Any]:
    return {
        "rule": "page.margin_top", "level": "required", "standard": "GB/T 9704-2012", "clause": "5.2.1", "element": "page",
        "paragraph": None, "start": 0, "end": 0, "found": "25.4", "expected": "37", "message": "上白边应为 37 mm", "message_en": "the top margin should be 37 mm",
        "title": "", "title_en": "", "why": "", "why_en": "", "fixable": True, "facts": [2], **more,
    }  # fmt: skip


RECORDS = [
    {"file": f"{EVIL}.docx", "kind": "tongzhi", "direction": "down", "findings": [finding(), finding(level="practice", paragraph=3, found=EVIL, expected=FORMULA, message=FORMULA, fixable=False)]},
    {"file": FORMULA, "kind": "unknown", "direction": "unknown", "findings": []},
    {"file": "坏.docx", "error": {"code": "x", "message": {"zh": f"不能读取{EVIL}", "en": f"cannot read {EVIL}"}}},
]  # fmt: skip


def test_the_page_shows_everything_as_text(tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    write_report(file, RECORDS, "帮办 0.1")
    text = file.read_text("utf-8")
    page = html.fromstring(text.encode())
    assert not page.xpath(
        "//script | //link | //img | //iframe | //*[@onclick] | //*[starts-with(@href,'http')]"
    )
    said = page.text_content()
    for words in (
        EVIL,
        FORMULA,
        "上白边应为 37 mm",
        "GB/T 9704-2012 5.2.1",
        "第 4 段",
        "公文校核报告",
        "帮办 0.1",
        "由工作人员决定",
    ):
        assert words in said
    rows = page.xpath("(//table)[1]/tbody/tr")
    assert len(rows) == 3
    assert page.xpath("//html/@lang") == ["zh-Hans"]
    for link in page.xpath("//a/@href"):
        assert page.xpath(f"//*[@id='{link[1:]}']")
    assert "@media print" in text


def test_the_workbook_holds_text_and_numbers_only(tmp_path: Path) -> None:
    file = tmp_path / "report.xlsx"
    write_report(file, RECORDS, "帮办 0.1")
    book = CalamineWorkbook.from_filelike(io.BytesIO(file.read_bytes()))
    files, found = (book.get_sheet_by_name(name).to_python() for name in ("汇总", "问题"))
    assert [row[0] for row in files] == ["文件", f"{EVIL}.docx", FORMULA, "坏.docx"]
    assert files[1][3:7] == [1.0, 0.0, 1.0, 1.0]
    assert found[2][4:7] == [FORMULA, EVIL, FORMULA]
    with zipfile.ZipFile(file) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/"):
                assert not re.search(rb"<f[ >]|<hyperlink", archive.read(name))


def test_a_report_of_another_kind_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(UnknownReport):
        write_report(tmp_path / "report.pdf", RECORDS, "")
    assert not list(tmp_path.iterdir())


def test_every_element_and_kind_has_a_name() -> None:
    assert set(ELEMENTS) == {one.value for one in Element}
    assert set(KIND) == {one.value for one in Kind}


@pytest.mark.parametrize("name", ["report.html", "report.xlsx"])
def test_in_english_nothing_is_chinese_but_what_the_document_says(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    one = {
        "file": "a.docx",
        "kind": "tongzhi",
        "direction": "down",
        "findings": [finding(), finding(paragraph=3)],
    }
    write_report(file, [one, {**RECORDS[2], "file": "b.docx"}], "Bangban", "en")
    if name.endswith("html"):
        said = html.fromstring(file.read_bytes()).text_content()
    else:
        book = CalamineWorkbook.from_path(str(file))
        said = " ".join(
            str(cell)
            for sheet in book.sheet_names
            for row in book.get_sheet_by_name(sheet).to_python()
            for cell in row
        )
    for words in (
        "the top margin should be 37 mm",
        "paragraph 4",
        "whole document",
        "cannot read",
        "required",
        "page",
    ):
        assert words in said
    # The kind's own name is what it is called in the country.
    assert not re.findall(r"[\u4e00-\u9fff]+", re.sub(r"[(（][\u4e00-\u9fff]+[)）]", "", said))
