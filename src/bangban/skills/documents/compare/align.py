"""Which paragraph of the new version is which of the old, also where it was moved or rewritten?"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

ALIKE = 0.5
"""Share of common pairs of letters from which two paragraphs are versions of each other where they stand."""
MOVED = 0.75
"""The same for paragraphs that stand elsewhere; and they must be long enough to be told from others."""
LONG_ENOUGH = 8
LARGEST_TABLE = 6_000
"""Paragraphs times paragraphs that are compared each with each."""
COMMON = 40
"""A pair of letters that stands in more paragraphs than this tells none of them."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Paragraphs by their place in the two lists; None on the side where there is none."""

    old: int | None
    new: int | None
    moved: bool = False


def align(old: Sequence[str], new: Sequence[str]) -> list[Pair]:
    """Pair the paragraphs' texts, in the order of the new version; what is gone stands where it stood."""
    pairs: dict[int, int] = {}
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, first, last, begin, end in matcher.get_opcodes():
        if tag == "equal":
            pairs.update(zip(range(first, last), range(begin, end), strict=True))
        elif tag == "replace":
            pairs.update(_pair_in_place(old, new, range(first, last), range(begin, end)))
    _pair_rewritten(old, new, pairs)
    kept = _in_order(pairs)
    return _listed(len(old), len(new), pairs, kept)


def _pair_in_place(old: Sequence[str], new: Sequence[str], left: range, right: range) -> dict[int, int]:
    """Pair rewritten paragraphs where they stand: one by one where as many came as went, else as best fits."""
    if len(left) == len(right):
        alike = {
            one: other
            for one, other in zip(left, right, strict=True)
            if _alike(old[one], new[other]) >= ALIKE
        }
        if len(alike) * 5 >= len(left) * 4:
            return alike
    if len(left) * len(right) > LARGEST_TABLE:
        return {}
    # The pairs in order whose likeness adds up to most.
    likeness = [[_alike(old[one], new[other]) for other in right] for one in left]
    best = [[0.0] * (len(right) + 1) for _ in range(len(left) + 1)]
    for row in range(len(left) - 1, -1, -1):
        for column in range(len(right) - 1, -1, -1):
            here = likeness[row][column]
            pair = best[row + 1][column + 1] + here if here >= ALIKE else 0.0
            best[row][column] = max(pair, best[row + 1][column], best[row][column + 1])
    pairs: dict[int, int] = {}
    row = column = 0
    while row < len(left) and column < len(right):
        if best[row][column] == best[row + 1][column]:
            row += 1
        elif best[row][column] == best[row][column + 1]:
            column += 1
        else:
            pairs[left[row]] = right[column]
            row, column = row + 1, column + 1
    return pairs


def _alike(one: str, other: str) -> float:
    """The share of pairs of letters two texts have in common."""
    own, others = Counter(_grams(one)), Counter(_grams(other))
    return 2 * (own & others).total() / max(own.total() + others.total(), 1)


def _pair_rewritten(old: Sequence[str], new: Sequence[str], pairs: dict[int, int]) -> None:
    """Add the pairs of paragraphs that are alike but not equal, the most alike first."""
    left = [place for place in range(len(old)) if place not in pairs]
    taken = set(pairs.values())
    right = [place for place in range(len(new)) if place not in taken]
    where: dict[str, list[int]] = defaultdict(list)
    grams = {place: Counter(_grams(new[place])) for place in right}
    for place in right:
        for gram in grams[place]:
            where[gram].append(place)
    found = []
    for place in left:
        own = Counter(_grams(old[place]))
        shared: Counter[int] = Counter()
        for gram, count in own.items():
            others = where.get(gram, ())
            if len(others) <= COMMON:
                for other in others:
                    shared[other] += min(count, grams[other][gram])
        for other, _ in shared.most_common(5):
            common = sum((own & grams[other]).values())
            alike = 2 * common / max(own.total() + grams[other].total(), 1)
            if alike >= ALIKE:
                found.append((-alike, abs(place - other), place, other))
    for negative, _, place, other in sorted(found):
        if place in pairs or other in taken:
            continue
        near = _fits(place, other, pairs)
        if near or (-negative >= MOVED and len(old[place]) >= LONG_ENOUGH):
            pairs[place] = other
            taken.add(other)
    # A heading or a date that was wholly rewritten, alone between two neighbours that are paired.
    for place in left:
        before = pairs.get(place - 1) if place else -1
        after = pairs.get(place + 1) if place + 1 < len(old) else len(new)
        if place not in pairs and before is not None and after == before + 2 and before + 1 not in taken:
            pairs[place] = before + 1
            taken.add(before + 1)


def _grams(text: str) -> list[str]:
    plain = "".join(text.split())
    return [plain[place : place + 2] for place in range(len(plain) - 1)] or [plain]


def _fits(place: int, other: int, pairs: dict[int, int]) -> bool:
    """Whether the pair stands between its neighbours' pairs."""
    before = max((pairs[one] for one in range(max(0, place - 20), place) if one in pairs), default=-1)
    after = min((pairs[one] for one in range(place + 1, place + 20) if one in pairs), default=other + 1)
    return before < other < after


def _in_order(pairs: dict[int, int]) -> set[int]:
    """The old places of a longest run of pairs that keep their order; the others were moved."""
    ends: list[int] = []
    places: list[int] = []
    before: dict[int, int | None] = {}
    for place in sorted(pairs):
        spot = bisect_left(ends, pairs[place])
        ends[spot : spot + 1] = [pairs[place]]
        places[spot : spot + 1] = [place]
        before[place] = places[spot - 1] if spot else None
    kept = set()
    last = places[-1] if places else None
    while last is not None:
        kept.add(last)
        last = before[last]
    return kept


def _listed(olds: int, news: int, pairs: dict[int, int], kept: set[int]) -> list[Pair]:
    back = {new: old for old, new in pairs.items()}
    listed: list[Pair] = []
    next_old = 0
    for place in range(news):
        old = back.get(place)
        if old is not None and old in kept:
            listed += [Pair(gone, None) for gone in range(next_old, old) if gone not in pairs]
            next_old = old + 1
        listed.append(Pair(old, place, moved=old is not None and old not in kept))
    listed += [Pair(gone, None) for gone in range(next_old, olds) if gone not in pairs]
    return listed
