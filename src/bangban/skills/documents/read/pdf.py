"""What does a PDF say: characters, typefaces, sizes and places, page by page?"""

from __future__ import annotations

import ctypes
import re
import threading
import time
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

from bangban.skills import ocr
from bangban.skills.documents.model import Document
from bangban.skills.documents.read.grids import Ruling
from bangban.skills.documents.read.layout import build
from bangban.skills.documents.read.limits import LIMITS, Limits
from bangban.skills.documents.read.placed import Page, Span
from bangban.skills.documents.read.problems import (
    DocumentBroken,
    DocumentEncrypted,
    DocumentScanned,
    DocumentTooLarge,
    DocumentWordless,
)
from bangban.skills.documents.read.rulings import rulings_of

_SUBSET = re.compile(r"^[A-Z]{6}\+")
_BOLD = re.compile(r"[,\-_ ]?bold", re.IGNORECASE)
_PASSWORD = 4
"""FPDF_ERR_PASSWORD."""
_SECONDS_A_PICTURE = 8.0
_MOST_BESIDE_LINES = 20_000
"""Characters of a page whose drawn lines are looked at: a sheet of figures has some thousands."""
# PDFium is not made for more than one thread at a time.
_lock = threading.Lock()


Told = Callable[[int, int], None]
"""Told before a page is recognised from its picture, which takes seconds: its number, and how many the file has."""


def read(data: bytes, *, name: str, limits: Limits = LIMITS, told: Told | None = None) -> Document:
    """Return what a PDF says. Raises DocumentEncrypted, DocumentBroken, DocumentScanned, DocumentWordless or DocumentTooLarge."""
    with _lock:
        try:
            file = pdfium.PdfDocument(data)
        except pdfium.PdfiumError as problem:
            if getattr(problem, "err_code", None) == _PASSWORD or "password" in str(problem).lower():
                raise DocumentEncrypted(name=name) from None
            what = {"zh": "不是完整的 PDF", "en": "it is not a complete PDF"}
            raise DocumentBroken(name=name, what=what) from None
        try:
            return _read(file, name, limits, told)
        finally:
            file.close()


def _read(file: Any, name: str, limits: Limits, told: Told | None) -> Document:
    count = len(file)
    if not count:
        raise DocumentBroken(name=name, what={"zh": "一页也没有", "en": "it has no page"})
    pages: list[Page] = []
    characters = 0
    left_out = count > limits.pages
    seen = 0
    end = time.monotonic() + limits.seconds
    for number in range(min(count, limits.pages)):
        try:
            page = file[number]
        except pdfium.PdfiumError:
            what = {"zh": f"第 {number + 1} 页", "en": f"page {number + 1}"}
            raise DocumentBroken(name=name, what=what) from None
        try:
            pages.append(_page(page, name, limits))
            if pages[-1].has_image and not pages[-1].spans and ocr.available():
                if told is not None:
                    told(number + 1, count)
                # Seconds a page: a long scan is read as far as its time goes, and that is said.
                pages[-1].spans = [_recognised(line) for line in ocr.of_pdf_page(page, number + 1).lines]
                seen += bool(pages[-1].spans)
                end += _SECONDS_A_PICTURE
        finally:
            page.close()
        characters += sum(len(span.text) for span in pages[-1].spans)
        if characters > limits.characters or time.monotonic() > end:
            left_out = number + 1 < count
            break
    if not characters:
        if ocr.available():
            raise DocumentWordless(name=name)
        raise DocumentScanned(name=name, command=ocr.COMMAND)
    document = build(pages, "pdf")
    if seen:
        # What a recogniser reads has no typeface and no certain size: only its words are judged.
        document.known = document.known - {"font", "colour"}
        document.unknown_because += ("recognised_from_pictures",)
    if any(page.has_image and not page.spans for page in pages):
        document.unknown_because += ("some_pages_scanned",)
    if left_out:
        document.unknown_because += ("pages_left_out",)
    if not seen and any(not run.font for one in document.paragraphs for run in one.runs):
        document.unknown_because += ("font_names_missing",)
    return document


def _recognised(line: ocr.Line) -> Span:
    """A recognised line as one span: its box is drawn a little wider than the characters."""
    size = max(round((line.bottom - line.top) * 0.8), 4)
    return Span(line.text, line.left, line.right, line.bottom - 0.2 * size, "", float(size))


def _page(page: Any, name: str, limits: Limits) -> Page:
    width, height = page.get_size()
    found = Page(width, height)
    text = page.get_textpage()
    try:
        if raw.FPDFText_CountChars(text.raw) > limits.characters // 10:
            raise DocumentTooLarge(
                name=name,
                what={"zh": "一页的字数", "en": "the number of characters on a page"},
                limit=limits.characters // 10,
            )
        if raw.FPDFText_CountChars(text.raw) <= _MOST_BESIDE_LINES:
            found.rulings = rulings_of(page.raw, height)
        _read_spans(text.raw, height, found)
    finally:
        text.close()
    if not found.spans:
        found.has_image = any(True for _ in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3))
    return found


