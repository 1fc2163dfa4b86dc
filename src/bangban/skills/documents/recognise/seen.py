"""What can be seen of one paragraph before anything is known about the document?"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from bangban.skills.documents.model import Document, Paragraph
from bangban.skills.documents.recognise.numbering import numbered

BLANKS = re.compile(r"[\s\u3000\u00a0\u200b\ufeff]+")
_LEADING = re.compile(r"^[\s\u3000\u00a0]*")


@dataclass(slots=True)
class Seen:
    """One paragraph with something in it. `bare` is its text without any blanks."""

    paragraph: Paragraph
    text: str
    bare: str
    n: int
    """Length of `bare`."""
    size: float
    """Points, of most of its characters; 0 where the file does not say."""
    font: str
    red: bool
    across: str
    """How it looks: "left", "indent" (about two characters), "center" or "right", however that was done."""
    ruled: bool
    """A line runs above or below it."""
    in_cell: bool
    new_page: bool
    numbered: bool = False
    """It begins with a number such as 一、（一）1.（1）."""
    order: int = 0
    before: str = ""
    """`bare` of the paragraph before it, and after it."""
    after: str = ""
    issuers: frozenset[str] = frozenset()
    """Names of bodies that the mark or the title seem to give."""
    near_end: bool = False
    """Among the last of the document."""
    in_data: bool = False
    """In a table of data, not in one that only lays out a letterhead or an imprint."""


def is_red(color: str) -> bool:
    """Whether six hexadecimal digits look red: most of it red, little of anything else."""
    try:
        red, green, blue = (int(color[at : at + 2], 16) for at in (0, 2, 4))
    except ValueError:
        return False
    return red >= 0xA0 and green <= 0x60 and blue <= 0x60


def _most(paragraph: Paragraph) -> tuple[float, str, bool]:
    """Size, typeface and redness of most of a paragraph's characters."""
    sizes: dict[tuple[float, str, bool], int] = {}
    for run in paragraph.runs:
        length = len(run.text.strip())
        if length:
            key = (run.size, run.font, bool(run.color) and is_red(run.color))
            sizes[key] = sizes.get(key, 0) + length
    return max(sizes, key=sizes.__getitem__) if sizes else (0.0, "", False)


def _across(paragraph: Paragraph, size: float) -> str:
    """Where its text stands on the line, whichever way it was put there."""
    if paragraph.align in ("center", "distribute"):
        return "center"
    if paragraph.align == "right":
        return "right"
    leading = _LEADING.match(paragraph.text)
    lead = leading.group() if leading else ""
    wide = lead.count("\u3000") + (len(lead) - lead.count("\u3000") - lead.count("\t")) / 2
    if lead.count("\t") >= 2:
        return "right"
    em = size or 16.0
    chars = paragraph.left_chars if paragraph.left_chars is not None else paragraph.left / em
    chars += (
        paragraph.first_line_chars if paragraph.first_line_chars is not None else paragraph.first_line / em
    )
    chars += wide
    if chars > 9:
        return "right"
    return "indent" if chars >= 1.2 else "left"


def look(paragraph: Paragraph) -> Seen:
    """See one paragraph by itself."""
    text = paragraph.number + paragraph.text if paragraph.number else paragraph.text
    bare = BLANKS.sub("", text)
    size, font, red = _most(paragraph)
    return Seen(
        paragraph=paragraph,
        text=text,
        bare=bare,
        n=len(bare),
        size=size,
        font=font,
        red=red,
        across=_across(paragraph, size),
        ruled=bool(paragraph.borders or paragraph.lines),
        in_cell=paragraph.cell is not None,
        new_page=paragraph.page_break_before,
        numbered=bool(bare) and numbered(bare) is not None,
    )


_MARKED = re.compile(r"^(.{3,40}?)(?:文件|命令|令|公告|通告)$")
_TITLED = re.compile(r"^(.{3,40}?)(?:关于|办公室关于)")


_LAID_OUT = re.compile(r"^(?:抄送|抄报|分送|主送|签发)|印发$|文件$|签发人")
_CELLS = 6
"""From so many cells on a table holds data."""


def _data_tables(seen: list[Seen]) -> set[int]:
    """Return the tables that hold data."""
    cells: Counter[int] = Counter()
    laid_out: set[int] = set()
    for one in seen:
        if one.paragraph.cell is not None:
            cells[one.paragraph.cell[0]] += 1
            if _LAID_OUT.search(one.bare):
                laid_out.add(one.paragraph.cell[0])
    return {table for table, count in cells.items() if count >= _CELLS and table not in laid_out}


def _told(seen: list[Seen]) -> None:
    """Make looks relative: what everything has says nothing of anything.

    A document all in 22 points has no title by size, one all centred has none by place.
    """
    sizes: Counter[float] = Counter()
    places: Counter[str] = Counter()
    for one in seen:
        sizes[one.size] += one.n
        places[one.across] += one.n
    if not seen:
        return
    usual, place = sizes.most_common(1)[0][0], places.most_common(1)[0][0]
    for one in seen:
        if usual and not 13.5 <= usual <= 18:
            one.size *= 16.0 / usual
        if place in ("center", "right") and one.across == place:
            one.across = "indent"


def look_all(document: Document) -> list[Seen]:
    """See every paragraph of the document's flow that has something in it, in order, with its neighbours."""
    found = [one for one in map(look, document.flow) if one.bare]
    _told(found)
    names: set[str] = set()
    for one in found[:12]:
        for shape in (_MARKED, _TITLED):
            if (match := shape.match(one.bare)) and "关于" not in match.group(1):
                names.add(match.group(1))
        if one.red and 3 <= one.n <= 40:
            names.add(one.bare.removesuffix("文件"))
    issuers = frozenset(names)
    data = _data_tables(found)
    for order, one in enumerate(found):
        one.order = order
        one.issuers = issuers
        one.before = found[order - 1].bare if order else ""
        one.after = found[order + 1].bare if order + 1 < len(found) else ""
        one.in_data = one.paragraph.cell is not None and one.paragraph.cell[0] in data
        one.near_end = order >= len(found) - 4
    return found
