"""Which text boxes, frames, lines and pictures are drawn, in DrawingML and in VML?"""

from __future__ import annotations

from bangban.skills.documents.read import open_document
from tests.unit.skills.documents.read.building import docx, paragraph, span

MM = 36_000
THEME = (
    '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:themeElements>'
    '<a:clrScheme name="x"><a:accent1><a:srgbClr val="ff0000"/></a:accent1></a:clrScheme></a:themeElements></a:theme>'
)


def drawn(inner: str) -> str:
    return f"<w:p><w:r>{inner}</w:r></w:p>"


def anchor(shape: str, *, wide: int, high: int, vertical: str = "page", offset: int = 0) -> str:
    return (
        '<w:drawing><wp:anchor><wp:positionH relativeFrom="page"><wp:posOffset>1008000</wp:posOffset>'
        f'</wp:positionH><wp:positionV relativeFrom="{vertical}"><wp:posOffset>{offset}</wp:posOffset>'
        f'</wp:positionV><wp:extent cx="{wide}" cy="{high}"/><a:graphic><a:graphicData>{shape}</a:graphicData>'
        "</a:graphic></wp:anchor></w:drawing>"
    )


def line(pen: str, *, preset: str = "line", style: str = "") -> str:
    return f'<wps:wsp><wps:spPr><a:prstGeom prst="{preset}"/>{pen}</wps:spPr>{style}</wps:wsp>'


def box(content: str) -> str:
    return f"<wps:wsp><wps:spPr/><wps:txbx><w:txbxContent>{content}</w:txbxContent></wps:txbx></wps:wsp>"


RED = '<a:ln w="{}"{}><a:solidFill><a:srgbClr val="ff0000"/></a:solidFill></a:ln>'