def _read_spans(text: Any, height: float, page: Page) -> None:
    """Add the page's spans: a new one at each line's end and change of format.

    Places are asked for only where a span begins or ends: a call for each character would take seconds.
    """
    formats, places, walls = _Formats(text), _Places(text, height), _Walls(page.rulings)
    span: Span | None = None
    last = -1
    blank = False
    for index in range(raw.FPDFText_CountChars(text)):
        code = raw.FPDFText_GetUnicode(text, index)
        if code in (0, 10, 13, 0xFFFE):
            if span is not None and code in (10, 13):
                span.right = places.right(last)
                span = None
            continue
        character = chr(code) if code < 0x110000 and not 0xD800 <= code <= 0xDFFF else "\ufffd"
        if code == 32 and raw.FPDFText_IsGenerated(text, index) == 1:
            # A blank that PDFium puts between words. Beside Chinese characters it only means wide setting.
            blank = True
            continue
        same_object = formats.move_to(index)
        if walls and span is not None and walls.between(places, last, index):
            span.right = places.right(last)
            span = None
        if span is None or not same_object or blank:
            left, base = places.left(index), places.base(index)
            if span is not None:
                span.right = places.right(last)
            if span is not None and formats.goes_on(span, left, base):
                words = blank and span.text[-1].isascii() and character.isascii()
                span.text += " " + character if words else character
            else:
                font, size, color, bold = formats.said
                span = Span(character, left, left, base, font, size, color, bold)
                page.spans.append(span)
        else:
            span.text += character
        last, blank = index, False
    if span is not None:
        span.right = places.right(last)


class _Places:
    """Where characters stand, in points from the page's upper left corner."""

    def __init__(self, text: Any, height: float) -> None:
        self._text, self._height = text, height
        self._box, self._across, self._down = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()

    def left(self, index: int) -> float:
        raw.FPDFText_GetLooseCharBox(self._text, index, self._box)
        return float(self._box.left)

    def right(self, index: int) -> float:
        raw.FPDFText_GetLooseCharBox(self._text, index, self._box)
        return float(max(self._box.right, self._box.left))

    def middle(self, index: int) -> float:
        raw.FPDFText_GetLooseCharBox(self._text, index, self._box)
        return float(self._box.left + self._box.right) / 2

    def base(self, index: int) -> float:
        raw.FPDFText_GetCharOrigin(self._text, index, self._across, self._down)
        return self._height - float(self._down.value)


class _Walls:
    """The lines drawn down the page: what stands on two sides of one belongs to two cells, however near it is."""

    def __init__(self, rulings: Sequence[Ruling]) -> None:
        self._walls = sorted((one for one in rulings if not one.along), key=lambda one: one.at)
        self._at = [one.at for one in self._walls]

    def __bool__(self) -> bool:
        return bool(self._walls)

    def between(self, places: _Places, one: int, other: int) -> bool:
        base = places.base(other)
        low, high = sorted((places.middle(one), places.middle(other)))
        some = self._walls[bisect_left(self._at, low) : bisect_right(self._at, high)]
        return any(wall.start < base - 2 < wall.end for wall in some)


class _Formats:
    """The format of a character: worked out once for all that one instruction of the page draws."""

    def __init__(self, text: Any) -> None:
        self._text = text
        self._faces: dict[bytes, tuple[str, bool]] = {}
        self._object: Any = None
        self.said = ("", 0.0, "", False)
        """font, size, color, bold"""
        self._buffer = ctypes.create_string_buffer(256)
        self._flags = ctypes.c_int()
        self._channels = [ctypes.c_uint() for _ in range(4)]

    def move_to(self, index: int) -> bool:
        """Work out the format of a character; return whether the one before was drawn with it."""
        found = raw.FPDFText_GetTextObject(self._text, index)
        address = ctypes.addressof(found.contents) if found else None
        if address is not None and address == self._object:
            return True
        self._object = address
        self.said = self._read(index)
        return False

    def goes_on(self, span: Span, left: float, base: float) -> bool:
        """Return whether a character of this format at this place continues a span."""
        size = max(span.size, 4.0)
        return (
            (span.font, span.size, span.color, span.bold) == self.said
            and abs(span.base - base) < 0.2 * size
            and -0.3 * size < left - span.right < 0.9 * size
        )

    def _read(self, index: int) -> tuple[str, float, str, bool]:
        raw.FPDFText_GetFontInfo(self._text, index, self._buffer, 256, self._flags)
        face = self._buffer.value
        if face not in self._faces:
            self._faces[face] = _face(face)
        raw.FPDFText_GetFillColor(self._text, index, *self._channels)
        color = "".join(f"{one.value:02X}" for one in self._channels[:3])
        font, bold = self._faces[face]
        return font, _size(self._text, index), "" if color == "000000" else color, bold


def _size(text: Any, index: int) -> float:
    """Return the size at which a character is really drawn: its font's size in the scale of its matrix."""
    size = raw.FPDFText_GetFontSize(text, index)
    matrix = raw.FS_MATRIX()
    if raw.FPDFText_GetMatrix(text, index, matrix):
        scale = (matrix.c**2 + matrix.d**2) ** 0.5
        if 0.01 < scale < 100 and abs(scale - 1) > 0.001:
            size *= scale
    return round(size * 2) / 2 if abs(size * 2 - round(size * 2)) < 0.1 else round(size, 1)


def _face(raw_name: bytes) -> tuple[str, bool]:
    """Return a typeface's name without its subset's mark and style, and whether it is a bold cut."""
    try:
        name = raw_name.decode("utf-8")
    except UnicodeDecodeError:
        name = raw_name.decode("gb18030", "replace")
    name = _SUBSET.sub("", name)
    bold = bool(_BOLD.search(name))
    return _BOLD.sub("", name).split(",")[0].strip(), bold
