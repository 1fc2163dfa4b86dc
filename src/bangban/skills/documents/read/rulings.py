"""Which lines does a page of a PDF draw along and down? What the grid of a table is made of."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any

from pypdfium2 import raw

from bangban.skills.documents.read.grids import Ruling
from bangban.skills.documents.read.strokes import Point, Strokes

_OBJECTS, _POINTS = 20_000, 60_000
"""Looked at on one page. A table of a hundred rows draws a thousand lines; a map or a drawing draws more than this."""
_DEEPEST = 3
_Matrix = tuple[float, float, float, float, float, float]
_SAME: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class _TooMany(Exception):
    pass


def rulings_of(page: Any, height: float) -> list[Ruling]:
    """The lines along and down a page that can be seen; none of a page that draws too much to be a table."""
    reader = _Reader(height)
    count = raw.FPDFPage_CountObjects(page)
    try:
        for number in range(count):
            reader.look_at(raw.FPDFPage_GetObject(page, number), _SAME, 0)
    except _TooMany:
        return []
    return reader.drawn.rulings()


class _Reader:
    def __init__(self, height: float) -> None:
        self.height = height
        self.drawn = Strokes()
        self.objects, self.points = 0, 0
        self._matrix = raw.FS_MATRIX()
        self._across, self._down = ctypes.c_float(), ctypes.c_float()
        self._fill, self._stroke = ctypes.c_int(), ctypes.c_int()
        self._channels = [ctypes.c_uint() for _ in range(4)]

    def look_at(self, one: Any, under: _Matrix, depth: int) -> None:
        self.objects += 1
        if self.objects > _OBJECTS:
            raise _TooMany
        kind = raw.FPDFPageObj_GetType(one)
        if kind == raw.FPDF_PAGEOBJ_PATH:
            self._path(one, under)
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
            within = self._placed(one, under)
            for number in range(raw.FPDFFormObj_CountObjects(one)):
                self.look_at(raw.FPDFFormObj_GetObject(one, number), within, depth + 1)

    def _placed(self, one: Any, under: _Matrix) -> _Matrix:
        """An object's own matrix, and then that of what it stands in."""
        if not raw.FPDFPageObj_GetMatrix(one, self._matrix):
            return under
        m = self._matrix
        a, b, c, d, e, f = under
        return (
            m.a * a + m.b * c,
            m.a * b + m.b * d,
            m.c * a + m.d * c,
            m.c * b + m.d * d,
            m.e * a + m.f * c + e,
            m.e * b + m.f * d + f,
        )

    def _path(self, one: Any, under: _Matrix) -> None:
        raw.FPDFPath_GetDrawMode(one, self._fill, self._stroke)
        stroked = bool(self._stroke.value) and self._seen(raw.FPDFPageObj_GetStrokeColor, one)
        filled = bool(self._fill.value) and self._seen(raw.FPDFPageObj_GetFillColor, one)
        if not stroked and not filled:
            return
        for points in self._strokes(one, self._placed(one, under)):
            if stroked:
                self.drawn.stroke(points)
            else:
                self.drawn.area(points)

    def _seen(self, ask: Any, one: Any) -> bool:
        """Whether its colour shows on paper."""
        if not ask(one, *self._channels):
            return True
        red, green, blue, opaque = (channel.value for channel in self._channels)
        return opaque > 0 and min(red, green, blue) < 250

    def _strokes(self, one: Any, matrix: _Matrix) -> Iterator[list[Point]]:
        """The corners of each stroke of a path, in points from the page's upper left corner; without what is curved."""
        a, b, c, d, e, f = matrix
        points: list[Point] = []
        straight = True
        count = raw.FPDFPath_CountSegments(one)
        self.points += count
        if self.points > _POINTS:
            raise _TooMany
        for number in range(count):
            segment = raw.FPDFPath_GetPathSegment(one, number)
            kind = raw.FPDFPathSegment_GetType(segment)
            raw.FPDFPathSegment_GetPoint(segment, self._across, self._down)
            x, y = self._across.value, self._down.value
            if kind == raw.FPDF_SEGMENT_MOVETO:
                if straight and len(points) > 1:
                    yield points
                points, straight = [], True
            straight = straight and kind != raw.FPDF_SEGMENT_BEZIERTO
            points.append((a * x + c * y + e, self.height - (b * x + d * y + f)))
            if raw.FPDFPathSegment_GetClose(segment):
                points.append(points[0])
        if straight and len(points) > 1:
            yield points
