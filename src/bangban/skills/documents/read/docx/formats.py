"""What is the effective format of a paragraph and of a run, once everything that speaks for it is laid together?

Order for runs: defaults, table style, paragraph style, character style, the run itself; on/off properties of
styles cancel each other (ISO/IEC 29500-1, 17.7.3). For paragraphs: defaults, table style, paragraph style with
its numbering level, numbering of the paragraph itself, the paragraph itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bangban.skills.documents.model import Border
from bangban.skills.documents.read.docx.names import W, number, twips
from bangban.skills.documents.read.docx.numbering import Lists
from bangban.skills.documents.read.docx.properties import (
    Properties,
    paragraph_properties,
    properties_key,
    run_properties,
)
from bangban.skills.documents.read.docx.styles import TOGGLES, Conditional, Styles, lay
from bangban.skills.documents.read.docx.theme import Theme

AUTOSPACING = 14.0
"""Points that Word sets before and after a paragraph "automatically", as a web page would."""
LINE = 12.0
"""Points of one line for spacing in lines where the section has no grid."""
REMEMBERED = 4096

RunFormat = tuple[str, str, float, bool, bool, str, bool, str, str, float, bool]
"""font, latin, size, bold, italic, underline, strike, color, highlight, spacing, hidden: as in model.Run."""


@dataclass(frozen=True, slots=True)
class TableContext:
    """The table styles' parts that apply to one cell; `key` is equal for equal parts."""

    key: tuple[Any, ...] = ()
    parts: tuple[Conditional, ...] = ()


NO_TABLE = TableContext()


@dataclass(slots=True)
class ParagraphFormat:
    """The effective format of a paragraph, shared by all that are formatted alike."""

    style_id: str
    style: str
    align: Any
    first_line: float
    left: float
    right: float
    first_line_chars: float | None
    left_chars: float | None
    right_chars: float | None
    line: float
    line_rule: Any
    before: float
    after: float
    snap_to_grid: bool
    outline: int | None
    page_break_before: bool
    borders: tuple[Border, ...]
    number: tuple[str, int] | None
    contextual: bool
    frame: Any
    mark: RunFormat
    """The format of the paragraph mark."""
    mark_deleted: bool
    """Whether a tracked change deletes the mark, so that the text runs on into the next paragraph."""
    changes: tuple[tuple[Any, str], ...]
    """(kind, author) of tracked changes of the mark and the format: "inserted", "deleted", "format"."""
    ends_section: bool


