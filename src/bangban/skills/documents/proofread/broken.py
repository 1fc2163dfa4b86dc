"""Which character breaks a common word that one like it would make? For documents, where a person looks at it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import rjieba

from bangban.skills.documents.proofread import grams
from bangban.skills.documents.proofread.alike import Likeness
from bangban.skills.documents.proofread.candidates import Candidate, han, outside_words
from bangban.skills.documents.proofread.features import features

if TYPE_CHECKING:
    from bangban.skills.documents.proofread.model import Edit, Model

LEAST_CHANCE, LEAST_GAIN = 0.5, 6.5
COMMON = 50
"""How often the word that was meant stands in right text."""
TIMES = 8.0
"""How much oftener than what stands there."""


def broken(model: Model, text: str, taken: set[int]) -> Iterator[Edit]:
    """Where nothing is `taken`: less certain than `Model.correct`, since a word of the dictionary vouches for it."""
    from bangban.skills.documents.proofread.model import Edit

    marked = grams.plain(text)
    meant = list(_meant(model, marked))
    if not meant:
        return
    finder = model.quick_finder
    chances = finder.chances(marked)
    found: dict[int, list[Candidate]] = {}
    for at, sign, like in meant:
        gain = finder.gain(marked, at, at + 1, sign, chances)
        if gain >= LEAST_GAIN:
            found.setdefault(at, []).append(Candidate(at, at + 1, sign, like, gain, gain))
    for at, ones in sorted(found.items()):
        ones.sort(key=lambda one: -one.gain)
        best = replace(ones[0], ahead=ones[0].gain - (ones[1].gain if len(ones) > 1 else 0.0))
        row = features(model.language, marked, chances, best, model.learned.mistaken, model.learned.right)
        chance = model.trees.chance(row, 0.0)
        place = at - 1
        if chance >= LEAST_CHANCE and place not in taken and not model.protects(text, place, place + 1):
            yield Edit(place, place + 1, text[place], best.text, round(chance, 3))


def _meant(model: Model, text: str) -> Iterator[tuple[int, str, Likeness]]:
    """(place, character, likeness) wherever two neighbours that belong to no word would make a common one."""
    for at, following in pairwise(outside_words(text)):
        if following != at + 1 or "：" in text[max(0, at - 3) : at]:
            continue  # a name after 联系人： is made of any characters
        if text[at] == text[at - 1] or text[following] == text[following + 1 : following + 2]:
            continue  # what stands there twice is another question: see `doubled`
        for step, other, how in model.meant(text[at : at + 2]):
            place = at + step
            if other not in (text[place - 1], text[place + 1]):
                yield place, other, how


def meant(model: Model, old: str) -> tuple[tuple[int, str, Likeness], ...]:
    """(0 or 1, character, likeness) of each that in the place of the first or second would make a common word."""
    if not (han(old[0]) and han(old[1])) or rjieba.has_word(old):
        return ()
    count, pair, finder = model.language.count, model.language.pair, model.quick_finder
    least = max(COMMON, TIMES * (count(old) + 0.5))
    found = []
    for step in (0, 1):
        if count(old[step]) < 2:
            continue
        for other, how in finder.close(old[step]):
            often = pair(old[0], other) if step else pair(other, old[1])
            if often >= least and rjieba.has_word(old[0] + other if step else other + old[1]):
                found.append((step, other, how))
    return tuple(found)
