"""Which characters of a paragraph stand in which run, and how is a run parted so that no character is lost?"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from bangban.skills.documents.fix.ooxml import XML_SPACE, Element, w
from bangban.skills.documents.read.docx.drawing import alternatives
from bangban.skills.documents.read.docx.names import q
from bangban.skills.documents.read.docx.runs import element_text, math_text

RUN, RPR = w("r"), w("rPr")
AROUND = {
    w(name) for name in ("ins", "moveTo", "hyperlink", "smartTag", "customXml", "bdo", "dir", "sdtContent")
}
SIMPLE_FIELD = w("fldSimple")
FORMULAS = {q("m:oMath"), q("m:oMathPara")}


@dataclass(slots=True)
class Piece:
    """One w:t, or an element that stands for characters; `run` is None for a formula."""

    run: Element
    node: Element
    start: int
    end: int
    in_field: bool


class Line:
    """A paragraph's characters, as they read with all tracked changes accepted: the same as `read.docx.inline`'s."""

    def __init__(self, paragraph: Element) -> None:
        self.paragraph = paragraph
        self._read()

    def _read(self) -> None:
        self.pieces: list[Piece] = []
        self._said: list[str] = []
        self._offset = 0
        self._fields: list[bool] = []
        """Complex fields that are not ended: whether their result has begun."""
        self._walk(self.paragraph, False)
        self.text = "".join(self._said)

    def _walk(self, parent: Element, in_field: bool) -> None:
        for child in parent:
            tag = child.tag
            if tag == RUN:
                self._walk_run(child, in_field)
            elif tag in AROUND:
                self._walk(child, in_field)
            elif tag == SIMPLE_FIELD:
                self._walk(child, True)
            elif tag == w("sdt"):
                content = child.find(w("sdtContent"))
                if content is not None:
                    self._walk(content, in_field)
            elif tag in FORMULAS:
                self._add(math_text(child), None, child, True)
            elif tag == q("mc:AlternateContent"):
                self._walk(alternatives(child), in_field)

    def _walk_run(self, run: Element, in_field: bool) -> None:
        for node in run:
            if node.tag == w("fldChar"):
                kind = node.get(w("fldCharType"))
                if kind == "begin":
                    self._fields.append(False)
                elif kind == "separate" and self._fields:
                    self._fields[-1] = True
                elif kind == "end" and self._fields:
                    self._fields.pop()
            elif not self._fields or self._fields[-1]:
                self._add(element_text(node), run, node, in_field or bool(self._fields))

    def _add(self, text: str, run: Element, node: Element, in_field: bool) -> None:
        if text:
            self._said.append(text)
            self.pieces.append(Piece(run, node, self._offset, self._offset + len(text), in_field))
            self._offset += len(text)

    def touches_field(self, start: int, end: int) -> bool:
        """Whether a character of [start, end) is a field's result, or an insertion at `start` would stand in one."""
        if start < end:
            return any(piece.in_field for piece in self.pieces if piece.start < end and piece.end > start)
        around = [piece.in_field for piece in self.pieces if piece.start <= start <= piece.end]
        return bool(around) and all(around)

    def part(self, offset: int) -> None:
        """Let a run begin at `offset`: split the run that stands across it, both halves with its properties."""
        for piece in self.pieces:
            if piece.start < offset < piece.end:
                _split_text(piece.node, offset - piece.start)
                self._read()
                break
        for before, after in zip(self.pieces, self.pieces[1:], strict=False):
            if after.start == offset and before.run is after.run:
                _split_run(after.run, after.node)
                self._read()
                return

    def isolate(self, start: int, end: int) -> None:
        """Let the characters [start, end) stand in runs that hold nothing but characters."""
        self.part(start)
        self.part(end)
        for piece in self.pieces:
            if not (start <= piece.start and piece.end <= end):
                continue
            before, after = piece.node.getprevious(), piece.node.getnext()
            if before is not None and before.tag != RPR and not element_text(before):
                _split_run(piece.node.getparent(), piece.node)
            if after is not None and not element_text(after):
                _split_run(piece.node.getparent(), after)
        self._read()

    def runs(self, start: int, end: int) -> Iterator[Element]:
        """The runs of [start, end), each once; `part` has been asked to let them begin and end there."""
        last = None
        for piece in self.pieces:
            if start <= piece.start and piece.end <= end and piece.run is not last:
                last = piece.run
                yield piece.run

    def before(self, offset: int) -> Piece | None:
        return next((piece for piece in self.pieces if piece.end == offset), None)

    def after(self, offset: int) -> Piece | None:
        return next((piece for piece in self.pieces if piece.start == offset), None)


def _split_text(node: Element, at: int) -> None:
    # A w:t without xml:space shows no blanks at its ends; both halves show all of theirs.
    text = element_text(node)
    rest = copy.copy(node)
    node.text, rest.text = text[:at], text[at:]
    node.set(XML_SPACE, "preserve")
    rest.set(XML_SPACE, "preserve")
    node.addnext(rest)


def _split_run(run: Element, node: Element) -> None:
    """Move `node` and what follows it in its run to a run of its own, of the same properties."""
    rest = etree.Element(RUN, run.attrib)
    properties = run.find(RPR)
    if properties is not None:
        rest.append(copy.deepcopy(properties))
    moved = [node, *node.itersiblings()]
    run.addnext(rest)
    rest.extend(moved)


def characters(text: str) -> list[Element]:
    """The elements that write `text` in a run."""
    nodes: list[Element] = []
    for index, stretch in enumerate(text.replace("\r\n", "\n").split("\n")):
        if index:
            nodes.append(etree.Element(w("br")))
        for place, words in enumerate(stretch.split("\t")):
            if place:
                nodes.append(etree.Element(w("tab")))
            if words:
                node = etree.Element(w("t"))
                node.text = words
                if words != words.strip():
                    node.set(XML_SPACE, "preserve")
                nodes.append(node)
    return nodes
