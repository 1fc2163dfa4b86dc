"""Do the habits of real offices pass, that no rule forbids?"""

from __future__ import annotations

from itertools import pairwise

import pytest

from bangban.skills.documents.findings import Element, Outline
from bangban.skills.documents.model import Border, Document, DrawnLine, Frame, Run
from tests.unit.skills.documents.check.layout import Hurt, paragraph, said

E = Element


def split(element: Element, sign: str, **properties: object) -> Hurt:
    """Give the first such character of a paragraph a run of its own."""

    def hurt(document: Document, outline: Outline) -> None:
        one = paragraph(document, outline, element)
        base, at = one.runs[0], one.text.index(sign)
        cuts = [0, at, at + 1, len(one.text)]
        one.runs = []
        for number, (start, end) in enumerate(pairwise(cuts)):
            if start < end:
                run = Run(start, end, one.text[start:end], base.font, base.latin, base.size)
                if number == 1:
                    for name, value in properties.items():
                        setattr(run, name, value)
                one.runs.append(run)

    return hurt


def spaces(element: Element, text: str, **properties: object) -> Hurt:
    """Place a line by blanks typed before it."""

    def hurt(document: Document, outline: Outline) -> None:
        one = paragraph(document, outline, element)
        bare, base = one.text.strip(), one.runs[0]
        one.text = text.format(bare)
        one.runs = [Run(0, len(one.text), one.text, base.font, base.latin, base.size)]
        one.align, one.first_line, one.left, one.right = "both", 0.0, 0.0, 0.0
        one.first_line_chars = one.left_chars = one.right_chars = None
        for name, value in properties.items():
            setattr(one, name, value)

    return hurt


def rare(document: Document, outline: Outline) -> None:
    """A character of a name that 仿宋 does not have."""
    one = paragraph(document, outline, E.BODY)
    one.text = one.text[:3] + "㙍" + one.text[4:]
    split(E.BODY, "㙍", font="宋体-方正超大字符集")(document, outline)


def drawn(document: Document, outline: Outline) -> None:
    """A red line drawn as a shape that hangs on the number."""
    holder = next(one for one in document.paragraphs if one.borders)
    holder.borders = []
    paragraph(document, outline, E.NUMBER).lines = [DrawnLine("FF0000", 2.0, 442.2)]


def boxed(document: Document, outline: Outline) -> None:
    """A mark in a text box that is as wide as the mark."""
    mark = paragraph(document, outline, E.MARK)
    mark.place, mark.align, mark.frame = "textbox", "both", Frame("textbox", None, None, 90.0, 20.0)


def sealed_short(document: Document, outline: Outline) -> None:
    """A short name that is centred over its date."""
    one = paragraph(document, outline, E.SIGNATURE)
    one.text = "市政府"
    one.runs = [Run(0, 3, one.text, "仿宋", "", 16.0)]
    one.right_chars = 4 + 6.5 / 2 - 1.5


def plain(document: Document, outline: Outline) -> None:
    """No seal: the name ends two characters from the right, the date begins two to the right of the name."""
    name, day = paragraph(document, outline, E.SIGNATURE), paragraph(document, outline, E.DATE)
    day_wide = sum(0.5 if sign.isdigit() else 1.0 for sign in day.text)
    name.right_chars = 2.0
    day.right_chars = len(name.text) + 2.0 - 2.0 - day_wide
    if day.right_chars < 2:
        name.right_chars, day.right_chars = 2.0 + day_wide + 2.0 - len(name.text), 2.0


HABITS: dict[str, tuple[str, Hurt]] = {
    "a rare character in another face": ("notice", rare),
    "a sign in another face": ("notice", split(E.BODY, "，", font="宋体", size=14.0, bold=True)),
    "a shape for the red line": ("notice", drawn),
    "a mark in a box": ("notice", boxed),
    "two full-width spaces for the indent": ("notice", spaces(E.BODY, "\u3000\u3000{}")),
    "the date put right by spaces": ("notice", spaces(E.DATE, "\u3000" * 17 + "{}")),
    "the date put right by narrow spaces": ("notice", spaces(E.DATE, " " * 40 + "{}")),
    "no seal": ("notice", plain),
    "a short name over its date": ("notice", sealed_short),
}


@pytest.mark.parametrize("habit", HABITS)
def test_a_habit_passes(habit: str) -> None:
    name, hurt = HABITS[habit]
    assert said(name, hurt) == []


def test_run_in_headings_take_their_first_sentence_only() -> None:
    def hurt(document: Document, outline: Outline) -> None:
        one = paragraph(document, outline, E.HEADING_2)
        one.text = "一是建立登记台账。各单位要全面梳理本单位履职过程中产生的公共数据资源。"
        one.runs = [
            Run(0, 9, one.text[:9], "楷体", "", 16.0),
            Run(9, len(one.text), one.text[9:], "仿宋", "", 16.0),
        ]
        outline.roles[one.index] = E.BODY
        known = outline.first(E.HEADING_2)
        assert known is not None
        known.element, known.text, known.end = E.BODY, one.text, len(one.text)

    assert [one for one in said("notice", hurt) if one.rule.startswith("font.")] == []


def test_an_imprint_in_a_table_is_judged_by_its_cells() -> None:
    assert said("notice", flavour="table") == []

    def hurt(document: Document, outline: Outline) -> None:
        for one in document.paragraphs:
            if outline.roles[one.index] in (E.COPY_TO, E.IMPRINT):
                one.cell_borders = [Border("left", "single", 0.5, "")]

    assert [one.rule for one in said("notice", hurt, "table")] == ["line.imprint_missing"]


def test_the_sides_of_a_frame_are_the_sides_of_the_page() -> None:
    assert said("notice", flavour="wps") == []

    def hurt(document: Document, outline: Outline) -> None:
        footers = document.sections[0].footers
        footers["default"], footers["even"] = footers["even"], footers["default"]

    assert [one.rule for one in said("notice", hurt, "wps")] == ["footer.side"]
