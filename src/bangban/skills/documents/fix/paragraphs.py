"""How does a paragraph get its alignment, indents, pitch and borders? `findings.SetParagraph`, in w:pPr."""

from __future__ import annotations

import copy
from typing import Any

from lxml import etree

from bangban.skills.documents.fix.marks import Marks, same
from bangban.skills.documents.fix.ooxml import (
    BORDERS,
    NUMBERING,
    PARAGRAPH,
    Element,
    ask,
    drop,
    properties_of,
    put,
    w,
)
from bangban.skills.documents.model import Border, Paragraph

INDENTS = {
    "first_line": ("firstLine", "hanging"),
    "left": ("left", "start"),
    "right": ("right", "end"),
}
LENGTHS = frozenset({*INDENTS, *(f"{name}_chars" for name in INDENTS)})
SWITCHES = {
    "snap_to_grid": "snapToGrid",
    "page_break_before": "pageBreakBefore",
    "keep_next": "keepNext",
    "keep_lines": "keepLines",
    "widow_control": "widowControl",
}
KNOWN = (
    LENGTHS
    | SWITCHES.keys()
    | {"align", "line", "line_rule", "before", "after", "outline", "number", "borders", "style"}
)
RULES = {"exact": "exact", "at_least": "atLeast", "multiple": "auto"}


def set_paragraph(element: Element, model: Paragraph, wanted: dict[str, Any], marks: Marks | None) -> bool:
    """Give a paragraph the properties that it does not have yet; whether anything changed."""
    missing = {
        name: value for name, value in wanted.items() if name in KNOWN and not _has(model, name, value)
    }
    if not missing:
        return False
    had = element.find(w("pPr")) is not None
    holder = properties_of(element, "pPr")
    old = copy.deepcopy(holder)
    _apply(holder, model, missing)
    if same(old, holder):
        if not had:
            element.remove(holder)
        return False
    if marks:
        marks.keep_paragraph(holder, old)
    return True


def _has(model: Paragraph, name: str, value: Any) -> bool:
    """Whether the paragraph, as it was read, has the property already: what is right stays as it is."""
    now = getattr(model, name, None)
    if name in INDENTS and getattr(model, f"{name}_chars"):
        return False
    if isinstance(value, float | int) and isinstance(now, float | int) and not isinstance(value, bool):
        return abs(now - value) < 0.005
    return bool(now == value)


def _apply(holder: Element, model: Paragraph, wanted: dict[str, Any]) -> None:
    for name, value in wanted.items():
        if name == "align":
            ask(holder, "jc", PARAGRAPH).set(w("val"), value)
        elif name in SWITCHES:
            _switch(holder, SWITCHES[name], bool(value))
        elif name == "outline":
            _value(holder, "outlineLvl", value)
        elif name == "style":
            _value(holder, "pStyle", value)
        elif name == "number" and not value:
            _no_number(holder)
        elif name == "borders":
            _borders(holder, model, value)
    _spacing(holder, model, wanted)
    _indents(holder, model, wanted)


def _switch(holder: Element, name: str, on: bool) -> None:
    switch = ask(holder, name, PARAGRAPH)
    if on:
        switch.attrib.pop(w("val"), None)
    else:
        switch.set(w("val"), "0")


def _value(holder: Element, name: str, value: Any) -> None:
    if value is None:
        drop(holder, name)
    else:
        ask(holder, name, PARAGRAPH).set(w("val"), str(value))


def _no_number(holder: Element) -> None:
    numbering = put(holder, etree.Element(w("numPr")), PARAGRAPH)
    # Number 0 is the list that is none; it also overrules the style's.
    put(numbering, etree.Element(w("numId"), {w("val"): "0"}), NUMBERING)


def _spacing(holder: Element, model: Paragraph, wanted: dict[str, Any]) -> None:
    if not wanted.keys() & {"line", "line_rule", "before", "after"}:
        return
    spacing = ask(holder, "spacing", PARAGRAPH)
    if "line" in wanted or "line_rule" in wanted:
        line = wanted.get("line", model.line)
        # A factor of more than five lines is not a factor.
        rule = wanted.get(
            "line_rule", model.line_rule if model.line_rule != "multiple" or line <= 5 else "exact"
        )
        spacing.set(w("line"), str(round(line * (240 if rule == "multiple" else 20))))
        spacing.set(w("lineRule"), RULES[rule])
    for name in ("before", "after"):
        if name in wanted:
            spacing.set(w(name), str(round(wanted[name] * 20)))
            # Lines and "automatic" outrank lengths, a style's too.
            for stronger in (f"{name}Lines", f"{name}Autospacing"):
                if spacing.get(w(stronger)) is not None or model.style:
                    spacing.set(w(stronger), "0")


def _indents(holder: Element, model: Paragraph, wanted: dict[str, Any]) -> None:
    if not wanted.keys() & LENGTHS:
        return
    indent = ask(holder, "ind", PARAGRAPH)
    for name, (plus, other) in INDENTS.items():
        chars, length = wanted.get(f"{name}_chars"), wanted.get(name)
        if chars is None and length is None:
            continue
        chars = chars or 0.0
        if length is None:
            length = chars * _character(model)
        # Not only the attributes that are set: what outranks or opposes them goes.
        for attribute in (plus, f"{plus}Chars", other, f"{other}Chars"):
            indent.attrib.pop(w(attribute), None)
        hangs = name == "first_line" and (chars < 0 or (not chars and length < 0))
        side = other if hangs else plus
        # Characters outrank lengths, a style's too; readers that know no characters use the length.
        indent.set(w(f"{side}Chars"), str(abs(round(chars * 100))))
        indent.set(w(side), str(abs(round(length * 20))))


def _character(model: Paragraph) -> float:
    """The width of one character: the size most of the paragraph is set in."""
    sizes: dict[float, int] = {}
    for run in model.runs:
        sizes[run.size] = sizes.get(run.size, 0) + run.end - run.start
    return max(sizes, key=lambda size: (sizes[size], size)) if sizes else 16.0


def _borders(holder: Element, model: Paragraph, wanted: list[Border]) -> None:
    there = holder.find(w("pBdr"))
    spaces = {child.tag: child.get(w("space"), "1") for child in there} if there is not None else {}
    frame = etree.Element(w("pBdr"))
    for border in wanted:
        side = etree.Element(w(border.side))
        side.set(w("val"), border.style)
        side.set(w("sz"), str(round(border.width * 8)))
        side.set(w("space"), spaces.get(side.tag, "1"))
        side.set(w("color"), border.color or "auto")
        put(frame, side, BORDERS)
    for gone in {border.side for border in model.borders} - {border.side for border in wanted}:
        # A style may draw it: only an explicit "nil" takes it away.
        put(frame, etree.Element(w(gone), {w("val"): "nil"}), BORDERS)
    if len(frame):
        put(holder, frame, PARAGRAPH)
    else:
        drop(holder, "pBdr")
