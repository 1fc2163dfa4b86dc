"""Which header or footer does a page show, and how does a section get one of its own?"""

from __future__ import annotations

import copy
from typing import Literal

from lxml import etree

from bangban.skills.documents.fix.marks import Marks
from bangban.skills.documents.fix.ooxml import SETTINGS, Element, R, W, put, w
from bangban.skills.documents.fix.parts import WORD_TYPE, Parts, relation

Frame = Literal["header", "footer"]


class Frames:
    """The headers and footers of a working copy's sections."""

    def __init__(self, parts: Parts, sections: list[Element], marks: Marks | None) -> None:
        self.parts, self.sections, self.marks = parts, sections, marks

    def find(self, index: int, kind: str, frame: Frame) -> str | None:
        """The part a section's header or footer stands in, its own or the one it takes over from the section before."""
        related = self.parts.related(self.parts.main)
        for section in reversed(self.sections[: index + 1]):
            for one in section.findall(w(f"{frame}Reference")):
                if one.get(w("type"), "default") == kind:
                    name = related.get(one.get(f"{{{R}}}id", ""), ("", ""))[1]
                    return name if name and self.parts.has(name) else None
        return None

    def open(self, index: int, kind: str, frame: Frame) -> tuple[Element, bool]:
        """The root of that part, to be changed; made, empty, where there is none (then True)."""
        name = self.find(index, kind, frame)
        if name is not None:
            return self.parts.change(name), False
        return self._add(index, kind, frame, None), True

    def _add(self, index: int, kind: str, frame: Frame, source: str | None) -> Element:
        name = self.parts.free_name(frame)
        if source is None:
            root = etree.Element(w("hdr" if frame == "header" else "ftr"), nsmap={"w": W, "r": R})
            etree.SubElement(root, w("p"))
        else:
            root = copy.deepcopy(self.parts.look(source))
            if self.marks:
                self.marks.renumber(root)
            self.parts.copy_relations(source, name)
        identity = self.parts.add(name, root, f"{WORD_TYPE}.{frame}+xml", relation(frame))
        one = etree.Element(w(f"{frame}Reference"))
        one.set(w("type"), kind)
        one.set(f"{{{R}}}id", identity)
        section = self.sections[index]
        section.insert(len(section.findall(w("headerReference"))) if frame == "footer" else 0, one)
        return root

    # ── left and right pages ──

    def even_and_odd(self) -> bool:
        """Whether left and right pages have headers and footers of their own."""
        name = self._settings()
        switch = self.parts.look(name).find(w("evenAndOddHeaders")) if name else None
        return switch is not None and switch.get(w("val"), "1") not in ("0", "false", "off")

    def _settings(self) -> str | None:
        related = self.parts.related(self.parts.main).values()
        return next((name for kind, name in related if kind == "settings" and self.parts.has(name)), None)

    def separate_sides(self) -> bool:
        """Let left pages have headers and footers of their own, which begin as what they showed until now."""
        if self.even_and_odd():
            return False
        name = self._settings()
        if name is None:
            name = f"{self.parts.main.rpartition('/')[0]}/settings.xml".lstrip("/")
            root = etree.Element(w("settings"), nsmap={"w": W})
            self.parts.add(name, root, f"{WORD_TYPE}.settings+xml", relation("settings"))
        put(self.parts.change(name), etree.Element(w("evenAndOddHeaders")), SETTINGS)
        frames: tuple[Frame, ...] = ("header", "footer")
        for index, section in enumerate(self.sections):
            for frame in frames:
                kinds = {one.get(w("type"), "default") for one in section.findall(w(f"{frame}Reference"))}
                # Until now left pages showed the default one, whatever stands in an even one that was switched off.
                if "default" in kinds and "even" not in kinds:
                    self._add(index, "even", frame, self.find(index, "default", frame))
        return True
