"""Is the paper A4, are the margins the standard's, is there one column and a grid that fits?"""

from __future__ import annotations

from collections.abc import Iterator

from bangban.skills.documents.check import words
from bangban.skills.documents.check.view import View
from bangban.skills.documents.findings import Element, Finding, SetSection
from bangban.skills.documents.model import Section

ROUNDING = 0.06
"""Millimetres: a margin said in whole twips or hundredths of an inch."""
ITSELF = (Element.TITLE, Element.ADDRESSEE, Element.BODY, Element.MARK)
SIDES = ("top", "left", "right", "bottom")


def _sections(view: View) -> list[tuple[int, Section]]:
    return list(enumerate(view.document.sections))


def paper(view: View) -> Iterator[Finding]:
    """A4, upright but for sections that hold a wide table."""
    page = view.profile.page
    wide, high, tolerance = page["width"], page["height"], page["tolerance"] + ROUNDING
    wrong, turned = [], []
    for index, one in _sections(view):
        short, long = sorted((one.width_mm, one.height_mm))
        if abs(short - wide) > tolerance or abs(long - high) > tolerance:
            wrong.append((index, one))
        elif one.width_mm > one.height_mm and not _has_table(view, index):
            turned.append((index, one))
    for rule, found in (("page.paper", wrong), ("page.orientation", turned)):
        if found:
            first = found[0][1]
            yield Finding(
                rule=rule,
                element=Element.PAGE,
                found=f"{first.width_mm:g} × {first.height_mm:g} mm",
                expected=f"{wide:g} × {high:g} mm",
                edits=tuple(
                    SetSection(index, {"width_mm": wide, "height_mm": high, "landscape": False})
                    if not _lies(view, index, one)
                    else SetSection(index, {"width_mm": high, "height_mm": wide})
                    for index, one in found
                ),
            )


def _lies(view: View, index: int, section: Section) -> bool:
    return section.width_mm > section.height_mm and _has_table(view, index)


def _has_table(view: View, section: int) -> bool:
    """Whether a table stands there that may need a lying page; never where the document itself stands."""
    if any(place.paragraph.section == section for element in ITSELF for place in view.of(element)):
        return False
    paragraphs = view.paragraphs
    return any(paragraphs[one.first].section == section for one in view.document.tables)


def margins(view: View) -> Iterator[Finding]:
    """37 above, 28 left, 26 right, 35 below, each ±1 mm; one finding for a side, however many sections have it."""
    page = view.profile.page
    tolerance = page["tolerance"] + ROUNDING
    wrong: dict[str, list[tuple[int, float]]] = {side: [] for side in SIDES}
    for index, one in _sections(view):
        if one.width_mm > one.height_mm:
            continue
        said = {
            "top": one.top_mm,
            "left": one.left_mm + one.gutter_mm,
            "right": one.right_mm,
            "bottom": one.bottom_mm,
        }
        for side, value in said.items():
            if abs(value - page[side]) > tolerance and not _letterhead(view, index, side, value):
                wrong[side].append((index, value))
    for side, found in wrong.items():
        if found:
            yield Finding(
                rule=f"page.margin_{side}",
                element=Element.PAGE,
                found=words.number(found[0][1]),
                expected=words.number(page[side]),
                edits=tuple(
                    SetSection(
                        index,
                        {f"{side}_mm": page[side]}
                        | (
                            {"gutter_mm": 0.0}
                            if side == "left" and view.document.sections[index].gutter_mm
                            else {}
                        ),
                    )
                    for index, _ in found
                ),
            )


def _letterhead(view: View, section: int, side: str, value: float) -> bool:
    """A letter's mark stands 30 mm from the page's top: its first page may begin there."""
    letter = view.outline.format == "letter" and section == 0 and side == "top"
    return (
        letter and abs(value - view.profile.lines["letter_top"]) <= view.profile.page["tolerance"] + ROUNDING
    )


def columns(view: View) -> Iterator[Finding]:
    found = [index for index, one in _sections(view) if one.columns > 1]
    if found:
        yield Finding(
            rule="page.columns",
            element=Element.PAGE,
            found=str(view.document.sections[found[0]].columns),
            expected="1",
            edits=tuple(SetSection(index, {"columns": 1}) for index in found),
        )


def grid(view: View) -> Iterator[Finding]:
    """A grid of lines and characters that is not 22 lines a page, whether or not lines keep to it.

    Word's own default, a grid of lines of 15.6 pt, is as good as none where the pitch is said exactly.
    """
    text = view.profile.text
    found = [
        (index, one)
        for index, one in _sections(view)
        if one.grid in ("linesAndChars", "snapToChars")
        and one.grid_pitch > 0
        and one.width_mm < one.height_mm
        and not text["pitch_least"] - 0.3 <= one.grid_pitch <= text["pitch_most"] + 0.3
    ]
    if found:
        yield Finding(
            rule="page.grid",
            element=Element.PAGE,
            found=words.number(found[0][1].grid_pitch, 2),
            expected=words.number(text["pitch"], 2),
            edits=tuple(SetSection(index, {"grid_pitch": text["pitch"]}) for index, _ in found),
        )
