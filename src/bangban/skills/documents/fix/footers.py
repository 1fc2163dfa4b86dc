"""How does a section get the standard's page numbers, — 1 —, outside on every page, and keep all else in its footers?

GB/T 9704-2012, 7.5: half-width figures of size 4 in Song, a one-character dash on either side, odd pages to the
right and even pages to the left with one empty character.
"""

from __future__ import annotations

import copy
import re
from typing import Any

from lxml import etree

from bangban.skills.documents.fix.frames import Frames
from bangban.skills.documents.fix.line import Line
from bangban.skills.documents.fix.marks import Marks, same
from bangban.skills.documents.fix.ooxml import (
    PARAGRAPH,
    SECTION,
    XML_SPACE,
    Element,
    ask,
    drop,
    plain,
    properties_of,
    put,
    w,
)  # fmt: skip
from bangban.skills.documents.fix.parts import Parts
from bangban.skills.documents.fix.runs import apply

PROPERTIES: dict[str, Any] = {
    "font": "宋体",
    "latin": "宋体",
    "size": 14.0,
    "both_sides": True,
    "first": "as_is",
    "odd_align": "right",
    "even_align": "left",
    "indent_chars": 1.0,
    "before": "— ",
    "after": " —",
}
"""What `findings.SetFooter.properties` may say otherwise. `both_sides`: even pages have a footer of their own;
`first`: "as_is", or "none" for a first page without number (letters)."""
SIDES = ("default", "even")
PAGE = re.compile(r"(?i)^\s*PAGE\b")
PAGE_WORDS = re.compile(r"[\s\d０-９IVXivx第页頁共/／·.—–―─－\-~()（）【】\[\]〔〕<>《》]*")
"""All that a line holds which is nothing but a page number."""
NUMBER_LINE = re.compile(r"^\s*[—–―─－\-~]*\s*[\d０-９]+\s*[—–―─－\-~]*\s*$|^\s*第\s*[\d０-９]+\s*[页頁].*$")


class Footers:
    """The sections' footers of a working copy."""

    def __init__(self, parts: Parts, sections: list[Element], marks: Marks | None) -> None:
        self.parts, self.sections, self.marks = parts, sections, marks
        self.frames = Frames(parts, sections, marks)

    def set(self, index: int, said: dict[str, Any]) -> bool:
        """Give a section's footers the standard's page numbers; whether anything changed."""
        wanted = {**PROPERTIES, **said}
        changed = self.frames.separate_sides() if wanted["both_sides"] else False
        for kind in SIDES if self.frames.even_and_odd() else SIDES[:1]:
            root, new = self.frames.open(index, kind, "footer")
            changed |= self._number(root, kind, wanted) or new
        if wanted["first"] == "none":
            changed |= self._no_first(index)
        return changed

    def _no_first(self, index: int) -> bool:
        section = self.sections[index]
        old = copy.deepcopy(section)
        ask(section, "titlePg", SECTION).attrib.pop(w("val"), None)
        changed = not same(old, section)
        if changed and self.marks:
            self.marks.keep_section(section, old)
        root, new = self.frames.open(index, "first", "footer")
        for paragraph in list(root.iter(w("p"))):
            if is_number(paragraph):
                changed |= self._replace(paragraph, [])
        return changed or new

    # ── the line itself ──

    def _number(self, root: Element, kind: str, wanted: dict[str, Any]) -> bool:
        lines = [one for one in root.iter(w("p")) if is_number(one)]
        outer = [
            one
            for one in lines
            if not any(other is not one and other in set(one.iterancestors()) for other in lines)
        ]
        changed = False
        if outer:
            line = outer[0]
        else:
            line = next(
                (one for one in root.findall(w("p")) if not len(Line(one).pieces) and _bare(one)), None
            )
            if line is None:
                line = etree.SubElement(root, w("p"))
                if self.marks:
                    self.marks.mark_paragraph(properties_of(line, "pPr"), "ins")
        for other in outer[1:]:
            changed |= self._replace(other, [])
        align = wanted["even_align" if kind == "even" else "odd_align"]
        changed |= self._place(line, align, wanted)
        return self._replace(line, _runs(wanted)) or changed

    def _place(self, line: Element, align: str, wanted: dict[str, Any]) -> bool:
        holder = properties_of(line, "pPr")
        old = copy.deepcopy(holder)
        for name in ("framePr", "numPr", "pBdr", "tabs"):
            drop(holder, name)
        chars = wanted["indent_chars"] if align in ("left", "right") else 0
        indent = etree.Element(w("ind"))
        for side in ("left", "right"):
            here = chars if side == align else 0
            indent.set(w(f"{side}Chars"), str(round(here * 100)))
            indent.set(w(side), str(round(here * wanted["size"] * 20)))
        indent.set(w("firstLineChars"), "0")
        indent.set(w("firstLine"), "0")
        put(holder, indent, PARAGRAPH)
        ask(holder, "jc", PARAGRAPH).set(w("val"), align)
        if same(old, holder):
            return False
        if self.marks:
            self.marks.keep_paragraph(holder, old)
        return True

    def _replace(self, line: Element, runs: list[Element]) -> bool:
        """Put runs instead of all that stands in a line of the page number."""
        content = [child for child in line if child.tag in CONTENT]
        if [_essence(one) for one in content] == [_essence(one) for one in runs]:
            return False
        if self.marks:
            for field in line.findall(w("fldSimple")):
                _unfold(field)
            for run in [one for one in line.iter(w("r")) if _owner(one) is line]:
                if run.getparent().tag not in (w("del"), w("moveFrom")):
                    self.marks.delete(run)
        else:
            for child in content:
                line.remove(child)
        for run in runs:
            line.append(run)
            if self.marks:
                self.marks.insert(run)
        return bool(content or runs)


