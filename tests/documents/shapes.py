"""How are the mark, the red line and the imprint drawn in a flavour? Paragraphs, borders, shapes, text boxes, tables, frames."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from tests.documents import letters
from tests.documents.sheet import Para, Run

if TYPE_CHECKING:
    from tests.documents.emit import Emitter

WIDTH = 8845
EMU = 12700
AT_FOOT = f'<w:framePr w:w="{WIDTH}" w:wrap="notBeside" w:vAnchor="margin" w:hAnchor="margin" w:xAlign="center" w:yAlign="bottom"/>'
LINE_LENGTH = 442.2


def place(emitter: Emitter, group: list[Para]) -> str:
    """The XML of one paragraph, or of a title's lines in one paragraph."""
    para = group[0]
    flavour = emitter.flavour
    if len(group) > 1:
        joined = copy.copy(para)
        joined.runs = [copy.copy(para.run)]
        joined.runs[0].text = "\n".join(one.text for one in group)
        return emitter.paragraph(joined, above=para.above)
    if para.role == "issuer_mark" and flavour.mark != "paragraph" and not para.border:
        return _mark(emitter, para)
    if para.role == "issuer_mark" and len(emitter.sheet.all("issuer_mark")) > 2:
        return _joint_mark(emitter, para)
    if para.role == "issuer_mark" and para.border and para.border[1].startswith("thick"):
        return letters.mark(emitter, para)
    if para.role == "document_number" and _line_on_number(emitter):
        return emitter.paragraph(para, borders=_border_of_line(emitter), above=para.above)
    if para.role == "document_number" and _line_in_table(emitter):
        line = emitter.sheet.first("red_line")
        assert line is not None
        assert line.border is not None
        cell = emitter.paragraph(para)
        border = f'<w:bottom w:val="single" w:sz="{line.border[2]}" w:space="0" w:color="{line.border[3]}"/>'
        return emitter.blank() * para.above + _cells([[cell]], [border])
    if para.role == "red_line":
        return _line(emitter, para)
    if para.role in ("copy_to", "imprint"):
        return _imprint(emitter, para)
    return emitter.paragraph(para, above=para.above)


def _line_on_number(emitter: Emitter) -> bool:
    number = emitter.sheet.first("document_number")
    line = emitter.sheet.first("red_line")
    # A paragraph's border is as wide as its indents leave it: a number that stands at the left cannot bear the line.
    return emitter.flavour.line == "number" and bool(line and line.border and number) and not number.left


def _line_in_table(emitter: Emitter) -> bool:
    line = emitter.sheet.first("red_line")
    return emitter.flavour.line == "table" and bool(
        line and line.border and emitter.sheet.first("document_number")
    )


def _border_of_line(emitter: Emitter) -> str:
    line = emitter.sheet.first("red_line")
    assert line is not None
    assert line.border is not None
    side, kind, size, color = line.border
    return f'<w:pBdr><w:{side} w:val="{kind}" w:sz="{size}" w:space="5" w:color="{color}"/></w:pBdr>'


def _line(emitter: Emitter, para: Para) -> str:
    way = emitter.flavour.line
    if para.border is None or way == "border" or (way == "number" and not _line_on_number(emitter)):
        return emitter.paragraph(para)
    if way in ("number", "table"):
        return "" if _line_on_number(emitter) or _line_in_table(emitter) else emitter.paragraph(para)
    _, _, size, color = para.border
    bare = Para("red_line", [Run("")], align="center")
    empty = emitter.paragraph(bare)
    shape = vml_line(color, size / 8) if way == "vml" else dml_line(color, size / 8)
    return letters.with_run(empty, shape)


def vml_line(color: str, weight: float) -> str:
    return (
        '<w:pict><v:line id="直线 2" o:spid="_x0000_s1027" style="position:absolute;left:0;text-align:left;z-index:251659264" '
        f'from="0,9pt" to="{LINE_LENGTH}pt,9pt" strokecolor="#{color.lower()}" strokeweight="{weight}pt"/></w:pict>'
    )


def dml_line(color: str, weight: float) -> str:
    return (
        '<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor distT="0" distB="0" distL="114300" distR="114300" '
        'simplePos="0" relativeHeight="251659264" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1">'
        '<wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="column"><wp:posOffset>0</wp:posOffset></wp:positionH>'
        '<wp:positionV relativeFrom="paragraph"><wp:posOffset>114300</wp:posOffset></wp:positionV>'
        f'<wp:extent cx="{round(LINE_LENGTH * EMU)}" cy="0"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>'
        '<wp:docPr id="2" name="直接连接符 2"/><wp:cNvGraphicFramePr/><a:graphic><a:graphicData '
        'uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvCnPr/><wps:spPr>'
        f'<a:xfrm><a:off x="0" y="0"/><a:ext cx="{round(LINE_LENGTH * EMU)}" cy="0"/></a:xfrm>'
        f'<a:prstGeom prst="line"><a:avLst/></a:prstGeom><a:ln w="{round(weight * EMU)}"><a:solidFill>'
        f'<a:srgbClr val="{color}"/></a:solidFill></a:ln></wps:spPr><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic>'
        f"</wp:anchor></w:drawing></mc:Choice><mc:Fallback>{vml_line(color, weight)}</mc:Fallback></mc:AlternateContent>"
    )


