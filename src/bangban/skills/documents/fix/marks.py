"""How is a change marked so that Word can accept or reject it? w:ins, w:del and the old properties beside the new."""

from __future__ import annotations

import copy
from datetime import datetime

from lxml import etree

from bangban.skills.documents.fix.ooxml import PARAGRAPH, RUN, SECTION, XML_SPACE, Element, W, plain, put, w

STAMPED = {
    w(name)
    for name in [
        "ins",
        "del",
        "moveFrom",
        "moveTo",
        "moveFromRangeStart",
        "moveFromRangeEnd",
        "moveToRangeStart",
        "moveToRangeEnd",
        "rPrChange",
        "pPrChange",
        "sectPrChange",
        "tblPrChange",
        "tblGridChange",
        "trPrChange",
        "tcPrChange",
        "tblPrExChange",
        "numberingChange",
        "cellIns",
        "cellDel",
        "cellMerge",
        "bookmarkStart",
        "bookmarkEnd",
        "commentRangeStart",
        "commentRangeEnd",
        "commentReference",
    ]
}
"""Elements whose w:id is an annotation's identifier."""
FOREIGN = {w("ins"), w("moveTo")}
"""What somebody else's insertion stands in: ours is set beside it, not into it."""
HIDDEN = {w("t"): w("delText"), w("instrText"): w("delInstrText")}


class Marks:
    """Gives each change its author, its time and a number no other annotation of the file has."""

    def __init__(self, author: str, when: datetime, roots: list[Element]) -> None:
        self.author = author
        # Word writes and shows the local time of day under a Z.
        self.when = when.strftime("%Y-%m-%dT%H:%M:%SZ")
        self._last = max((_number(one) for root in roots for one in root.iter(*STAMPED)), default=0)

    def number(self) -> str:
        self._last += 1
        return str(self._last)

    def stamp(self, name: str) -> Element:
        """An empty element of that name with number, author and date."""
        mark = etree.Element(w(name), nsmap={"w": W})
        mark.set(w("id"), self.number())
        mark.set(w("author"), self.author)
        mark.set(w("date"), self.when)
        return mark

    def renumber(self, element: Element) -> None:
        """Give new numbers to the annotations inside a copy."""
        for one in element.iter(*STAMPED):
            one.set(w("id"), self.number())

    # ── characters ──

    def insert(self, run: Element) -> None:
        """Mark a run that was just put into the paragraph as inserted, outside of anybody else's insertion."""
        parent = run.getparent()
        if parent.tag in FOREIGN:
            _split_around(run, self)
        mark = self.stamp("ins")
        run.getparent().replace(run, mark)
        mark.append(run)

    def delete(self, run: Element) -> None:
        """Mark a run as deleted; its text stays in the file as deleted text."""
        for node in list(run):
            if node.tag in HIDDEN:
                node.tag = HIDDEN[node.tag]
                node.set(XML_SPACE, "preserve")
        previous = run.getprevious()
        if previous is not None and previous.tag == w("del") and self._mine(previous):
            previous.append(run)
            return
        mark = self.stamp("del")
        run.getparent().replace(run, mark)
        mark.append(run)

    def _mine(self, mark: Element) -> bool:
        return mark.get(w("author")) == self.author and mark.get(w("date")) == self.when

    # ── properties ──

    def keep_run(self, properties: Element, old: Element) -> None:
        """Say in an rPr which properties stood there before."""
        self._keep(properties, old, "rPrChange", RUN, ("ins", "del", "moveFrom", "moveTo"))

    def keep_paragraph(self, properties: Element, old: Element) -> None:
        self._keep(properties, old, "pPrChange", PARAGRAPH, ("rPr", "sectPr"))

    def keep_section(self, properties: Element, old: Element) -> None:
        self._keep(properties, old, "sectPrChange", SECTION, ("headerReference", "footerReference"))

    def _keep(
        self, properties: Element, old: Element, name: str, order: dict[str, int], out: tuple[str, ...]
    ) -> None:
        # Where somebody's earlier change waits already, rejecting goes back to what stood before that one.
        if properties.find(w(name)) is not None:
            return
        before = copy.deepcopy(old)
        before.tail = None
        for gone in (*out, name):
            for child in before.findall(w(gone)):
                before.remove(child)
        if name == "sectPrChange":
            for attribute in list(before.attrib):
                if attribute.startswith(f"{{{W}}}rsid"):
                    continue
                del before.attrib[attribute]
        mark = self.stamp(name)
        mark.append(before)
        put(properties, mark, order)

    def mark_paragraph(self, properties: Element, kind: str) -> None:
        """Mark a paragraph's own end (in its pPr) as inserted or deleted."""
        mark = self.stamp(kind)
        own = properties.find(w("rPr"))
        if own is None:
            own = put(properties, etree.Element(w("rPr")), PARAGRAPH)
        put(own, mark, RUN)


def _number(element: Element) -> int:
    try:
        return int(element.get(w("id"), "0"))
    except ValueError:
        return 0


def _split_around(run: Element, marks: Marks) -> None:
    """Part the insertion a run stands in, so that the run stands between its two halves."""
    around = run.getparent()
    after = list(run.itersiblings())
    if after:
        rest = etree.Element(around.tag, around.attrib)
        rest.set(w("id"), marks.number())
        around.addnext(rest)
        rest.extend(after)
    around.addnext(run)
    if not len(around):
        around.getparent().remove(around)


def same(one: Element, other: Element) -> bool:
    return plain(one) == plain(other)


def number_copies(element: Element, marks: Marks | None) -> None:
    """Parting a run copies the change of format it waits with: give the copies numbers of their own."""
    seen: set[str] = set()
    for one in element.iter(w("rPrChange")):
        if one.get(w("id"), "") in seen:
            marks = marks or Marks("", datetime.min, [element.getroottree().getroot()])
            one.set(w("id"), marks.number())
        seen.add(one.get(w("id"), ""))
