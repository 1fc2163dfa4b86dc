"""What do the styles say: every chain of w:basedOn laid over the document's defaults?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bangban.skills.documents.model import Border
from bangban.skills.documents.read.docx.names import VAL, W, child_value
from bangban.skills.documents.read.docx.properties import (
    Properties,
    borders,
    paragraph_properties,
    run_properties,
)

_DEEPEST = 25
"""Styles upon styles; Word's own sets are five deep."""
TOGGLES = ("b", "i", "strike", "dstrike", "vanish", "caps", "smallCaps")


@dataclass(slots=True)
class Conditional:
    """What a table style says for one kind of cell ("wholeTable", "firstRow", …)."""

    paragraph: Properties = field(default_factory=dict)
    run: Properties = field(default_factory=dict)
    borders: dict[str, Border | None] = field(default_factory=dict)


class Styles:
    """styles.xml, resolved on demand and kept: a document uses a dozen of its hundreds of styles."""

    def __init__(self, root: Any) -> None:
        """`root` is the tree of styles.xml, or None when the document has none."""
        self._elements: dict[str, Any] = {}
        self._defaults: dict[str, str] = {}
        self.paragraph_defaults: Properties = {}
        self.run_defaults: Properties = {}
        self._said: dict[str, tuple[Properties, Properties]] = {}
        self._paragraphs: dict[str, tuple[Properties, Properties]] = {}
        self._characters: dict[str, Properties] = {}
        self._tables: dict[str, dict[str, Conditional]] = {}
        if root is None:
            return
        for style in root.iterchildren(W + "style"):
            name = style.get(W + "styleId", "")
            self._elements.setdefault(name, style)
            if style.get(W + "default", "0") in ("1", "true", "on"):
                self._defaults.setdefault(style.get(W + "type", "paragraph"), name)
        for kind in ("r", "p"):
            found = root.find(f"{W}docDefaults/{W}{kind}PrDefault/{W}{kind}Pr")
            if found is not None and kind == "r":
                self.run_defaults = run_properties(found)
            elif found is not None:
                self.paragraph_defaults = paragraph_properties(found)

    def _kind(self, style_id: str) -> str:
        style = self._elements.get(style_id)
        return "" if style is None else style.get(W + "type", "paragraph")

    def name(self, style_id: str) -> str:
        """Return the style's name as Word's own name for built-in ones ("heading 1"); the id when it has none."""
        style = self._elements.get(style_id)
        return "" if style is None else child_value(style, "name") or style_id

    def _chain(self, style_id: str) -> list[str]:
        """Return the ids from the style's farthest ancestor to itself, of one type, without circles."""
        chain: list[str] = []
        seen: set[str] = set()
        kind, at = self._kind(style_id), style_id
        while at in self._elements and at not in seen and self._kind(at) == kind and len(seen) < _DEEPEST:
            seen.add(at)
            chain.append(at)
            at = child_value(self._elements[at], "basedOn") or ""
        return chain[::-1]

    def _own(self, style_id: str) -> tuple[Properties, Properties]:
        """Return (paragraph properties, run properties) that one style says itself, read once."""
        if style_id not in self._said:
            style = self._elements[style_id]
            paragraph, run = style.find(W + "pPr"), style.find(W + "rPr")
            self._said[style_id] = (
                {} if paragraph is None else paragraph_properties(paragraph),
                {} if run is None else run_properties(run),
            )
        return self._said[style_id]

    def paragraph_style(self, style_id: str) -> str:
        """Return the id that a paragraph with this w:pStyle really has: the default's for what is no such style."""
        return style_id if self._kind(style_id) == "paragraph" else self._defaults.get("paragraph", "")

    def paragraph(self, style_id: str) -> tuple[Properties, Properties]:
        """Return (paragraph properties, run properties) of a paragraph style's chain, without the defaults.

        Where a style of the chain brings numbering, "before_number" holds the properties of the styles above
        it, "after_number" those from it on (the level's own indents stand between the two), "number_style" its id.
        """
        if style_id not in self._paragraphs:
            said: Properties = {}
            runs: Properties = {}
            before: Properties | None = None
            after: Properties = {}
            for at in self._chain(style_id):
                own, own_runs = self._own(at)
                if "number" in own:
                    number_id, level = own["number"]
                    old = said.get("number", (None, None))
                    own = {**own, "number": (number_id if number_id is not None else old[0], level)}
                    own["number_style"] = at
                    before, after = said, {}
                if own:
                    after, said = lay(after, own), lay(said, own)
                runs.update(own_runs)
            said.pop("style", None)
            runs.pop("style", None)
            if before is not None:
                said = {**said, "before_number": before, "after_number": after}
            self._paragraphs[style_id] = (said, runs)
        return self._paragraphs[style_id]

    def character(self, style_id: str) -> Properties:
        """Return the run properties of a character style's chain; a linked paragraph style's counterpart."""
        if style_id not in self._characters:
            style = style_id
            if self._kind(style_id) == "paragraph":
                style = child_value(self._elements[style_id], "link") or ""
            said: Properties = {}
            for at in self._chain(style) if self._kind(style) == "character" else ():
                said.update(self._own(at)[1])
            said.pop("style", None)
            self._characters[style_id] = said
        return self._characters[style_id]

    def table(self, style_id: str) -> dict[str, Conditional]:
        """Return what a table style says, by kind of cell; "wholeTable" always stands in it."""
        if self._kind(style_id) != "table":
            style_id = self._defaults.get("table", "")
        if style_id not in self._tables:
            said: dict[str, Conditional] = {"wholeTable": Conditional()}
            for at in self._chain(style_id) if self._kind(style_id) == "table" else ():
                style = self._elements[at]
                _lay_conditional(said["wholeTable"], style, "tblPr/tblBorders")
                for part in style.iterchildren(W + "tblStylePr"):
                    of = said.setdefault(part.get(W + "type", "wholeTable"), Conditional())
                    _lay_conditional(of, part, "tcPr/tcBorders")
                    _lay_conditional(of, part, "tblPr/tblBorders", only_borders=True)
            self._tables[style_id] = said
        return self._tables[style_id]

    def numbering_of(self, style_id: str) -> str:
        """Return the w:numId that a numbering style names (w:numStyleLink); "" for none."""
        style = self._elements.get(style_id)
        found = None if style is None else style.find(f"{W}pPr/{W}numPr/{W}numId")
        return "" if found is None else found.get(VAL, "")


def lay(under: Properties, over: Properties) -> Properties:
    """Return `over` laid over `under`. Borders are laid side by side."""
    result = {**under, **over}
    if "borders" in under and "borders" in over:
        result["borders"] = {**under["borders"], **over["borders"]}
    return result


def _lay_conditional(under: Conditional, style: Any, path: str, *, only_borders: bool = False) -> None:
    found = style.find("/".join(W + step for step in path.split("/")))
    if found is not None:
        under.borders.update(borders(found))
    if only_borders:
        return
    if (found := style.find(W + "pPr")) is not None:
        under.paragraph = lay(under.paragraph, paragraph_properties(found))
    if (found := style.find(W + "rPr")) is not None:
        under.run.update(run_properties(found))
