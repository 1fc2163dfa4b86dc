"""Where does a reader see that AI made a document? In the first line of every page's header."""

from __future__ import annotations

import re

from lxml import etree

from bangban.skills.documents.fix.frames import Frames
from bangban.skills.documents.fix.line import Line
from bangban.skills.documents.fix.ooxml import PARAGRAPH, Element, properties_of, put, w
from bangban.skills.documents.fix.parts import Parts
from bangban.skills.documents.fix.runs import apply
from bangban.skills.documents.model import Document

TEXT = "本文稿由人工智能生成，经工作人员核定后使用"
WORDS = re.compile(r"(?:人工智能|AI|ＡＩ).{0,12}(?:生成|合成)")
LONGEST = 60
LOOK = {
    "font": "仿宋_GB2312",
    "latin": "Times New Roman",
    "size": 10.5,
    "color": "",
    "bold": False,
    "italic": False,
}
"""Size 5, legible beside the text without being taken for it."""


def is_label(text: str) -> bool:
    """Whether a line says that AI generated the document, and nothing else."""
    plain = "".join(text.split())
    return len(plain) <= LONGEST and WORDS.search(plain) is not None


def is_shown(document: Document) -> bool:
    return any(is_label(one.text) for one in document.paragraphs if one.place in ("header", "footer"))


def write(document: Document, parts: Parts, text: str) -> None:
    """Put the line into every header that a page can show."""
    sections = [parts.touch(one.xml) for one in document.sections if one.xml is not None]
    frames = Frames(parts, sections, None)
    for index, section in enumerate(document.sections):
        kinds = ["default"]
        kinds += ["even"] if document.even_and_odd else []
        kinds += ["first"] if section.title_page else []
        for kind in kinds:
            root, new = frames.open(index, kind, "header")
            if any(is_label(Line(one).text) for one in root.iter(w("p"))):
                continue
            line = _line(text)
            if new:
                root.replace(root[0], line)
            else:
                root.insert(0, line)


def remove(document: Document, parts: Parts) -> None:
    """Take the line out of every header and footer; one that held nothing else keeps an empty line, as it must."""
    for paragraph in document.paragraphs:
        if paragraph.place in ("header", "footer") and paragraph.xml is not None and is_label(paragraph.text):
            line = parts.touch(paragraph.xml)
            if any(one.tag in (w("p"), w("tbl")) for one in line.itersiblings()) or any(
                one.tag == w("p") for one in line.itersiblings(preceding=True)
            ):
                line.getparent().remove(line)
            else:
                for child in list(line):
                    line.remove(child)


def _line(text: str) -> Element:
    line = etree.Element(w("p"))
    holder = properties_of(line, "pPr")
    spacing = etree.Element(
        w("spacing"), {w("before"): "0", w("after"): "0", w("line"): "240", w("lineRule"): "auto"}
    )
    put(holder, spacing, PARAGRAPH)
    indent = {
        w(name): "0" for name in ("leftChars", "left", "rightChars", "right", "firstLineChars", "firstLine")
    }
    put(holder, etree.Element(w("ind"), indent), PARAGRAPH)
    # A style for headers may draw a line below them.
    frame = etree.Element(w("pBdr"))
    etree.SubElement(frame, w("bottom")).set(w("val"), "nil")
    put(holder, frame, PARAGRAPH)
    put(holder, etree.Element(w("jc"), {w("val"): "right"}), PARAGRAPH)
    run = etree.SubElement(line, w("r"))
    apply(properties_of(run, "rPr"), LOOK)
    etree.SubElement(run, w("t")).text = text
    return line
