"""What stands in a photograph or a scanned page? The recogniser's lines, put together into paragraphs as a PDF's are."""

from __future__ import annotations

from pathlib import Path

from bangban.errors import BadInput
from bangban.skills import ocr
from bangban.skills.documents.model import Document
from bangban.skills.documents.read.layout import build
from bangban.skills.documents.read.placed import Page, Span


class NotAllRead(BadInput):
    """只能读出一部分（{why}），没有导入：来源要么整个入库，要么不入库。请拆分文件，或提交有文字的电子原件。 | Only a part of it can be read ({why}), so it was not brought in: a source is in or out, never half. Split the file, or send the electronic original."""

    code = "not_all_read"


class TakesTime(BadInput):
    """“{name}”里有扫描页，识别文字需要一些时间，不在本次请求中进行。 | “{name}” has scanned pages; recognising them takes some time and is not done within this request."""

    code = "takes_time"


_PART = {
    "pages_left_out": {"zh": "页数太多或用时太长", "en": "too many pages, or too long a time"},
    "some_pages_scanned": {"zh": "有的页是图片，没有可用的文字识别组件", "en": "some pages are pictures that could not be read"},
}  # fmt: skip
"""What a reader says of a document it did not read to its end, and how that is told."""


def document_of(path: Path) -> Document:
    """The text of a picture file as a document of one page.

    Raises:
        ocr.OcrMissing: the optional part is not installed.
        ocr.PictureBroken: it is no picture.
        NotAllRead: nothing could be recognised in it.
    """
    pages = []
    for one in ocr.pages(path):
        page = Page(one.width, one.height)
        for line in one.lines:
            size = max(round((line.bottom - line.top) * 0.8), 4)
            page.spans.append(
                Span(line.text, line.left, line.right, line.bottom - 0.2 * size, "", float(size))
            )
        pages.append(page)
    if not any(page.spans for page in pages):
        raise NotAllRead(why={"zh": "图片里没有认出文字", "en": "no text was recognised in the picture"})
    return build(pages, "picture")


def whole(document: Document) -> Document:
    """The document, if all of it was read.

    Raises:
        NotAllRead: the reader stopped before its end, or passed pages over.
    """
    for why, said in _PART.items():
        if why in document.unknown_because:
            raise NotAllRead(why=said)
    return document
