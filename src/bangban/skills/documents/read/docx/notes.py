"""What do comments, footnotes and endnotes say?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bangban.skills.documents.model import Comment
from bangban.skills.documents.read.docx.names import W
from bangban.skills.documents.read.docx.runs import element_text


def comments(root: Any, commented: dict[str, int]) -> list[Comment]:
    """Return the comments of comments.xml; `commented` maps their ids to paragraphs."""
    if root is None:
        return []
    return [
        Comment(
            one.get(W + "author", ""),
            "\n".join(_text(paragraph) for paragraph in one.iter(W + "p")),
            commented.get(one.get(W + "id", "")),
        )
        for one in root.iterchildren(W + "comment")
    ]


def _text(paragraph: Any) -> str:
    return "".join(element_text(child) for run in paragraph.iter(W + "r") for child in run)


def notes(root: Any, name: str) -> Iterator[Any]:
    """Yield each w:footnote (or w:endnote) that holds text, not the separators that Word draws."""
    for one in root.iterchildren(W + name) if root is not None else ():
        if one.get(W + "type", "normal") == "normal":
            yield one
