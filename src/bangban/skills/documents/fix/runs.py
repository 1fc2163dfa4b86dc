"""How does a run get a font, a size or a colour without losing what else it has?"""

from __future__ import annotations

import copy
from typing import Any

from lxml import etree

from bangban.skills.documents.fix.marks import Marks, same
from bangban.skills.documents.fix.ooxml import PARAGRAPH, RUN, Element, ask, drop, properties_of, put, w

SWITCHES = {
    "bold": ("b", "bCs"),
    "italic": ("i", "iCs"),
    "strike": ("strike",),
    "hidden": ("vanish",),
}
KNOWN = frozenset({"font", "latin", "size", "underline", "color", "highlight", "spacing", *SWITCHES})


def set_run(run: Element, wanted: dict[str, Any], marks: Marks | None) -> bool:
    """Give a run the properties; whether anything changed."""
    there = run.find(w("rPr"))
    old = copy.deepcopy(there) if there is not None else etree.Element(w("rPr"))
    new = copy.deepcopy(old)
    apply(new, wanted)
    if same(old, new):
        return False
    if there is None:
        run.insert(0, new)
    else:
        run.replace(there, new)
    if marks:
        marks.keep_run(new, old)
    return True


def set_mark(paragraph: Element, wanted: dict[str, Any], marks: Marks | None) -> bool:
    """Give a paragraph's end mark the properties: it measures an empty line and draws an automatic number."""
    holder = properties_of(paragraph, "pPr")
    there = holder.find(w("rPr"))
    old = copy.deepcopy(there) if there is not None else etree.Element(w("rPr"))
    new = copy.deepcopy(old)
    apply(new, wanted)
    if same(old, new):
        if not len(holder):
            paragraph.remove(holder)
        return False
    put(holder, new, PARAGRAPH)
    if marks:
        marks.keep_run(new, old)
    return True


def apply(properties: Element, wanted: dict[str, Any]) -> None:
    """Write the properties of `findings.SetRuns` into an rPr, each at its place."""
    for name, value in wanted.items():
        if name == "font":
            _font(properties, value)
        elif name == "latin":
            _latin(properties, value)
        elif name == "size":
            half_points = str(round(value * 2))
            _value(properties, "sz", half_points)
            _value(properties, "szCs", half_points)
        elif name in SWITCHES:
            _switch(properties, SWITCHES[name], bool(value))
        elif name == "underline":
            _value(properties, "u", value or "none")
        elif name == "color":
            drop(properties, "color")
            _value(properties, "color", (value or "auto").lstrip("#"))
        elif name == "highlight":
            _value(properties, "highlight", value or "none")
        elif name == "spacing":
            _value(properties, "spacing", str(round(value * 20)))


def _value(properties: Element, name: str, value: str) -> None:
    ask(properties, name, RUN).set(w("val"), value)


def _switch(properties: Element, names: tuple[str, ...], on: bool) -> None:
    for name in names:
        switch = ask(properties, name, RUN)
        # A switch without a value is on; "0" also overrules a style that turns it on.
        if on:
            switch.attrib.pop(w("val"), None)
        else:
            switch.set(w("val"), "0")


def _font(properties: Element, font: str) -> None:
    fonts = ask(properties, "rFonts", RUN)
    fonts.attrib.pop(w("eastAsiaTheme"), None)
    fonts.set(w("eastAsia"), font)
    # Quotation marks, dashes and dots belong to both scripts: the hint lets the Chinese font draw them.
    fonts.set(w("hint"), "eastAsia")


def _latin(properties: Element, font: str) -> None:
    fonts = ask(properties, "rFonts", RUN)
    for side in ("ascii", "hAnsi"):
        fonts.attrib.pop(w(f"{side}Theme"), None)
        fonts.set(w(side), font)
