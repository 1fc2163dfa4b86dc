"""How is one thing of a read document made wrong, and what does the checker then say?"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from bangban.skills.documents import check, read, recognise
from bangban.skills.documents.findings import Element, Finding, Outline
from bangban.skills.documents.model import Document, Paragraph
from tests.documents.correct import correct

Hurt = Callable[[Document, Outline], None]


@cache
def _file(name: str, flavour: str) -> bytes:
    return correct(name, flavour)


def opened(name: str, flavour: str = "word") -> tuple[Document, Outline]:
    document = read.open_document(_file(name, flavour), name=f"{name}.docx")
    return document, recognise.recognise(document)


def paragraph(document: Document, outline: Outline, element: Element, which: int = 0) -> Paragraph:
    """The paragraph an element begins with."""
    return document.paragraphs[outline.all(element)[which].first]


def said(name: str, hurt: Hurt | None = None, flavour: str = "word") -> list[Finding]:
    """All findings of layout after a document was hurt, by the elements of the whole one."""
    document, outline = opened(name, flavour)
    if hurt is not None:
        hurt(document, outline)
    return [one for one in check.check(document, outline).findings if one.rule.split(".")[0] in LAYOUT]


LAYOUT = frozenset(
    {
        "font", "size", "bold", "colour", "decoration", "align", "indent", "pitch", "space", "page", "line", "letter",
        "footer", "place", "attaching", "leftover", "table",
    }
)  # fmt: skip
