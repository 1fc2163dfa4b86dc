"""Where does a long title break, so that words stay whole and the lines stand as a trapezium or a diamond?"""

from __future__ import annotations

import re
from functools import cache
from itertools import combinations, pairwise

import rjieba

NEVER_FIRST = set("的地得了和与及或等、，。；：）〕》”’")
"""What may not begin a line."""
NEVER_LAST = set("（〔《“‘第") | {"关于", "对", "在", "为", "和", "与", "及", "或", "、"}
KEEP = re.compile(r"《[^》]{1,16}》|〔\d{4}〕\d+号|\d+(?:年度|[年月日号个项])?|[A-Za-z]+")
"""What is never broken."""


def width(text: str) -> float:
    """Characters' widths in ems: what is half-width counts half."""
    return sum(0.5 if ord(one) < 0x2E80 and one not in "“”‘’…—·" else 1.0 for one in text)


def words(text: str) -> list[str]:
    """Words that a line break may stand between."""
    found: list[str] = []
    at = 0
    for kept in KEEP.finditer(text):
        found += rjieba.cut(text[at : kept.start()]) if kept.start() > at else []
        found.append(kept[0])
        at = kept.end()
    found += rjieba.cut(text[at:]) if at < len(text) else []
    return found


def lines_of(title: str, capacity: float = 20.0) -> list[str]:
    """Break `title` into as few lines of at most `capacity` ems as it needs; what has line breaks keeps them."""
    if "\n" in title:
        return title.split("\n")
    return list(_lines(title, capacity))


@cache
def _lines(title: str, capacity: float) -> tuple[str, ...]:
    if width(title) <= capacity:
        return (title,)
    pieces = words(title)
    places = [at for at in range(1, len(pieces)) if _may_break(pieces, at)]
    least = int(-(-width(title) // capacity))
    for count in range(least, len(pieces) + 1):
        best: tuple[float, list[str]] | None = None
        for chosen in combinations(places, count - 1):
            lines = ["".join(pieces[a:b]) for a, b in zip((0, *chosen), (*chosen, len(pieces)), strict=True)]
            cost = _cost([width(line) for line in lines], capacity)
            if cost is not None and (best is None or cost < best[0]):
                best = (cost, lines)
        if best:
            return tuple(best[1])
        if count > 5:
            break
    at, by_width = 0, []
    while at < len(title):
        by_width.append(title[at : at + int(capacity)])
        at += int(capacity)
    return tuple(by_width)


def _may_break(pieces: list[str], at: int) -> bool:
    before, after = pieces[at - 1], pieces[at]
    return after[0] not in NEVER_FIRST and before not in NEVER_LAST and before[-1] not in NEVER_LAST


def _cost(widths: list[float], capacity: float) -> float | None:
    """How far lines are from a calm trapezium or diamond; None when one is too long."""
    if max(widths) > capacity:
        return None
    spread = max(widths) - min(widths)
    cost = spread if spread >= 1 else 4.0
    if min(widths) < max(widths) / 2:
        cost += 10
    steps = [b - a for a, b in pairwise(widths)]
    growing, shrinking = all(step > 0 for step in steps), all(step < 0 for step in steps)
    peak = widths.index(max(widths))
    diamond = all(step > 0 for step in steps[:peak]) and all(step < 0 for step in steps[peak:])
    if not (growing or shrinking or diamond):
        cost += 8
    return cost
