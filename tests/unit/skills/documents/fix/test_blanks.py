"""Do empty lines come and go, with nothing lost that stood in or beside them?"""

from __future__ import annotations

import pytest

from bangban.skills.documents.findings import InsertBlank, RemoveBlank, SetText
from bangban.skills.documents.read import open_document
from tests.support.fixing import both, finding
from tests.support.readings import texts
from tests.support.wordfile import A4, page_field, paragraph, part_of, run, word_file

PITCH = '<w:spacing w:line="579" w:lineRule="exact"/><w:ind w:firstLineChars="200" w:firstLine="640"/><w:jc w:val="both"/>'
BODY = paragraph(
    run("正文文字很长很长很长", '<w:rFonts w:eastAsia="仿宋_GB2312"/><w:sz w:val="32"/>'), properties=PITCH
)
TITLE = paragraph(run("标题", '<w:sz w:val="44"/>'), properties='<w:jc w:val="center"/>')


def test_an_empty_line_comes_in_with_the_bodys_pitch() -> None:
    clean, tracked = both(word_file(TITLE, BODY, BODY), finding(InsertBlank(1, 2)))
    document = open_document(clean.data)
    assert texts(document) == ["标题", "", "", "正文文字很长很长很长", "正文文字很长很长很长"]
    blank = document.paragraphs[1]
    assert (blank.line, blank.line_rule, blank.align, blank.first_line_chars) == (
        28.95,
        "exact",
        "left",
        None,
    )
    assert blank.mark is not None
    assert (blank.mark.size, blank.mark.font) == (16.0, "仿宋_GB2312")
    assert part_of(tracked.data).count(b"<w:ins ") == 2


def test_an_empty_line_goes_and_bookmarks_in_it_stay() -> None:
    blank = '<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:bookmarkStart w:id="0" w:name="_GoBack"/><w:bookmarkEnd w:id="0"/></w:p>'
    clean, tracked = both(word_file(TITLE, blank, BODY), finding(RemoveBlank(1)))
    assert texts(clean.data) == ["标题", "正文文字很长很长很长"]
    assert open_document(clean.data).paragraphs[1].align == "both"
    for one in (clean, tracked):
        assert b"_GoBack" in part_of(one.data)


def test_blanks_made_of_spaces_go() -> None:
    clean, _ = both(
        word_file(TITLE, paragraph("　 "), paragraph("<w:r><w:tab/></w:r>"), BODY),
        finding(RemoveBlank(1)),
        finding(RemoveBlank(2), rule="b.b"),
    )
    assert texts(clean.data) == ["标题", "正文文字很长很长很长"]


@pytest.mark.parametrize(
    "full",
    [
        paragraph("字"),
        paragraph("<w:r><w:drawing/></w:r>"),
        paragraph('<w:r><w:br w:type="page"/></w:r>'),
        paragraph(page_field("")),
        paragraph(properties=f"<w:sectPr>{A4}</w:sectPr>"),
        paragraph('<w:ins w:id="1" w:author="李"><w:r/></w:ins>'),
        paragraph('<w:commentRangeStart w:id="0"/>'),
        paragraph("<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>"),
    ],
)
def test_a_paragraph_with_anything_in_it_stays(full: str) -> None:
    data = word_file(TITLE, full, BODY)
    clean, _ = both(data, finding(RemoveBlank(1)))
    assert [reason for _, reason in clean.refused] == ["not_blank"]
    assert clean.data == data


def test_the_paragraph_a_cell_or_the_end_needs_stays() -> None:
    table = (
        f"<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid><w:tr><w:tc>{paragraph()}</w:tc></w:tr></w:tbl>"
    )
    data = word_file(TITLE, table, paragraph())
    found = open_document(data).paragraphs
    clean, _ = both(
        data, *(finding(RemoveBlank(one.index), rule=f"r.{one.index}") for one in found if one.blank)
    )
    assert [reason for _, reason in clean.refused] == ["needed", "needed"]
    assert clean.data == data


def test_a_paragraph_that_is_written_into_does_not_go() -> None:
    data = word_file(TITLE, paragraph(), BODY)
    clean, _ = both(data, finding(SetText(1, 0, 0, "字"), rule="a.a"), finding(RemoveBlank(1), rule="b.b"))
    assert [reason for _, reason in clean.refused] == ["overlap"]
    assert texts(clean.data)[1] == "字"


def test_two_findings_that_want_a_line_get_one() -> None:
    clean, _ = both(
        word_file(TITLE, BODY), finding(InsertBlank(1), rule="a.a"), finding(InsertBlank(1), rule="b.b")
    )
    assert texts(clean.data) == ["标题", "", "正文文字很长很长很长"]
