"""Which uploads do the attachment tests make? Small files written byte by byte, good and bad."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

TYPES = "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>"


def png(width: int = 640, height: int = 480) -> bytes:
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    return b"\x89PNG\r\n\x1a\n" + chunk + b"\0\0\0\0IEND\xaeB`\x82"


def jpeg(width: int = 640, height: int = 480) -> bytes:
    exif = b"\xff\xe1" + struct.pack(">H", 100) + bytes(98)
    tables = b"\xff\xc4" + struct.pack(">H", 10) + bytes(8)
    frame = b"\xff\xc2" + struct.pack(">HBHHB", 11, 8, height, width, 1) + bytes(3)
    return b"\xff\xd8" + exif + b"\xff" + tables + frame + b"\xff\xd9"


def webp(form: bytes = b"VP8X", width: int = 640, height: int = 480) -> bytes:
    if form == b"VP8X":
        body = bytes(4) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    elif form == b"VP8L":
        body = b"\x2f" + (width - 1 | height - 1 << 14).to_bytes(4, "little") + bytes(5)
    else:
        body = b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", width, height)
    chunk = form + struct.pack("<I", len(body)) + body
    return b"RIFF" + struct.pack("<I", len(chunk) + 4) + b"WEBP" + chunk


def pdf(pages: int = 3, extra: bytes = b"", compressed: bool = False) -> bytes:
    tree = b"<< /Type /Pages /Count %d /Kids [] >>" % pages
    objects = tree + b"".join(b"<< /Type /Page /Parent 1 0 R >>\n" for _ in range(pages))
    if compressed:
        packed = zlib.compress(objects)
        objects = (
            b"<< /Type /ObjStm /N 4 /First 20 /Filter /FlateDecode /Length %d >>\nstream\n" % len(packed)
            + packed
            + b"\nendstream"
        )
    return b"%PDF-1.7\n1 0 obj\n" + objects + extra + b"\nendobj\ntrailer << >>\nstartxref\n0\n%%EOF\n"


def archive(entries: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as written:
        for name, content in entries.items():
            written.writestr(name, content)
    return buffer.getvalue()


def docx(body: str = "楼道灯坏了", **more: str | bytes) -> bytes:
    document = (
        "<?xml version='1.0' encoding='UTF-8'?><w:document xmlns:w='http://schemas.openxmlformats.org/"
        f"wordprocessingml/2006/main'><w:body><w:p><w:r><w:t>{body}</w:t></w:r></w:p>"
        "<w:p><w:r><w:t>请尽快</w:t></w:r><w:r><w:t>维修</w:t></w:r></w:p></w:body></w:document>"
    )
    return archive({"[Content_Types].xml": TYPES, "word/document.xml": document} | more)


def xlsx(sheets: int = 2, **more: str | bytes) -> bytes:
    strings = "<sst><si><t>姓名</t></si><si><r><t>电</t></r><r><t>话</t></r></si></sst>"
    entries: dict[str, str | bytes] = {
        "[Content_Types].xml": TYPES,
        "xl/workbook.xml": "<workbook/>",
        "xl/sharedStrings.xml": strings,
    }
    for number in range(sheets):
        entries[f"xl/worksheets/sheet{number + 1}.xml"] = "<worksheet/>"
    return archive(entries | more)
