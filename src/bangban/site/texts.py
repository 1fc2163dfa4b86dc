"""Where in a text are the marks, and what differs between two texts? Pure functions that return safe HTML."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

Span = tuple[int, int, int]
"""start, end (characters), number of the evidence it belongs to."""


def mark_spans(text: str, spans: Iterable[Span], name: str = "quote") -> SafeString:
    """Escape `text` and mark its spans; where two overlap, the one that starts first keeps the shared part."""
    pieces: list[str] = []
    position = 0
    for start, end, number in sorted(spans):
        start, end = max(start, position), min(end, len(text))
        if start >= end:
            continue
        pieces.append(escape(text[position:start]))
        pieces.append(
            f'<mark id="{escape(name)}-{number}">{escape(text[start:end])}'
            f'<sup><a href="#{escape(name)}-evidence-{number}">{number}</a></sup></mark>'
        )
        position = end
    pieces.append(escape(text[position:]))
    return mark_safe("".join(pieces))  # noqa: S308 - every piece of text is escaped above


def differences(before: str, after: str) -> SafeString:
    """`before` → `after` with <del> and <ins>; unchanged text alone when they are equal."""
    pieces: list[str] = []
    for change, a0, a1, b0, b1 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if change == "equal":
            pieces.append(escape(before[a0:a1]))
            continue
        if a1 > a0:
            pieces.append(f"<del>{escape(before[a0:a1])}</del>")
        if b1 > b0:
            pieces.append(f"<ins>{escape(after[b0:b1])}</ins>")
    return mark_safe("".join(pieces))  # noqa: S308 - every piece of text is escaped above
