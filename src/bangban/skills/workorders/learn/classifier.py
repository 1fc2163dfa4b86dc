"""Which class does a message belong to, and how sure is that? One table of small weights; only numpy is needed."""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bangban.errors import BadInput
from bangban.skills.workorders.learn.features import BLOCKS, CHARACTERS, Grams, grams
from bangban.skills.workorders.learn.hidden import Hidden

FORMAT = 1
LARGEST = 26_000_000
"""Bytes of a table's n-grams. A model is one file that a mail takes."""
AT_ONCE = 64
"""Messages worked on together: enough to be quick, few enough to answer soon."""
_SLOTS = 22
"""Bits of an n-gram's hash that say where it stands; two n-grams of one place cannot both be known."""
_SHIFT = np.uint64(64 - _SLOTS)

Floats = NDArray[np.float32]


class BadModel(BadInput):
    """分类模型“{name}”不能读取（{reason}），请用 bangban workorders train 重新训练。 | The model “{name}” cannot be read ({reason}). Train it again with bangban workorders train."""

    code = "bad_workorders_model"


@dataclass(frozen=True)
class Vocabulary:
    """The n-grams that are known: their hashes, how rare each is, and the block each stands in."""

    keys: NDArray[np.uint64]
    rarity: Floats
    blocks: NDArray[np.int8]
    characters: tuple[int, int] = CHARACTERS
    """Least and greatest length of its n-grams of characters."""

    @cached_property
    def _places(self) -> NDArray[np.int32]:
        places = np.full(1 << _SLOTS, -1, np.int32)
        places[slots(self.keys)] = np.arange(len(self.keys), dtype=np.int32)
        return places

    def ordered(self, order: NDArray[np.int64]) -> Vocabulary:
        """Return the same n-grams in another order."""
        return Vocabulary(self.keys[order], self.rarity[order], self.blocks[order], self.characters)

    def weighed(self, found: Grams, shares: Sequence[float]) -> Weighed:
        """The known n-grams of texts with their weights: log-tf × rarity, each block scaled to its share."""
        place = self._places[slots(found.hashes)]
        known = np.flatnonzero(place >= 0)
        place = place[known]
        same = self.keys[place] == found.hashes[known]
        known, place = known[same], place[same]
        codes, times = np.unique(
            found.texts[known] * np.int64(len(self.keys)) + place.astype(np.int64), return_counts=True
        )
        texts, rows = np.divmod(codes, np.int64(max(1, len(self.keys))))
        values = (1 + np.log(times)).astype(np.float32) * self.rarity[rows]
        spot = texts * BLOCKS + self.blocks[rows]
        lengths = np.sqrt(np.bincount(spot, values * values, minlength=found.count * BLOCKS))
        lengths[lengths == 0] = 1
        scale = (np.tile(np.asarray(shares), found.count) / lengths).astype(np.float32)
        return Weighed(texts, rows, values * scale[spot], found.count)


@dataclass(frozen=True, slots=True)
class Weighed:
    """A sparse matrix by its entries, ordered by text: value `values[i]` of n-gram `rows[i]` in `texts[i]`."""

    texts: NDArray[np.int64]
    rows: NDArray[np.int64]
    values: Floats
    count: int


def slots(hashes: NDArray[np.uint64]) -> NDArray[np.int64]:
    return (hashes >> _SHIFT).astype(np.int64)


