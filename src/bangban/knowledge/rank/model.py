"""What was learned for a set, as bytes to keep and as something that ranks?"""

from __future__ import annotations

import io
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bangban.knowledge.index.shelf import Opened, folder_of
from bangban.knowledge.rank import features as featured
from bangban.knowledge.rank import judge
from bangban.knowledge.rank.features import Asked
from bangban.knowledge.rank.lessons import Bound, Lessons, Recalled, bind, take
from bangban.knowledge.rank.library import Library, library
from bangban.knowledge.rank.meaning import AXES, Meaning
from bangban.knowledge.rank.network import Floats, Network, together
from bangban.knowledge.rank.senses import Senses, made, table

_PARTS = {"meaning": Meaning, "lessons": Lessons}


@dataclass(frozen=True)
class Model:
    """The axes of meaning, the lessons, and the networks whose scores are added; without them, lessons alone count."""

    number: int
    meaning: Meaning
    lessons: Lessons
    networks: tuple[Network, ...]
    second: tuple[Network, ...] = ()
    """Those that look at the first twenty again."""
    senses: Senses | None = None

    def as_bytes(self) -> bytes:
        arrays: dict[str, Any] = {}
        for name in _PARTS:
            part = getattr(self, name)
            arrays |= {f"{name}.{one.name}": getattr(part, one.name) for one in fields(part)}
        # Half the bytes, and the third digit of a share changes no order.
        arrays["lessons.inverse"] = self.lessons.inverse.astype(np.float16)
        if self.senses is not None:
            # The table comes with the programme: only what it was weighed by is kept.
            arrays |= {
                "senses.passages": self.senses.passages.weights,
                "senses.asked": self.senses.asked.weights,
            }
        for kind, networks in (("network", self.networks), ("second", self.second)):
            for number, network in enumerate(networks):
                arrays |= {
                    f"{kind}{number}.{one.name}": getattr(network, one.name) for one in fields(network)
                }
        out = io.BytesIO()
        np.savez_compressed(out, **arrays)
        return out.getvalue()


def from_bytes(number: int, data: bytes) -> Model:
    """Read back what `as_bytes` wrote."""
    with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
        read = {name: arrays[name] for name in arrays.files}
    # A model of before the first release that foretells: its networks were taught fewer features, and are left out.
    read["lessons.inverse"] = read.get("lessons.inverse", np.zeros((0, 0))).astype(np.float32)
    parts: dict[str, Any] = {
        name: kind(**{one.name: read[f"{name}.{one.name}"] for one in fields(kind)})
        for name, kind in _PARTS.items()
    }
    networks, second = _networks(read, "network"), _networks(read, "second")
    fitting = all(len(one.mean) == len(featured.NAMES) for one in networks)
    if "senses.passages" in read:
        # Of another table, the weights are those of other words.
        same = len(read["senses.passages"]) == len(table()[0])
        parts["senses"] = made(read["senses.passages"], read["senses.asked"]) if same else None
        fitting &= same
    parts |= {"networks": networks, "second": second} if fitting else {"networks": ()}
    return Model(number, **parts)


def _networks(read: dict[str, Any], kind: str) -> tuple[Network, ...]:
    found: list[Network] = []
    while f"{kind}{len(found)}.mean" in read:
        prefix = f"{kind}{len(found)}"
        found.append(Network(**{one.name: read[f"{prefix}.{one.name}"] for one in fields(Network)}))
    return tuple(found)


@dataclass(frozen=True)
class Ranker:
    """An index with what was learned for it (or nothing)."""

    index: Opened
    model: Model | None

    @property
    def number(self) -> int:
        """Of the model; 0 without one."""
        return self.model.number if self.model else 0

    @cached_property
    def library(self) -> Library:
        return library(self.index)

    @cached_property
    def looks(self) -> tuple[Network, Network | None] | None:
        """What judges candidates, and what the first twenty again; None when no network was taught."""
        if self.model is None or not self.model.networks:
            return None
        return together(self.model.networks), together(self.model.second) if self.model.second else None

    @cached_property
    def directions(self) -> tuple[NDArray[np.int8], ...]:
        if self.model is None:
            return ()
        folder = folder_of(self.index.scope, self.index.mark)
        return tuple(self.model.meaning.of_segment(one, folder) for one in self.index.segments)

    @cached_property
    def sensed(self) -> tuple[NDArray[np.int8], ...]:
        if self.model is None:
            return ()
        folder = folder_of(self.index.scope, self.index.mark)
        if self.model.senses is None:
            return tuple(np.zeros((len(one), AXES), np.int8) for one in self.index.segments)
        passages = self.model.senses.passages
        return tuple(passages.of_segment(one, folder, "senses") for one in self.index.segments)

    @cached_property
    def bound(self) -> Bound | None:
        return bind(self.model.lessons, self.library, self.directions, self.sensed) if self.model else None

    def rank(
        self, asked: Asked, likeness: Floats, allowed: NDArray[np.bool_], count: int
    ) -> tuple[NDArray[np.int64], Floats, dict[str, Floats]]:
        """The `count` best passages among the allowed, best first: numbers, scores, and what speaks for them."""
        if self.bound is None or self.model is None:
            scores = featured.plain_scores(asked, self.library)
            chosen = _best(scores, allowed & (scores > 0), count)
            return chosen, scores[chosen], _told(asked, chosen)
        said = featured.recalled(asked, likeness, self.library, self.bound)
        scores = featured.first_scores(asked, self.library, self.bound, said)
        there = allowed & featured.in_question(asked, self.bound, said)
        if self.looks is None:
            chosen = _best(scores, there, count)
            final = scores[chosen]
        else:
            chosen, final = self._judged(asked, said, scores, allowed, there, count)
        chosen, final = chosen[:count], final[:count]
        told = _told(asked, chosen)
        told["alike"] = said.best[self.bound.slot[chosen]]
        return chosen, final, told

    def _judged(
        self,
        asked: Asked,
        said: Recalled,
        scores: Floats,
        allowed: NDArray[np.bool_],
        there: NDArray[np.bool_],
        count: int,
    ) -> tuple[NDArray[np.int64], Floats]:
        """Candidates in the networks' order; what they did not look at stands behind, in its own."""
        bound, looks = self.bound, self.looks
        if bound is None or looks is None:
            raise ValueError("nothing learned")
        some = featured.candidates(asked, self.library, bound, said, scores, allowed, there, self.directions)
        if not len(some):
            return some, np.zeros(0, np.float32)
        directions, sensed = (take(one, self.library, some) for one in (self.directions, self.sensed))
        rows = featured.features(asked, self.library, bound, said, scores, some, directions, sensed)
        order, points = judge.order(*looks, rows)
        if count <= len(some):
            return some[order], points
        there[some] = False
        rest = _best(scores, there, count - len(some))
        below = points.min() - 1 - np.arange(len(rest)) * 0.01
        return np.concatenate([some[order], rest]), np.concatenate([points, below]).astype(np.float32)


def _told(asked: Asked, chosen: NDArray[np.int64]) -> dict[str, Floats]:
    words, pairs = asked.words[chosen], asked.pairs[chosen]
    matched = (words + pairs) / np.float32(max(asked.mass, 1e-6))
    return {"words": words, "pairs": pairs, "matched": np.minimum(matched, 1)}


def _best(scores: Floats, allowed: NDArray[np.bool_], count: int) -> NDArray[np.int64]:
    """The `count` best of the allowed, best first."""
    there = np.sort(featured.best(scores, allowed, count))
    return there[np.argsort(-scores[there], kind="stable")]
