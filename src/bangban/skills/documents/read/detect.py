"""Of which format is a file, by its content, whatever its name says?"""

from __future__ import annotations

import re
from typing import Literal

from bangban.skills.documents.read import ole
from bangban.skills.documents.read.package import Package
from bangban.skills.documents.read.problems import DocumentEmpty, DocumentEncrypted, DocumentNotRecognised

Format = Literal["docx", "doc", "wps", "rtf", "odt", "wordxml", "flat", "pdf", "ofd"]

_SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (b"\x89PNG\r\n", "图片（PNG）", "a picture (PNG)"),
    (b"\xff\xd8\xff", "图片（JPEG）", "a picture (JPEG)"),
    (b"GIF8", "图片（GIF）", "a picture (GIF)"),
    (b"BM", "图片（BMP）", "a picture (BMP)"),
    (b"II*\0", "图片（TIFF）", "a picture (TIFF)"),
    (b"MM\0*", "图片（TIFF）", "a picture (TIFF)"),
    (b"RIFF", "图片或音视频", "a picture, sound or film"),
    (b"Rar!", "RAR 压缩包，请先解压", "a RAR archive; unpack it first"),
    (b"7z\xbc\xaf", "7z 压缩包，请先解压", "a 7z archive; unpack it first"),
    (b"\x1f\x8b", "gzip 压缩包，请先解压", "a gzip archive; unpack it first"),
    (b"MZ", "Windows 程序", "a Windows program"),
    (b"\x7fELF", "Linux 程序", "a Linux program"),
    (b"%!PS", "PostScript 文件", "a PostScript file"),
)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|div|meta)\b", re.IGNORECASE)
_LOOKED_AT = 4096
_OTHER_OLE = (
    (("Workbook", "Book"), "Excel 工作簿", "an Excel workbook"),
    (("PowerPoint Document",), "演示文稿", "a presentation"),
    (("__properties_version1.0",), "Outlook 邮件", "an Outlook message"),
)


def detect(data: bytes, *, name: str) -> Format:
    """Return the format. Raises DocumentEmpty, DocumentEncrypted or DocumentNotRecognised.

    "docx" stands for every zip archive: what it holds is said by `of_archive`.
    """
    if not data:
        raise DocumentEmpty(name=name)
    head = data[:_LOOKED_AT]
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "docx"
    if data.startswith(ole.SIGNATURE):
        return _of_compound(data, name)
    if text.startswith(b"{\\rtf"):
        return "rtf"
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if b"<pkg:package" in head:
        return "flat"
    if b"<w:wordDocument" in head:
        return "wordxml"
    for signature, chinese, english in _SIGNATURES:
        if data.startswith(signature):
            raise _not(name, chinese, english)
    if _HTML.search(head):
        raise _not(
            name,
            "网页（HTML），请在 Word 或 WPS 中打开后另存为 .docx",
            "a web page (HTML); open it in Word or WPS and save it as .docx",
        )
    if not head.strip(b"\0"):
        raise _not(
            name, "全是零字节的数据（可能没有传完）", "nothing but zero bytes (perhaps not sent completely)"
        )
    if _is_text(head):
        raise _not(
            name,
            "纯文本，请粘贴到 Word 或 WPS 文档中",
            "plain text; paste it into a Word or WPS document",
        )
    raise _not(name, "无法识别的数据", "data of no known kind")


def _not(name: str, chinese: str, english: str) -> DocumentNotRecognised:
    return DocumentNotRecognised(name=name, kind={"zh": chinese, "en": english})


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    if any(byte < 9 or 13 < byte < 27 for byte in head):
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            # The last characters may be cut in two.
            head[: max(len(head) - 4, 1)].decode(encoding)
        except UnicodeDecodeError as problem:
            if problem.start < len(head) - 8:
                continue
        return True
    return False


def _of_compound(data: bytes, name: str) -> Format:
    compound = ole.Compound(data)
    if compound.has("EncryptedPackage", "EncryptionInfo") or compound.word_is_encrypted():
        raise DocumentEncrypted(name=name)
    if compound.has("WordDocument"):
        return "wps" if name.lower().endswith((".wps", ".wpt")) else "doc"
    for streams, chinese, english in _OTHER_OLE:
        if compound.has(*streams):
            raise _not(name, chinese, english)
    raise _not(name, "无法识别的旧格式文件", "an old format of no known kind")


def of_archive(package: Package) -> Format:
    """Return what a zip archive holds. Raises DocumentNotRecognised for what is no document."""
    names = [one.replace("\\", "/").lower().lstrip("/") for one in package.names]
    if "ofd.xml" in names:
        return "ofd"
    if "mimetype" in names:
        kind = package.data("mimetype")[:100].decode("ascii", "replace").strip()
        if kind.startswith("application/vnd.oasis.opendocument.text"):
            manifest = "META-INF/manifest.xml"
            if package.has(manifest) and b"encryption-data" in package.data(manifest):
                raise DocumentEncrypted(name=package.name)
            return "odt"
        if kind.startswith("application/vnd.oasis.opendocument"):
            raise _not(package.name, "OpenDocument 表格或演示文稿", "an OpenDocument sheet or presentation")
        if kind.startswith("application/epub"):
            raise _not(package.name, "电子书（EPUB）", "an electronic book (EPUB)")
    if "[content_types].xml" in names or "_rels/.rels" in names or "word/document.xml" in names:
        return "docx"
    raise _not(package.name, "压缩包，请先解压", "an archive; unpack it first")
