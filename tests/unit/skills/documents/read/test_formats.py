"""Which format takes effect: the run's, its styles', the table's, the defaults', the theme's?"""

from __future__ import annotations

from bangban.skills.documents.model import Document, Run
from bangban.skills.documents.read import open_document
from tests.unit.skills.documents.read.building import docx, paragraph, span

THEME = (
    '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:themeElements>'
    '<a:clrScheme name="x"><a:dk1><a:sysClr val="windowText" lastClr="000000"/></a:dk1>'
    '<a:accent2><a:srgbClr val="c00000"/></a:accent2></a:clrScheme><a:fontScheme name="x">'
    '<a:majorFont><a:latin typeface="Cambria"/><a:ea typeface="黑体"/></a:majorFont>'
    '<a:minorFont><a:latin typeface="Calibri"/><a:ea typeface=""/><a:font script="Jpan" typeface="MS 明朝"/>'
    '<a:font script="Hans" typeface="宋体"/></a:minorFont></a:fontScheme></a:themeElements></a:theme>'
)


def style(identifier: str, kind: str = "paragraph", inner: str = "", *, default: bool = False) -> str:
    flag = ' w:default="1"' if default else ""
    return (
        f'<w:style w:type="{kind}"{flag} w:styleId="{identifier}"><w:name w:val="{identifier} name"/>'
        f"{inner}</w:style>"
    )


def only_run(document: Document) -> Run:
    (run,) = document.paragraphs[0].runs
    return run


def test_a_run_says_more_than_its_style_and_its_style_more_than_the_defaults() -> None:
    styles = (
        '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:eastAsia="宋体" w:ascii="Arial"/><w:sz w:val="21"/>'
        '<w:color w:val="111111"/></w:rPr></w:rPrDefault></w:docDefaults>'
        + style("Base", inner='<w:rPr><w:rFonts w:eastAsia="仿宋"/><w:sz w:val="32"/></w:rPr>')
        + style("Child", inner='<w:basedOn w:val="Base"/><w:rPr><w:color w:val="FF0000"/></w:rPr>')
        + style("Emphasis", "character", '<w:rPr><w:rFonts w:eastAsia="楷体"/></w:rPr>')
    )
    document = open_document(
        docx(
            '<w:p><w:pPr><w:pStyle w:val="Child"/></w:pPr>'
            + span("甲")
            + span("乙", '<w:rStyle w:val="Emphasis"/>')
            + span("丙", '<w:rStyle w:val="Emphasis"/><w:sz w:val="44"/><w:rFonts w:eastAsia="黑体"/>')
            + "</w:p>",
            styles=styles,
        )
    )
    runs = document.paragraphs[0].runs
    assert [(one.font, one.size, one.color, one.latin) for one in runs] == [
        ("仿宋", 16.0, "FF0000", "Arial"),
        ("楷体", 16.0, "FF0000", "Arial"),
        ("黑体", 22.0, "FF0000", "Arial"),
    ]
    assert document.paragraphs[0].style == "Child name"


def test_bold_of_a_paragraph_style_and_of_a_character_style_cancel_each_other() -> None:
    styles = style("Heavy", inner="<w:rPr><w:b/></w:rPr>") + style(
        "Strong", "character", "<w:rPr><w:b/></w:rPr>"
    )
    body = (
        '<w:p><w:pPr><w:pStyle w:val="Heavy"/></w:pPr>'
        + span("甲")
        + span("乙", "<w:rStyle w:val='Strong'/>")
        + span("丙", "<w:rStyle w:val='Strong'/><w:b/>")
        + span("丁", '<w:b w:val="0"/>')
        + "</w:p>"
    )
    runs = open_document(docx(body, styles=styles)).paragraphs[0].runs
    assert [one.bold for one in runs] == [True, False, True, False]


def test_bold_within_one_chain_of_styles_is_inherited_not_toggled() -> None:
    styles = style("A", inner="<w:rPr><w:b/></w:rPr>") + style(
        "B", inner='<w:basedOn w:val="A"/><w:rPr><w:b/></w:rPr>'
    )
    assert only_run(open_document(docx(paragraph("甲", '<w:pStyle w:val="B"/>'), styles=styles))).bold


def test_styles_in_a_circle_end() -> None:
    styles = style("A", inner='<w:basedOn w:val="B"/><w:rPr><w:sz w:val="30"/></w:rPr>') + style(
        "B", inner='<w:basedOn w:val="A"/><w:rPr><w:i/></w:rPr>'
    )
    run = only_run(open_document(docx(paragraph("甲", '<w:pStyle w:val="A"/>'), styles=styles)))
    assert (run.size, run.italic) == (15.0, True)


