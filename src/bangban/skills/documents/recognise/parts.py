"""Where two elements share one paragraph, which characters are whose?"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bangban.skills.documents.findings import Element
from bangban.skills.documents.recognise.cues import DATE_SPACED

_SIGNER = re.compile(r"签\s*发\s*人?\s*[:：;；]?")
_DATE_AT_END = re.compile(rf"({DATE_SPACED})\s*$")
_FULL = re.compile(r"[。！？]")


@dataclass(frozen=True, slots=True)
class Part:
    element: Element
    start: int
    end: int


def _trimmed(text: str, element: Element, start: int, end: int) -> Part | None:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    right = len(piece) - len(piece.rstrip())
    return Part(element, start + left, end - right) if start + left < end - right else None


def split_head(text: str) -> list[Part]:
    """Split "云教〔2025〕27号　签发人：李明" into number and signer; one part when it is only one of them."""
    found = _SIGNER.search(text)
    if not found:
        return []
    parts = (
        _trimmed(text, Element.NUMBER, 0, found.start()),
        _trimmed(text, Element.SIGNER, found.start(), len(text)),
    )
    kept = [one for one in parts if one]
    return kept if len(kept) > 1 else []


def split_signature(text: str) -> list[Part]:
    """Split "云山区人民政府　2025年3月14日" into signature and date."""
    found = _DATE_AT_END.search(text)
    if not found or not text[: found.start()].strip():
        return []
    parts = (
        _trimmed(text, Element.SIGNATURE, 0, found.start()),
        _trimmed(text, Element.DATE, found.start(), len(text)),
    )
    return [one for one in parts if one]


def lead_of(text: str, start: int) -> int:
    """Return where a heading that stands before its text in one paragraph ends: after its first sentence."""
    found = _FULL.search(text, start)
    return found.end() if found else len(text)
