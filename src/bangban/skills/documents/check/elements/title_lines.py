"""Are a title's lines broken where words end, and do they make a trapezium or a rhombus?"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from bangban.skills.documents.check.elements.said import bare, notice
from bangban.skills.documents.check.view import View
from bangban.skills.documents.findings import Element, Finding
from bangban.skills.documents.model import Paragraph

_PARTICLES = "的、，》）”"
_RECTANGLE = {"zh": "各行一样长，成长方形", "en": "a rectangle"}
_HOURGLASS = {"zh": "两头长、中间短，成沙漏形", "en": "an hourglass"}


def _lines(view: View, element: Element, section: int) -> list[tuple[Paragraph, int, str]]:
    """(paragraph, offset, text) of every line that was broken on purpose."""
    lines = []
    for place in view.of(element):
        if place.recognised.section != section:
            continue
        at = place.start
        for piece in place.paragraph.text[place.start : place.end].split("\n"):
            if piece.strip():
                lines.append((place.paragraph, at + len(piece) - len(piece.lstrip()), piece.strip()))
            at += len(piece) + 1
    return lines


def shape(view: View) -> Iterator[Finding]:
    """Word by word, and neither a rectangle nor an hourglass."""
    lines = _lines(view, Element.TITLE, 0)
    if len(lines) < 2:
        return
    for (_, _, above), (paragraph, at, below) in pairwise(lines):
        if below[0] in _PARTICLES:
            yield notice("title.line_begin", paragraph, at, at + 1)
        elif word := broken_word(above, below):
            yield notice("title.line_break", paragraph, at, at + 1, found=word, confidence=0.9)
    widths = [view.width(bare(text)) for _, _, text in lines]
    if len(widths) < 3:
        return
    paragraph, at, text = lines[0]
    if max(widths) - min(widths) < 1:
        said = _RECTANGLE
    elif min(widths[1:-1]) < min(widths[0], widths[-1]) - 1:
        said = _HOURGLASS
    else:
        return
    yield notice("title.shape", paragraph, at, at + len(text), found=said["zh"], shape=said["en"])


def broken_word(above: str, below: str) -> str:
    """Return the word that a line break cuts in two; "" when words end there.

    Only where the cut leaves a lone character behind: words that can also be read as two are left alone.
    """
    import rjieba  # its dictionary takes a sixth of a second, once, and only titles of several lines need it

    head, tail = above[-6:], below[:6]
    place = 0
    for token in rjieba.cut(head + tail, False):
        if place < len(head) < place + len(token):
            left, right = len(head) - place, place + len(token) - len(head)
            apart = [*rjieba.cut(head, False)][-1], next(iter(rjieba.cut(tail, False)))
            lone = len(apart[0]) == 1 or len(apart[1]) == 1
            return (
                token
                if lone and min(left, right) <= 2 and len(apart[0]) <= left and len(apart[1]) <= right
                else ""
            )
        place += len(token)
    return ""


CHECKS = (shape,)