def test_a_style_that_is_missing_or_of_the_wrong_type_is_the_default_style() -> None:
    styles = style("Normal", inner='<w:rPr><w:sz w:val="32"/></w:rPr>', default=True) + style(
        "Char", "character", '<w:rPr><w:sz w:val="40"/></w:rPr>'
    )
    body = paragraph("甲", '<w:pStyle w:val="Nowhere"/>') + paragraph("乙", '<w:pStyle w:val="Char"/>')
    found = open_document(docx(body, styles=styles)).paragraphs
    assert [(one.runs[0].size, one.style) for one in found] == [(16.0, "Normal name")] * 2


def test_a_linked_paragraph_style_on_a_run_is_its_character_style() -> None:
    styles = style("Title", inner='<w:link w:val="TitleChar"/><w:rPr><w:sz w:val="44"/></w:rPr>') + style(
        "TitleChar", "character", '<w:link w:val="Title"/><w:rPr><w:sz w:val="36"/></w:rPr>'
    )
    run = only_run(open_document(docx(paragraph("甲", run="<w:rStyle w:val='Title'/>"), styles=styles)))
    assert run.size == 18.0


def test_theme_fonts_follow_the_theme_and_its_language() -> None:
    body = paragraph(
        "甲", run='<w:rFonts w:asciiTheme="majorHAnsi" w:eastAsiaTheme="majorEastAsia"/>'
    ) + paragraph("乙", run='<w:rFonts w:eastAsia="仿宋" w:eastAsiaTheme="minorEastAsia"/>')
    settings = '<w:themeFontLang w:val="en-US" w:eastAsia="{}"/>'
    document = open_document(docx(body, theme=THEME, settings=settings.format("zh-CN")))
    first, second = (one.runs[0] for one in document.paragraphs)
    assert (first.font, first.latin, second.font) == ("黑体", "Cambria", "宋体")
    document = open_document(docx(body, theme=THEME, settings=settings.format("ja-JP")))
    assert document.paragraphs[1].runs[0].font == "MS 明朝"


def test_a_nearer_plain_font_outranks_an_inherited_theme_font() -> None:
    styles = style("Normal", inner='<w:rPr><w:rFonts w:eastAsiaTheme="minorEastAsia"/></w:rPr>', default=True)
    run = only_run(
        open_document(
            docx(paragraph("甲", run='<w:rFonts w:eastAsia="仿宋_GB2312"/>'), styles=styles, theme=THEME)
        )
    )
    assert run.font == "仿宋_GB2312"


def test_colours_highlights_and_lines() -> None:
    body = (
        paragraph("甲", run='<w:color w:val="auto"/><w:highlight w:val="yellow"/><w:u w:val="single"/>')
        + paragraph("乙", run='<w:color w:val="auto" w:themeColor="accent2"/><w:dstrike/><w:u w:val="none"/>')
        + paragraph("丙", run='<w:shd w:val="clear" w:fill="d9d9d9"/><w:vanish/><w:spacing w:val="-10"/>')
    )
    one, two, three = (p.runs[0] for p in open_document(docx(body, theme=THEME)).paragraphs)
    assert (one.color, one.highlight, one.underline) == ("", "yellow", "single")
    assert (two.color, two.strike, two.underline) == ("C00000", True, "")
    assert (three.highlight, three.hidden, three.spacing) == ("D9D9D9", True, -0.5)


def test_indents_in_characters_and_by_length() -> None:
    styles = style(
        "Body", inner='<w:pPr><w:ind w:firstLineChars="200" w:firstLine="640" w:leftChars="100"/></w:pPr>'
    )
    body = (
        paragraph("甲", '<w:pStyle w:val="Body"/>')
        + paragraph("乙", '<w:pStyle w:val="Body"/><w:ind w:firstLine="0"/>')
        + paragraph("丙", '<w:pStyle w:val="Body"/><w:ind w:firstLineChars="0" w:firstLine="480"/>')
        + paragraph("丁", '<w:pStyle w:val="Body"/><w:ind w:hangingChars="150" w:hanging="480"/>')
        + paragraph("戊", '<w:ind w:start="1cm" w:end="200"/>')
    )
    found = open_document(docx(body, styles=styles)).paragraphs
    assert [(one.first_line, one.first_line_chars, one.left_chars) for one in found[:4]] == [
        (32.0, 2.0, 1.0),
        (0.0, 2.0, 1.0),
        (24.0, None, 1.0),
        (-24.0, -1.5, 1.0),
    ]
    assert (round(found[4].left, 2), found[4].right) == (28.35, 10.0)


