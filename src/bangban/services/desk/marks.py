"""Which words of the message are marked, and which reason belongs to each mark?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bangban.governance.presentation import Found, Reason

MARKED_FIELDS = frozenset(
    [
        "place",
        "time",
        "people",
        "addressee",
        "earlier_order",
        "vulnerable",
        "repeated",
        "not_ours",
        "urgency",
        "instructs_the_machine",
        "abuse",
        "advertising",
    ]
)
"""Read-out fields short enough to be marked: a whole asking sentence would hide the marks inside it."""
MOST = 12


@dataclass(frozen=True)
class Line:
    """One thing read out of the message; `number` is the mark on its words, 0 when they are not shown."""

    label: Any
    value: Any
    number: int
    own: bool = True
    """False where a reason, or another field, marks the same words: both lead there, the words lead to the other."""


@dataclass(frozen=True)
class Marked:
    """spans (start, end, number) for the source; reasons as the evidence component draws them; fields read out."""

    spans: list[tuple[int, int, int]] = field(default_factory=list)
    reasons: list[dict[str, Any]] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


def marked(reasons: Sequence[Reason], found: Sequence[Found], shown: int) -> Marked:
    """Number the reasons 1, 2, 3…, then the fields; only what stands in the first `shown` characters is marked."""
    wanted = [(one.start, one.end, number) for number, one in enumerate(reasons, 1)]
    fields = _once(found)
    numbers = range(len(reasons) + 1, len(reasons) + 1 + len(fields))
    wanted += [
        (one.start, one.end, number)
        for number, one in zip(numbers, fields, strict=True)
        if one.name in MARKED_FIELDS
    ]
    spans = _apart(
        [(s, e, n) for s, e, n in wanted if s is not None and e is not None and 0 <= s < e <= shown]
    )
    visible = {number for _, _, number in spans}
    numbered = [
        (n if n in visible else _covering(spans, one), one) for n, one in zip(numbers, fields, strict=True)
    ]
    return Marked(
        spans,
        [_evidence(one, number in visible) for number, one in enumerate(reasons, 1)],
        [
            Line(one.label, one.value, number, own=number == n)
            for n, (number, one) in zip(numbers, numbered, strict=True)
        ],
    )


def _covering(spans: Sequence[tuple[int, int, int]], one: Found) -> int:
    """The number of the mark that a short field's words have from something else; 0: they have none."""
    if one.name not in MARKED_FIELDS or one.start is None or one.end is None:
        return 0
    return next((number for start, end, number in spans if start < one.end and one.start < end), 0)


def _once(found: Sequence[Found]) -> list[Found]:
    """The same value of the same field is said once, and no list grows without end."""
    kept: dict[tuple[str, str], Found] = {}
    for one in found:
        kept.setdefault((one.name, str(one.value)), one)
    return list(kept.values())[:MOST]


def _apart(spans: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """Spans that do not overlap; reasons come before fields, and the earlier number wins."""
    kept: list[tuple[int, int, int]] = []
    for start, end, number in sorted(spans, key=lambda span: span[2]):
        if all(end <= other_start or start >= other_end for other_start, other_end, _ in kept):
            kept.append((start, end, number))
    return kept


def _evidence(one: Reason, visible: bool) -> dict[str, Any]:
    return {
        "claim": one.claim,
        "quote": one.quote,
        "source_name": one.source,
        "start": one.start if visible else None,
    }
