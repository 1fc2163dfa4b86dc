"""What does a drawing say? Read from the bytes a skill host kept, each value as the kind it must be."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from bangban.errors import NotFound
from bangban.services.documents.models import StoredFile


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters [start, end) of a paragraph in one format."""

    start: int
    end: int
    text: str
    format: int


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph as it is drawn."""

    index: int
    kind: str
    """body, textbox, table, blank, picture, frame."""
    section: int
    format: int
    number: str
    pieces: tuple[Piece, ...]
    lines: tuple[tuple[str, str], ...]
    """(colour, kind) of the straight lines below it."""
    cell: tuple[int, int, int] | None

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True)
class Drawing:
    """A document as a page shows it."""

    format: str
    sections: Sequence[Mapping[str, float]]
    paragraph_formats: Sequence[Sequence[Any]]
    run_formats: Sequence[Sequence[Any]]
    lines: Sequence[Line]
    sheets: Sequence[Sequence[int]]
    frames: Sequence[Mapping[str, Mapping[str, Sequence[Line]]]]
    """By section: "headers" and "footers", each by "default", "even" and "first"."""
    even_and_odd: bool
    cut: int
    converted: str = ""
    """The .docx that an office program made of an older file; "" where none had to."""

    def sheet_of(self) -> dict[int, int]:
        """Which sheet (from 0) each paragraph stands on, by the paragraph's index."""
        return {self.lines[at].index: number for number, sheet in enumerate(self.sheets) for at in sheet}


_MEASURES = ("width", "height", "top", "bottom", "left", "right", "pitch")


@lru_cache(maxsize=8)
def drawing_of(reference: str) -> Drawing:
    """The drawing kept under this reference.

    Raises:
        NotFound: there is none, or it is not a drawing.
    """
    row = StoredFile.objects.filter(pk=reference).only("data").first()
    if row is None:
        raise NotFound(what="drawing")
    try:
        return parsed(json.loads(bytes(row.data)))
    except (LookupError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise NotFound(what="drawing") from error


def parsed(given: Mapping[str, Any]) -> Drawing:
    """A drawing from its JSON; raises ValueError, TypeError, KeyError, IndexError or AttributeError when it is none."""
    lines = [_line(one) for one in given["paragraphs"]]
    sheets = [[int(at) for at in sheet if 0 <= int(at) < len(lines)] for sheet in given["sheets"]]
    return Drawing(
        format=str(given["format"])[:8],
        sections=[{name: float(one[name]) for name in _MEASURES} for one in given["sections"]],
        paragraph_formats=list(given["pf"]),
        run_formats=list(given["rf"]),
        lines=lines,
        sheets=[sheet for sheet in sheets if sheet],
        frames=[
            {
                side: {str(kind): [_line(one, "frame") for one in rows] for kind, rows in each[side].items()}
                for side in ("headers", "footers")
            }
            for each in given["frames"]
        ],
        even_and_odd=bool(given.get("even_and_odd")),
        cut=int(given.get("cut") or 0),
        converted=str(given.get("converted") or "")[:32],
    )


def _line(one: Sequence[Any], kind: str = "") -> Line:
    index, place, section, form, number, pieces, lines, cell = one
    return Line(
        index=int(index),
        kind=kind or str(place),
        section=int(section),
        format=int(form),
        number=str(number),
        pieces=tuple(_pieces(pieces)),
        lines=tuple((str(color), str(what)) for color, what in lines),
        cell=(int(cell[0]), int(cell[1]), int(cell[2])) if cell else None,
    )


def _pieces(given: Sequence[Any]) -> Iterator[Piece]:
    at = 0
    for text, form in given:
        yield Piece(at, at + len(str(text)), str(text), int(form))
        at += len(str(text))
