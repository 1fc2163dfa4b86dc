"""Of what kind is a document, which way does it go, and in which of the standard's formats is it laid out?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from bangban.skills.documents.findings import Direction, Kind
from bangban.skills.documents.kinds import KINDS, NOT_KINDS, kind_of_title
from bangban.skills.documents.recognise.seen import Seen

Format = Literal["document", "letter", "order", "minutes"]
_ORDERED = re.compile(r"第?\d{1,4}号?")
_ORDER = re.compile(r"(?:命令|令)$")
_MINUTES = re.compile(r"纪要(?:（.{1,10}）)?$")
_PUBLISHED = (Kind.ANNOUNCEMENT, Kind.PUBLIC_NOTICE, Kind.COMMUNIQUE)
_UPWARD = re.compile(r"批转|请审定|请审议|如无不妥|报请")


def kind_of(title: str, mark: str, text: Sequence[str]) -> Kind:
    """Return the kind. `title` and `mark` are without blanks, `text` holds the body's paragraphs likewise.

    The title names it. Where it does not, or names none of the 15, the text's own formulas say it.
    """
    named = kind_of_title(title)
    if named is not Kind.UNKNOWN and not title.rstrip("。").endswith(NOT_KINDS):
        return named
    if _MINUTES.search(mark):
        return Kind.MINUTES
    marked = kind_of_title(mark)
    if marked in (*_PUBLISHED, Kind.ORDER):
        return marked
    scores: dict[Kind, int] = {}
    ends = text[-4:]
    for kind, about in KINDS.items():
        score = 3 * any(about.opens.search(one) for one in (*text[:4], *ends))
        score += 2 * any(len(one) < 60 and about.closings.search(one) for one in ends)
        if kind is named:
            score += 2
        if kind in (Kind.DECISION, Kind.RESOLUTION, Kind.MINUTES, Kind.OPINION):
            score -= 2
        if score > 1:
            scores[kind] = score
    return max(scores, key=scores.__getitem__) if scores else named


_BELOW = re.compile(r"^各|、各|，各|所属|直属|下属")


def direction_of(kind: Kind, *, signed: bool, addressee: str, text: Sequence[str]) -> Direction:
    """Return the direction. `signed` says whether a signer (签发人) is named, which upward documents do."""
    if kind is Kind.UNKNOWN:
        return Direction.UP if signed else Direction.UNKNOWN
    if kind is Kind.OPINION:
        if _BELOW.search(addressee):
            return Direction.DOWN
        return Direction.UP if signed or any(_UPWARD.search(one) for one in text[-3:]) else Direction.DOWN
    if kind in (Kind.NOTICE, Kind.CIRCULAR) and not addressee:
        return Direction.DOWN
    return KINDS[kind].direction


def format_of(
    kind: Kind, mark: str, number: Seen | None, *, double_line: bool, number_below_line: bool
) -> Format:
    """Return the format. A letter's (信函格式) signs: double red lines, the number to the right, a mark without 文件."""
    if _ORDER.search(mark) or (kind is Kind.ORDER and number is not None and _ORDERED.fullmatch(number.bare)):
        return "order"
    if _MINUTES.search(mark) or (kind is Kind.MINUTES and not mark.endswith("文件")):
        return "minutes"
    signs = 0.0
    signs += 3.0 * double_line
    signs += 2.0 * (number is not None and number.across == "right")
    signs += 1.0 * number_below_line
    signs += 1.0 * (kind is Kind.LETTER)
    signs += -3.0 if mark.endswith("文件") else 1.0 * bool(mark)
    return "letter" if signs >= 3.0 else "document"
