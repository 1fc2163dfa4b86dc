"""How are a letter's mark and its two red lines drawn? As framed paragraphs with borders, or as shapes."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from tests.documents.sheet import Para, Run

if TYPE_CHECKING:
    from tests.documents.emit import Emitter

LENGTH = 481.9
"""170 mm in points."""
EMU = 12700
FRAME = '<w:framePr w:w="9638" w:wrap="notBeside" w:vAnchor="page" w:hAnchor="page" w:x="1134" w:y="{top}"/>'
POINTS = 72 / 25.4


def mark(emitter: Emitter, para: Para) -> str:
    """The mark 30 mm below the page's edge, and the upper line 4 mm below it."""
    assert para.border is not None
    side, kind, size, color = para.border
    framed = FRAME.format(top=1701)
    if emitter.flavour.line in ("vml", "dml") and kind.startswith("thick"):
        bare = copy.copy(para)
        bare.border = None
        line = _shape(emitter.flavour.line, color, 51.5 * POINTS, "thickThin", 3)
        holder = emitter.paragraph(Para("holder", [Run("")], pitch=4))
        return with_frame(emitter.paragraph(bare), framed) + with_run(holder, line)
    border = f'<w:pBdr><w:{side} w:val="{kind}" w:sz="{size}" w:space="11" w:color="{color}"/></w:pBdr>'
    return with_frame(emitter.paragraph(para, borders=border), framed)


def lower_line(emitter: Emitter) -> str:
    """What stands in the footer of a letter's first page: the lower line, 20 mm above the page's edge."""
    color = emitter.sheet.lower_line
    empty = Para("footer_line", [Run("")], pitch=6)
    if color is None:
        return emitter.paragraph(empty)
    if emitter.flavour.line in ("vml", "dml"):
        return with_run(
            emitter.paragraph(empty), _shape(emitter.flavour.line, color, 277 * POINTS, "thinThick", 4)
        )
    border = f'<w:pBdr><w:top w:val="thinThickSmallGap" w:sz="24" w:space="1" w:color="{color}"/></w:pBdr>'
    return with_frame(
        emitter.paragraph(empty, borders=border), FRAME.format(top=round(277 / 25.4 * 1440) - 60)
    )


def with_run(paragraph: str, inner: str) -> str:
    head, _, _ = paragraph.rpartition("</w:p>")
    return f"{head}<w:r>{inner}</w:r></w:p>"


def with_frame(paragraph: str, frame: str) -> str:
    """Put w:framePr where the schema wants it: behind the style, before everything else."""
    head, opening, inner = paragraph.rpartition("<w:pPr>")
    style = ""
    if inner.startswith("<w:pStyle"):
        style, _, inner = inner.partition("/>")
        style += "/>"
    return head + opening + style + frame + inner


def _shape(way: str, color: str, top: float, kind: str, identity: int) -> str:
    """A double line 170 mm long at `top` points of the page."""
    vml = (
        f'<w:pict><v:line id="直线 {identity}" o:spid="_x0000_s10{identity}0" style="position:absolute;left:0;z-index:25165{identity};'
        "mso-position-horizontal-relative:page;mso-position-vertical-relative:page"
        f'" from="56.7pt,{top:.1f}pt" to="{56.7 + LENGTH:.1f}pt,{top:.1f}pt" strokecolor="#{color.lower()}" strokeweight="4.5pt">'
        f'<v:stroke linestyle="{kind}"/></v:line></w:pict>'
    )
    if way == "vml":
        return vml
    length = round(LENGTH * EMU)
    return (
        '<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor distT="0" distB="0" distL="114300" distR="114300" '
        f'simplePos="0" relativeHeight="25165926{identity}" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1">'
        '<wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="page"><wp:posOffset>720000</wp:posOffset></wp:positionH>'
        f'<wp:positionV relativeFrom="page"><wp:posOffset>{round(top * EMU)}</wp:posOffset></wp:positionV>'
        f'<wp:extent cx="{length}" cy="0"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>'
        f'<wp:docPr id="{identity}" name="直接连接符 {identity}"/><wp:cNvGraphicFramePr/><a:graphic><a:graphicData '
        'uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvCnPr/><wps:spPr>'
        f'<a:xfrm><a:off x="0" y="0"/><a:ext cx="{length}" cy="0"/></a:xfrm><a:prstGeom prst="line"><a:avLst/></a:prstGeom>'
        f'<a:ln w="57150" cmpd="{kind}"><a:solidFill><a:srgbClr val="{color}"/></a:solidFill></a:ln></wps:spPr><wps:bodyPr/></wps:wsp>'
        f"</a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice><mc:Fallback>{vml}</mc:Fallback></mc:AlternateContent>"
    )
