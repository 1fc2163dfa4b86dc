"""What is drawn in a run: text boxes, straight lines, pictures? DrawingML and VML alike."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bangban.skills.documents.model import DrawnLine, Frame
from bangban.skills.documents.read.docx.names import W, emu, length, q, twips
from bangban.skills.documents.read.docx.theme import Theme

MM_PER_POINT = 25.4 / 72
THIN = 6.0
"""Points: a filled rectangle no higher than this and much longer is a line to the eye."""
_BOX = W + "txbxContent"
_UNDERSTOOD = frozenset(
    [
        "wps",
        "wpg",
        "wpc",
        "wpi",
        "wp14",
        "wne",
        "w14",
        "w15",
        "w16",
        "w16se",
        "w16cid",
        "w16cex",
        "a14",
        "a16",
        "v",
        "v2",
        "o",
        "r",
    ]
)
"""The prefixes under which every writer of documents declares what is read here."""
_LINE_SHAPES = ("line", "straightConnector1", "lineInv")
_COMPOUND: dict[str, Any] = {
    "dbl": "double",
    "thinThin": "double",
    "thickThin": "thick_thin",
    "thickBetweenThin": "double",
    "thinThick": "thin_thick",
}
_NAMED = {
    "red": "FF0000",
    "black": "000000",
    "white": "FFFFFF",
    "blue": "0000FF",
    "green": "008000",
    "gray": "808080",
    "windowtext": "000000",
}
_PRESET = {"red": "FF0000", "black": "000000", "white": "FFFFFF", "darkRed": "8B0000"}


_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart"
"""A chart is looked at like a picture: it has no text of its own in the paragraph."""


@dataclass(slots=True)
class Drawn:
    """What one drawing holds."""

    boxes: list[tuple[Any, Frame, float]] = field(default_factory=list)
    """Each w:txbxContent, its frame, and how far below its anchor's first line it begins, in points."""
    lines: list[DrawnLine] = field(default_factory=list)
    image: bool = False


def alternatives(element: Any) -> Iterator[Any]:
    """Yield the children of mc:AlternateContent's first choice that is understood, else of its fallback."""
    chosen = element.find(q("mc:Fallback"))
    for choice in element.iterchildren(q("mc:Choice")):
        if chosen is None or _UNDERSTOOD.issuperset(choice.get("Requires", "").split()):
            chosen = choice
            break
    return iter(chosen if chosen is not None else ())


def inspect(element: Any, theme: Theme, page_top: float, drawn: Drawn) -> None:
    """Add what a w:drawing, w:pict, w:object or mc:AlternateContent holds; `page_top` is the top margin in points."""
    tag = element.tag
    if tag == q("mc:AlternateContent"):
        for one in alternatives(element):
            inspect(one, theme, page_top, drawn)
    elif tag == W + "drawing":
        for holder in element:
            _drawing(holder, theme, page_top, drawn)
    elif tag in (W + "pict", W + "object"):
        _vml(element, page_top, drawn)
        if tag == W + "object":
            drawn.image = True


def _shapes(element: Any) -> Iterator[Any]:
    """Yield what stands in a drawing, in order, but nothing within a text box: that is read with its text."""
    waiting = [element]
    while waiting:
        at = waiting.pop()
        yield at
        if at.tag == q("mc:AlternateContent"):
            waiting += reversed(list(alternatives(at)))
        elif at.tag != _BOX:
            waiting += reversed(at)


# ── DrawingML ──


