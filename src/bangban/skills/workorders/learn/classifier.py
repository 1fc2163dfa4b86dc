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
from bangban.skills.workorders.learn.words import NONE, Lexicon

FORMAT = 2
LARGEST = 26_000_000
"""Bytes of a table's n-grams. A model is one file that a mail takes."""
AT_ONCE = 128
"""Messages worked on together: enough to be quick, few enough to answer soon."""
_SLOTS = 22
"""Bits of an n-gram's hash that say where it stands; two n-grams of one slot cannot both be known."""
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
    lexicon: Lexicon = NONE
    """What texts are cut into."""
    characters: tuple[int, int] = CHARACTERS
    """Least and greatest length of its n-grams of characters."""

    @cached_property
    def _bits(self) -> int:
        return len(self.keys).bit_length()

    @cached_property
    def _places(self) -> NDArray[np.uint32]:
        """For each slot the row of the n-gram that stands there, and above it the mark of its hash; 0: none."""
        places = np.zeros(1 << _SLOTS, np.uint32)
        rows = np.arange(len(self.keys), dtype=np.uint32)
        places[slots(self.keys)] = self._marks(self.keys) << np.uint32(self._bits) | rows
        return places

    def _marks(self, hashes: NDArray[np.uint64]) -> NDArray[np.uint32]:
        """As many more bits of the hashes as there is room for: what has the same slot and mark is the same n-gram."""
        room = 32 - self._bits
        below = (hashes >> np.uint64(64 - _SLOTS - room)).astype(np.uint32)
        return below & np.uint32((1 << room) - 1) | np.uint32(1)

    def ordered(self, order: NDArray[np.int64]) -> Vocabulary:
        """Return the same n-grams in another order."""
        return Vocabulary(
            self.keys[order], self.rarity[order], self.blocks[order], self.lexicon, self.characters
        )

    def weighed(self, found: Grams, shares: Sequence[float]) -> Weighed:
        """The known n-grams of texts with their weights: log-tf × rarity, each block scaled to its share."""
        bits = self._bits
        places = self._places[slots(found.hashes)]
        known = np.flatnonzero(places >> np.uint32(bits) == self._marks(found.hashes))
        places = places[known] & np.uint32((1 << bits) - 1)
        # Text and row in one number, the text above: sorted, equal n-grams of a text stand together.
        narrow = found.count << bits < 1 << 32
        codes: NDArray[Any] = found.texts[known].astype(np.uint32 if narrow else np.int64)
        codes = (codes << bits) | places
        codes.sort()
        fresh = np.ones(len(codes) + 1, bool)
        np.not_equal(codes[1:], codes[:-1], out=fresh[1:-1])
        begins = np.flatnonzero(fresh)
        times = np.minimum(begins[1:] - begins[:-1], len(_TIMES) - 1)
        codes = codes[begins[:-1]].astype(np.int64)
        texts, rows = codes >> bits, codes & ((1 << bits) - 1)
        values = _TIMES[times] * self.rarity[rows]
        spot = texts * BLOCKS + self.blocks[rows]
        lengths = np.sqrt(np.bincount(spot, values * values, minlength=found.count * BLOCKS))
        lengths[lengths == 0] = 1
        scale = (np.tile(np.asarray(shares), found.count) / lengths).astype(np.float32)
        values *= scale[spot]
        return Weighed(texts, rows, values, found.count)


_TIMES = np.array([0.0, *(1 + np.log(np.arange(1, 10_000)))], np.float32)
"""What an n-gram counts that stands so often in a text."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A sparse matrix by its entries, ordered by text: value `values[i]` of n-gram `rows[i]` in `texts[i]`."""

    texts: NDArray[np.int64]
    rows: NDArray[np.int64]
    values: Floats
    count: int


def slots(hashes: NDArray[np.uint64]) -> NDArray[np.int64]:
    return (hashes >> _SHIFT).view(np.int64)


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
    doubt: float = 0.0
    """How much is never certain, however clear a text is: people's labels are not all right."""
    hidden: Hidden | None = None
    """Adds what words say together; over the n-grams that come first in the vocabulary."""
    card: dict[str, Any] = field(default_factory=dict)
    """What it learned from, when, and how right it was on what it had not seen."""

    def scores(self, texts: Sequence[str]) -> Floats:
        """Return one row of class scores a text; all 0 where no n-gram is known."""
        found = self.vocabulary.weighed(
            grams(texts, self.vocabulary.lexicon, self.vocabulary.characters), self.shares
        )
        out = np.zeros((found.count, len(self.labels)), np.float32)
        if len(found.rows):
            begins = np.flatnonzero(np.diff(found.texts, prepend=-1))
            # Class by class: a column of the table is small enough to stay where the processor is quick.
            parts = np.empty((len(self.labels), len(found.rows)), np.float32)
            for column, part in zip(self._columns, parts, strict=True):
                np.multiply(column[found.rows], found.values, out=part)
            scores = np.add.reduceat(parts, begins, axis=1).T * self.units + self.bias
            if self.hidden is not None:
                scores += self.hidden.summed(found.rows, found.values, begins)
            out[found.texts[begins]] = scores
        return out

    @cached_property
    def _columns(self) -> NDArray[np.int8]:
        return np.ascontiguousarray(self.weights.T)

    def probabilities(self, texts: Sequence[str]) -> Floats:
        """Return one row a text, in the order of `labels`; rows sum to 1."""
        return with_doubt(softmax(self.scores(texts) * self.sharpness), self.doubt)

    def top(self, text: str, n: int = 2) -> list[tuple[str, float]]:
        """Return the `n` likeliest classes with their probabilities, likeliest first. Never raises for any text."""
        return next(self.tops([text], n))

    def tops(self, texts: Iterable[str], n: int = 2) -> Iterator[list[tuple[str, float]]]:
        """Yield what `top` returns for each text, in order; takes them AT_ONCE together."""
        stream = iter(texts)
        while batch := list(islice(stream, AT_ONCE)):
            chances = self.probabilities(batch)
            best = np.argsort(-chances, axis=1, kind="stable")[:, :n]
            likely = np.take_along_axis(chances, best, axis=1)
            for order, sure in zip(best.tolist(), likely.tolist(), strict=True):
                yield [(self.labels[at], round(p, 6)) for at, p in zip(order, sure, strict=True)]

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
            "doubt": self.doubt,
            "card": self.card,
        }
        buffer = io.BytesIO()
        parts: dict[str, Any] = {
            "about": np.frombuffer(json.dumps(about, ensure_ascii=False).encode(), np.uint8),
            "keys": self.vocabulary.keys,
            "rarity": self.vocabulary.rarity.astype(np.float16),
            "blocks": self.vocabulary.blocks,
            "lexicon": self.vocabulary.lexicon.words,
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
                    Lexicon(parts["lexicon"]),
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
                    doubt=float(about["doubt"]),
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


def with_doubt(chances: NDArray[Any], doubt: float) -> NDArray[Any]:
    """Take `doubt` off every certainty and share it out among all classes."""
    return chances * np.float32(1 - doubt) + np.float32(doubt / chances.shape[1])


def made_of(
    labels: Sequence[str],
    vocabulary: Vocabulary,
    weights: NDArray[Any],
    bias: NDArray[Any],
    shares: Sequence[float],
    sharpness: float,
    card: Mapping[str, Any],
    hidden: Hidden | None = None,
    doubt: float = 0.0,
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
        doubt=doubt,
        hidden=hidden,
        card=dict(card),
    )
