"""Which feelings do the words of a message name, and where do they stand? Its signs, read beside its n-grams.

What n-grams say is known only of those that stood in the training messages; `data/senses.txt` knows thousands of
expressions besides. Also how a message is written is a sign: its length, its marks, with what it ends.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from bangban.skills.feelings.normal import LINK, NAME, NUMBER
from bangban.skills.linear.grams import AFTER, Hashes, Owners, with_signs

BESIDE = 0.35
"""What the signs of a message count for beside its n-grams; chosen on training messages held back."""
NEAR = 2
"""Characters that may stand between a “not” and what it denies."""
CLOSE = 1
"""Characters that may stand between a “very” and what it strengthens."""
NEXT = 3
"""Characters that may stand between two expressions that are read together."""
STOPS = "。!?！？;；\n…"
COUNTED = f'!?~.…。,，、《"“#【:：[( {LINK}{NAME}{NUMBER}'
"""The characters whose number says how a message is written."""
MOST = 5
"""From which number on it is all one."""
_HERE, _OWN, _LAST, _FIRST, _DENIED, _STRONG, _AFTER_BUT, _JOINED, _NEAR, _MANY, _ENDS, _LONG, _OWN_LONG = (
    range(13)
)
_SIZE = 1 << 10
"""Larger than any number of a sense or a character, so that a sign is one number: kind, first, second."""

Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Senses:
    """The expressions by their first two characters, longest first, each with its senses (numbers of `names`)."""

    names: tuple[str, ...]
    begun: dict[str, tuple[tuple[str, int], ...]]
    of: tuple[tuple[int, ...], ...]
    """The senses of each expression, by its number."""

    @property
    def order(self) -> str:
        """Which senses there are, in which order: a model that learned with another cannot be asked with this one."""
        return f"{crc32(' '.join(self.names).encode()):08x}"

    def found(self, text: str) -> list[tuple[int, int, int]]:
        """Where expressions stand, the longest at each place: (begin, end, number)."""
        places, at, begun = [], 0, self.begun
        while at < len(text):
            step = 1
            for word, number in begun.get(text[at : at + 2], ()) or begun.get(text[at], ()):
                if text.startswith(word, at):
                    step = len(word)
                    places.append((at, at + step, number))
                    break
            at += step
        return places


@cache
def senses() -> Senses:
    """What stands in data/senses.txt: expressions below headings of senses."""
    text = (files("bangban.skills.feelings") / "data" / "senses.txt").read_text(encoding="utf-8")
    names: list[str] = []
    known: dict[str, list[int]] = {}
    for line in text.splitlines():
        if line.startswith("## "):
            names.append(line[3:].strip())
        elif not line.startswith("#!"):
            for word in unicodedata.normalize("NFKC", line).lower().split():
                known.setdefault(word, []).append(len(names) - 1)
    begun: dict[str, list[tuple[str, int]]] = {}
    for number, word in enumerate(known):
        begun.setdefault(word[:2], []).append((word, number))
    for head, some in begun.items():
        # Where nothing longer begins with these two characters, the first alone may be an expression.
        some += begun[head[0]] if len(head) == 2 and head[0] in begun else []
    ordered = {head: tuple(sorted(some, key=lambda one: -len(one[0]))) for head, some in begun.items()}
    return Senses(tuple(names), ordered, tuple(tuple(some) for some in known.values()))


def read(texts: Sequence[str]) -> tuple[Owners, Hashes]:
    """The n-grams and the signs of normal texts (`linear.grams.Reader`)."""
    owners, signs = signs_of(texts)
    return with_signs(texts, owners, signs)


def signs_of(texts: Sequence[str]) -> tuple[Numbers, Numbers]:
    """Whose and which: sign `signs[i]` stands in text `owners[i]`."""
    own = [text.partition(AFTER)[0] for text in texts]
    own_lengths = np.array([len(part) for part in own], np.int64)
    places = [(at, *place) for at, text in enumerate(texts) for place in senses().found(text)]
    owners, signs = _named(np.array(places, np.int64).reshape(-1, 4), own, own_lengths)
    more_owners, more_signs = _written(texts, own, own_lengths)
    return np.concatenate([owners, more_owners]), np.concatenate([signs, more_signs])


def _named(places: Numbers, own: Sequence[str], own_lengths: Numbers) -> tuple[Numbers, Numbers]:
    """The signs of expressions: their senses, once more for where they stand, and each with the one before."""
    all_of, names = senses().of, senses().names
    counts = np.array([len(all_of[number]) for number in places[:, 3]], np.int64)
    hit = np.repeat(np.arange(len(places)), counts)
    sense = np.array([one for number in places[:, 3] for one in all_of[number]], np.int64)
    owner, begin, end = places[hit, 0], places[hit, 1], places[hit, 2]
    last = np.array([_last_sentence(part) for part in own], np.int64)
    inside = begin < own_lengths[owner]
    line = owner << 20
    """Texts one behind the other, far enough apart that nothing reaches from one into the next."""
    before = {
        name: _latest(np.where(sense == names.index(name), line + end, -1)) for name in ("not", "very", "but")
    }
    kinds = (
        (_HERE, np.ones(len(sense), bool)),
        (_OWN, inside),
        (_LAST, inside & (begin > last[owner])),
        (_FIRST, begin == 0),
        (_DENIED, (before["not"] >= 0) & (line + begin - before["not"] <= NEAR)),
        (_STRONG, (before["very"] >= 0) & (line + begin - before["very"] <= CLOSE)),
        (_AFTER_BUT, (before["but"] >= 0) & (before["but"] >> 20 == owner)),
    )
    owners = [owner[chosen] for _, chosen in kinds]
    signs = [_sign(kind, sense[chosen]) for kind, chosen in kinds]
    first = np.searchsorted(hit, np.arange(len(places)))
    gap = places[1:, 1] - places[:-1, 2]
    for kind, near in ((_JOINED, gap <= 0), (_NEAR, (gap > 0) & (gap <= NEXT))):
        both = np.flatnonzero(near & (places[1:, 0] == places[:-1, 0]))
        owners.append(places[both, 0])
        signs.append(_sign(kind, sense[first[both]], sense[first[both + 1]]))
    return np.concatenate(owners), np.concatenate(signs)


def _written(texts: Sequence[str], own: Sequence[str], own_lengths: Numbers) -> tuple[Numbers, Numbers]:
    """The signs of how messages are written."""
    which = np.arange(len(texts))
    lengths = np.array([len(text) for text in texts], np.int64)
    counts = np.array([text.count(mark) for text in texts for mark in COUNTED], np.int64)
    marks = np.tile(np.arange(len(COUNTED)), len(texts))
    ends = np.array([COUNTED.find(part[-1:]) if part else -1 for part in own], np.int64)
    signs = (
        _sign(_MANY, marks, np.minimum(counts, MOST)),
        _sign(_ENDS, ends[ends >= 0]),
        _sign(_LONG, (2 * np.log2(lengths + 1)).astype(np.int64)),
        _sign(_OWN_LONG, (2 * np.log2(own_lengths + 1)).astype(np.int64)),
    )
    owners = (np.repeat(which, len(COUNTED)), which[ends >= 0], which, which)
    return np.concatenate(owners), np.concatenate(signs)


def _latest(values: Numbers) -> Numbers:
    """Before each place, the last value that is not −1; there are none before the first."""
    return np.concatenate([[-1], np.maximum.accumulate(values)[:-1]]) if len(values) else values


def _last_sentence(part: str) -> int:
    """Where the last sentence begins: behind this place."""
    part = part.rstrip(STOPS + "~ ")
    return max(part.rfind(stop) for stop in STOPS)


def _sign(kind: int, first: Numbers, second: Numbers | int = 0) -> Numbers:
    return (kind * _SIZE + first) * _SIZE + second
