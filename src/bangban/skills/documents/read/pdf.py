"""What does a PDF say: characters, typefaces, sizes and places, page by page?"""

from __future__ import annotations

import ctypes
import re
import threading
import time
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

from bangban.skills.documents.model import Document
from bangban.skills.documents.read.layout import Page, Span, build
from bangban.skills.documents.read.limits import LIMITS, Limits
from bangban.skills.documents.read.problems import (
    DocumentBroken,
    DocumentEncrypted,
    DocumentScanned,
    DocumentTooLarge,
)

_SUBSET = re.compile(r"^[A-Z]{6}\+")
_BOLD = re.compile(r"[,\-_ ]?bold", re.IGNORECASE)
_PASSWORD = 4
"""FPDF_ERR_PASSWORD."""
# PDFium is not made for more than one thread at a time.
_lock = threading.Lock()


def read(data: bytes, *, name: str, limits: Limits = LIMITS) -> Document:
    """Return what a PDF says. Raises DocumentEncrypted, DocumentBroken, DocumentScanned or DocumentTooLarge."""
    with _lock:
        try:
            file = pdfium.PdfDocument(data)
        except pdfium.PdfiumError as problem:
            if getattr(problem, "err_code", None) == _PASSWORD or "password" in str(problem).lower():
                raise DocumentEncrypted(name=name) from None
            what = {"zh": "不是完整的 PDF", "en": "it is not a complete PDF"}
            raise DocumentBroken(name=name, what=what) from None
        try:
            return _read(file, name, limits)
        finally:
            file.close()


def _read(file: Any, name: str, limits: Limits) -> Document:
    count = len(file)
    if not count:
        raise DocumentBroken(name=name, what={"zh": "一页也没有", "en": "it has no page"})
    pages: list[Page] = []
    characters = 0
    left_out = count > limits.pages
    end = time.monotonic() + limits.seconds
    for number in range(min(count, limits.pages)):
        try:
            page = file[number]
        except pdfium.PdfiumError:
            what = {"zh": f"第 {number + 1} 页", "en": f"page {number + 1}"}
            raise DocumentBroken(name=name, what=what) from None
        try:
            pages.append(_page(page, name, limits))
        finally:
            page.close()
        characters += sum(len(span.text) for span in pages[-1].spans)
        if characters > limits.characters or time.monotonic() > end:
            left_out = number + 1 < count
            break
    if not characters:
        raise DocumentScanned(name=name)
    document = build(pages, "pdf")
    if any(page.has_image and not page.spans for page in pages):
        document.unknown_because += ("some_pages_scanned",)
    if left_out:
        document.unknown_because += ("pages_left_out",)
    if any(not run.font for one in document.paragraphs for run in one.runs):
        document.unknown_because += ("font_names_missing",)
    return document


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
        _read_spans(text.raw, height, found)
    finally:
        text.close()
    if not found.spans:
        found.has_image = any(True for _ in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3))
    return found


def _read_spans(text: Any, height: float, page: Page) -> None:
    """Add the page's spans: a new one at each line's end and change of format."""
    fonts: dict[bytes, tuple[str, bool]] = {}
    buffer = ctypes.create_string_buffer(256)
    flags = ctypes.c_int()
    channel = [ctypes.c_uint() for _ in range(4)]
    box = raw.FS_RECTF()
    origin = [ctypes.c_double() for _ in range(2)]
    span: Span | None = None
    blank = False
    for index in range(raw.FPDFText_CountChars(text)):
        code = raw.FPDFText_GetUnicode(text, index)
        if code in (0, 10, 13, 0xFFFE):
            span = None if code in (10, 13) else span
            continue
        character = chr(code) if code < 0x110000 and not 0xD800 <= code <= 0xDFFF else "\ufffd"
        if raw.FPDFText_IsGenerated(text, index) == 1:
            # A blank that PDFium puts between words. Beside Chinese characters it only means wide setting.
            blank = True
            continue
        raw.FPDFText_GetFontInfo(text, index, buffer, 256, flags)
        face = buffer.value
        if face not in fonts:
            fonts[face] = _face(face)
        font, bold = fonts[face]
        raw.FPDFText_GetLooseCharBox(text, index, box)
        raw.FPDFText_GetCharOrigin(text, index, *origin)
        raw.FPDFText_GetFillColor(text, index, *channel)
        color = "".join(f"{one.value:02X}" for one in channel[:3])
        color = "" if color == "000000" else color
        size = _size(text, index)
        left, right, base = box.left, box.right, height - origin[1].value
        same = (
            span is not None
            and (span.font, span.size, span.color) == (font, size, color)
            and abs(span.base - base) < 0.2 * max(size, 4.0)
            and -0.3 * size < left - span.right < 0.9 * size
        )
        if same and span is not None:
            words = blank and span.text[-1].isascii() and character.isascii()
            span.text += " " + character if words else character
            span.right = max(right, left)
        else:
            span = Span(
                character,
                left,
                max(right, left),
                base,
                font,
                size,
                color,
                bold,
            )
            page.spans.append(span)
        blank = False


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
