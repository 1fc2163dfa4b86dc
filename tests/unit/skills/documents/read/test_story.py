"""Which paragraphs, runs, fields, breaks, tables and changes stand in the document, in which order?"""

from __future__ import annotations

from bangban.skills.documents.read import open_document
from bangban.skills.documents.read.docx.runs import pieces
from tests.unit.skills.documents.read.building import SECTION, docx, paragraph, span

FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> {} </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r>{}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
NUMBER = FIELD.format(r"PAGE \* MERGEFORMAT", span("1"))
DELETED = '<w:del w:author="张敏"><w:r><w:delText>{}</w:delText></w:r></w:del>'
MARK_DELETED = '<w:rPr><w:del w:author="张敏"/></w:rPr>'


def texts(body: str, **parts: str) -> list[str]:
    return [one.text for one in open_document(docx(body, **parts)).paragraphs]


def test_every_kind_of_character_in_a_run() -> None:
    run = (
        "<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t><w:noBreakHyphen/><w:softHyphen/>"
        '<w:sym w:font="Wingdings" w:char="F0FE"/><w:sym w:font="Wingdings" w:char="zz"/><w:cr/>'
        "<w:ruby><w:rt><w:r><w:t>ding</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>丁</w:t></w:r></w:rubyBase></w:ruby>"
        "<w:footnoteReference w:id='1'/></w:r>"
    )
    (found,) = open_document(docx(f"<w:p>{run}</w:p>")).paragraphs
    assert found.text == "甲\t乙\n丙\u2011☑\ufffd\n丁"
    (only,) = found.runs
    assert "".join(text for text, _ in pieces(only.xml)) == only.text
    assert [element.tag.rpartition("}")[2] for _, element in pieces(only.xml)] == [
        *("t", "tab", "t", "br", "t", "noBreakHyphen", "sym", "sym", "cr", "ruby"),
    ]


def test_blanks_at_the_ends_count_only_where_they_are_preserved() -> None:
    body = '<w:p><w:r><w:t> 甲\n乙 </w:t></w:r><w:r><w:t xml:space="preserve"> 丙 </w:t></w:r></w:p>'
    assert texts(body) == ["甲 乙 丙 "]


def test_runs_keep_their_element_and_offsets() -> None:
    body = f"<w:p>{span('甲乙')}<w:hyperlink>{span('丙')}</w:hyperlink><w:smartTag>{span('丁')}</w:smartTag></w:p>"
    (found,) = open_document(docx(body)).paragraphs
    assert [(one.start, one.end, found.text[one.start : one.end]) for one in found.runs] == [
        (0, 2, "甲乙"),
        (2, 3, "丙"),
        (3, 4, "丁"),
    ]
    assert all("".join(text for text, _ in pieces(one.xml)) == one.text for one in found.runs)
    assert found.xml.tag.endswith("}p")


def test_fields_are_named_and_their_results_are_not_to_be_edited() -> None:
    body = (
        f"<w:p>{span('— ')}{NUMBER}{span(' —')}</w:p>"
        f'<w:p><w:fldSimple w:instr=" NUMPAGES ">{span("9")}</w:fldSimple></w:p>'
    )
    one, two = open_document(docx(body)).paragraphs
    assert (one.text, one.fields) == ("— 1 —", ("PAGE",))
    assert [run.xml is None for run in one.runs] == [False, True, False]
    assert (two.text, two.fields, two.runs[0].xml) == ("9", ("NUMPAGES",), None)


def test_a_field_can_reach_over_paragraphs_and_hold_another() -> None:
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    separate = '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    inner = FIELD.format("PAGEREF _Toc1", span("3"))
    body = (
        f"<w:p>{begin}<w:r><w:instrText>TOC</w:instrText></w:r>{separate}{span('总则')}{inner}</w:p>"
        f"<w:p>{span('附则')}{end}{span('完')}</w:p>"
    )
    one, two = open_document(docx(body)).paragraphs
    assert (one.text, one.fields, two.text) == ("总则3", ("TOC", "PAGEREF"), "附则完")
    assert [run.xml is None for run in two.runs] == [True, False]