def _mark(emitter: Emitter, para: Para) -> str:
    inner = emitter.paragraph(para)
    way = emitter.flavour.mark
    if way == "table":
        return _cells([[inner]], [""])
    vml = (
        '<w:pict><v:shape id="文本框 1" o:spid="_x0000_s1026" type="#_x0000_t202" style="position:absolute;left:0;'
        f'width:{LINE_LENGTH}pt;height:60pt;z-index:251658240" stroked="f" filled="f"><v:textbox inset="0,0,0,0">'
        f"<w:txbxContent>{inner}</w:txbxContent></v:textbox></v:shape></w:pict>"
    )
    shape = vml
    if way == "dml":
        shape = (
            '<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" '
            'simplePos="0" relativeHeight="251658240" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1">'
            '<wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="margin"><wp:align>center</wp:align></wp:positionH>'
            '<wp:positionV relativeFrom="margin"><wp:posOffset>1260000</wp:posOffset></wp:positionV>'
            f'<wp:extent cx="{round(LINE_LENGTH * EMU)}" cy="762000"/><wp:wrapTopAndBottom/><wp:docPr id="1" name="文本框 1"/>'
            "<wp:cNvGraphicFramePr/><a:graphic><a:graphicData "
            'uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr>'
            f'<a:xfrm><a:off x="0" y="0"/><a:ext cx="{round(LINE_LENGTH * EMU)}" cy="762000"/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/><a:ln><a:noFill/></a:ln></wps:spPr>'
            f"<wps:txbx><w:txbxContent>{inner}</w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic>"
            f"</wp:anchor></w:drawing></mc:Choice><mc:Fallback>{vml}</mc:Fallback></mc:AlternateContent>"
        )
    holder = emitter.paragraph(Para("holder", [Run("")], pitch=60))
    return letters.with_run(holder, shape)


def _joint_mark(emitter: Emitter, para: Para) -> str:
    """Names below each other, "文件" to their right in the middle: a table, when its first name is met."""
    *names, word = emitter.sheet.all("issuer_mark")
    if para.id != names[0].id:
        return ""
    right = round(word.run.size * 20 * 2.5)
    rows = ""
    for number, name in enumerate(names):
        merge = '<w:vMerge w:val="restart"/>' if number == 0 else "<w:vMerge/>"
        inside = emitter.paragraph(word) if number == 0 else emitter.paragraph(Para("holder", [Run("")]))
        rows += (
            f'<w:tr><w:tc><w:tcPr><w:tcW w:w="{WIDTH - right}" w:type="dxa"/></w:tcPr>{emitter.paragraph(name)}</w:tc>'
            f'<w:tc><w:tcPr><w:tcW w:w="{right}" w:type="dxa"/>{merge}<w:vAlign w:val="center"/></w:tcPr>{inside}</w:tc></w:tr>'
        )
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{WIDTH}" w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblCellMar>'
        '<w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f'<w:tblGrid><w:gridCol w:w="{WIDTH - right}"/><w:gridCol w:w="{right}"/></w:tblGrid>{rows}</w:tbl>'
    )


def _cells(rows: list[list[str]], borders: list[str], position: str = "") -> str:
    found = []
    for cells, border in zip(rows, borders, strict=True):
        width = WIDTH // len(cells)
        span = f'<w:gridSpan w:val="{2 // len(cells)}"/>' if len(cells) == 1 else ""
        line = f"<w:tcBorders>{border}</w:tcBorders>" if border else ""
        row = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{line}</w:tcPr>{cell}</w:tc>'
            for cell in cells
        )
        found.append(f"<w:tr>{row}</w:tr>")
    half = WIDTH // 2
    return (
        f'<w:tbl><w:tblPr>{position}<w:tblW w:w="{WIDTH}" w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblCellMar>'
        '<w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f'<w:tblGrid><w:gridCol w:w="{half}"/><w:gridCol w:w="{WIDTH - half}"/></w:tblGrid>{"".join(found)}</w:tbl>'
    )


def _imprint(emitter: Emitter, para: Para) -> str:
    """Both elements at once when the first is met; the second is then done."""
    if para.id in emitter.used:
        return ""
    group = [one for one in emitter.sheet.paras if one.role in ("copy_to", "imprint")]
    emitter.used |= {one.id for one in group}
    letter = emitter.sheet.format == "letter" and all(one.role == "copy_to" for one in group)
    blanks = emitter.blank() * para.above
    way = emitter.flavour.imprint
    edges = [
        _edges(emitter, number, last=one is group[-1], space=int(way != "table"))
        for number, one in enumerate(group)
    ]
    if way == "table" and not letter:
        position = '<w:tblpPr w:vertAnchor="margin" w:horzAnchor="margin" w:tblpXSpec="center" w:tblpYSpec="bottom"/>'
        return blanks + _cells([[emitter.paragraph(one)] for one in group], edges, position)
    found = []
    for one, said in zip(group, edges, strict=True):
        borders = "" if letter or not said else f"<w:pBdr>{said}</w:pBdr>"
        text = emitter.paragraph(one, borders=borders)
        found.append(letters.with_frame(text, AT_FOOT) if way == "frame" else text)
    return blanks + "".join(found) + (emitter.blank() if way == "frame" else "")


def _edges(emitter: Emitter, number: int, *, last: bool, space: int) -> str:
    """The lines above, and below the last, as far as the sheet has them."""
    lacking, color = emitter.sheet.no_edges, emitter.sheet.edge_color
    edges = [] if ("between" if number else "top") in lacking else [("top", 6 if number else 8)]
    if last and "bottom" not in lacking:
        edges.append(("bottom", 8))
    return "".join(
        f'<w:{side} w:val="single" w:sz="{size}" w:space="{space}" w:color="{color}"/>'
        for side, size in edges
    )
