"""How does a chart stand in a document? As DrawingML: the reader's own program draws it, in the reader's own fonts."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from bangban.skills.documents.draft.ooxml import R, val, w
from bangban.skills.documents.draft.page import TEXT_WIDTH
from bangban.skills.documents.draft.paper import Chart

C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_MM = 36_000
"""EMU of a millimetre."""
HEIGHT, A_BAR = 70.0, 7.5
"""Millimetres of a chart, and of each of its bars where there are many."""
BLUE = "1F5FAE"


def identity(chart: Chart) -> str:
    """A name made of what it shows: equal charts are one part, and equal documents stay equal."""
    return sha256(
        repr((chart.kind, chart.title, chart.labels, chart.values, chart.unit)).encode()
    ).hexdigest()[:12]


def height_of(chart: Chart) -> float:
    """Millimetres."""
    return max(HEIGHT, 25 + A_BAR * len(chart.labels)) if chart.kind == "bar" else HEIGHT


def paragraph_of(chart: Chart) -> Any:
    """A paragraph of its own, as wide as the text; what it shows stands in its description too."""
    said = "；".join(
        f"{label} {_number(value)}{chart.unit}"
        for label, value in zip(chart.labels, chart.values, strict=True)
    )
    name = identity(chart)
    number = int(name[:6], 16) + 1
    drawing = (
        f'<wp:inline xmlns:wp="{WP}" xmlns:a="{A}" xmlns:c="{C}" xmlns:r="{R}" distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{round(TEXT_WIDTH * _MM)}" cy="{round(height_of(chart) * _MM)}"/>'
        f'<wp:docPr id="{number}" name="chart {name}" descr={quoteattr(f"{chart.title}：{said}")}/>'
        f'<wp:cNvGraphicFramePr/><a:graphic><a:graphicData uri="{C}"><c:chart r:id="rIdChart{name}"/></a:graphicData></a:graphic>'
        "</wp:inline>"
    )
    holder = w("drawing")
    holder.append(etree.fromstring(drawing))
    properties = w(
        "pPr", val("pStyle", "BlankLine"), val("snapToGrid", 0), w("spacing", before=60, after=60, line=240, lineRule="auto"), val("jc", "center")
    )  # fmt: skip
    return w("p", properties, w("r", holder))


def parts_of(charts: Iterable[Chart]) -> dict[str, bytes]:
    """Part name → content."""
    return {f"charts/chart{identity(one)}": _part(one) for one in charts}


def relations_of(charts: Iterable[Chart]) -> list[tuple[str, str]]:
    """(relation id, target)."""
    names = dict.fromkeys(identity(one) for one in charts)
    return [(f"rIdChart{name}", f"charts/chart{name}.xml") for name in names]


def _part(chart: Chart) -> bytes:
    line, flat = chart.kind == "line", chart.kind == "bar"
    tag = "lineChart" if line else "barChart"
    colour = f'<a:solidFill><a:srgbClr val="{BLUE}"/></a:solidFill>'
    look = (
        f'<c:spPr><a:ln w="28575">{colour}</a:ln></c:spPr><c:marker><c:symbol val="circle"/><c:size val="4"/></c:marker>'
        if line
        else f'<c:spPr>{colour}</c:spPr><c:invertIfNegative val="0"/>'
    )
    shown = (
        ""
        if line
        else f'<c:dLbls>{_text(18)}<c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/><c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>'
    )
    smooth = '<c:smooth val="0"/>' if line else ""
    size = len(chart.labels)
    names = "".join(
        f'<c:pt idx="{at}"><c:v>{escape(one)}</c:v></c:pt>' for at, one in enumerate(chart.labels)
    )
    values = "".join(
        f'<c:pt idx="{at}"><c:v>{_number(one)}</c:v></c:pt>' for at, one in enumerate(chart.values)
    )
    series = (
        f'<c:ser><c:idx val="0"/><c:order val="0"/><c:tx><c:v>{escape(chart.unit or chart.title)}</c:v></c:tx>{look}{shown}'
        f'<c:cat><c:strLit><c:ptCount val="{size}"/>{names}</c:strLit></c:cat>'
        f'<c:val><c:numLit><c:formatCode>General</c:formatCode><c:ptCount val="{size}"/>{values}</c:numLit></c:val>'
        f"{smooth}</c:ser>"
    )
    head = "" if line else f'<c:barDir val="{"bar" if flat else "col"}"/>'
    gap = '<c:marker val="1"/>' if line else '<c:gapWidth val="60"/>'
    # The first of a ranking stands on top.
    order = "maxMin" if flat else "minMax"
    across, up = ("l", "t") if flat else ("b", "l")
    every = max(1, -(-size // 16))
    skip = "" if flat else f'<c:tickLblSkip val="{every}"/>'
    whole = all(float(one).is_integer() for one in chart.values)
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<c:chartSpace xmlns:c="{C}" xmlns:a="{A}" xmlns:r="{R}"><c:roundedCorners val="0"/><c:chart>'
        f'<c:title><c:tx><c:rich><a:bodyPr/><a:p><a:pPr><a:defRPr sz="1200" b="0"/></a:pPr><a:r><a:rPr lang="zh-CN" sz="1200" b="0"/><a:t>{escape(chart.title)}</a:t></a:r></a:p></c:rich></c:tx><c:overlay val="0"/></c:title>'
        f'<c:autoTitleDeleted val="0"/><c:plotArea><c:layout/><c:{tag}>{head}<c:grouping val="{"standard" if line else "clustered"}"/><c:varyColors val="0"/>{series}{gap}<c:axId val="1"/><c:axId val="2"/></c:{tag}>'
        f'<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="{order}"/></c:scaling><c:delete val="0"/><c:axPos val="{across}"/><c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>{_text(18)}<c:crossAx val="2"/><c:crosses val="autoZero"/><c:auto val="0"/>{skip}<c:noMultiLvlLbl val="1"/></c:catAx>'
        f'<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/><c:min val="0"/></c:scaling><c:delete val="0"/><c:axPos val="{up}"/><c:majorGridlines><c:spPr><a:ln w="6350"><a:solidFill><a:srgbClr val="D9D9D9"/></a:solidFill></a:ln></c:spPr></c:majorGridlines>'
        f'<c:title><c:tx><c:rich><a:bodyPr/><a:p><a:r><a:rPr lang="zh-CN" sz="900" b="0"/><a:t>{escape(chart.unit)}</a:t></a:r></a:p></c:rich></c:tx><c:overlay val="0"/></c:title>'
        f'<c:numFmt formatCode="{"0" if whole else "General"}" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>{_text(18)}<c:crossAx val="1"/><c:crosses val="{"max" if flat else "autoZero"}"/></c:valAx>'
        '</c:plotArea><c:plotVisOnly val="1"/></c:chart></c:chartSpace>'
    ).encode()


def _text(half_points: int) -> str:
    return f'<c:txPr><a:bodyPr/><a:p><a:pPr><a:defRPr sz="{half_points * 50}"/></a:pPr><a:endParaRPr lang="zh-CN"/></a:p></c:txPr>'


def _number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else str(round(value, 4))
