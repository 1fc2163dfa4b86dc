"""Is everything black but the mark, and is nothing left underlined, slanted, struck out or highlighted?"""

from __future__ import annotations

from collections.abc import Iterator

from bangban.skills.documents.check import words
from bangban.skills.documents.check.view import BODY, View
from bangban.skills.documents.findings import Element, Finding, SetRuns

BLACK, RED = "000000", "FF0000"
WRITTEN_ON = frozenset({Element.ATTACHMENT_BODY, Element.TABLE, Element.AI_LABEL, Element.BLANK})
"""Where lines under blanks are forms, and a label may have a look of its own."""


def is_black(color: str) -> bool:
    """Automatic, black, and the greys that nobody tells from black."""
    if not color or color == "000000":
        return True
    red, green, blue = channels(color)
    return max(red, green, blue) <= 0x2C and max(red, green, blue) - min(red, green, blue) <= 0x14


def is_red(color: str) -> bool:
    """Red by its hue: FF0000, C00000, E60012, ..."""
    if not color:
        return False
    red, green, blue = channels(color)
    return red >= 0x90 and green <= 0x58 and blue <= 0x60 and red - max(green, blue) >= 0x60


def channels(color: str) -> tuple[int, int, int]:
    try:
        value = int(color, 16)
    except ValueError:
        return 0, 0, 0
    return value >> 16 & 0xFF, value >> 8 & 0xFF, value & 0xFF


def colours(view: View) -> Iterator[Finding]:
    """Black, but for the mark: red, in any of the reds."""
    for paragraph in view.flow:
        element = view.role(paragraph)
        if element is Element.AI_LABEL or (
            element is not Element.MARK and all(is_black(run.color) for run in paragraph.runs)
        ):
            continue
        red = view.format(element).color == "red"
        right = is_red if red else is_black
        found = [one for one in view.runs(paragraph) if not right(one[0].color)]
        if not found:
            continue
        named = element.value in view.profile.elements or element is Element.TABLE
        yield Finding(
            rule=f"colour.{element.value if named else 'other'}",
            element=element,
            paragraph=paragraph.index,
            start=found[0][1],
            end=found[-1][2],
            found=found[0][0].color or words.BLACK,
            expected=words.RED if red else words.BLACK,
            edits=tuple(
                SetRuns(paragraph.index, first, last, {"color": RED if red else BLACK})
                for _, first, last in found
            ),
        )


SPREAD = 0.9
"""Points between characters that show."""
_SET = BODY | {Element.TITLE, Element.ADDRESSEE, Element.ATTACHMENT_BODY}


def spread(view: View) -> Iterator[Finding]:
    """Characters set apart or drawn together, where the others are not. A title may be drawn together to fit."""
    every = [one for one in view.flow if view.role(one) in _SET and one.place == "body"]
    apart = [one for one in every if any(abs(run.spacing) >= SPREAD for run in one.runs)]
    if not apart or sum(len(one.text) for one in apart) > 0.5 * sum(len(one.text) for one in every):
        return  # all of it: the manner of the house
    for paragraph in apart:
        title = view.role(paragraph) is Element.TITLE
        found = [
            one
            for one in view.runs(paragraph)
            if one[2] - one[1] > 1 and (one[0].spacing >= SPREAD or (one[0].spacing <= -SPREAD and not title))
        ]
        if found:
            yield Finding(
                rule="decoration.spacing",
                element=view.role(paragraph),
                paragraph=paragraph.index,
                start=found[0][1],
                end=found[-1][2],
                found=words.number(found[0][0].spacing),
                expected="0",
                edits=tuple(
                    SetRuns(paragraph.index, first, last, {"spacing": 0.0}) for _, first, last in found
                ),
            )


DECORATIONS: tuple[tuple[str, object], ...] = (
    ("italic", False),
    ("underline", ""),
    ("strike", False),
    ("highlight", ""),
)
"""A run's property, and what it is where nothing is left over."""


def decorations(view: View) -> Iterator[Finding]:
    """Slanted, underlined, struck out or highlighted characters: leftovers of writing, not of the standard."""
    for paragraph in view.flow:
        if not any(run.italic or run.underline or run.strike or run.highlight for run in paragraph.runs):
            continue
        element = view.role(paragraph)
        if element in WRITTEN_ON or paragraph.place == "table":
            continue
        for name, clean in DECORATIONS:
            found = [one for one in view.runs(paragraph) if getattr(one[0], name) not in (clean, "none")]
            if found:
                edits = tuple(
                    SetRuns(paragraph.index, first, last, {name: clean}) for _, first, last in found
                )
                yield Finding(
                    rule=f"decoration.{name}",
                    element=element,
                    paragraph=paragraph.index,
                    start=found[0][1],
                    end=found[-1][2],
                    found=paragraph.text[found[0][1] : found[-1][2]][:20],
                    # What was struck out was perhaps meant to go: a person decides.
                    edits=() if name == "strike" else edits,
                )
