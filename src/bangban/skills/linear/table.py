"""Which class do the n-grams of a text speak for? A table of small weights, kept in one file."""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bangban.errors import BadInput
from bangban.skills.linear.grams import SIGN, Reader, grams

FORMAT = 1
_SLOTS = 22
"""Bits of a hash that say where an n-gram stands; of two in one place the commoner is known."""
_SHIFT = np.uint64(64 - _SLOTS)

Floats = NDArray[np.float32]


class BadTable(BadInput):
    """模型“{name}”不能读取（{reason}），请重新训练。 | The model “{name}” cannot be read ({reason}). Train it again."""

    code = "bad_linear_model"


@dataclass(frozen=True)
class Vocabulary:
    """The n-grams that are known, and how rare each is."""

    keys: NDArray[np.uint64]
    rarity: Floats
    read: Reader = grams
    beside: float = 0.0
    """What the signs of a text count for beside its n-grams; 0 where there are n-grams alone (`grams.Reader`)."""

    @cached_property
    def _places(self) -> NDArray[np.int32]:
        places = np.full(1 << _SLOTS, -1, np.int32)
        places[slots(self.keys)] = np.arange(len(self.keys), dtype=np.int32)
        return places

    def weighed(self, texts: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
        """Texts × n-grams by entries, ordered by text: (text, n-gram, (1 + log times) × rarity), each text of length one.

        Where there are signs, they have a length of their own: `beside`, however many n-grams the text has.
        """
        owners, hashes = self.read(texts)
        place = self._places[slots(hashes)]
        known = np.flatnonzero(place >= 0)
        known = known[self.keys[place[known]] == hashes[known]]
        size = np.int64(max(1, len(self.keys)))
        codes, times = _counted(owners[known] * size + place[known])
        rows, columns = np.divmod(codes, size)
        values = ((1 + np.log(times)) * self.rarity[columns]).astype(np.float32)
        if not self.beside:
            lengths = np.sqrt(np.bincount(rows, values * values, minlength=len(texts)))
            return rows, columns, (values / lengths[rows]).astype(np.float32)
        signs = (self.keys[columns] & SIGN).astype(np.int64)
        parts = 2 * rows + signs
        lengths = np.sqrt(np.bincount(parts, values * values, minlength=2 * len(texts)))
        share = np.where(signs, self.beside, 1.0)
        return rows, columns, (values / lengths[parts] * share).astype(np.float32)


def _counted(values: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Each value once, sorted, and how often it was there. For some hundred values `np.unique` takes three times as long."""
    values = np.sort(values)
    first = np.flatnonzero(_is_first(values))
    return values[first], np.diff(np.append(first, len(values)))


def _is_first(values: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Of sorted values, which differ from the one before."""
    first = np.ones(len(values), bool)
    first[1:] = values[1:] != values[:-1]
    return first


def slots(hashes: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Where each n-gram stands."""
    return (hashes >> _SHIFT).astype(np.int64)


@dataclass(frozen=True)
class Table:
    """`scores = values × weights · units + bias`."""

    labels: tuple[str, ...]
    vocabulary: Vocabulary
    weights: NDArray[np.int8]
    units: Floats
    bias: Floats
    card: dict[str, Any] = field(default_factory=dict)
    """What it learned from, when, and what else its owner keeps with it."""

    @classmethod
    def of(
        cls,
        labels: Sequence[str],
        vocabulary: Vocabulary,
        weights: NDArray[Any],
        bias: NDArray[Any],
        card: dict[str, Any],
    ) -> Table:
        """Round float weights (one row an n-gram) to 8 bits, class by class."""
        units = np.maximum(np.abs(weights).max(axis=0, initial=0.0), 1e-9) / 127
        small = np.rint(weights / units).astype(np.int8)
        return cls(
            tuple(labels), vocabulary, small, units.astype(np.float32), np.asarray(bias, np.float32), card
        )

    def scores(self, texts: Sequence[str]) -> Floats:
        """One row a text, one column a class; the bias alone where no n-gram is known."""
        out = np.empty((len(texts), len(self.bias)), np.float32)
        out[:] = self.bias
        rows, columns, values = self.vocabulary.weighed(texts)
        if len(rows):
            begins = np.flatnonzero(_is_first(rows))
            spoken = self.weights[columns].astype(np.float32) * values[:, None]
            out[rows[begins]] += np.add.reduceat(spoken, begins) * self.units
        return out

    def save(self, path: Path | str) -> None:
        """Write the one file; whoever reads sees the old one or the new one, whole."""
        path = Path(path)
        about = {
            "format": FORMAT,
            "labels": self.labels,
            "beside": self.vocabulary.beside,
            "card": self.card,
        }
        buffer = io.BytesIO()
        np.savez(
            buffer,
            about=np.frombuffer(json.dumps(about, ensure_ascii=False).encode(), np.uint8),
            keys=self.vocabulary.keys,
            rarity=self.vocabulary.rarity.astype(np.float16),
            weights=self.weights,
            units=self.units,
            bias=self.bias,
        )
        fresh = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            fresh.write_bytes(buffer.getvalue())
            fresh.replace(path)
        finally:
            fresh.unlink(missing_ok=True)

    @classmethod
    def load(cls, path: Path | str, read: Reader = grams) -> Table:
        """Read a table; `read` is how the texts were read that it learned from.

        Raises:
            BadTable: there is no such file, or it is no table.
        """
        path = Path(path)
        try:
            with np.load(path, allow_pickle=False) as parts:
                about = json.loads(parts["about"].tobytes())
                if about["format"] != FORMAT:
                    raise BadTable(name=path.name, reason=f"format {about['format']}")
                vocabulary = Vocabulary(
                    parts["keys"], parts["rarity"].astype(np.float32), read, float(about.get("beside", 0.0))
                )
                return cls(
                    tuple(about["labels"]),
                    vocabulary,
                    parts["weights"],
                    parts["units"],
                    parts["bias"],
                    about["card"],
                )
        except (
            OSError,
            EOFError,
            KeyError,
            ValueError,
            TypeError,
            AttributeError,
            zipfile.BadZipFile,
        ) as error:
            raise BadTable(name=path.name, reason=str(error)[:100] or type(error).__name__) from error


def chances(scores: Floats, sharpness: float = 1.0) -> Floats:
    """Log-odds of each class against the rest → probabilities that sum to one.

    Each class' own probability, then shared out: of classes learned one against the rest this keeps their order best.
    """
    own = 1 / (1 + np.exp(-np.clip(scores * sharpness, -30, 30)))
    result: Floats = own / own.sum(axis=1, keepdims=True)
    return result
