"""How large is this picture? Read from its header; no pixel is decoded."""

from __future__ import annotations

import struct
from typing import Any

from bangban.skillhost.attachments.problems import AttachmentUnreadable

MOST_PIXELS = 100_000_000
"""About a double page scanned at 600 dpi; more is a picture made to fill the memory of who opens it."""


def png(data: bytes) -> dict[str, Any]:
    """PNG (ISO/IEC 15948) clause 11.2.2: IHDR comes first and has 13 bytes."""
    if len(data) < 33 or data[8:16] != b"\x00\x00\x00\x0dIHDR":
        raise AttachmentUnreadable(kind="png", why="IHDR")
    width, height = struct.unpack_from(">II", data, 16)
    return _size("png", width, height)


def jpeg(data: bytes) -> dict[str, Any]:
    """JPEG (ITU-T T.81) table B.1: walk the segments to the frame header."""
    at = 2
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            break
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        (length,) = struct.unpack_from(">H", data, at + 2)
        # SOF0…SOF15 without DHT (C4), JPG (C8) and DAC (CC).
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            if at + 9 > len(data):
                break
            height, width = struct.unpack_from(">HH", data, at + 5)
            return _size("jpeg", width, height)
        if length < 2 or marker == 0xDA:
            break
        at += 2 + length
    raise AttachmentUnreadable(kind="jpeg", why="SOF")


def webp(data: bytes) -> dict[str, Any]:
    """WebP container (RFC 9649 section 2): lossy VP8, lossless VP8L or extended VP8X."""
    form = data[12:16]
    if len(data) < 30:
        raise AttachmentUnreadable(kind="webp", why="header")
    if form == b"VP8X":
        return _size(
            "webp", 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
        )
    if form == b"VP8L" and data[20] == 0x2F:
        bits = int.from_bytes(data[21:25], "little")
        return _size("webp", 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF))
    if form == b"VP8 " and data[23:26] == b"\x9d\x01\x2a":
        width, height = struct.unpack_from("<HH", data, 26)
        return _size("webp", width & 0x3FFF, height & 0x3FFF)
    raise AttachmentUnreadable(kind="webp", why="header")


def _size(kind: str, width: int, height: int) -> dict[str, Any]:
    if not width or not height or width * height > MOST_PIXELS:
        raise AttachmentUnreadable(kind=kind, why=f"{width} × {height}")
    return {"width": width, "height": height}
