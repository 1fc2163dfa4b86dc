"""How does a finding stand in the margin? Comments of their own author, beside those that are there."""

from __future__ import annotations

from datetime import datetime

from lxml import etree

from bangban.skills.documents.fix.ooxml import Element, R, W, w
from bangban.skills.documents.fix.parts import WORD_TYPE, Parts, relation

ANNOTATED = w("comment")


class Comments:
    """The comments part of a working copy; made when the first comment comes."""

    def __init__(self, parts: Parts, author: str, when: datetime) -> None:
        self.parts = parts
        self.author = author
        self.when = when.strftime("%Y-%m-%dT%H:%M:%SZ")
        self._root: Element | None = None
        self._last = -1

    def _open(self) -> Element:
        if self._root is None:
            names = [
                name for kind, name in self.parts.related(self.parts.main).values() if kind == "comments"
            ]
            if names and self.parts.has(names[0]):
                self._root = self.parts.change(names[0])
            else:
                self._root = etree.Element(w("comments"), nsmap={"w": W, "r": R})
                folder = self.parts.main.rpartition("/")[0]
                name = f"{folder}/comments.xml".lstrip("/")
                if self.parts.has(name):
                    name = self.parts.free_name("comments")
                self.parts.add(name, self._root, f"{WORD_TYPE}.comments+xml", relation("comments"))
            self._last = max(
                (
                    int(one.get(w("id"), "-1"))
                    for one in self._root.iter(ANNOTATED)
                    if one.get(w("id"), "").isdigit()
                ),
                default=-1,
            )
        return self._root

    def write(self, lines: list[str]) -> str:
        """Add a comment, one paragraph a line; return its number."""
        root = self._open()
        self._last += 1
        comment = etree.SubElement(root, ANNOTATED)
        comment.set(w("id"), str(self._last))
        comment.set(w("author"), self.author)
        comment.set(w("date"), self.when)
        comment.set(w("initials"), self.author[:2])
        for number, line in enumerate(lines):
            paragraph = etree.SubElement(comment, w("p"))
            if number == 0:
                etree.SubElement(etree.SubElement(paragraph, w("r")), w("annotationRef"))
            etree.SubElement(etree.SubElement(paragraph, w("r")), w("t")).text = line
        return str(self._last)


def anchor(number: str, first: Element, last: Element) -> None:
    """Let a comment point at what stands from `first` to `last`, two runs of a paragraph."""
    first, last = _below_paragraph(first), _below_paragraph(last)
    start = etree.Element(w("commentRangeStart"), {w("id"): number})
    end = etree.Element(w("commentRangeEnd"), {w("id"): number})
    first.addprevious(start)
    last.addnext(end)
    end.addnext(reference(number))


def anchor_whole(number: str, paragraph: Element) -> None:
    """Let a comment point at a whole paragraph, an empty one too."""
    properties = paragraph.find(w("pPr"))
    start = etree.Element(w("commentRangeStart"), {w("id"): number})
    if properties is None:
        paragraph.insert(0, start)
    else:
        properties.addnext(start)
    paragraph.append(etree.Element(w("commentRangeEnd"), {w("id"): number}))
    paragraph.append(reference(number))


def reference(number: str) -> Element:
    run = etree.Element(w("r"))
    etree.SubElement(run, w("commentReference"), {w("id"): number})
    return run


def _below_paragraph(element: Element) -> Element:
    """The paragraph's child that holds the element: a link or somebody's insertion is pointed at as a whole."""
    while element.getparent().tag != w("p"):
        element = element.getparent()
    return element
