"""Which rows, cells and borders does a table have, merged and nested cells included?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bangban.skills.documents.model import Border, Table
from bangban.skills.documents.read.docx.drawing import alternatives
from bangban.skills.documents.read.docx.formats import TableContext
from bangban.skills.documents.read.docx.names import VAL, W, child_value, number, q
from bangban.skills.documents.read.docx.properties import borders
from bangban.skills.documents.read.docx.runs import deleted_text
from bangban.skills.documents.read.docx.styles import Conditional

if TYPE_CHECKING:
    from bangban.skills.documents.read.docx.story import Story, Where

COLUMNS = 512
"""Word's own bound is 63 columns; a table that says more is cut here."""
_LOOK_BITS = {
    "firstRow": 0x20,
    "lastRow": 0x40,
    "firstColumn": 0x80,
    "lastColumn": 0x100,
    "noHBand": 0x200,
    "noVBand": 0x400,
}
_Sides = dict[str, Border | None]


def _unwrapped(element: Any, name: str) -> list[Any]:
    """Return the children of one name, those within w:sdt and w:customXml too, without deleted ones."""
    found: list[Any] = []
    for child in element:
        if child.tag == W + name:
            if not _deleted(child, name):
                found.append(child)
        elif child.tag == W + "sdt":
            content = child.find(W + "sdtContent")
            if content is not None:
                found += _unwrapped(content, name)
        elif child.tag in (W + "customXml", W + "ins"):
            found += _unwrapped(child, name)
        elif child.tag == q("mc:AlternateContent"):
            found += [one for one in alternatives(child) if one.tag == W + name]
    return found


def _deleted(element: Any, name: str) -> bool:
    properties = element.find(W + name + "Pr")
    if properties is None:
        return False
    return properties.find(W + ("del" if name == "tr" else "cellDel")) is not None


def read_table(story: Story, element: Any, where: Where) -> None:
    """Add a table, its cells' paragraphs and the tables within them to `story`."""
    from bangban.skills.documents.read.docx.story import Where  # the two read each other's content

    index, first = len(story.tables), len(story.paragraphs)
    table = Table(index, [], first, first, element)
    story.tables.append(table)
    properties = element.find(W + "tblPr")
    style_id = (child_value(properties, "tblStyle") if properties is not None else None) or ""
    style = story.formats.styles.table(style_id)
    own: _Sides = {}
    if properties is not None and (found := properties.find(W + "tblBorders")) is not None:
        own = borders(found)
    look = _look(properties)
    for name in ("tblPrChange", "tblGridChange"):
        story.note_change(properties, name, "format")
    for row in element.iterchildren(W + "tr"):
        if _deleted(row, "tr"):
            story.note_change(row.find(W + "trPr"), "del", "deleted", deleted_text(row))
    rows = _unwrapped(element, "tr")
    # Where a cell began that goes on below, by column.
    open_cells: dict[int, tuple[int, int]] = {}
    for row_number, row in enumerate(rows):
        texts: list[str] = []
        cells = _unwrapped(row, "tc")
        row_properties = row.find(W + "trPr")
        if row_properties is not None:
            texts += [""] * _count(child_value(row_properties, "gridBefore"), 0)
        for cell_number, cell in enumerate(cells):
            column = len(texts)
            edges = (
                row_number == 0,
                row_number == len(rows) - 1,
                cell_number == 0,
                cell_number == len(cells) - 1,
            )
            kinds = _kinds(look, edges, row_number, column)
            parts = tuple(style[kind] for kind in kinds if kind in style)
            context = TableContext((style_id, *kinds), parts)
            inside = Where(
                "table" if where.place == "body" else where.place,
                (index, row_number, column),
                context,
                _cell_borders(parts, own, cell, edges),
                where.frame,
                where.footer_kind,
            )
            begun = len(story.paragraphs)
            story.blocks(cell, inside)
            for name, kind in (("cellIns", "inserted"), ("cellMerge", "format"), ("tcPrChange", "format")):
                story.note_change(cell.find(W + "tcPr"), name, kind)
            texts.append("\n".join(_own_texts(story, begun, (index, row_number, column))))
            cell_properties = cell.find(W + "tcPr")
            wide = 1 if cell_properties is None else _count(child_value(cell_properties, "gridSpan"), 1)
            texts += [""] * (wide - 1)
            _merge(table, open_cells, (row_number, column), wide, _goes_on(cell_properties))
        story.note_change(row_properties, "ins", "inserted")
        story.note_change(row_properties, "trPrChange", "format")
        table.rows.append(texts[:COLUMNS])
    table.last = max(len(story.paragraphs) - 1, first)


