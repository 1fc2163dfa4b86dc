"""Which paragraphs, tables and text boxes stand in a body, a header, a footer or the notes, in reading order?"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from bangban.skills.documents.model import Border, Frame, Paragraph, Place, Revision, Run, Section, Table
from bangban.skills.documents.read.docx import tables
from bangban.skills.documents.read.docx.drawing import alternatives, frame_of
from bangban.skills.documents.read.docx.formats import NO_TABLE, Formats, ParagraphFormat, TableContext
from bangban.skills.documents.read.docx.inline import Inline
from bangban.skills.documents.read.docx.names import W, q
from bangban.skills.documents.read.docx.numbering import Counters
from bangban.skills.documents.read.docx.sections import starts_page
from bangban.skills.documents.read.limits import Limits
from bangban.skills.documents.read.problems import DocumentTooLarge

_WRAPPERS = {W + "sdt": W + "sdtContent", W + "customXml": None, W + "ins": None, W + "moveTo": None}
_PROPERTIES = W + "pPr"
MM_TO_POINTS = 72 / 25.4
FIRST_LINE = 14.0
"""Points: a text box that begins lower than this under its anchor is read after it."""


@dataclass(slots=True)
class Where:
    """What holds for the paragraphs of one container."""

    place: Place = "body"
    cell: tuple[int, int, int] | None = None
    table: TableContext = NO_TABLE
    borders: tuple[Border, ...] = ()
    frame: Frame | None = None
    footer_kind: Any = ""


@dataclass(slots=True)
class Story:
    """Reads containers of blocks one after another; everything found is collected here."""

    formats: Formats
    sections: list[Section]
    limits: Limits
    name: str = ""
    paragraphs: list[Paragraph] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    revisions: list[Revision] = field(default_factory=list)
    commented: dict[str, int] = field(default_factory=dict)
    """Ids of comments → the paragraph where each begins."""
    altered: bool = False
    """Whether something stands in the document that is imported from another part (w:altChunk)."""
    section: int = 0
    inline: Inline = field(init=False)
    _counters: Counters = field(init=False)
    _break_next: bool = False
    _held: list[Any] = field(default_factory=list)
    """Paragraphs whose mark is deleted: their text runs on into the next one."""
    _characters: int = 0
    _end: float = 0.0
    """When reading is given up, on the monotonic clock."""
    _previous_style: str | None = None

    def __post_init__(self) -> None:
        self.inline = Inline(self.formats)
        self._end = time.monotonic() + self.limits.seconds
        self.begin()

    def begin(self) -> None:
        """Begin a new story (a header, a note): its lists count for themselves, and nothing goes on from before."""
        self._counters = Counters(self.formats.lists)
        self._break_next, self._previous_style = False, None

    def blocks(self, container: Any, where: Where) -> None:
        """Read w:p, w:tbl and what wraps them."""
        for child in container:
            tag = child.tag
            if tag == W + "p":
                self.paragraph(child, where)
            elif tag == W + "tbl":
                self.flush(where)
                tables.read_table(self, child, where)
            elif tag in _WRAPPERS:
                inner = _WRAPPERS[tag]
                content = child.find(inner) if inner else child
                if content is not None:
                    self.blocks(content, where)
            elif tag == q("mc:AlternateContent"):
                self.blocks(alternatives(child), where)
            elif tag == W + "altChunk":
                self.altered = True
        self.flush(where)

    def flush(self, where: Where) -> None:
        """A deleted mark before a table or the end has nothing to run on into: it stays a paragraph."""
        if self._held:
            held, self._held = self._held, []
            self._finish(held[:-1], held[-1], self._format(held[-1], where), where)

    def paragraph(self, element: Any, where: Where) -> None:
        said = self._format(element, where)
        if said.mark_deleted:
            self._held.append(element)
            return
        held, self._held = self._held, []
        self._finish(held, element, said, where)

    def _format(self, element: Any, where: Where) -> ParagraphFormat:
        properties = element[0] if len(element) and element[0].tag == _PROPERTIES else None
        section = self.sections[self.section]
        return self.formats.paragraph(properties, where.table, section.grid_pitch if section.grid else 0.0)

    def _finish(self, held: list[Any], element: Any, said: ParagraphFormat, where: Where) -> None:
        inline = self.inline
        inline.begin(said.style_id, where.table, self.sections[self.section].top_mm * MM_TO_POINTS)
        for one in held:
            inline.read(one)
        inline.read(element)
        before, after = _around(inline) if inline.drawn.boxes else ((), ())
        for box, frame in before:
            self._box(box, frame, where)
        paragraph = self._make(element, said, where, inline)
        for kind, author, text in inline.revisions:
            self.revisions.append(Revision(kind, author, paragraph.index, text))
        for one in held:
            self._note_marks(self._format(one, where), paragraph.index)
        self._note_marks(said, paragraph.index)
        for identifier in inline.comments:
            self.commented.setdefault(identifier, paragraph.index)
        for _, frame in (*before, *after):
            frame.anchor = paragraph.index
        for box, frame in after:
            self._box(box, frame, where)
        if said.ends_section and where.place == "body" and where.frame is None:
            self._end_section()

    def _make(self, element: Any, said: ParagraphFormat, where: Where, inline: Inline) -> Paragraph:
        text = inline.text()
        index = len(self.paragraphs)
        self._characters += len(text)
        if index % 256 == 255 and time.monotonic() > self._end:
            raise DocumentTooLarge(
                name=self.name,
                what={"zh": "读取时间（秒）", "en": "the time reading takes (seconds)"},
                limit=round(self.limits.seconds),
            )
        if index >= self.limits.paragraphs or self._characters > self.limits.characters:
            raise DocumentTooLarge(
                name=self.name,
                what={"zh": "段落数或字数", "en": "the number of paragraphs or characters"},
                limit=f"{self.limits.paragraphs} / {self.limits.characters}",
            )
        label = self._counters.next_label(*said.number) if said.number else ""
        frame = where.frame
        if said.frame is not None and frame is None:
            frame = frame_of(said.frame, self.sections[self.section].top_mm * MM_TO_POINTS, element)
        touching = said.contextual and self._previous_style == said.style_id and index > 0
        paragraph = Paragraph(
            index=index,
            text=text,
            runs=inline.runs,
            place=where.place,
            section=self.section,
            style=said.style,
            align=said.align,
            first_line=said.first_line,
            left=said.left,
            right=said.right,
            first_line_chars=said.first_line_chars,
            left_chars=said.left_chars,
            right_chars=said.right_chars,
            line=said.line,
            line_rule=said.line_rule,
            before=0.0 if touching else said.before,
            after=said.after,
            snap_to_grid=said.snap_to_grid,
            number=label,
            outline=said.outline,
            # What stands after a page break, or the next paragraph where nothing does, begins the page.
            page_break_before=said.page_break_before or self._break_next or inline.breaks,
            # Of its own: formats are shared between documents, and a paragraph may be changed.
            borders=[Border(one.side, one.style, one.width, one.color) for one in said.borders],
            has_image=inline.drawn.image,
            lines=inline.drawn.lines,
            cell=where.cell,
            cell_borders=list(where.borders),
            frame=frame,
            mark=Run(0, 0, "", *said.mark),
            fields=tuple(inline.fields),
            footer_kind=where.footer_kind,
            xml=element,
        )
        if touching and self.paragraphs:
            self.paragraphs[-1].after = 0.0
        self._previous_style = said.style_id if said.contextual else None
        self._break_next = inline.tail_break
        self.paragraphs.append(paragraph)
        return paragraph

    def _note_marks(self, said: ParagraphFormat, index: int) -> None:
        for kind, author in said.changes:
            self.revisions.append(Revision(kind, author, index, ""))

    def note_change(self, holder: Any, name: str, kind: Any, text: str = "") -> None:
        """List a tracked change of a table, row or cell: `holder`'s child `name`, at the last paragraph read."""
        found = None if holder is None else holder.find(W + name)
        if found is not None:
            self.revisions.append(
                Revision(kind, found.get(W + "author", ""), max(len(self.paragraphs) - 1, 0), text)
            )

    def _box(self, box: Any, frame: Frame, where: Where) -> None:
        """Read a text box: a story of its own within this one."""
        outer = self.inline
        held, self._held = self._held, []
        broken, self._break_next = self._break_next, False
        self.inline = Inline(self.formats)
        place = where.place if where.place in ("header", "footer", "footnote") else "textbox"
        inside = Where(place, frame=frame, footer_kind=where.footer_kind)
        self.blocks(box, inside)
        self.inline, self._held, self._break_next = outer, held, broken

    def _end_section(self) -> None:
        self.section = min(self.section + 1, len(self.sections) - 1)
        following = self.sections[self.section].xml
        if following is not None and starts_page(following):
            self._break_next = True


def _around(inline: Inline) -> tuple[list[Any], list[Any]]:
    """Split the text boxes into those read before their anchor and those after it.

    A box stands before the text it is anchored in unless it is placed below its first line.
    """
    before: list[Any] = []
    after: list[Any] = []
    for box, frame, drop in inline.drawn.boxes:
        (after if inline.has_text and drop > FIRST_LINE else before).append((box, frame))
    return before, after
