"""What are the pages of each section: paper, margins, grid, and which headers and footers are theirs?"""

from __future__ import annotations

from typing import Any

from bangban.skills.documents.model import Section
from bangban.skills.documents.read.docx.names import W, child_value, number, on, q, twips

MM_PER_POINT = 25.4 / 72
_LETTER = (612.0, 792.0)
_MARGIN = 72.0


def find_sections(body: Any) -> list[Any]:
    """Return the w:sectPr elements in force, in order; not those that a tracked change keeps as the old one."""
    found = []
    for element in body.iter(W + "sectPr"):
        parent = element.getparent().tag
        if parent in (W + "pPr", W + "body"):
            found.append(element)
    return found


def _mm(value: str | None, default: float) -> float:
    points = twips(value)
    return round((default if points is None else points) * MM_PER_POINT, 2)


def _margin(margins: Any, side: str) -> float:
    # A negative margin means the same distance, kept even where the header would need more.
    return abs(_mm(margins.get(W + side) if margins is not None else None, _MARGIN))


def read_section(element: Any) -> Section:
    """Return one section's page; `element` is a w:sectPr, or None for a document without any."""
    if element is None:
        return Section(210.0, 297.0, 25.4, 25.4, 31.75, 31.75)
    size, margins = element.find(W + "pgSz"), element.find(W + "pgMar")
    section = Section(
        _mm(size.get(W + "w") if size is not None else None, _LETTER[0]),
        _mm(size.get(W + "h") if size is not None else None, _LETTER[1]),
        _margin(margins, "top"),
        _margin(margins, "bottom"),
        _margin(margins, "left"),
        _margin(margins, "right"),
        xml=element,
    )
    if margins is not None:
        section.header_mm = _mm(margins.get(W + "header"), 0.0)
        section.footer_mm = _mm(margins.get(W + "footer"), 0.0)
        section.gutter_mm = _mm(margins.get(W + "gutter"), 0.0)
    section.landscape = size is not None and size.get(W + "orient") == "landscape"
    _grid(element, section)
    title = element.find(W + "titlePg")
    section.title_page = title is not None and on(title)
    numbers = element.find(W + "pgNumType")
    if numbers is not None:
        if (start := numbers.get(W + "start")) is not None:
            section.page_number_start = int(number(start))
        section.page_number_format = numbers.get(W + "fmt", "")
    columns = element.find(W + "cols")
    if columns is not None:
        section.columns = max(int(number(columns.get(W + "num"), 1)), len(columns.findall(W + "col")), 1)
    return section


def _grid(element: Any, section: Section) -> None:
    grid = element.find(W + "docGrid")
    if grid is None:
        return
    kind = grid.get(W + "type", "default")
    section.grid = "" if kind == "default" else kind
    section.grid_pitch = twips(grid.get(W + "linePitch")) or 0.0
    section.grid_chars = number(grid.get(W + "charSpace")) / 4096


def starts_page(element: Any) -> bool:
    """Return whether the section of this w:sectPr begins on a new page."""
    return (child_value(element, "type") or "nextPage") not in ("continuous", "nextColumn")


def references(element: Any, kind: str) -> dict[str, str]:
    """Return the relationship ids of a section's own headers or footers by "default", "even", "first"."""
    found = {}
    for one in element.iterchildren(W + kind + "Reference"):
        name = one.get(W + "type", "default")
        if name in ("default", "even", "first"):
            found[name] = one.get(q("r:id"), "")
    return found


def setting(settings: Any, name: str) -> bool:
    """Return whether settings.xml switches something on."""
    found = settings.find(W + name) if settings is not None else None
    return found is not None and on(found)


def east_asian_language(settings: Any) -> str:
    found = settings.find(W + "themeFontLang") if settings is not None else None
    return "" if found is None else found.get(W + "eastAsia", "")