def _goes_on(properties: Any) -> str:
    """ "restart" where a cell over several rows begins, "continue" where it goes on, else ""."""
    merge = properties.find(W + "vMerge") if properties is not None else None
    return "" if merge is None else "restart" if merge.get(VAL) == "restart" else "continue"


def _merge(
    table: Table, open_cells: dict[int, tuple[int, int]], place: tuple[int, int], wide: int, said: str
) -> None:
    """Note over how many rows and columns the cell at a place goes."""
    row, column = place
    begun = open_cells.get(column)
    if said == "continue" and begun is not None:
        table.merged[begun] = (row - begun[0] + 1, wide)
        return
    open_cells.pop(column, None)
    if said == "restart":
        open_cells[column] = place
    if wide > 1:
        table.merged[place] = (1, wide)


def _own_texts(story: Story, begun: int, cell: tuple[int, int, int]) -> list[str]:
    texts = [one.text for one in story.paragraphs[begun:] if one.cell == cell]
    return texts if any(texts) else []


def _count(value: str | None, default: int) -> int:
    return min(max(int(number(value, default)), default), COLUMNS)


def _look(properties: Any) -> set[str]:
    """Return which of the style's special cells the table wants (w:tblLook)."""
    look = properties.find(W + "tblLook") if properties is not None else None
    if look is None:
        return {"noHBand", "noVBand"}
    try:
        bits = int(look.get(VAL, "0"), 16)
    except ValueError:
        bits = 0
    wanted = set()
    for name, bit in _LOOK_BITS.items():
        said = look.get(W + name)
        if said in ("1", "true", "on") or (said is None and bits & bit):
            wanted.add(name)
    return wanted


def _kinds(look: set[str], edges: tuple[bool, bool, bool, bool], row: int, column: int) -> list[str]:
    """Return the kinds of cell that apply, the weakest first (ISO/IEC 29500-1, 17.7.6)."""
    top, bottom, left, right = edges
    kinds = ["wholeTable"]
    if "noVBand" not in look:
        kinds.append("band1Vert" if (column - ("firstColumn" in look)) % 2 == 0 else "band2Vert")
    if "noHBand" not in look:
        kinds.append("band1Horz" if (row - ("firstRow" in look)) % 2 == 0 else "band2Horz")
    if left and "firstColumn" in look:
        kinds.append("firstCol")
    if right and "lastColumn" in look:
        kinds.append("lastCol")
    if top and "firstRow" in look:
        kinds.append("firstRow")
    if bottom and "lastRow" in look:
        kinds.append("lastRow")
    return kinds


def _cell_borders(
    parts: tuple[Conditional, ...], own: _Sides, cell: Any, edges: tuple[bool, bool, bool, bool]
) -> tuple[Border, ...]:
    """Return what a cell draws around itself: the cell's word outranks the table's, the table's the style's."""
    said: _Sides = {}
    for part in parts:
        said.update(part.borders)
    said.update(own)
    properties = cell.find(W + "tcPr")
    found = properties.find(W + "tcBorders") if properties is not None else None
    of_cell = borders(found) if found is not None else {}
    drawn = []
    top, bottom, left, right = edges
    for side, at_edge, inner in (
        ("top", top, "insideH"),
        ("bottom", bottom, "insideH"),
        ("left", left, "insideV"),
        ("right", right, "insideV"),
    ):
        border = of_cell[side] if side in of_cell else said.get(side if at_edge else inner)
        if border is not None:
            drawn.append(Border(side, border.style, border.width, border.color))  # type: ignore[arg-type]
    return tuple(drawn)