def test_tracked_changes_read_as_accepted_and_are_listed() -> None:
    body = (
        f"<w:p>{span('甲')}{DELETED.format('乙')}<w:ins w:author='赵雪'>{span('丙')}</w:ins>"
        f"<w:moveTo w:author='赵雪'>{span('丁')}</w:moveTo><w:moveFrom w:author='赵雪'>{span('戊')}</w:moveFrom></w:p>"
        '<w:p><w:pPr><w:pPrChange w:author="赵雪"/></w:pPr>'
        '<w:r><w:rPr><w:b/><w:rPrChange w:author="赵雪"/></w:rPr><w:t>己</w:t></w:r></w:p>'
    )
    document = open_document(docx(body))
    assert [one.text for one in document.paragraphs] == ["甲丙丁", "己"]
    assert [(one.kind, one.author, one.paragraph, one.text) for one in document.revisions] == [
        ("deleted", "张敏", 0, "乙"),
        ("inserted", "赵雪", 0, "丙"),
        ("moved", "赵雪", 0, "丁"),
        ("moved", "赵雪", 0, "戊"),
        ("format", "赵雪", 1, "己"),
        ("format", "赵雪", 1, ""),
    ]


def test_a_paragraph_whose_mark_is_deleted_runs_on_into_the_next() -> None:
    body = (
        paragraph("甲", MARK_DELETED)
        + f"<w:p><w:pPr>{MARK_DELETED}</w:pPr>{DELETED.format('空')}</w:p>"
        + paragraph("乙", '<w:jc w:val="center"/>')
        + paragraph("丙", MARK_DELETED)
        + "<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>"
    )
    document = open_document(docx(body))
    assert [one.text for one in document.paragraphs] == ["甲乙", "丙", ""]
    assert document.paragraphs[0].align == "center"
    assert [(one.start, one.end) for one in document.paragraphs[0].runs] == [(0, 1), (1, 2)]


def test_deleted_rows_and_cells_are_gone() -> None:
    cell = "<w:tc>{}<w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    body = (
        f"<w:tbl><w:tr>{cell.format('', '甲')}{cell.format('<w:tcPr><w:cellDel/></w:tcPr>', '乙')}</w:tr>"
        f"<w:tr><w:trPr><w:del/></w:trPr>{cell.format('', '丙')}</w:tr></w:tbl>"
    )
    assert texts(body) == ["甲"]


def test_changes_of_marks_rows_and_cells_are_listed() -> None:
    cell = "<w:tc><w:tcPr>{}</w:tcPr><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    body = (
        paragraph("甲", '<w:rPr><w:ins w:author="一"/></w:rPr>')
        + paragraph("乙", '<w:rPr><w:del w:author="二"/></w:rPr>')
        + paragraph("丙")
        + "<w:tbl><w:tblPr><w:tblPrChange w:author='三'/></w:tblPr><w:tr><w:trPr><w:ins w:author='四'/></w:trPr>"
        + cell.format("<w:cellIns w:author='五'/>", "丁")
        + "</w:tr><w:tr><w:trPr><w:del w:author='六'/></w:trPr>"
        + cell.format("", "戊")
        + "</w:tr></w:tbl>"
    )
    document = open_document(docx(body))
    assert [one.text for one in document.paragraphs] == ["甲", "乙丙", "丁"]
    assert [(one.kind, one.author, one.paragraph, one.text) for one in document.revisions] == [
        ("inserted", "一", 0, ""),
        ("deleted", "二", 1, ""),
        ("format", "三", 1, ""),
        ("deleted", "六", 1, "戊"),
        ("inserted", "五", 2, ""),
        ("inserted", "四", 2, ""),
    ]


def test_content_controls_and_custom_xml_are_read_through() -> None:
    body = (
        f"<w:sdt><w:sdtPr/><w:sdtContent>{paragraph('甲')}<w:sdt><w:sdtContent>{paragraph('乙')}</w:sdtContent>"
        f"</w:sdt></w:sdtContent></w:sdt><w:customXml>{paragraph('丙')}</w:customXml>"
        f"<w:p><w:sdt><w:sdtContent>{span('丁')}</w:sdtContent></w:sdt>{span('戊')}</w:p>"
    )
    assert texts(body) == ["甲", "乙", "丙", "丁戊"]