class Formats:
    """Formats of documents that share styles, theme and lists, each worked out once."""

    def __init__(self, styles: Styles, theme: Theme, lists: Lists) -> None:
        self.styles = styles
        self.theme = theme
        self.lists = lists
        self._paragraphs: dict[Any, ParagraphFormat] = {}
        self._runs: dict[Any, RunFormat] = {}

    # ── runs ──

    def run(self, style_id: str, table: TableContext, key: tuple[Any, ...], element: Any) -> RunFormat:
        """`key` is properties_key(element); `element` a w:rPr, or None for a run without one."""
        known = (style_id, table.key, key)
        found = self._runs.get(known)
        if found is None:
            if len(self._runs) > REMEMBERED:
                self._runs.clear()
            found = self._runs[known] = self._resolve_run(style_id, table, element)
        return found

    def _resolve_run(self, style_id: str, table: TableContext, element: Any) -> RunFormat:
        direct = run_properties(element) if element is not None else {}
        levels: list[Properties] = [{}]
        for part in table.parts:
            levels[0] = {**levels[0], **part.run}
        levels.append(self.styles.paragraph(style_id)[1])
        if name := direct.get("style"):
            levels.append(self.styles.character(name))
        said: Properties = dict(self.styles.run_defaults)
        for level in levels:
            said.update(level)
        said.update(direct)
        toggles = {name: self._toggle(name, direct, levels) for name in TOGGLES}
        return (
            self._font(said.get("eastAsia")),
            self._font(said.get("ascii")) or self._font(said.get("hAnsi")),
            said.get("size", 10.0),
            toggles["b"],
            toggles["i"],
            said.get("underline", ""),
            toggles["strike"] or toggles["dstrike"],
            self._color(said.get("color")),
            said.get("highlight", "") or said.get("shading", ""),
            said.get("spacing", 0.0),
            toggles["vanish"],
        )

    def _toggle(self, name: str, direct: Properties, levels: list[Properties]) -> bool:
        if name in direct:
            return bool(direct[name])
        if self.styles.run_defaults.get(name):
            return True
        return sum(bool(level.get(name)) for level in levels) % 2 == 1

    def _font(self, said: tuple[str, str] | None) -> str:
        if said is None:
            return ""
        kind, name = said
        return self.theme.font(name) if kind == "theme" else name

    def _color(self, said: tuple[str, str] | None) -> str:
        if said is None:
            return ""
        value, themed = said
        if value not in ("", "auto"):
            return value.upper()
        color = self.theme.color(themed) if themed else ""
        return "" if color == "000000" else color

    # ── paragraphs ──

    def paragraph(self, element: Any, table: TableContext, pitch: float) -> ParagraphFormat:
        """`element` is a w:pPr or None; `pitch` the line pitch of the section's grid in points, 0 for none."""
        key = () if element is None else properties_key(element)
        known = (key, table.key, pitch)
        found = self._paragraphs.get(known)
        if found is None:
            if len(self._paragraphs) > REMEMBERED:
                self._paragraphs.clear()
            found = self._paragraphs[known] = self._resolve_paragraph(element, table, pitch)
        return found

    def _resolve_paragraph(self, element: Any, table: TableContext, pitch: float) -> ParagraphFormat:
        direct = paragraph_properties(element) if element is not None else {}
        style_id = self.styles.paragraph_style(direct.pop("style", ""))
        styled = self.styles.paragraph(style_id)[0]
        said = dict(self.styles.paragraph_defaults)
        for part in table.parts:
            said = lay(said, part.paragraph)
        numbered = self._number(direct, styled, style_id)
        if "before_number" in styled and numbered and "number" not in direct:
            said = lay(said, styled["before_number"])
            said = lay(said, self.lists.indents(*numbered))
            said = lay(said, styled["after_number"])
        else:
            said = lay(said, styled)
            if numbered:
                said = lay(said, self.lists.indents(*numbered))
        said = lay(said, direct)
        line, rule = _line(said)
        mark = None if element is None else element.find(W + "rPr")
        return ParagraphFormat(
            style_id=style_id,
            style=self.styles.name(style_id),
            align=said.get("align", "left"),
            first_line=said.get("first", 0.0),
            left=said.get("left", 0.0),
            right=said.get("right", 0.0),
            # A count of 0 characters is how Word says "by length, not by characters".
            first_line_chars=said.get("firstChars") or None,
            left_chars=said.get("leftChars") or None,
            right_chars=said.get("rightChars") or None,
            line=line,
            line_rule=rule,
            before=_space(said, "before", pitch),
            after=_space(said, "after", pitch),
            snap_to_grid=said.get("snapToGrid", True),
            outline=said.get("outline"),
            page_break_before=said.get("pageBreakBefore", False),
            borders=tuple(
                border
                for side, border in said.get("borders", {}).items()
                if border is not None and side in ("top", "bottom", "left", "right")
            ),
            number=numbered,
            contextual=said.get("contextualSpacing", False),
            frame=said.get("frame"),
            mark=self.run(style_id, table, () if mark is None else properties_key(mark), mark),
            mark_deleted=mark is not None
            and (mark.find(W + "del") is not None or mark.find(W + "moveFrom") is not None),
            changes=tuple(_changes(element, mark)),
            ends_section=element is not None and element.find(W + "sectPr") is not None,
        )

    def _number(self, direct: Properties, styled: Properties, style_id: str) -> tuple[str, int] | None:
        own_id, own_level = direct.get("number", (None, None))
        style_number, style_level = styled.get("number", (None, None))
        num_id = own_id if own_id is not None else style_number
        if num_id is None or num_id in ("0", ""):
            return None
        level = own_level if "number" in direct and own_level is not None else style_level
        if own_id is not None and own_level is None:
            level = 0
        return num_id, self.lists.level(num_id, level, styled.get("number_style", style_id))


def _changes(element: Any, mark: Any) -> Iterator[tuple[str, str]]:
    for holder, name, kind in (
        (mark, "ins", "inserted"),
        (mark, "moveTo", "moved"),
        (mark, "del", "deleted"),
        (mark, "moveFrom", "moved"),
        (mark, "rPrChange", "format"),
        (element, "pPrChange", "format"),
    ):
        found = None if holder is None else holder.find(W + name)
        if found is not None:
            yield kind, found.get(W + "author", "")
    if element is not None and (found := element.find(f"{W}sectPr/{W}sectPrChange")) is not None:
        yield "format", found.get(W + "author", "")


def _line(said: Properties) -> tuple[float, Any]:
    value, rule = said.get("line"), said.get("lineRule", "auto")
    if value is None:
        return 0.0, "multiple"
    if rule in ("exact", "atLeast"):
        return twips(value) or 0.0, "exact" if rule == "exact" else "at_least"
    return number(value) / 240, "multiple"


def _space(said: Properties, side: str, pitch: float) -> float:
    if said.get(side + "Auto"):
        return AUTOSPACING
    lines = said.get(side + "Lines")
    if lines:
        return float(lines) * (pitch or LINE)
    return float(said.get(side, 0.0))
