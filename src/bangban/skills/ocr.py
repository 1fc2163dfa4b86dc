"""Which words stand in a picture, and where? Scanned pages and photographs, read on this machine alone.

RapidOCR carries its models in its wheel (Apache-2.0) and is an optional extra, `bangban[ocr]`: some 300 MB, and about
five seconds of one core a page, so what calls this belongs in a background task.
"""

from __future__ import annotations

import importlib.util
import io
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from bangban.errors import Problem

COMMAND = "pip install 'bangban[ocr]'"
PIXELS_A_POINT = 2.0
"""Characters of 9 points are then 18 pixels high, which is what the models were trained for at the least."""
_LONGEST = 2400
"""Pixels along a page's longer side: a poster costs no more than a page."""
_LOOKED_AT = 960
"""Pixels along a page's longer side when lines are looked for: 10 a character of 9 points. Each costs 400 bytes of
working memory, and a skill host has 1 GB; what is found is read from the whole picture."""
_SURE = 0.5
"""Below this the recogniser guesses: what it says is left out."""


class OcrMissing(Problem):
    """识别图片中的文字需要安装可选组件。请系统管理员执行：{command}；或提交有文字的电子原件。 | Reading text in pictures needs an optional part. The system administrator can run: {command}. Or send the electronic original."""

    code = "ocr_missing"
    status = 503


class OcrUnfinished(Problem):
    """图片中的文字没有识别完，可能是页面太大，或可用内存不够。请提交有文字的电子原件，或降低扫描分辨率后再试。 | The text in the pictures was not read to the end: a page may be too large, or memory short. Send the electronic original, or scan it at a lower resolution."""

    code = "ocr_unfinished"
    status = 422


class PictureBroken(Problem):
    """“{name}”不是完整的图片或 PDF，无法识别其中的文字。请重新扫描或重新提交。 | “{name}” is not a complete picture or PDF, so the text in it cannot be read. Scan it or send it again."""

    code = "picture_broken"


@dataclass(slots=True)
class Line:
    """One line of text; points from the page's upper left corner."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    sure: float
    """How sure the recogniser is, 0.5 to 1."""


@dataclass(slots=True)
class Page:
    """A page: its size in points, its lines from top to bottom."""

    number: int
    width: float
    height: float
    lines: list[Line] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(one.text for one in self.lines)


def available() -> bool:
    """Whether the optional part is installed; loads nothing."""
    return all(importlib.util.find_spec(name) for name in ("rapidocr", "onnxruntime"))


def pages(source: str | os.PathLike[str] | bytes, *, name: str = "", most: int = 300) -> Iterator[Page]:
    """Yield the pages of a PDF, or the one page of a PNG, JPEG, TIFF or BMP picture, at most `most`.

    Raises OcrMissing where the optional part is not installed, PictureBroken for what is no picture.
    """
    if not available():
        raise OcrMissing(command=COMMAND)
    data = source if isinstance(source, bytes) else Path(source).read_bytes()
    called = name or ("document" if isinstance(source, bytes) else Path(source).name)
    if b"%PDF-" not in data[:1024]:
        yield _of_picture(data, called)
        return
    import pypdfium2 as pdfium

    try:
        file = pdfium.PdfDocument(data)
    except pdfium.PdfiumError:
        raise PictureBroken(name=called) from None
    try:
        for number in range(min(len(file), most)):
            yield of_pdf_page(file[number], number + 1)
    finally:
        file.close()


def of_pdf_page(page: Any, number: int) -> Page:
    """Read one page that PDFium has opened; the caller keeps PDFium to one thread."""
    width, height = page.get_size()
    scale = min(PIXELS_A_POINT, _LONGEST / max(width, height))
    picture = page.render(scale=scale, rev_byteorder=False).to_numpy()
    return Page(number, width, height, _lines(picture, scale))


def _of_picture(data: bytes, name: str) -> Page:
    import numpy
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "TIFF", "BMP", "WEBP")) as found:
            found.draft("RGB", (_LONGEST, _LONGEST))
            upright = ImageOps.exif_transpose(found).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise PictureBroken(name=name) from None
    upright.thumbnail((_LONGEST, _LONGEST))
    # A picture does not say how large its paper was: its longer side is taken to be that of A4.
    scale = max(upright.size) / 842
    return Page(
        1, upright.width / scale, upright.height / scale, _lines(numpy.asarray(upright)[:, :, ::-1], scale)
    )


_THIN = 0.4
"""Of the characters that fit into a line as wide and as high as it is: with fewer it was not read."""
_lock = threading.Lock()


@cache
def _engine() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "Global.log_level": "critical",
            # Neighbours on this machine have work too: one page is read on one core.
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            "Det.limit_type": "max",
            "Det.limit_side_len": _LOOKED_AT,
            # Lines read side by side are all as wide as the longest: one by one costs no more time, and less memory.
            "Rec.rec_batch_num": 1,
        }
    )


def _lines(picture: Any, scale: float) -> list[Line]:
    said = _said(picture)
    if said is None or said.boxes is None:
        return []
    found = []
    for box, text, sure in zip(said.boxes, said.txts, said.scores, strict=True):
        across, down = [float(point[0]) for point in box], [float(point[1]) for point in box]
        left, top, right, bottom = min(across), min(down), max(across), max(down)
        if len(text) < _THIN * (right - left) / max(bottom - top, 1.0):
            # Hardly any characters for its width: it was taken to be upside down, and turned.
            upright = picture[max(int(top), 0) : int(bottom) + 1, max(int(left), 0) : int(right) + 1]
            again = _said(upright, use_det=False, use_cls=False)
            if again is not None and again.txts and len(again.txts[0]) > len(text):
                text, sure = again.txts[0], again.scores[0]
        if sure >= _SURE and text.strip():
            found.append(Line(text, left / scale, top / scale, right / scale, bottom / scale, float(sure)))
    return _in_order(found)


def _said(picture: Any, **how: bool) -> Any:
    try:
        with _lock:
            return _engine()(picture, **how)
    except Exception as error:
        # The engine has no class of its own for what goes wrong in it, a lack of memory above all.
        raise OcrUnfinished() from error


def _in_order(lines: list[Line]) -> list[Line]:
    """From top to bottom; what stands on one line, from left to right."""
    rows: list[list[Line]] = []
    for one in sorted(lines, key=lambda line: line.top + line.bottom):
        middle = (one.top + one.bottom) / 2
        if rows and rows[-1][0].top < middle < rows[-1][0].bottom:
            rows[-1].append(one)
        else:
            rows.append([one])
    return [one for row in rows for one in sorted(row, key=lambda line: line.left)]