def test_line_pitch_and_space_before_and_after() -> None:
    body = (
        paragraph("甲", '<w:spacing w:line="579" w:lineRule="exact" w:beforeLines="50" w:before="1"/>')
        + paragraph("乙", '<w:spacing w:line="360" w:lineRule="auto" w:after="120"/>')
        + paragraph("丙", '<w:spacing w:line="560" w:lineRule="atLeast" w:beforeAutospacing="1"/>')
        + paragraph("丁")
    )
    one, two, three, four = open_document(docx(body)).paragraphs
    assert (one.line, one.line_rule, one.before) == (28.95, "exact", 28.95 / 2)
    assert (two.line, two.line_rule, two.after) == (1.5, "multiple", 6.0)
    assert (three.line, three.line_rule, three.before) == (28.0, "at_least", 14.0)
    assert (four.line, four.align) == (0.0, "left")


def test_space_between_paragraphs_of_one_style_can_be_left_out() -> None:
    styles = style(
        "List", inner='<w:pPr><w:spacing w:before="200" w:after="200"/><w:contextualSpacing/></w:pPr>'
    )
    body = paragraph("甲", '<w:pStyle w:val="List"/>') * 2 + paragraph("乙", '<w:spacing w:before="200"/>')
    one, two, three = open_document(docx(body, styles=styles)).paragraphs
    assert (one.before, one.after, two.before, two.after, three.before) == (10.0, 0.0, 0.0, 10.0, 10.0)


def test_borders_are_laid_side_by_side_and_can_be_taken_away() -> None:
    styles = style(
        "Ruled",
        inner='<w:pPr><w:pBdr><w:top w:val="single" w:sz="8" w:color="auto"/>'
        '<w:bottom w:val="single" w:sz="12" w:color="ff0000"/></w:pBdr></w:pPr>',
    )
    body = paragraph("甲", '<w:pStyle w:val="Ruled"/><w:pBdr><w:top w:val="nil"/></w:pBdr>')
    (border,) = open_document(docx(body, styles=styles)).paragraphs[0].borders
    assert (border.side, border.style, border.width, border.color) == ("bottom", "single", 1.5, "FF0000")


def test_the_mark_gives_an_empty_paragraph_its_size() -> None:
    body = '<w:p><w:pPr><w:rPr><w:rFonts w:eastAsia="仿宋"/><w:sz w:val="32"/></w:rPr></w:pPr></w:p>'
    mark = open_document(docx(body)).paragraphs[0].mark
    assert mark is not None
    assert (mark.font, mark.size) == ("仿宋", 16.0)


def test_a_table_style_stands_below_the_paragraph_style() -> None:
    styles = (
        style("Normal", inner="<w:rPr/>", default=True)
        + style("Body", inner='<w:rPr><w:sz w:val="28"/></w:rPr>')
        + style(
            "Grid",
            "table",
            '<w:pPr><w:jc w:val="center"/></w:pPr><w:rPr><w:sz w:val="21"/></w:rPr>'
            '<w:tblPr><w:tblBorders><w:top w:val="single" w:sz="8"/><w:insideH w:val="single" w:sz="4"/>'
            '</w:tblBorders></w:tblPr><w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr></w:tblStylePr>',
        )
    )
    row = "<w:tr><w:tc>{}</w:tc></w:tr>"
    table = (
        '<w:tbl><w:tblPr><w:tblStyle w:val="Grid"/><w:tblLook w:val="0020"/></w:tblPr>'
        + row.format(paragraph("甲"))
        + row.format(paragraph("乙", '<w:pStyle w:val="Body"/>'))
        + "</w:tbl>"
    )
    one, two = open_document(docx(table, styles=styles)).paragraphs
    assert (one.runs[0].size, one.runs[0].bold, one.align) == (10.5, True, "center")
    assert (two.runs[0].size, two.runs[0].bold) == (14.0, False)
    assert [(edge.side, edge.width) for edge in one.cell_borders] == [("top", 1.0), ("bottom", 0.5)]
    assert [(edge.side, edge.width) for edge in two.cell_borders] == [("top", 0.5)]


def test_garbage_in_values_reads_as_nothing_said() -> None:
    body = paragraph(
        "甲",
        '<w:ind w:left="x" w:firstLineChars="1e999"/><w:spacing w:line="nan"/><w:jc w:val="?"/><w:outlineLvl w:val="y"/>',
        '<w:sz w:val="big"/><w:color/><w:spacing w:val="99999999999999999999"/>',
    )
    (found,) = open_document(docx(body)).paragraphs
    assert (found.left, found.first_line_chars, found.line, found.outline) == (0.0, None, 0.0, None)
    assert (found.runs[0].size, found.runs[0].color, found.runs[0].spacing) == (10.0, "", 0.0)
