"""What does a page of a PDF look like? A picture to hold beside what was read from it."""

from __future__ import annotations

import struct
import zlib
from typing import Any

WIDTH = 1_000
"""Pixels: enough to read 四号 type by."""
_LONGEST = 4.0
"""A page taller than this many widths is shown as far as that."""


def page_of(data: bytes, number: int) -> bytes:
    """Page `number` (from 1) of a PDF as PNG, grey, 1,000 pixels wide.

    Raises:
        IndexError: it has no such page.
        ValueError: it is no PDF, or cannot be drawn.
    """
    # A megabyte of library that only this needs.
    import numpy as np
    import pypdfium2 as pdfium

    try:
        file = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise ValueError(str(error)) from error
    try:
        if not 1 <= number <= len(file):
            raise IndexError(number)
        page = file[number - 1]
        width, height = page.get_size()
        if width <= 0 or height / width > _LONGEST:
            raise ValueError((width, height))
        drawn: Any = page.render(scale=WIDTH / width, grayscale=True).to_numpy()
        grey = np.ascontiguousarray(drawn.reshape(drawn.shape[0], drawn.shape[1], -1)[:, :, 0])
    finally:
        file.close()
    return _png(grey)


def _png(grey: Any) -> bytes:
    """ISO/IEC 15948: signature, header, one stream of rows that each begin with their filter (none), end."""
    height, width = grey.shape
    rows = b"".join(b"\x00" + row.tobytes() for row in grey)
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in parts
    )
