"""Where does a changed part go? A working copy of the package: the document that was read stays as it was."""

from __future__ import annotations

import copy
import posixpath
from typing import Any

from lxml import etree

from bangban.skills.documents.fix.line import Line
from bangban.skills.documents.fix.ooxml import MC, Element, R, w
from bangban.skills.documents.model import Document
from bangban.skills.documents.read.package import Package

TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
DEFAULT: Any = {None: RELATIONS}
CHOICE, FALLBACK = f"{{{MC}}}Choice", f"{{{MC}}}Fallback"
CONTENT_TYPES = "[Content_Types].xml"
NAMED = (w("p"), w("sectPr"))


class Parts:
    """Copies of the parts that are changed, and the package they are saved into."""

    def __init__(self, document: Document) -> None:
        read: Package = document.package
        self._read = read
        self.package = Package(read.source, name=read.name, limits=read.limits)
        self.package.strict, self.package.main = read.strict, read.main
        self.main = read.main
        self._copies: dict[str, Element] = {}
        self._twins: dict[Element, Element] = {}
        self._names: dict[Element, str] = {}
        self._touched: set[str] = set()
        for name in (
            self.main,
            *(target for kind, target in self.related(self.main).values() if kind in TEXTS),
        ):
            if read.has(name):
                self._names[read.part(name)] = name

    # ── trees ──

    def twin(self, element: Element) -> Element:
        """The element of the working copy that stands for one of the document that was read."""
        if element not in self._twins:
            root = element.getroottree().getroot()
            self._copy(self._names[root], root)
        found = self._twins.get(element)
        return found if found is not None else self._far(element)

    def touch(self, element: Element) -> Element:
        """The same, and its part will be written anew."""
        self._touched.add(self._names[element.getroottree().getroot()])
        return self.twin(element)

    def older(self, element: Element) -> Element | None:
        """The same paragraph of a text box in the form for older programs (mc:Fallback), where it says the same."""
        box = _ancestor(element, w("txbxContent"))
        choice = _ancestor(element, CHOICE)
        if box is None or choice is None:
            return None
        fallback = choice.getnext()
        if fallback is None or fallback.tag != FALLBACK:
            return None
        here = list(choice.iter(w("p")))
        there = list(fallback.iter(w("p")))
        if len(here) != len(there):
            return None
        found = there[here.index(element)]
        return found if Line(found).text == Line(element).text else None

    def _copy(self, name: str, root: Element) -> Element:
        if name not in self._copies:
            twin = copy.deepcopy(root)
            self._copies[name] = twin
            self._names[twin] = name
            self._twins.update(zip(root.iter(*NAMED), twin.iter(*NAMED), strict=True))
        return self._copies[name]

    def _far(self, element: Element) -> Element:
        """Anything smaller than a paragraph: found by its place below the nearest paragraph that has a twin."""
        steps = []
        while element not in self._twins:
            parent = element.getparent()
            steps.append(parent.index(element))
            element = parent
        found = self._twins[element]
        for step in reversed(steps):
            found = found[step]
        return found

    def change(self, name: str) -> Element:
        """The working copy of a part by its name, to be written anew."""
        self._touched.add(name)
        return self.look(name)

    def look(self, name: str) -> Element:
        if name not in self._copies:
            if self._read.has(name):
                return self._copy(name, self._read.part(name))
            self._copies[name] = self.package.part(name)
        return self._copies[name]

    def has(self, name: str) -> bool:
        return name in self._copies or self.package.has(name)

    def name_of(self, element: Element) -> str:
        """The part that an element of the document that was read stands in."""
        return self._names[element.getroottree().getroot()]

    def roots(self) -> list[Element]:
        return list(self._copies.values())

    # ── adding parts ──

    def add(
        self, name: str, root: Element, content_type: str, relation: str, source: str | None = None
    ) -> str:
        """Add a part related to the main one, or to `source` ("" for the package itself); return the relation's id."""
        self._copies[name] = root
        self._names[root] = name
        self._touched.add(name)
        self._declare(name, content_type)
        return self.relate(self.main if source is None else source, name, relation)

    def relate(self, source: str, target: str, relation: str) -> str:
        at = relations_of(source)
        if not self.has(at):
            self._copies[at] = etree.Element(f"{{{RELATIONS}}}Relationships", nsmap=DEFAULT)
        relations = self.change(at)
        taken = {one.get("Id") for one in relations}
        number = len(taken) + 1
        while f"rId{number}" in taken:
            number += 1
        one = etree.SubElement(relations, f"{{{RELATIONS}}}Relationship")
        one.set("Id", f"rId{number}")
        one.set("Type", relation)
        one.set(
            "Target",
            posixpath.relpath(name_from_root(target), posixpath.dirname(name_from_root(source)) or "."),
        )
        return f"rId{number}"

    def _declare(self, name: str, content_type: str) -> None:
        types = self.change(CONTENT_TYPES)
        override = etree.SubElement(types, f"{{{TYPES}}}Override")
        override.set("PartName", "/" + name_from_root(name))
        override.set("ContentType", content_type)

    def copy_relations(self, source: str, target: str) -> None:
        """Let a copied part know the pictures and links of the one it was copied from."""
        at = relations_of(source)
        if self.has(at):
            self._copies[relations_of(target)] = copy.deepcopy(self.look(at))
            self._touched.add(relations_of(target))

    def free_name(self, stem: str) -> str:
        """A name for a new part beside the main one: word/footer3.xml."""
        folder = posixpath.dirname(self.main)
        number = 1
        while self.has(name := posixpath.join(folder, f"{stem}{number}.xml")):
            number += 1
        return name

    def related(self, source: str) -> dict[str, tuple[str, str]]:
        """id → (kind, part's name) of a part's internal relations."""
        at = relations_of(source)
        root = self._copies.get(at) if at in self._copies else self._find(at)
        found: dict[str, tuple[str, str]] = {}
        for one in root if root is not None else ():
            if one.get("TargetMode") != "External":
                kind = one.get("Type", "").rsplit("/", 1)[-1]
                folder = posixpath.dirname(name_from_root(source))
                path = posixpath.normpath(posixpath.join("/", folder, one.get("Target", "")))
                found[one.get("Id", "")] = (kind, path.lstrip("/"))
        return found

    def _find(self, name: str) -> Element | None:
        return self._read.part(name) if self._read.has(name) else None

    # ── saving ──

    def save(self) -> bytes:
        for name in [*self._copies]:
            if name in self._touched:
                self.package.replace(name, self.package.serialise(self._copies[name]))
        return self.package.save()


def _ancestor(element: Element, tag: str) -> Element | None:
    return next(iter(element.iterancestors(tag)), None)


TEXTS = {"header", "footer", "footnotes", "endnotes"}
OFFICE = R


def relation(kind: str) -> str:
    return f"{OFFICE}/{kind}"


def name_from_root(name: str) -> str:
    return name.replace("\\", "/").lstrip("/")


def relations_of(name: str) -> str:
    folder, base = posixpath.split(name_from_root(name))
    return posixpath.join(folder, "_rels", f"{base}.rels")
