"""Which passages are about the same, in other words? Latent semantic axes of a set, found by truncated decomposition.

Deerwester et al. 1990; the decomposition is randomized (Halko et al. 2011). A passage is 128 bytes beside its segment,
worked out once for each model and mapped by every process.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bangban.knowledge.index import text as texts
from bangban.knowledge.index.segment import ONE, Segment
from bangban.knowledge.index.shelf import Opened
from bangban.knowledge.rank.network import Floats

AXES = 128
_MORE, _ROUNDS = 16, 3
_RAREST, _COMMONEST = 3, 0.2
"""Words in fewer passages, or in a larger share of them, place nothing."""


@dataclass(frozen=True)
class Meaning:
    """`keys`: the words' keys, sorted; `weights`: their rarity; `axes`: words × 128."""

    keys: NDArray[np.uint64]
    weights: Floats
    axes: NDArray[np.float16] | NDArray[np.int8]

    @cached_property
    def name(self) -> str:
        """What directions along these axes are kept under."""
        arrays = (self.keys, self.weights, self.axes)
        return hashlib.blake2b(b"".join(one.tobytes() for one in arrays), digest_size=6).hexdigest()

    def of_query(self, keys: NDArray[np.uint64]) -> Floats:
        """The direction of a question, of length 1; of length 0 when none of its words is known."""
        if not len(self.keys) or not len(keys):
            return np.zeros(AXES, np.float32)
        places = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        places = places[self.keys[places] == keys]
        return _unit((self.weights[places] @ self.axes[places].astype(np.float32)).reshape(1, -1))[0]

    def of_segment(self, one: Segment, folder: Path, kind: str = "meaning") -> NDArray[np.int8]:
        """The directions of all passages of a segment, in 127ths; kept in its folder, one of a `kind`."""
        kept = folder / one.name / f"{kind}.{self.name}.npy"
        try:
            found: NDArray[np.int8] = np.asarray(np.load(kept, mmap_mode="r", allow_pickle=False))
            return found
        except (OSError, ValueError):
            made = self._directions(one)
            unfinished = kept.with_name(f".{kept.name}.{os.getpid()}")
            with unfinished.open("wb") as file:
                np.save(file, made, allow_pickle=False)
            unfinished.replace(kept)
            for old in kept.parent.glob(f"{kind}.*.npy"):
                if old != kept:
                    old.unlink(missing_ok=True)
            return made

    def _directions(self, one: Segment) -> NDArray[np.int8]:
        docs, words, weights = postings_of(one, self.keys)
        weights = weights * self.weights[words]
        out = np.zeros((len(one), AXES), np.float32)
        for axis in range(AXES):
            column = self.axes[:, axis].astype(np.float32)
            out[:, axis] = np.bincount(docs, weights * column[words], minlength=len(one))
        return np.round(_unit(out) * 127).astype(np.int8)


def postings_of(
    one: Segment, keys: NDArray[np.uint64]
) -> tuple[NDArray[np.int32], NDArray[np.int32], Floats]:
    """(passage, place of the word in `keys`, weight) of every posting of these words."""
    there = np.flatnonzero(np.isin(one.terms, keys))
    counts = one.starts[there + 1].astype(np.int64) - one.starts[there]
    words = np.repeat(np.searchsorted(keys, one.terms[there]), counts).astype(np.int32)
    first = np.repeat(
        one.starts[there].astype(np.int64) - np.concatenate([[0], np.cumsum(counts)[:-1]]), counts
    )
    where = first + np.arange(len(words)) if len(words) else np.zeros(0, np.int64)
    return one.docs[where].astype(np.int32), words, one.weights[where].astype(np.float32) / np.float32(ONE)


def learn(index: Opened, seed: int = 0) -> Meaning:
    """Find the axes of an index."""
    # Only training needs it, and it is slow to load.
    from scipy import sparse

    keys, weights = _vocabulary(index)
    rows, columns, values, first = [], [], [], 0
    for one in index.segments:
        docs, words, weight = postings_of(one, keys)
        rows.append(docs + first)
        columns.append(words)
        values.append(weight * weights[words])
        first += len(one)
    if first < AXES or len(keys) < AXES + _MORE:
        return Meaning(keys, weights, np.zeros((len(keys), AXES), np.float16))
    matrix = sparse.csr_matrix(
        (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))), shape=(first, len(keys))
    )
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    matrix = sparse.diags(1 / np.maximum(lengths, 1e-6)).astype(np.float32) @ matrix
    chance = np.random.default_rng(seed)
    found = chance.normal(size=(len(keys), AXES + _MORE)).astype(np.float32)
    for _ in range(_ROUNDS):
        found, _ = np.linalg.qr(matrix @ found)
        found, _ = np.linalg.qr(matrix.T @ found)
    basis, _ = np.linalg.qr(matrix @ found)
    _, _, axes = np.linalg.svd((matrix.T @ basis).T, full_matrices=False)
    return Meaning(keys, weights, axes[:AXES].T.astype(np.float16))


def _vocabulary(index: Opened) -> tuple[NDArray[np.uint64], Floats]:
    many: dict[int, int] = {}
    for one in index.segments:
        words = np.flatnonzero(one.terms >> np.uint64(texts.KIND_SHIFT) == texts.WORDS)
        counts = one.starts[words + 1].astype(np.int64) - one.starts[words]
        for key, count in zip(one.terms[words].tolist(), counts.tolist(), strict=True):
            many[key] = many.get(key, 0) + count
    total = len(index)
    kept = sorted(key for key, count in many.items() if _RAREST <= count <= max(total * _COMMONEST, 10))
    frequency = np.array([many[key] for key in kept], np.float32)
    weights = np.log1p((total - frequency + 0.5) / (frequency + 0.5)).astype(np.float32)
    return np.array(kept, np.uint64), weights


def _unit(rows: Floats) -> Floats:
    lengths = np.sqrt((rows * rows).sum(axis=1, keepdims=True))
    unit: Floats = (rows / np.maximum(lengths, 1e-6)).astype(np.float32)
    return unit