def test_a_drawn_line_has_colour_width_length_kind_and_place() -> None:
    pen = RED.format(28575, ' cmpd="thickThin"')
    body = drawn(anchor(line(pen), wide=170 * MM, high=0, offset=30 * MM)) + drawn(
        anchor(line(RED.format(19050, "")), wide=156 * MM, high=MM // 10, vertical="margin", offset=35 * MM)
    )
    one, two = (found.lines[0] for found in open_document(docx(body)).paragraphs)
    assert (one.color, one.width, round(one.length), one.kind, one.from_page_top_mm) == (
        *("FF0000", 2.25, 482),
        *("thick_thin", 30.0),
    )
    assert (two.kind, two.width, two.from_page_top_mm) == ("single", 1.5, 72.01)


def test_a_line_takes_the_themes_colour_from_its_style() -> None:
    style = '<wps:style><a:lnRef idx="1"><a:schemeClr val="accent1"/></a:lnRef></wps:style>'
    shape = line('<a:ln w="12700"/>', preset="straightConnector1", style=style)
    body = drawn(anchor(shape, wide=156 * MM, high=0, vertical="paragraph"))
    (found,) = open_document(docx(body, theme=THEME)).paragraphs[0].lines
    assert (found.color, found.width, found.from_page_top_mm) == ("FF0000", 1.0, None)


def test_a_flat_filled_rectangle_is_a_line_and_a_high_one_is_not() -> None:
    fill = '<a:solidFill><a:srgbClr val="FF0000"/></a:solidFill>'
    flat = anchor(line(fill, preset="rect"), wide=156 * MM, high=MM)
    high = anchor(line(fill, preset="rect"), wide=156 * MM, high=20 * MM)
    upright = anchor(line(RED.format(9525, "")), wide=0, high=100 * MM)
    body = drawn(flat) + drawn(high) + drawn(upright)
    assert [[one.color for one in found.lines] for found in open_document(docx(body)).paragraphs] == [
        ["FF0000"],
        [],
        [],
    ]


def test_lines_within_a_group_have_their_own_length() -> None:
    shape = "<wps:wsp><wps:spPr><a:xfrm><a:ext cx='{}' cy='0'/></a:xfrm><a:prstGeom prst='line'/>{}</wps:spPr></wps:wsp>"
    pen = RED.format(12700, "")
    group = f"<wpg:wgp>{shape.format(127000, pen)}{shape.format(254000, pen)}</wpg:wgp>"
    (found,) = open_document(docx(drawn(anchor(group, wide=300000, high=0)))).paragraphs
    assert [one.length for one in found.lines] == [10.0, 20.0]


def test_vml_lines() -> None:
    straight = (
        '<w:pict><v:line style="position:absolute;mso-position-vertical-relative:page" from="0,85.05pt"'
        ' to="442.2pt,85.05pt" strokecolor="red" strokeweight="4.5pt"><v:stroke linestyle="thinThick"/></v:line></w:pict>'
    )
    connector = (
        '<w:pict><v:shape type="#_x0000_t32" o:connectortype="straight" strokecolor="#f00 [3204]"'
        ' style="position:absolute;margin-left:0;margin-top:10pt;width:156mm;height:0"/></w:pict>'
    )
    rule = '<w:pict><v:rect style="width:0;height:1.5pt" o:hr="t" fillcolor="#FF0000"/></w:pict>'
    one, two, three = (
        found.lines[0]
        for found in open_document(docx(drawn(straight) + drawn(connector) + drawn(rule))).paragraphs
    )
    assert (one.color, one.width, one.length, one.kind, one.from_page_top_mm) == (
        *("FF0000", 4.5, 442.2),
        *("thin_thick", 30.0),
    )
    assert (two.color, round(two.length), two.from_page_top_mm) == ("FF0000", 442, None)
    assert (three.color, three.width, three.length) == ("FF0000", 1.5, 0.0)


def test_a_text_box_is_read_once_and_before_its_anchor() -> None:
    inner = paragraph("云栖市人民政府文件", '<w:jc w:val="center"/>')
    vml = f'<w:pict><v:shape style="width:10pt"><v:textbox><w:txbxContent>{paragraph("旧")}</w:txbxContent></v:textbox></v:shape></w:pict>'
    shape = anchor(box(inner), wide=156 * MM, high=30 * MM, offset=72 * MM)
    body = (
        paragraph("甲")
        + f"<w:p><w:r><mc:AlternateContent><mc:Choice Requires='wps'>{shape}</mc:Choice>"
        + f"<mc:Fallback>{vml}</mc:Fallback></mc:AlternateContent></w:r>{span('锚')}</w:p>"
    )
    document = open_document(docx(body))
    assert [(one.text, one.place, one.index) for one in document.paragraphs] == [
        ("甲", "body", 0),
        ("云栖市人民政府文件", "textbox", 1),
        ("锚", "body", 2),
    ]
    frame = document.paragraphs[1].frame
    assert frame is not None
    assert (frame.kind, frame.top_mm, frame.left_mm, frame.width_mm, frame.height_mm, frame.anchor) == (
        *("textbox", 72.0, 28.0),
        *(156.0, 30.0, 2),
    )
    assert document.paragraphs[1].align == "center"


def test_a_text_box_placed_below_its_anchor_is_read_after_it() -> None:
    shape = anchor(box(paragraph("印")), wide=MM, high=MM, vertical="paragraph", offset=20 * MM)
    body = f"<w:p><w:r>{shape}</w:r>{span('锚')}</w:p>" + paragraph("后")
    document = open_document(docx(body))
    assert [one.text for one in document.paragraphs] == ["锚", "印", "后"]
    frame = document.paragraphs[1].frame
    assert frame is not None
    assert frame.anchor == 0


def test_a_vml_text_box_in_a_footer_holds_the_page_number() -> None:
    number = (
        '<w:p><w:r><w:t>— </w:t></w:r><w:fldSimple w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p>'
    )
    footer = (
        '<w:p><w:r><w:pict><v:shape style="position:absolute;width:72pt;height:20pt"><v:textbox>'
        f"<w:txbxContent>{number}</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
    )
    section = '<w:sectPr><w:footerReference w:type="default" r:id="footer1"/></w:sectPr>'
    document = open_document(docx(paragraph("甲"), section=section, footer1=footer))
    found = document.sections[0].footers["default"]
    assert [(one.place, one.fields, one.text) for one in found] == [
        ("footer", ("PAGE",), "—1"),
        ("footer", (), ""),
    ]


def test_a_table_within_a_text_box_and_a_box_within_a_table() -> None:
    table = "<w:tbl><w:tr><w:tc>{}</w:tc></w:tr></w:tbl>"
    shape = anchor(box(table.format(paragraph("格"))), wide=MM, high=MM)
    outer = anchor(box(paragraph("框")), wide=MM, high=MM)
    body = drawn(shape) + table.format(f"<w:p><w:r>{outer}</w:r>{span('表')}</w:p>")
    document = open_document(docx(body))
    assert [(one.text, one.place, one.cell) for one in document.paragraphs] == [
        ("格", "textbox", (0, 0, 0)),
        ("", "body", None),
        ("框", "textbox", None),
        ("表", "table", (1, 0, 0)),
    ]


def test_pictures() -> None:
    picture = '<w:drawing><wp:inline><wp:extent cx="1" cy="1"/><a:graphic><a:graphicData><pic:pic/></a:graphicData></a:graphic></wp:inline></w:drawing>'
    vml = '<w:pict><v:shape><v:imagedata r:id="x"/></v:shape></w:pict>'
    found = open_document(
        docx(drawn(picture) + drawn(vml) + drawn("<w:object/>") + drawn("<w:pict/>"))
    ).paragraphs
    assert [(one.has_image, one.blank) for one in found] == [(True, False)] * 3 + [(False, True)]


def test_a_framed_paragraph() -> None:
    body = paragraph("标", '<w:framePr w:w="8845" w:y="2098" w:vAnchor="page" w:x="1588" w:hAnchor="page"/>')
    frame = open_document(docx(body)).paragraphs[0].frame
    assert frame is not None
    assert (frame.kind, frame.top_mm, frame.left_mm, frame.width_mm) == ("frame", 37.01, 28.01, 156.02)


def test_measures_that_are_not_measures_draw_nothing() -> None:
    shape = anchor(line('<a:ln w="x"/>'), wide=10**40, high=0)
    vml = '<w:pict><v:line from="x" to=",,"/><v:shape style=";;:;width:1e9pt" type="#_x0000_t32"/></w:pict>'
    assert [one.lines for one in open_document(docx(drawn(shape) + drawn(vml))).paragraphs] == [[], []]


def test_what_stands_within_a_text_box_is_read_with_its_text_only() -> None:
    inner_line = anchor(line(RED.format(12700, "")), wide=100 * MM, high=0)
    inner = f"<w:p><w:r>{inner_line}</w:r>{span('内')}</w:p>"
    outer = anchor(box(inner), wide=156 * MM, high=20 * MM)
    picture = '<v:shape><v:imagedata r:id="x"/></v:shape>'
    vml = (
        '<w:pict><v:group><v:shape style="width:10pt"><v:textbox><w:txbxContent><w:p><w:r><w:pict>'
        f"{picture}</w:pict></w:r></w:p></w:txbxContent></v:textbox></v:shape></v:group></w:pict>"
    )
    found = open_document(docx(drawn(outer) + drawn(vml))).paragraphs
    assert [(one.text, one.place, len(one.lines), one.has_image) for one in found] == [
        ("内", "textbox", 1, False),
        ("", "body", 0, False),
        ("", "textbox", 0, True),
        ("", "body", 0, False),
    ]
