"""Of what kind is a document, which way does it go, and in which of the standard's formats is it laid out?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from bangban.skills.documents.findings import Direction, Kind
from bangban.skills.documents.kinds import (
    ASKS,
    FORMULA,
    FORMULAS,
    KINDS,
    NOT_KINDS,
    OPENINGS,
    OPENS,
    kind_of_title,
)
from bangban.skills.documents.recognise.seen import Seen

Format = Literal["document", "letter", "order", "minutes"]
_ORDERED = re.compile(r"第?\d{1,4}号?")
_ORDER = re.compile(r"(?:命令|令)$")
_MINUTES = re.compile(r"纪要(?:（.{1,10}）)?$")
_PUBLISHED = (Kind.ANNOUNCEMENT, Kind.PUBLIC_NOTICE, Kind.COMMUNIQUE)
_BELOW = re.compile(r"^各|、各|，各|所属|直属|下属")
_UPWARD = re.compile(r"批转|请审定|请审议|如无不妥|报请")


_TITLE_SAYS, _FORMULA_SAYS, _PLACE_SAYS = 3.0, 2.0, 2.0


def kind_of(title: str, mark: str, text: Sequence[str], *, addressee: str = "", signed: bool = False) -> Kind:
    """Return the kind. All is without blanks; `text` holds the body's paragraphs.

    The title names it, unless all else speaks against it: opening, closing, addressee, signer. Then the title
    is what is wrong. Where it names none of the 15, the text's own formulas say it.
    """
    named = kind_of_title(title)
    if _MINUTES.search(mark) and named is not Kind.MINUTES:
        return Kind.MINUTES
    if title.rstrip("。").endswith(NOT_KINDS):
        named = Kind.UNKNOWN
    if named is Kind.UNKNOWN:
        marked = kind_of_title(mark)
        return marked if marked in (*_PUBLISHED, Kind.ORDER) else _by_text(text, kind_of_title(title))
    worth = {kind: _said(kind, text) for kind in FORMULAS}
    for kind in worth:
        if worth[kind] and kind is not named:
            worth[kind] += _placed(kind, mark, addressee, signed=signed)
    own = _TITLE_SAYS + worth.get(named, 0.0) + _placed(named, mark, addressee, signed=signed)
    other = max(worth, key=worth.__getitem__)
    return other if worth[other] > own else named


def _said(kind: Kind, text: Sequence[str]) -> float:
    """What opening and closing are worth for a kind."""
    said = 0.0
    opens = next((match.group("word") for one in text[:4] if (match := OPENS.search(one))), "")
    if opens and opens in OPENINGS.get(kind, ()):
        said += _FORMULA_SAYS
    for one in text[-3:]:
        if len(one) > 60:
            continue
        formula = FORMULA.search(one)
        if (formula and (formula.group("word") or formula.group("short")) in FORMULAS[kind]) or (
            kind is Kind.REQUEST and ASKS.search(one)
        ):
            said += _FORMULA_SAYS
    return said


def _placed(kind: Kind, mark: str, addressee: str, *, signed: bool) -> float:
    """What head and addressee speak for or against a kind."""
    up = kind in (Kind.REQUEST, Kind.REPORT, Kind.MOTION)
    placed = 0.0
    if _BELOW.search(addressee):
        placed -= _PLACE_SAYS if up else 1.0 if kind is Kind.LETTER else 0.0
    if addressee and kind in _PUBLISHED:
        placed -= _PLACE_SAYS
    if signed:
        placed += 1.0 if up else -1.0
    if kind is Kind.LETTER and mark.endswith("文件"):
        placed -= 1.0
    return placed


def _by_text(text: Sequence[str], named: Kind) -> Kind:
    """The kind of a text without a title that names one; `named` is what the title seems to name."""
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
    # A number moved to the right in the head of a document, its line below it, is only in the wrong place.
    lettered = double_line or number_below_line or kind is Kind.LETTER
    signs += (2.0 if lettered else 1.0) * (number is not None and number.across == "right")
    signs += 1.0 * number_below_line
    signs += 1.0 * (kind is Kind.LETTER)
    signs += -3.0 if mark.endswith("文件") else 1.0 * bool(mark)
    return "letter" if signs >= 3.0 else "document"
