"""Does another word processor open, print, accept and reject what the fixer writes?"""

from __future__ import annotations

from pathlib import Path

import pytest

from bangban.skills.documents import fix
from bangban.skills.documents.findings import (
    InsertBlank,
    RemoveBlank,
    SetFooter,
    SetParagraph,
    SetRuns,
    SetText,
)
from bangban.skills.documents.read import open_document
from tests.support.fixing import AUTHOR, WHEN, finding
from tests.support.office import Office
from tests.support.wordfile import A4, page_field, paragraph, run, word_file

pytestmark = pytest.mark.office
LONG = "各单位要全面梳理本单位履职过程中产生的公共数据资源,逐项明确更新周期和责任科室。" * 12
DOCUMENT = word_file(
    paragraph(run("关于做好登记工作的通知", '<w:sz w:val="44"/>')),
    paragraph(),
    paragraph("各街道办事处:"),
    *(paragraph(f"({one})建立台帐。", LONG) for one in "一二三"),
    paragraph("二〇二六年三月四日"),
    section=f'<w:footerReference w:type="default" r:id="rIdfooter1"/>{A4}',
    parts={"footer1": paragraph("- ", page_field(), " -", properties='<w:jc w:val="center"/>')},
)
FINDINGS = [
    finding(SetParagraph(0, {"align": "center"}), rule="a.a"),
    finding(RemoveBlank(1), rule="b.b"),
    finding(SetText(2, 6, 7, "："), InsertBlank(2), rule="c.c", start=6, end=7, found=":"),
    *(
        finding(SetText(place, 0, 3, f"（{one}）"), SetText(place, 6, 7, "账"), SetRuns(place, 0, 8, {"font": "楷体_GB2312"}), rule=f"d.{place}")
        for place, one in zip((3, 4, 5), "一二三", strict=True)
    ),
    finding(SetText(6, 0, 9, "2026年3月4日"), SetParagraph(6, {"align": "right", "right_chars": 4.0}), rule="e.e"),
    finding(SetFooter(0), rule="f.f"),
]  # fmt: skip


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def _lines(data: bytes) -> list[str]:
    return [one.text for one in open_document(data).flow]


def test_accepting_gives_the_clean_text_and_rejecting_the_original(office: Office) -> None:
    document = open_document(DOCUMENT)
    clean = fix.apply_clean(document, FINDINGS)
    assert clean.refused == ()
    tracked = fix.track(document, FINDINGS, AUTHOR, WHEN)
    assert _lines(office.accept_all(tracked)) == _lines(clean.data)
    assert _lines(office.reject_all(tracked)) == _lines(DOCUMENT)


def test_it_prints_on_as_many_pages_with_its_numbers_outside(office: Office) -> None:
    document = open_document(DOCUMENT)
    pages = office.pages(fix.fix(document, FINDINGS))
    assert len(pages) == len(office.pages(DOCUMENT)) >= 2
    for number, text in enumerate(pages, 1):
        assert f"— {number} —" in text
    printed = "".join("".join(pages).split())
    for word in ("各街道办事处：", "（一）建立台账。", "2026年3月4日"):
        assert word in printed
    assert office.pages(fix.track(document, FINDINGS, AUTHOR, WHEN))
