"""Which paragraph or table is this block of text?"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from bangban.skills.documents.draft.charts import paragraph_of
from bangban.skills.documents.draft.looks import BY_ID, indent, paragraph_properties, run_properties
from bangban.skills.documents.draft.ooxml import W, run, val, w
from bangban.skills.documents.draft.page import TEXT_WIDTH, mm
from bangban.skills.documents.draft.paper import Block, Chart, Grid, Line
from bangban.skills.documents.draft.titles import width
from bangban.skills.documents.findings import Element

STYLE_OF = {
    Element.HEADING_1: "Heading1",
    Element.HEADING_2: "Heading2",
    Element.HEADING_3: "Heading3",
    Element.HEADING_4: "Heading4",
    Element.CLOSING: "Closing",
}


def paragraph(style: str, text: str = "", *, properties: tuple[Any, ...] = (), **run_changes: Any) -> Any:
    """One paragraph of a style; `properties` are further children of its w:pPr."""
    look = BY_ID[style]
    own = paragraph_properties(look, style=True)
    if properties:
        own = w("pPr", *own, *(one for one in properties if one is not None))
    changed = run_properties(look, **run_changes) if run_changes else None
    return w("p", own, *([run(text, changed)] if text else ()))


def blank() -> Any:
    """An empty line of the body's pitch."""
    return paragraph("BlankLine")


def keep_with_next(element: Any) -> None:
    """Keep a paragraph on the page of the one after it; a table's rows are left as they are."""
    properties = element.find(f"{{{W}}}pPr")
    if properties is not None:
        properties.insert(1, w("keepNext"))


def block(one: Block) -> Any:
    if isinstance(one, Chart):
        return paragraph_of(one)
    return table(one) if isinstance(one, Grid) else line(one)


def line(one: Line) -> Any:
    """A paragraph of the body: its leading words in the heading's face, what is marked on yellow."""
    style = STYLE_OF.get(one.element, "Body")
    look, body = BY_ID[style], BY_ID["Body"]
    element = w("p", paragraph_properties(look, style=True))
    lead = one.lead or len(one.text)
    cuts = sorted({0, lead, len(one.text), *(edge for mark in one.marks for edge in mark)})
    for start, end in pairwise(cuts):
        changes: dict[str, Any] = {}
        if start >= lead and look.font != body.font:
            changes["font"] = body.font
        if any(first <= start < last for first, last in one.marks):
            changes["highlight"] = "yellow"
        element.append(run(one.text[start:end], run_properties(look, **changes) if changes else None))
    return element


def table(grid: Grid) -> Any:
    """A table as wide as the text, columns by what stands in them; its head is repeated on every page."""
    columns = max(len(row) for row in grid.rows)
    weights = [
        max(2.0, *(min(width(row[at]), 16) for row in grid.rows if at < len(row))) for at in range(columns)
    ]
    total = mm(TEXT_WIDTH)
    widths = [round(total * weight / sum(weights)) for weight in weights]
    element = w(
        "tbl",
        w("tblPr", val("tblStyle", "TableGrid"), w("tblW", w=total, type="dxa"), val("jc", "center"), w("tblLayout", type="fixed")),
        w("tblGrid", *(w("gridCol", w=one) for one in widths)),
    )  # fmt: skip
    for number, cells in enumerate(grid.rows):
        row = w("tr", w("trPr", w("cantSplit"), w("tblHeader") if number == 0 else None))
        for at in range(columns):
            row.append(
                w(
                    "tc",
                    w("tcPr", w("tcW", w=widths[at], type="dxa"), val("vAlign", "center")),
                    paragraph(
                        "TableHead" if number == 0 else "TableText", cells[at] if at < len(cells) else ""
                    ),
                )
            )
        element.append(row)
    return element


def no_padding() -> Any:
    """Cells whose text reaches their edges."""
    return w("tblCellMar", w("left", w=0, type="dxa"), w("right", w=0, type="dxa"))


def indents(style: str, **changed: float) -> Any:
    """The w:ind of a style with some indents, in characters, of its own."""
    look = BY_ID[style]
    return indent(look.size, **{"first": look.first, "left": look.left, "right": look.right, **changed})
