"""What do pairs of wrong and right sentences, or plain right text, teach?"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bangban.errors import BadInput
from bangban.skills.documents.proofread import alike, boosting, grams
from bangban.skills.documents.proofread.candidates import Finder, index_of_pairs
from bangban.skills.documents.proofread.features import features
from bangban.skills.documents.proofread.model import Learned, Model

FOLDS = 4
FALSE_ALARMS = 0.005
"""Of clean sentences held back from learning, at most this part may be alarmed: half of the promised 1 %, for
what is met later is less like what was learned. The certainty is always chosen on sentences held back inside the
learning, never on those asked. At .003 two mistakes left standing among a few hundred "right" sentences decided."""
LEAST_THRESHOLD, MOST_THRESHOLD = 0.8, 0.97
LEAST_PAIRS = 200
"""Fewer wrong sentences teach words and confusions, but not how to judge: then the shipped judgement stays."""

Pair = tuple[str, str]


class NothingToLearn(BadInput):
    """文件“{name}”里没有可学习的句子：每行一句正确的话，或“错句<制表符>正句”。 | There is nothing to learn in “{name}”: each line is a right sentence, or a wrong and a right one with a tab between."""

    code = "nothing_to_learn"


@dataclass(frozen=True, slots=True)
class Row:
    """One candidate of one sentence, judged."""

    sentence: int
    fold: int
    start: int
    end: int
    text: str
    values: list[float]
    right: bool


def read_pairs(path: Path) -> list[Pair]:
    """(wrong, right) a line with a tab, (right, right) a line without.

    Raises:
        NothingToLearn: the file is empty or no text.
    """
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise NothingToLearn(name=path.name) from error
    pairs = []
    for line in lines:
        wrong, _, right = line.strip("\r\n").partition("\t")
        right = (right.split("\t")[0] or wrong).strip()
        if wrong.strip() and right:
            pairs.append((wrong.strip(), right))
    if not pairs:
        raise NothingToLearn(name=path.name)
    return pairs


def kin(sentences: Sequence[str]) -> list[int]:
    """A number a sentence: the same for sentences of which one is mostly made of another."""
    parents = list(range(len(sentences)))

    def root(at: int) -> int:
        while parents[at] != at:
            parents[at] = parents[parents[at]]
            at = parents[at]
        return at

    pieces = [{one[at : at + 4] for at in range(max(1, len(one) - 3))} for one in sentences]
    where: dict[str, list[int]] = defaultdict(list)
    for at, some in enumerate(pieces):
        for piece in some:
            where[piece].append(at)
    for at, some in enumerate(pieces):
        shared = Counter(
            other for piece in some if len(where[piece]) < 60 for other in where[piece] if other > at
        )
        for other, number in shared.items():
            if 2 * number >= min(len(some), len(pieces[other])):
                parents[root(at)] = root(other)
    return [root(at) for at in range(len(sentences))]


def folds(pairs: Sequence[Pair], number: int, seed: int = 1) -> list[int]:
    """A fold a pair, so that right sentences that are kin stand in one."""
    sentences = sorted({right for _, right in pairs})
    roots = dict(zip(sentences, kin(sentences), strict=True))
    groups = sorted(set(roots.values()))
    random.Random(seed).shuffle(groups)  # noqa: S311 - a split, no secret
    place = {group: at % number for at, group in enumerate(groups)}
    return [place[roots[right]] for _, right in pairs]


def taught(pairs: Iterable[Pair]) -> Learned:
    """Counts and confusions of these pairs. A pair of unequal length teaches only its right side."""
    learned = Learned()
    pairs = list(pairs)
    learned.grams = grams.count(sorted({right for _, right in pairs}))
    for wrong, right in pairs:
        if len(wrong) != len(right):
            continue
        at = 0
        while at < len(wrong):
            end = at
            while end < len(wrong) and wrong[end] != right[end]:
                end += 1
            if end == at:
                learned.right[wrong[at]] += 1
                at += 1
                continue
            for place in range(at, end):
                learned.mistaken[wrong[place], right[place]] += 1
            if end - at == 2:
                learned.mistaken[wrong[at:end], right[at:end]] += 1
            at = end
    return learned


def rows(base: grams.Packed, pairs: Sequence[Pair], whole: Learned, fold: Sequence[int]) -> list[Row]:
    """Every candidate of every pair, seen as if its own fold had not been learned."""
    known = alike.shipped()
    index = index_of_pairs(grams.Language(base, whole.grams), known)
    found: list[Row] = []
    for number in sorted(set(fold)):
        held = [at for at, one in enumerate(fold) if one == number]
        own = taught(pairs[at] for at in held)
        language = grams.Language(base, whole.grams, own.grams)
        mistaken = whole.mistaken - own.mistaken
        right_before = whole.right - own.right
        finder = Finder(language, known, replace(whole, mistaken=mistaken).mistakes(), index)
        for at in held:
            wrong, right = pairs[at]
            if len(wrong) != len(right):
                continue
            text, goal = grams.plain(wrong), grams.plain(right)
            chances = finder.chances(text)
            for one in finder.find(text, chances):
                found.append(
                    Row(
                        at,
                        number,
                        one.start - 1,
                        one.end - 1,
                        one.text,
                        features(language, text, chances, one, mistaken, right_before),
                        all(
                            goal[place] == one.text[place - one.start] != text[place]
                            for place in range(one.start, one.end)
                        ),
                    )
                )
    return found


def threshold(judged: Sequence[tuple[Row, float]], clean: set[int]) -> float:
    """The lowest certainty at which no more than FALSE_ALARMS of the clean sentences are alarmed."""
    highest: dict[int, float] = {}
    for row, chance in judged:
        if row.sentence in clean:
            highest[row.sentence] = max(chance, highest.get(row.sentence, 0.0))
    allowed = int(FALSE_ALARMS * len(clean))
    ordered = sorted(highest.values(), reverse=True)
    limit = ordered[allowed] + 1e-6 if len(ordered) > allowed else LEAST_THRESHOLD
    return round(min(MOST_THRESHOLD, max(LEAST_THRESHOLD, limit)), 6)


def learn(
    base: grams.Packed,
    pairs: Sequence[Pair],
    shipped: Model | None = None,
    progress: Callable[[str], None] = lambda step: None,
) -> Model:
    """A model from pairs. The same pairs give the same model.

    With too few wrong sentences to judge by (`LEAST_PAIRS`), the judgement of `shipped` stays, and only words
    and confusions are learned.
    """
    whole = taught(pairs)
    wrong = sum(one != other for one, other in pairs)
    clean = {at for at, (one, other) in enumerate(pairs) if one == other}
    if shipped is not None and (wrong < LEAST_PAIRS or len(clean) < LEAST_PAIRS):
        return Model(base, shipped.trees, shipped.threshold, whole)
    fold = folds(pairs, FOLDS)
    progress("candidates")
    every = rows(base, pairs, whole, fold)
    judged: list[tuple[Row, float]] = []
    for number in range(FOLDS):
        progress(f"fold {number + 1} of {FOLDS}")
        others = [one for one in every if one.fold != number]
        trees = boosting.fit([one.values for one in others], [one.right for one in others])
        judged += [(one, trees.chance(one.values)) for one in every if one.fold == number]
    progress("the whole")
    trees = boosting.fit([one.values for one in every], [one.right for one in every])
    return Model(base, trees, threshold(judged, clean), whole)
