"""Does each finding stand in the margin where it belongs, in the employee's name, and do others' comments stay?"""

from __future__ import annotations

import re

from bangban.skills.documents import fix
from bangban.skills.documents.findings import Element, Finding, SetFooter, SetSection, SetText
from bangban.skills.documents.read import open_document
from bangban.skills.documents.rules import all_rules
from tests.support.fixing import AUTHOR, WHEN, both, finding
from tests.support.wordfile import A4, page_field, paragraph, part_of, word_file

RULE = next(iter(all_rules().values()))


def test_a_comment_says_rule_reason_and_basis() -> None:
    data = word_file(paragraph("压时责任，落实到位"))
    found = Finding(
        RULE.id,
        Element.BODY,
        0,
        0,
        2,
        "压时",
        "压实",
        dict.fromkeys(_fields(), "x"),
        (SetText(0, 1, 2, "实"),),
    )
    tracked = fix.apply_tracked(open_document(data), [found], AUTHOR, WHEN)
    comments = part_of(tracked.data, "word/comments.xml").decode()
    assert RULE.title_zh in comments
    assert RULE.why_zh in comments
    assert RULE.standard in comments
    assert f'w:author="{AUTHOR}"' in comments
    assert 'w:date="2026-03-04T09:30:00Z"' in comments
    assert [(one.author, one.paragraph) for one in open_document(tracked.data).comments] == [(AUTHOR, 0)]
    start, end = (
        part_of(tracked.data).index(f"<w:comment{tag}".encode()) for tag in ("RangeStart", "RangeEnd")
    )
    assert start < part_of(tracked.data).index(b"<w:del ") < part_of(tracked.data).index(b"<w:ins ") < end


def _fields() -> set[str]:
    return set(re.findall(r"{(\w+)", RULE.message_zh + RULE.message_en)) - {"found", "expected"}


def test_what_only_a_person_can_put_right_is_remarked_too() -> None:
    data = word_file(paragraph("合计98万元"))
    tracked = fix.apply_tracked(
        open_document(data), [Finding("x.y", Element.BODY, 0, 2, 4, "98", "89")], AUTHOR, WHEN
    )
    assert "98 → 89" in part_of(tracked.data, "word/comments.xml").decode()
    assert b"<w:ins" not in part_of(tracked.data)
    assert tracked.applied == ()


def test_comments_that_are_there_stay_and_the_numbers_go_on() -> None:
    theirs = '<w:comment w:id="4" w:author="李"><w:p><w:r><w:t>请核</w:t></w:r></w:p></w:comment>'
    body = '<w:commentRangeStart w:id="4"/><w:r><w:t>甲,乙</w:t></w:r><w:commentRangeEnd w:id="4"/><w:r><w:commentReference w:id="4"/></w:r>'
    data = word_file(paragraph(body), parts={"comments": theirs})
    _, tracked = both(data, finding(SetText(0, 1, 2, "，"), start=1, end=2, found=","))
    read = open_document(tracked.data).comments
    assert (read[0].author, read[0].text) == ("李", "请核")
    assert [one.author for one in read] == ["李", AUTHOR]
    assert set(re.findall(rb'commentReference w:id="(\d+)"', part_of(tracked.data))) == {b"4", b"5"}


def test_headers_footers_and_pages_are_remarked_in_the_main_text() -> None:
    section = f'<w:footerReference w:type="default" r:id="rIdfooter1"/>{A4}'
    data = word_file(
        paragraph(), paragraph("正文"), section=section, parts={"footer1": paragraph(page_field())}
    )
    footer = next(one.index for one in open_document(data).paragraphs if one.place == "footer")
    found = [
        finding(SetSection(0, {"top_mm": 30.0}), rule="a.a"),
        Finding("b.b", Element.PAGE_NUMBER, footer, edits=(SetFooter(0),)),
    ]
    _, tracked = both(data, *found)
    assert [one.paragraph for one in open_document(tracked.data).comments] == [1, 1]
    assert b"comment" not in part_of(tracked.data, "word/footer1.xml")


def test_each_of_many_findings_in_one_paragraph_has_its_own() -> None:
    data = word_file(paragraph("甲,乙,丙"))
    found = [
        finding(SetText(0, at, at + 1, "，"), start=at, end=at + 1, found=",", rule=f"r.{at}")
        for at in (1, 3)
    ]
    _, tracked = both(data, *found)
    assert len(open_document(tracked.data).comments) == 2
    assert len(re.findall(rb"<w:commentRangeStart", part_of(tracked.data))) == 2
