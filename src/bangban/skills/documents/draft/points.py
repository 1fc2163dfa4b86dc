"""How do points become numbered headings and paragraphs? 一、 （一） 1. （1）, or 一、 and 1. where there are but two levels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bangban.skills.documents.draft.paper import Block, Chart, Grid, Line
from bangban.skills.documents.draft.phrases import bare, sentence
from bangban.skills.documents.findings import Element

Point = str | Mapping[str, Any]
DIGITS = "一二三四五六七八九"
HEADINGS = (Element.HEADING_1, Element.HEADING_2, Element.HEADING_3, Element.HEADING_4)


def chinese(number: int) -> str:
    """1…99 as 一…九十九."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else DIGITS[tens - 1] + "十"
    return head + (DIGITS[ones - 1] if ones else "")


def label(level: int, number: int) -> str:
    """The number of the `number`-th point of a level, 1…4."""
    return {1: f"{chinese(number)}、", 2: f"（{chinese(number)}）", 3: f"{number}.", 4: f"（{number}）"}[
        level
    ]


def blocks_of(points: Sequence[Point]) -> Iterator[Block]:
    """The paragraphs of the points; a single point without a heading takes no number."""
    if len(points) == 1 and not _heading(points[0]):
        yield from _plain(points[0])
        return
    yield from _level(points, 1)


def _level(points: Sequence[Point], level: int) -> Iterator[Block]:
    headed = any(_heading(one) for one in points)
    # Sentences under a heading of the first level take 1., not （一）, which wants a heading of its own.
    shown = level if headed or level != 2 else 3
    for number, one in enumerate(points, 1):
        yield from _point(one, min(shown, 4), label(min(shown, 4), number))


def _point(point: Point, level: int, number: str) -> Iterator[Block]:
    heading = _heading(point)
    paragraphs, items, table = _parts(point)
    element = HEADINGS[level - 1]
    if not heading:
        first, *rest = paragraphs or [""]
        yield Line(Element.BODY if level < 3 else element, number + first)
        paragraphs = rest
    elif level <= 2:
        yield Line(element, number + bare(heading))
    else:
        lead = f"{number}{bare(heading)}。"
        yield Line(element, lead + (paragraphs[0] if paragraphs else ""))
        paragraphs = paragraphs[1:]
    for text in paragraphs:
        yield Line(Element.BODY, text)
    if table:
        yield Grid(tuple(tuple(str(cell) for cell in row) for row in table))
    yield from _charts(point)
    if items:
        yield from _level(items, level + 1)


def _plain(point: Point) -> Iterator[Block]:
    paragraphs, items, table = _parts(point)
    for text in paragraphs:
        yield Line(Element.BODY, text)
    if table:
        yield Grid(tuple(tuple(str(cell) for cell in row) for row in table))
    yield from _charts(point)
    if items:
        yield from _level(items, 1)


def _charts(point: Point) -> Iterator[Chart]:
    for one in () if isinstance(point, str) else point.get("charts", ()):
        yield Chart(
            one["kind"],
            one["title"],
            tuple(map(str, one["labels"])),
            tuple(float(value) for value in one["values"][: len(one["labels"])]),
            one.get("unit", ""),
        )


def _heading(point: Point) -> str:
    return "" if isinstance(point, str) else str(point.get("heading", "")).strip()


def _parts(point: Point) -> tuple[list[str], Sequence[Point], Sequence[Sequence[Any]]]:
    """(paragraphs, points below, rows of a table)."""
    text = point if isinstance(point, str) else str(point.get("text", ""))
    paragraphs = [sentence(row) for row in text.split("\n") if row.strip()]
    if isinstance(point, str):
        return paragraphs, (), ()
    return paragraphs, point.get("items", ()), point.get("table", ())