CONTENT = {
    w(name)
    for name in (
        "r",
        "fldSimple",
        "hyperlink",
        "sdt",
        "smartTag",
        "customXml",
        "ins",
        "del",
        "moveTo",
        "moveFrom",
    )
}


def is_number(paragraph: Element) -> bool:
    """Whether a line of a footer holds a page number and nothing else that anybody wrote."""
    codes = [node.text or "" for node in paragraph.iter(w("instrText"))]
    codes += [node.get(w("instr"), "") for node in paragraph.iter(w("fldSimple"))]
    text = "".join(node.text or "" for node in paragraph.iter(w("t")))
    has_field = any(PAGE.match(code) for code in codes)
    if any(True for _ in paragraph.iter(w("object"), w("footnoteReference"))):
        return False
    return bool(PAGE_WORDS.fullmatch(text)) and (has_field or bool(NUMBER_LINE.match(text)))


def _bare(paragraph: Element) -> bool:
    return all(child.tag == w("pPr") or (child.tag == w("r") and len(child) <= 1) for child in paragraph)


def _owner(run: Element) -> Element:
    return next(one for one in run.iterancestors() if one.tag == w("p"))


def _unfold(field: Element) -> None:
    """Write a simple field as runs, which can be marked."""
    runs = list(field.iter(w("r")))
    code = etree.Element(w("instrText"))
    code.text = field.get(w("instr"))
    code.set(XML_SPACE, "preserve")
    parts = [_char("begin"), _run(code), _char("separate"), *runs, _char("end")]
    for part in parts:
        field.addprevious(part)
    field.getparent().remove(field)


def _run(*nodes: Element) -> Element:
    run = etree.Element(w("r"))
    run.extend(nodes)
    return run


def _char(kind: str) -> Element:
    return _run(etree.Element(w("fldChar"), {w("fldCharType"): kind}))


def _text(text: str) -> Element:
    node = etree.Element(w("t"))
    node.text = text
    node.set(XML_SPACE, "preserve")
    return node


def _runs(wanted: dict[str, Any]) -> list[Element]:
    code = etree.Element(w("instrText"))
    code.text = " PAGE "
    code.set(XML_SPACE, "preserve")
    shown = _text("1")
    runs = [
        _run(_text(wanted["before"])), _char("begin"), _run(code), _char("separate"), _run(shown), _char("end"),
        _run(_text(wanted["after"])),
    ]  # fmt: skip
    for run in runs:
        properties = properties_of(run, "rPr")
        apply(
            properties,
            {name: wanted[name] for name in ("font", "latin", "size")}
            | {"color": "", "bold": False, "italic": False},
        )
    return runs


def _essence(run: Element) -> tuple[Any, ...]:
    """What two runs must share to be the same line: the number that the field last showed is no part of it."""
    result = run.find(w("t"))
    text = "#" if result is not None and (result.text or "").strip().isdigit() else None
    bare = copy.deepcopy(run)
    if text:
        bare.find(w("t")).text = text
    return (plain(bare),)
