"""Which words of the message are marked, and which reason belongs to each mark?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bangban.governance.presentation import Found, Reason

MARKED_FIELDS = frozenset(
    {"place", "time", "people", "urgency", "instructs_the_machine", "abuse", "advertising"}
)
"""Read-out fields short enough to be marked: a whole asking sentence would hide the marks inside it."""
MOST = 12


@dataclass(frozen=True)
class Line:
    """One thing read out of the message; `number` is its mark, 0 when it has none."""

    label: Any
    value: Any
    number: int


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
    return Marked(
        spans,
        [_evidence(one, number in visible) for number, one in enumerate(reasons, 1)],
        [
            Line(one.label, one.value, n if n in visible else 0)
            for n, one in zip(numbers, fields, strict=True)
        ],
    )


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
