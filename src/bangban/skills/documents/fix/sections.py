"""How does a page get its paper, margins and grid? `findings.SetSection`, in w:sectPr."""

from __future__ import annotations

import copy
from typing import Any

from bangban.skills.documents.fix.marks import Marks, same
from bangban.skills.documents.fix.ooxml import SECTION, Element, ask, drop, w
from bangban.skills.documents.model import Section

MARGINS = {
    "top_mm": "top",
    "right_mm": "right",
    "bottom_mm": "bottom",
    "left_mm": "left",
    "header_mm": "header",
    "footer_mm": "footer",
    "gutter_mm": "gutter",
}
SIZES = {"width_mm": "w", "height_mm": "h"}
GRID = frozenset({"grid", "grid_pitch", "grid_chars"})
KNOWN = (
    GRID | MARGINS.keys() | SIZES.keys()
    | {"landscape", "title_page", "page_number_start", "page_number_format", "columns"}
)  # fmt: skip
TWIPS = 1440 / 25.4


def set_section(element: Element, model: Section, wanted: dict[str, Any], marks: Marks | None) -> bool:
    """Give a section the properties that it does not have yet; whether anything changed."""
    missing = {
        name: value
        for name, value in wanted.items()
        if name in KNOWN and not _same(getattr(model, name), value)
    }
    old = copy.deepcopy(element)
    _apply(element, model, missing)
    if same(old, element):
        return False
    if marks:
        marks.keep_section(element, old)
    return True


def _same(now: Any, value: Any) -> bool:
    if isinstance(now, float) and isinstance(value, float | int):
        return abs(now - value) < 0.01
    return bool(now == value)


def _apply(element: Element, model: Section, wanted: dict[str, Any]) -> None:
    if wanted.keys() & MARGINS.keys():
        margins = ask(element, "pgMar", SECTION)
        for name, attribute in MARGINS.items():
            # The schema wants all seven.
            if name in wanted or margins.get(w(attribute)) is None:
                margins.set(w(attribute), str(round(wanted.get(name, getattr(model, name)) * TWIPS)))
    if wanted.keys() & {*SIZES, "landscape"}:
        paper = ask(element, "pgSz", SECTION)
        for name, attribute in SIZES.items():
            if name in wanted or paper.get(w(attribute)) is None:
                paper.set(w(attribute), str(round(wanted.get(name, getattr(model, name)) * TWIPS)))
        if "landscape" in wanted:
            paper.attrib.pop(w("orient"), None)
            if wanted["landscape"]:
                paper.set(w("orient"), "landscape")
        # The printer's own number of the old paper.
        paper.attrib.pop(w("code"), None)
    if wanted.keys() & GRID:
        _grid(element, model, wanted)
    if "title_page" in wanted:
        drop(element, "titlePg")
        if wanted["title_page"]:
            ask(element, "titlePg", SECTION)
    if "columns" in wanted:
        columns = ask(element, "cols", SECTION)
        columns.set(w("num"), str(wanted["columns"]))
    for name, attribute in (("page_number_start", "start"), ("page_number_format", "fmt")):
        if name in wanted:
            number = ask(element, "pgNumType", SECTION)
            if wanted[name] in (None, ""):
                number.attrib.pop(w(attribute), None)
            else:
                number.set(w(attribute), str(wanted[name]))


def _grid(element: Element, model: Section, wanted: dict[str, Any]) -> None:
    kind = wanted.get("grid", model.grid)
    grid = ask(element, "docGrid", SECTION)
    if not kind:
        grid.attrib.pop(w("type"), None)
    else:
        grid.set(w("type"), kind)
    if "grid_pitch" in wanted:
        grid.set(w("linePitch"), str(round(wanted["grid_pitch"] * 20)))
    if "grid_chars" in wanted:
        # In 4096ths of a point.
        grid.set(w("charSpace"), str(round(wanted["grid_chars"] * 4096)))