def test_merged_and_nested_tables() -> None:
    def cell(content: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"

    nested = f"<w:tbl><w:tr>{cell(paragraph('内'))}</w:tr></w:tbl>"
    table = (
        "<w:tbl><w:tr>"
        + cell(paragraph("甲"), '<w:gridSpan w:val="2"/><w:vMerge w:val="restart"/>')
        + cell(paragraph("乙") + paragraph("丙"))
        + '</w:tr><w:tr><w:trPr><w:gridBefore w:val="0"/></w:trPr>'
        + cell("<w:p/>", '<w:gridSpan w:val="2"/><w:vMerge/>')
        + cell(nested + paragraph("丁"))
        + "</w:tr></w:tbl>"
    )
    document = open_document(docx(paragraph("前") + table + paragraph("后")))
    outer, inner = document.tables
    assert outer.rows == [["甲", "", "乙\n丙"], ["", "", "丁"]]
    assert (outer.first, outer.last, inner.first, inner.last) == (1, 6, 5, 5)
    assert inner.rows == [["内"]]
    assert [(one.text, one.place, one.cell) for one in document.paragraphs] == [
        ("前", "body", None),
        ("甲", "table", (0, 0, 0)),
        ("乙", "table", (0, 0, 2)),
        ("丙", "table", (0, 0, 2)),
        ("", "table", (0, 1, 0)),
        ("内", "table", (1, 0, 0)),
        ("丁", "table", (0, 1, 2)),
        ("后", "body", None),
    ]


def test_page_breaks_mark_the_paragraph_that_begins_the_page() -> None:
    broken = '<w:r><w:br w:type="page"/></w:r>'
    section = '<w:sectPr><w:type w:val="{}"/><w:pgSz w:w="11906" w:h="16838"/></w:sectPr>'
    body = (
        paragraph("一")
        + f"<w:p>{span('二')}{broken}</w:p>"
        + paragraph("三")
        + f"<w:p>{broken}{span('四')}</w:p>"
        + f"<w:p>{broken}</w:p>"
        + paragraph("五")
        + paragraph("六", "<w:pageBreakBefore/>")
        + paragraph("七", section.format("continuous"))
        + paragraph("八", section.format("nextPage"))
        + paragraph("九")
    )
    found = open_document(docx(body, section=section.format("continuous"))).paragraphs
    begins = [one.text for one in found if one.page_break_before]
    assert begins == ["三", "四", "", "五", "六", "八"]
    assert [one.section for one in found] == [0] * 8 + [1, 2]


def test_sections_headers_and_footers_with_inheritance() -> None:
    first = (
        '<w:sectPr><w:footerReference w:type="default" r:id="footer1"/>'
        '<w:footerReference w:type="even" r:id="footer2"/><w:headerReference r:id="header1"/>'
        '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/><w:pgMar w:top="-2098" w:bottom="1984"'
        ' w:left="1588" w:right="1474" w:header="851" w:footer="1418" w:gutter="0"/><w:titlePg/>'
        '<w:cols w:num="2"/><w:pgNumType w:start="3" w:fmt="numberInDash"/></w:sectPr>'
    )
    last = SECTION.replace("<w:sectPr>", '<w:sectPr><w:footerReference w:type="even" r:id="footer3"/>')
    document = open_document(
        docx(
            paragraph("甲", first) + paragraph("乙"),
            section=last,
            footer1=paragraph("单"),
            footer2=paragraph("双"),
            footer3=paragraph("新双"),
            header1=paragraph("眉"),
            settings="<w:evenAndOddHeaders/>",
        )
    )
    one, two = document.sections
    assert (one.width_mm, one.height_mm, one.top_mm, one.landscape, one.title_page, one.columns) == (
        *(297.0, 210.01, 37.01),
        *(True, True, 2),
    )
    assert (one.page_number_start, one.page_number_format, one.grid) == (3, "numberInDash", "")
    assert (two.grid, two.grid_pitch, two.left_mm, two.bottom_mm) == ("lines", 28.95, 28.01, 35.0)
    assert {kind: [p.text for p in found] for kind, found in one.footers.items()} == {
        "default": ["单"],
        "even": ["双"],
    }
    assert {kind: [p.text for p in found] for kind, found in two.footers.items()} == {
        "default": ["单"],
        "even": ["新双"],
    }
    assert two.footers["default"][0] is one.footers["default"][0]
    assert [p.text for p in two.headers["default"]] == ["眉"]
    assert document.even_and_odd
    assert [(p.text, p.place, p.footer_kind, p.section) for p in document.paragraphs[2:]] == [
        ("眉", "header", "default", 0),
        ("单", "footer", "default", 0),
        ("双", "footer", "even", 0),
        ("新双", "footer", "even", 1),
    ]
    assert [p.text for p in document.flow] == ["甲", "乙"]
    assert [p.index for p in document.paragraphs] == list(range(6))


def test_comments_and_notes() -> None:
    body = (
        paragraph("甲")
        + f"<w:p><w:commentRangeStart w:id='4'/>{span('乙')}<w:commentRangeEnd w:id='4'/>"
        + "<w:r><w:commentReference w:id='4'/></w:r><w:r><w:footnoteReference w:id='2'/></w:r></w:p>"
    )
    document = open_document(
        docx(
            body,
            comments=f'<w:comment w:id="4" w:author="王立新">{paragraph("请核")}{paragraph("对")}</w:comment>'
            f'<w:comment w:id="5" w:author="孙浩">{paragraph("无处")}</w:comment>',
            footnotes=f'<w:footnote w:type="separator" w:id="0">{paragraph("线")}</w:footnote>'
            f'<w:footnote w:id="2">{paragraph("脚注")}</w:footnote>',
        )
    )
    assert [(one.author, one.text, one.paragraph) for one in document.comments] == [
        ("王立新", "请核\n对", 1),
        ("孙浩", "无处", None),
    ]
    assert [(one.text, one.place) for one in document.paragraphs[2:]] == [("脚注", "footnote")]


def test_alternate_content_is_read_once() -> None:
    body = (
        "<w:p><mc:AlternateContent><mc:Choice Requires='wps'>"
        + span("新")
        + "</mc:Choice><mc:Fallback>"
        + span("旧")
        + "</mc:Fallback></mc:AlternateContent></w:p>"
    )
    assert texts(body) == ["新"]


def test_a_choice_that_needs_what_is_unknown_leaves_the_fallback() -> None:
    choice = "<mc:Choice Requires='x' xmlns:x='urn:unknown'>" + span("新") + "</mc:Choice>"
    known = "<mc:Choice Requires='wps'>" + span("知") + "</mc:Choice>"
    fallback = "<mc:Fallback>" + span("旧") + "</mc:Fallback>"
    body = "".join(
        f"<w:p><mc:AlternateContent>{inner}</mc:AlternateContent></w:p>"
        for inner in (choice + fallback, choice + known + fallback, choice, "")
    )
    assert texts(body) == ["旧", "知", "新", ""]


def test_a_page_break_at_the_end_of_the_body_does_not_reach_the_footer() -> None:
    section = '<w:sectPr><w:footerReference w:type="default" r:id="footer1"/></w:sectPr>'
    body = f"<w:p>{span('甲')}<w:r><w:br w:type='page'/></w:r></w:p>"
    found = open_document(docx(body, section=section, footer1=paragraph("脚"))).paragraphs
    assert [one.page_break_before for one in found] == [False, False]


def test_a_formula_is_text_without_an_element() -> None:
    body = f"<w:p>{span('约')}<m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath></w:p>"
    (found,) = open_document(docx(body)).paragraphs
    assert (found.text, found.runs[1].xml) == ("约x=1", None)


def test_a_document_without_any_section_or_styles_is_read() -> None:
    document = open_document(docx(paragraph("甲"), section=""))
    assert (document.paragraphs[0].text, len(document.sections)) == ("甲", 1)


def test_a_page_number_in_other_figures_says_so() -> None:
    fields = [FIELD.format(one, span("i")) for one in (r"PAGE \* ROMAN", r"PAGE \* MERGEFORMAT")]
    found = [open_document(docx(f"<w:p>{one}</w:p>")).paragraphs[0].fields for one in fields]
    assert found == [(r"PAGE \* ROMAN",), ("PAGE",)]
