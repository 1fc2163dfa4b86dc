"""Which words differ between two versions of a paragraph, and what do they mean for it?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Literal

from bangban.skills.documents.compare.facts import Fact, Sort, duty_change, find_facts, sorts_between

Op = Literal["same", "changed", "inserted", "deleted"]
TOKEN = re.compile(r"\d+(?:[,.]\d+)*|[A-Za-z]+|\s+|.", re.DOTALL)
MARKS = re.compile(r"[\s，。、；：？！“”‘’（）《》〈〉【】〔〕…—·,.;:?!\"'()\[\]~～\-]*")
GAP = 2
"""Equal characters between two changes that are too few to be read as standing still."""


@dataclass(slots=True)
class Piece:
    """A stretch of a paragraph that stayed or changed."""

    op: Op
    old: str
    new: str
    old_start: int
    new_start: int
    sorts: tuple[Sort, ...] = ()
    """What the change touches."""
    note: str = ""
    """A code: "stronger", "weaker" duty; "" for none."""

    @property
    def slight(self) -> bool:
        """Whether nothing but punctuation or blanks changed."""
        return bool(MARKS.fullmatch(self.old) and MARKS.fullmatch(self.new))


@dataclass(slots=True)
class _Sides:
    old: list[Fact] = field(default_factory=list)
    new: list[Fact] = field(default_factory=list)


def find_pieces(old: str, new: str) -> list[Piece]:
    """Both texts, in pieces: joined, the pieces' `old` are the old text and their `new` the new one."""
    facts = _Sides(find_facts(old), find_facts(new))
    pieces = []
    for op, a, b, c, d in _joined(_steps(old, new), old):
        piece = Piece(op, old[a:b], new[c:d], a, c)
        if op != "same":
            _judge(piece, facts)
        pieces.append(piece)
    return pieces


def _steps(old: str, new: str) -> Iterator[tuple[Op, int, int, int, int]]:
    """Numbers and words as wholes, everything else letter by letter."""
    one, other = TOKEN.findall(old), TOKEN.findall(new)
    starts_one, starts_other = _starts(one), _starts(other)
    names: dict[str, Op] = {"equal": "same", "replace": "changed", "insert": "inserted", "delete": "deleted"}
    for tag, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        yield names[tag], starts_one[a], starts_one[b], starts_other[c], starts_other[d]


def _starts(tokens: list[str]) -> list[int]:
    starts = [0]
    for token in tokens:
        starts.append(starts[-1] + len(token))
    return starts


def _joined(steps: Iterator[tuple[Op, int, int, int, int]], old: str) -> list[tuple[Op, int, int, int, int]]:
    """Put changes together that only a letter or two keep apart: "十五" for "二十" is one change, not two."""
    joined: list[tuple[Op, int, int, int, int]] = []
    listed = list(steps)
    for place, (op, a, b, c, d) in enumerate(listed):
        between = (
            op == "same" and 0 < place < len(listed) - 1 and b - a < GAP and not MARKS.fullmatch(old[a:b])
        )
        if (op != "same" or between) and joined and joined[-1][0] != "same":
            _, first_a, _, first_c, _ = joined[-1]
            kind: Op = (
                "changed" if first_a < b and first_c < d else ("deleted" if first_a < b else "inserted")
            )
            joined[-1] = (kind, first_a, b, first_c, d)
        else:
            joined.append((op, a, b, c, d))
    return joined


def _judge(piece: Piece, facts: _Sides) -> None:
    before = sorts_between(facts.old, piece.old_start, piece.old_start + len(piece.old))
    after = sorts_between(facts.new, piece.new_start, piece.new_start + len(piece.new))
    # A name, law or date that is merely next to the change on both sides is no part of it.
    touched = [sort for sort in {**before, **after} if before.get(sort) != after.get(sort)]
    piece.sorts = tuple(sorted(touched))
    if "obligation" in touched:
        piece.note = duty_change(before.get("obligation", ""), after.get("obligation", ""))