@dataclass(frozen=True)
class Classifier:
    """A linear classifier: `scores = weights × n-grams + bias`, turned into probabilities by a temperature."""

    labels: tuple[str, ...]
    vocabulary: Vocabulary
    weights: NDArray[np.int8]
    """One row an n-gram, one column a class, in units of `units`."""
    units: Floats
    bias: Floats
    shares: tuple[float, ...]
    sharpness: float
    hidden: Hidden | None = None
    """Adds what words say together; over the n-grams that come first in the vocabulary."""
    card: dict[str, Any] = field(default_factory=dict)
    """What it learned from, when, and how right it was on what it had not seen."""

    def scores(self, texts: Sequence[str]) -> Floats:
        """Return one row of class scores a text; all 0 where no n-gram is known."""
        found = self.vocabulary.weighed(grams(texts, self.vocabulary.characters), self.shares)
        out = np.zeros((found.count, len(self.labels)), np.float32)
        if len(found.rows):
            begins = np.flatnonzero(np.diff(found.texts, prepend=-1))
            parts = self.weights[found.rows].astype(np.float32) * found.values[:, None]
            scores = np.add.reduceat(parts, begins) * self.units + self.bias
            if self.hidden is not None:
                scores += self.hidden.summed(found.rows, found.values, begins)
            out[found.texts[begins]] = scores
        return out

    def probabilities(self, texts: Sequence[str]) -> Floats:
        """Return one row a text, in the order of `labels`; rows sum to 1."""
        return softmax(self.scores(texts) * self.sharpness)

    def top(self, text: str, n: int = 2) -> list[tuple[str, float]]:
        """Return the `n` likeliest classes with their probabilities, likeliest first. Never raises for any text."""
        return next(self.tops([text], n))

    def tops(self, texts: Iterable[str], n: int = 2) -> Iterator[list[tuple[str, float]]]:
        """Yield what `top` returns for each text, in order; takes them AT_ONCE together."""
        stream = iter(texts)
        while batch := list(islice(stream, AT_ONCE)):
            chances = self.probabilities(batch)
            best = np.argsort(-chances, axis=1, kind="stable")[:, :n]
            for row, order in zip(chances, best, strict=True):
                yield [(self.labels[at], round(float(row[at]), 6)) for at in order]

    def reasons(self, text: str, label: str, most: int = 5) -> list[tuple[str, float]]:
        """Return the stretches of `text` that spoke most for `label`, with what each added to its score."""
        from bangban.skills.workorders.learn.reasons import reasons

        return reasons(self, text, label, most)

    # ── the file ──

    def save(self, path: Path | str) -> None:
        """Write the one file of the model; whoever reads sees the old one or the new one, whole."""
        path = Path(path)
        about = {
            "format": FORMAT,
            "labels": self.labels,
            "shares": self.shares,
            "characters": self.vocabulary.characters,
            "sharpness": self.sharpness,
            "card": self.card,
        }
        buffer = io.BytesIO()
        parts: dict[str, Any] = {
            "about": np.frombuffer(json.dumps(about, ensure_ascii=False).encode(), np.uint8),
            "keys": self.vocabulary.keys,
            "rarity": self.vocabulary.rarity.astype(np.float16),
            "blocks": self.vocabulary.blocks,
            "weights": self.weights,
            "units": self.units,
            "bias": self.bias,
            **_layers(self.hidden),
        }
        np.savez(buffer, **parts)
        fresh = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            fresh.write_bytes(buffer.getvalue())
            fresh.replace(path)
        finally:
            fresh.unlink(missing_ok=True)

    @classmethod
    def load(cls, path: Path | str) -> Classifier:
        """Read a model.

        Raises:
            BadModel: there is no such file, or it is no model.
        """
        path = Path(path)
        try:
            with np.load(path, allow_pickle=False) as parts:
                about = json.loads(parts["about"].tobytes())
                if about["format"] != FORMAT:
                    raise BadModel(name=path.name, reason=f"format {about['format']}")
                vocabulary = Vocabulary(
                    parts["keys"],
                    parts["rarity"].astype(np.float32),
                    parts["blocks"],
                    tuple(about["characters"]),
                )
                return cls(
                    labels=tuple(about["labels"]),
                    vocabulary=vocabulary,
                    weights=parts["weights"],
                    units=parts["units"],
                    bias=parts["bias"],
                    shares=tuple(about["shares"]),
                    sharpness=float(about["sharpness"]),
                    hidden=_hidden(parts),
                    card=about["card"],
                )
        except (OSError, EOFError, KeyError, ValueError, TypeError, zipfile.BadZipFile) as error:
            raise BadModel(name=path.name, reason=str(error)[:100] or type(error).__name__) from error


def _layers(hidden: Hidden | None) -> dict[str, NDArray[Any]]:
    if hidden is None:
        return {}
    return {
        "hidden_first": hidden.first.astype(np.float16),
        "hidden_first_bias": hidden.first_bias,
        "hidden_second": hidden.second,
        "hidden_second_bias": hidden.second_bias,
    }


def _hidden(parts: Mapping[str, NDArray[Any]]) -> Hidden | None:
    if "hidden_first" not in parts:
        return None
    return Hidden(
        parts["hidden_first"].astype(np.float32),
        parts["hidden_first_bias"],
        parts["hidden_second"],
        parts["hidden_second_bias"],
    )


def softmax(scores: NDArray[Any]) -> NDArray[Any]:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    result: NDArray[Any] = raised / raised.sum(axis=1, keepdims=True)
    return result


def made_of(
    labels: Sequence[str],
    vocabulary: Vocabulary,
    weights: NDArray[Any],
    bias: NDArray[Any],
    shares: Sequence[float],
    sharpness: float,
    card: Mapping[str, Any],
    hidden: Hidden | None = None,
) -> Classifier:
    """Return the classifier of float weights (one row an n-gram), each class' weights rounded to 8 bits."""
    units = np.maximum(np.abs(weights).max(axis=0, initial=0.0), 1e-9) / 127
    return Classifier(
        labels=tuple(labels),
        vocabulary=vocabulary,
        weights=np.rint(weights / units).astype(np.int8),
        units=units.astype(np.float32),
        bias=np.asarray(bias, np.float32),
        shares=tuple(float(share) for share in shares),
        sharpness=float(sharpness),
        hidden=hidden,
        card=dict(card),
    )