def _drawing(holder: Any, theme: Theme, page_top: float, drawn: Drawn) -> None:
    extent = holder.find(q("wp:extent"))
    width = emu(extent.get("cx")) if extent is not None else 0.0
    height = emu(extent.get("cy")) if extent is not None else 0.0
    top = _offset(holder, "positionV", page_top)
    left = _offset(holder, "positionH", None)
    found = list(_shapes(holder))
    if any(one.tag in (q("pic:pic"), _CHART) for one in found):
        drawn.image = True
    shapes = [one for one in found if one.tag == q("wps:wsp")]
    for shape in shapes:
        box = shape.find(f"{q('wps:txbx')}/{_BOX}")
        if box is not None:
            drawn.boxes.append((box, _frame("textbox", top, left, width, height, holder), _drop(holder)))
            continue
        own = shape.find(f"{q('wps:spPr')}/{q('a:xfrm')}/{q('a:ext')}")
        wide, high = width, height
        if own is not None and len(shapes) > 1:
            wide, high = emu(own.get("cx")), emu(own.get("cy"))
        line = _shape_line(shape, theme, wide, high)
        if line is not None:
            line.from_page_top_mm = None if top is None else round(top * MM_PER_POINT, 2)
            line.xml = holder.getparent()
            drawn.lines.append(line)


def _offset(holder: Any, name: str, page_top: float | None) -> float | None:
    """Return the vertical (horizontal) offset from the page's edge in points, None where it hangs on the text."""
    position = holder.find(q(f"wp:{name}"))
    if position is None:
        return None
    offset = position.find(q("wp:posOffset"))
    if offset is None or not (offset.text or "").strip():
        return None
    points = emu(offset.text)
    relative = position.get("relativeFrom", "")
    if relative == "page" or (relative == "topMargin" and name == "positionV"):
        return points
    if relative == "margin" and page_top is not None:
        return page_top + points
    return None


def _drop(holder: Any) -> float:
    position = holder.find(q("wp:positionV"))
    if position is None or position.get("relativeFrom") not in ("paragraph", "line"):
        return 0.0
    offset = position.find(q("wp:posOffset"))
    return 0.0 if offset is None else emu(offset.text)


def _shape_line(shape: Any, theme: Theme, width: float, height: float) -> DrawnLine | None:
    properties = shape.find(q("wps:spPr"))
    if properties is None or width < 4 * height or width <= 0:
        return None
    geometry = properties.find(q("a:prstGeom"))
    preset = geometry.get("prst", "") if geometry is not None else ""
    outline = properties.find(q("a:ln"))
    if preset in _LINE_SHAPES:
        if outline is not None and outline.find(q("a:noFill")) is not None:
            return None
        weight = emu(outline.get("w", "9525")) if outline is not None else 0.75
        compound = outline.get("cmpd", "sng") if outline is not None else "sng"
        color = _color(outline, theme) or _color(shape.find(f"{q('wps:style')}/{q('a:lnRef')}"), theme)
        return DrawnLine(color, weight, width, _COMPOUND.get(compound, "single"))
    if preset == "rect" and height <= THIN:
        return DrawnLine(_color(properties, theme), max(height, 0.25), width)
    return None


def _color(holder: Any, theme: Theme) -> str:
    """Return the solid colour of a fill or line in six digits; "" when it says none."""
    if holder is None:
        return ""
    fill = holder.find(q("a:solidFill"))
    for one in fill if fill is not None else holder:
        kind = one.tag.rpartition("}")[2]
        if kind == "srgbClr":
            return one.get("val", "").upper()
        if kind == "schemeClr":
            return theme.color(one.get("val", ""))
        if kind == "prstClr":
            return _PRESET.get(one.get("val", ""), "")
        if kind == "sysClr":
            return one.get("lastClr", "").upper()
    return ""


# ── VML ──


def _style(element: Any) -> dict[str, str]:
    pairs = (part.partition(":") for part in element.get("style", "").split(";"))
    return {name.strip().lower(): value.strip() for name, _, value in pairs if name.strip()}


def _vml(element: Any, page_top: float, drawn: Drawn) -> None:
    for shape in _shapes(element):
        form = _VML_SHAPES.get(shape.tag)
        if form is None:
            drawn.image = drawn.image or shape.tag == q("v:imagedata")
            continue
        style = _style(shape)
        box = shape.find(f"{q('v:textbox')}/{_BOX}")
        top = _vml_top(style, page_top)
        width, height = length(style.get("width")), length(style.get("height"))
        if box is not None:
            left = None
            if style.get("mso-position-horizontal-relative") == "page":
                left = length(style.get("margin-left") or style.get("left"))
            drop = 0.0 if top is not None else length(style.get("margin-top") or style.get("top"))
            drawn.boxes.append((box, _frame("textbox", top, left, width, height, shape), drop))
            continue
        line = _vml_line(shape, form, style, width, height)
        if line is not None:
            if form == "line" and top is None and style.get("mso-position-vertical-relative") == "page":
                top = _points(shape.get("from"))[1]
            line.from_page_top_mm = None if top is None else round(top * MM_PER_POINT, 2)
            line.xml = element
            drawn.lines.append(line)


