"""Where two elements share one paragraph, which characters are whose?"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bangban.skills.documents.findings import Element
from bangban.skills.documents.recognise.shapes import DATE_SPACED

_SIGNER = re.compile(r"签\s*发\s*人?\s*[:：;；]?")
_LAST_SIGNERS = re.compile(r"(?<=[号\d])[\s\u3000]{2,}(?=[\u4e00-\u9fff])|(?<=[号\d])\t(?=[\u4e00-\u9fff])")
_CORNER = re.compile(
    r"[\s\u3000]*(?:(?P<serial>\d{4,8})|(?P<secret>(?:绝密|机密|秘密)\S{0,6})|(?P<urgent>特\s?急|加\s?急|特\s?提|平\s?急))[\s\u3000]+(?=\S*[〔\[（(【])"
)
_CORNERS = ((Element.SERIAL, "serial"), (Element.CLASSIFICATION, "secret"), (Element.URGENCY, "urgent"))
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
    """Split a line of the head into what stands on it: none when it is one element only.

    "云教〔2025〕27号　签发人：李明", "云教〔2025〕27号　王五" (the last of several signers), and in letters
    "特急　云教函〔2025〕31号" with serial number, classification or urgency at the left.
    """
    parts: list[Part | None] = []
    begins, ends = 0, len(text)
    if first := _CORNER.match(text):
        element = next(one for one, name in _CORNERS if first.group(name) is not None)
        parts.append(_trimmed(text, element, 0, first.end()))
        begins = first.end()
    signer = _SIGNER.search(text, begins) or _LAST_SIGNERS.search(text, begins)
    if signer:
        ends = signer.start()
    parts.append(_trimmed(text, Element.NUMBER, begins, ends))
    parts.append(_trimmed(text, Element.SIGNER, ends, len(text)))
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
