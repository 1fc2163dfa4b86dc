"""How does a drawn line get another colour or width? In DrawingML and in VML, and in both where a file says it twice."""

from __future__ import annotations

import copy
import re

from lxml import etree

from bangban.skills.documents.fix.marks import Marks, same
from bangban.skills.documents.fix.ooxml import Element, w
from bangban.skills.documents.model import DrawnLine

A = "http://schemas.openxmlformats.org/drawingml/2006/main"
WPS = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
V = "urn:schemas-microsoft-com:vml"
WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
POINT = 12700
"""English metric units of a point."""
FILLS = ("noFill", "solidFill", "gradFill", "pattFill")


def holder_of(drawing: Element) -> Element:
    """The run's child that a drawing stands in: itself, or the choice between it and an older form."""
    while drawing.getparent().tag != w("r"):
        drawing = drawing.getparent()
    return drawing


def set_line(drawing: Element, now: DrawnLine, wanted: DrawnLine, marks: Marks | None) -> bool:
    """Give the line drawn in `drawing` the wanted colour and width; whether anything changed."""
    holder = holder_of(drawing)
    new = copy.deepcopy(holder)
    for shape in new.iter(f"{{{WPS}}}wsp"):
        _drawing_line(shape, now, wanted)
    for name in ("line", "shape", "rect"):
        for shape in new.iter(f"{{{V}}}{name}"):
            _vml_line(shape, name, now, wanted)
    if same(holder, new):
        return False
    if marks is None:
        holder.getparent().replace(holder, new)
        return True
    _exchange(holder, new, marks)
    return True


def _exchange(holder: Element, new: Element, marks: Marks) -> None:
    """Mark the old drawing's run as deleted and put one with the new drawing behind it."""
    run = holder.getparent()
    alone = etree.Element(w("r"))
    made = etree.Element(w("r"))
    properties = run.find(w("rPr"))
    if properties is not None:
        alone.append(copy.deepcopy(properties))
        made.append(copy.deepcopy(properties))
    # What follows the drawing in its run stays behind it.
    rest = list(holder.itersiblings())
    run.addnext(alone)
    alone.append(holder)
    alone.addnext(made)
    made.append(new)
    if rest:
        tail = etree.Element(w("r"))
        if properties is not None:
            tail.append(copy.deepcopy(properties))
        made.addnext(tail)
        tail.extend(rest)
    taken = [
        int(one.get("id", "0"))
        for one in run.getroottree().iter(f"{{{WP}}}docPr")
        if one.get("id", "").isdigit()
    ]
    for number, one in enumerate(new.iter(f"{{{WP}}}docPr"), max(taken, default=0) + 1):
        one.set("id", str(number))
    marks.insert(made)
    marks.delete(alone)
    if all(node.tag == w("rPr") for node in run):
        run.getparent().remove(run)


def _drawing_line(shape: Element, now: DrawnLine, wanted: DrawnLine) -> None:
    properties = shape.find(f"{{{WPS}}}spPr")
    if properties is None or shape.find(f"{{{WPS}}}txbx") is not None:
        return
    geometry = properties.find(f"{{{A}}}prstGeom")
    if geometry is not None and geometry.get("prst") == "rect":
        if wanted.color != now.color:
            _fill(properties, wanted.color, after=geometry)
        return
    outline = properties.find(f"{{{A}}}ln")
    if outline is None:
        outline = etree.Element(f"{{{A}}}ln")
        # After the geometry and the fill: ISO/IEC 29500-1, CT_ShapeProperties.
        place = max(
            (
                index
                for index, one in enumerate(properties, 1)
                if etree.QName(one).localname in (*FILLS, "xfrm", "prstGeom")
            ),
            default=0,
        )
        properties.insert(place, outline)
    if wanted.color != now.color:
        _fill(outline, wanted.color, after=None)
    if abs(wanted.width - now.width) > 0.01:
        outline.set("w", str(round(wanted.width * POINT)))


def _fill(holder: Element, color: str, after: Element | None) -> None:
    for name in FILLS:
        for one in holder.findall(f"{{{A}}}{name}"):
            holder.remove(one)
    fill = etree.Element(f"{{{A}}}solidFill")
    etree.SubElement(fill, f"{{{A}}}srgbClr").set("val", color or "000000")
    if after is None:
        holder.insert(0, fill)
    else:
        after.addnext(fill)


def _vml_line(shape: Element, kind: str, now: DrawnLine, wanted: DrawnLine) -> None:
    if shape.find(f"{{{V}}}textbox") is not None:
        return
    filled = kind == "rect"
    stroke = shape.find(f"{{{V}}}stroke")
    if wanted.color != now.color:
        shape.set("fillcolor" if filled else "strokecolor", f"#{wanted.color or '000000'}")
        if stroke is not None and not filled:
            stroke.attrib.pop("color", None)
    if abs(wanted.width - now.width) > 0.01:
        if filled:
            shape.set(
                "style",
                re.sub(r"(?<![-\w])height:[^;]*", f"height:{wanted.width:g}pt", shape.get("style", "")),
            )
            return
        shape.set("strokeweight", f"{wanted.width:g}pt")
        if stroke is not None:
            stroke.attrib.pop("weight", None)