_VML_SHAPES = {q(f"v:{one}"): one for one in ("shape", "rect", "line", "roundrect", "oval", "polyline")}


def _vml_top(style: dict[str, str], page_top: float) -> float | None:
    value = style.get("margin-top") or style.get("top")
    if value is None:
        return None
    relative = style.get("mso-position-vertical-relative", "text")
    if relative in ("page", "top-margin-area"):
        return length(value)
    return page_top + length(value) if relative == "margin" else None


def _points(value: str | None) -> tuple[float, float]:
    parts = re.split(r"[,\s]+", value or "")
    return length(parts[0]), length(parts[1]) if len(parts) > 1 else 0.0


def _vml_line(shape: Any, kind: str, style: dict[str, str], width: float, height: float) -> DrawnLine | None:
    horizontal_rule = shape.get(q("o:hr")) in ("t", "true")
    if kind == "line":
        (left, top), (right, bottom) = _points(shape.get("from")), _points(shape.get("to"))
        width, height = abs(right - left), abs(bottom - top)
    straight = (
        kind == "line" or shape.get(q("o:connectortype")) == "straight" or shape.get("type") == "#_x0000_t32"
    )
    if horizontal_rule or (kind == "rect" and 0 < height <= THIN and width > 4 * height):
        return DrawnLine(
            _vml_color(shape.get("fillcolor")), max(height, 0.25), 0.0 if horizontal_rule else width
        )
    if not straight or width < 4 * height or width <= 0 or shape.get("stroked") in ("f", "false"):
        return None
    stroke = shape.find(q("v:stroke"))
    weight: str | None = shape.get("strokeweight") or (stroke.get("weight") if stroke is not None else None)
    color: str | None = shape.get("strokecolor") or (stroke.get("color") if stroke is not None else None)
    compound = stroke.get("linestyle", "single") if stroke is not None else "single"
    return DrawnLine(
        _vml_color(color), length(weight) if weight else 0.75, width, _COMPOUND.get(compound, "single")
    )


def _vml_color(value: str | None) -> str:
    """Return six digits for "red", "#f00" or "#FF0000 [3204]"; "" for black by default."""
    name = (value or "").split(" ")[0].lower()
    if name.startswith("#"):
        digits = name[1:]
        if len(digits) == 3:
            digits = "".join(one * 2 for one in digits)
        return digits.upper() if len(digits) == 6 else ""
    return _NAMED.get(name, "")


def _frame(
    kind: Any, top: float | None, left: float | None, width: float, height: float, element: Any
) -> Frame:
    def millimetres(points: float | None) -> float | None:
        return None if points is None else round(points * MM_PER_POINT, 2)

    return Frame(
        kind=kind,
        top_mm=millimetres(top),
        left_mm=millimetres(left),
        width_mm=millimetres(width) or 0.0,
        height_mm=millimetres(height) or 0.0,
        xml=element,
    )


def frame_of(said: dict[str, str], page_top: float, element: Any) -> Frame:
    """Return the frame of a w:framePr with these attributes, around the paragraph `element`."""
    top = twips(said.get(W + "y"))
    anchor = said.get(W + "vAnchor")
    if top is not None and anchor == "margin":
        top += page_top
    elif anchor != "page":
        top = None
    left = twips(said.get(W + "x")) if said.get(W + "hAnchor") == "page" else None
    width, height = twips(said.get(W + "w")) or 0.0, twips(said.get(W + "h")) or 0.0
    return _frame("frame", top, left, width, height, element)
