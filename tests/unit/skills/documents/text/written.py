"""What do the checks of words say about lines of text, each with the element it is?"""

from __future__ import annotations

from datetime import date

from bangban.skills.documents import profiles
from bangban.skills.documents.check.text import CHECKS
from bangban.skills.documents.check.view import View
from bangban.skills.documents.findings import (
    Direction,
    Element,
    Finding,
    Kind,
    Outline,
    Recognised,
    SetText,
)
from bangban.skills.documents.model import Document, Paragraph, Table
from bangban.skills.documents.rules import all_rules

Line = str | tuple[Element, str]


def view_of(*lines: Line, kind: Kind = Kind.NOTICE, tables: list[list[list[str]]] | None = None) -> View:
    """Lines are of the body unless they say otherwise."""
    paragraphs, roles, elements = [], [], []
    for index, line in enumerate(lines):
        role, text = line if isinstance(line, tuple) else (Element.BODY, line)
        paragraphs.append(Paragraph(index=index, text=text))
        roles.append(role)
        elements.append(Recognised(role, index, index, text))
    drawn = []
    for number, rows in enumerate(tables or ()):
        first = len(paragraphs)
        for i, row in enumerate(rows):
            for j, cell in enumerate(row):
                paragraphs.append(
                    Paragraph(index=len(paragraphs), text=cell, place="table", cell=(number, i, j))
                )
                roles.append(Element.TABLE)
        drawn.append(Table(number, rows, first, len(paragraphs) - 1))
    document = Document("docx", paragraphs, tables=drawn)
    outline = Outline(kind, Direction.DOWN, "document", elements, roles)
    return View(document, outline, profiles.load("national"), date(2025, 6, 1))


def findings(*lines: Line, **more: object) -> list[Finding]:
    view = view_of(*lines, **more)  # type: ignore[arg-type]
    return [finding for check in CHECKS for finding in check(view)]


def rules(*lines: Line, **more: object) -> list[str]:
    said = findings(*lines, **more)
    for one in said:
        rule = all_rules()[one.rule]
        for language in ("zh", "en"):
            assert rule.message(language, found=one.found, expected=one.expected, **one.facts)
    return [one.rule for one in said]


def mended(*lines: Line) -> list[str]:
    """The lines after every edit of every finding."""
    texts = [line[1] if isinstance(line, tuple) else line for line in lines]
    edits = [edit for one in findings(*lines) for edit in one.edits if isinstance(edit, SetText)]
    for edit in sorted(set(edits), key=lambda one: (one.paragraph, one.start), reverse=True):
        text = texts[edit.paragraph]
        texts[edit.paragraph] = text[: edit.start] + edit.text + text[edit.end :]
    return texts
