"""What differs between two versions of a document, and which of it matters?

Words first: paragraphs that came, went, moved or changed, each change with what it touches (dates, amounts, duties,
deadlines, names…). How things look is told apart from that.
"""

from __future__ import annotations

from bangban.skills.documents.compare.align import align
from bangban.skills.documents.compare.drawing import draw_page, draw_text
from bangban.skills.documents.compare.facts import find_facts
from bangban.skills.documents.compare.formats import (
    FormatChange,
    paragraph_formats,
    section_formats,
    seen_in_both,
)
from bangban.skills.documents.compare.pieces import Piece, find_pieces
from bangban.skills.documents.compare.result import Change, Comparison, Weight
from bangban.skills.documents.findings import Element
from bangban.skills.documents.model import Document, Paragraph
from bangban.skills.documents.recognise import recognise

__all__ = ["Change", "Comparison", "FormatChange", "Piece", "compare", "draw_page", "draw_text"]

WEIGHTY = frozenset(
    {
        Element.CLASSIFICATION, Element.URGENCY, Element.MARK, Element.NUMBER, Element.SIGNER, Element.TITLE,
        Element.ADDRESSEE, Element.CLOSING, Element.ATTACHMENT_NOTE, Element.SIGNATURE, Element.DATE, Element.NOTE,
        Element.ATTACHMENT_TITLE, Element.COPY_TO, Element.IMPRINT,
    }
)  # fmt: skip
"""Elements in which every word counts."""


def compare(old: Document, new: Document) -> Comparison:
    """What differs between two versions, the old one first."""
    changes: list[Change] = []
    formats = section_formats(old, new)
    before_roles, after_roles = recognise(old).roles, recognise(new).roles
    for places in (("body", "table", "textbox"), ("header",), ("footer",), ("footnote",)):
        before = [one for one in old.paragraphs if one.place in places and one.text.strip()]
        after = [one for one in new.paragraphs if one.place in places and one.text.strip()]
        for pair in align([_plain(one) for one in before], [_plain(one) for one in after]):
            one = before[pair.old] if pair.old is not None else None
            other = after[pair.new] if pair.new is not None else None
            change, looks = _change(one, other, pair.moved)
            formats += looks
            if change:
                change.element = (
                    _role(after_roles, change.new) or _role(before_roles, change.old) or Element.OTHER
                )
                change.weight = _weigh(change)
                changes.append(change)
    return Comparison(changes, [one for one in formats if seen_in_both(one.name, old, new)])


def _plain(paragraph: Paragraph) -> str:
    # An automatic number is read like a written one.
    return paragraph.number + paragraph.text


def _role(roles: list[Element], index: int | None) -> Element | None:
    return roles[index] if index is not None and index < len(roles) else None


def _change(
    old: Paragraph | None, new: Paragraph | None, moved: bool
) -> tuple[Change | None, list[FormatChange]]:
    if old is None or new is None:
        text = (new or old).text  # type: ignore[union-attr]
        sorts = tuple(sorted({fact.sort for fact in find_facts(text)}))
        if old is None:
            piece = Piece("inserted", "", text, 0, 0, sorts)
            return Change("inserted", Element.OTHER, None, new.index, [piece], sorts), []  # type: ignore[union-attr]
        piece = Piece("deleted", text, "", 0, 0, sorts)
        return Change("deleted", Element.OTHER, old.index, None, [piece], sorts), []
    same = _plain(old) == _plain(new)
    pieces = (
        [Piece("same", old.text, new.text, 0, 0)] if old.text == new.text else find_pieces(old.text, new.text)
    )
    looks = paragraph_formats(old, new, pieces)
    if same and not moved:
        return None, looks
    if old.number != new.number:
        pieces.insert(0, Piece("changed", old.number, new.number, 0, 0, ("number",)))
    sorts = tuple(sorted({sort for piece in pieces if piece.op != "same" for sort in piece.sorts}))
    return Change("moved" if moved else "changed", Element.OTHER, old.index, new.index, pieces, sorts), looks


def _weigh(change: Change) -> Weight:
    if change.kind in ("inserted", "deleted", "moved"):
        return "matters"
    different = [piece for piece in change.pieces if piece.op != "same"]
    if all(piece.slight for piece in different):
        return "slight"
    return "matters" if change.sorts or change.element in WEIGHTY else "wording"
