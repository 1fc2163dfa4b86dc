"""How are passages found by what stands in them? Sorted postings on disk, mapped into memory, shared by processes.

A segment holds up to 65,536 passages. For each key (a word or a pair of characters in one field, `text.py`) it
lists the passages and one byte each: how much the passage is about it (BM25's saturated, length-normalised
frequency). Three bytes a posting; scores of all passages come from one pass over the lists of the query's keys.

Source of the weighting: Robertson & Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond (2009).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bangban.knowledge.index import text as texts

MOST = 65_536
_BATCH = 4_096
K1, B = 1.2, 0.75
_ONE = 255.0 / (K1 + 1.0)
_KIND_SHIFT = np.uint64(44 + 16)
FOREVER = 2**31 - 1


@dataclass(frozen=True)
class Entry:
    """One passage as the index sees it. `begins`, `ends`: ordinals of days in force, both included."""

    pk: int
    uid: str
    source: int
    title: str
    text: str
    begins: int = 0
    ends: int = FOREVER


COLUMNS = {
    "pks": ("pk", np.int64),
    "sources": ("source", np.int64),
    "begins": ("begins", np.int32),
    "ends": ("ends", np.int32),
}
"""Array: the attribute of an entry it holds, and its type."""
ARRAYS = ("terms", "starts", "docs", "weights", "averages", "uids", *COLUMNS)


@dataclass(frozen=True)
class Segment:
    """Arrays of one segment: `terms` (keys, sorted), `starts` (one more), `docs` and `weights` (postings)."""

    name: str
    terms: NDArray[np.uint64]
    starts: NDArray[np.uint32]
    docs: NDArray[np.uint16]
    weights: NDArray[np.uint8]
    averages: NDArray[np.float32]
    """Mean lengths of the four fields: of the set it was first made for, so that segments weigh alike."""
    uids: NDArray[np.bytes_]
    pks: NDArray[np.int64]
    sources: NDArray[np.int64]
    begins: NDArray[np.int32]
    ends: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.pks)


def build(name: str, entries: Sequence[Entry], averages: NDArray[np.float32] | None = None) -> Segment:
    """Index `entries` (at most 65,536). `averages`: mean lengths of the fields, of the entries if not given."""
    if len(entries) > MOST:
        raise ValueError(len(entries))
    parts, counts, lengths = [], [], []
    for start in range(0, len(entries), _BATCH):
        keys, sizes = _occurrences(entries[start : start + _BATCH], start)
        unique, many = np.unique(keys, return_counts=True)
        parts.append(unique)
        counts.append(np.minimum(many, 65_535).astype(np.uint16))
        lengths.append(sizes)
    postings = np.concatenate(parts) if parts else np.zeros(0, np.uint64)
    times = np.concatenate(counts) if counts else np.zeros(0, np.uint16)
    del parts, counts
    order = np.argsort(postings, kind="stable")
    postings, times = postings[order], times[order]
    del order
    sizes = np.concatenate(lengths) if lengths else np.zeros((0, 4), np.float32)
    if averages is None:
        averages = (
            np.maximum(sizes.mean(axis=0), 1.0).astype(np.float32) if len(sizes) else np.ones(4, np.float32)
        )
    weights = _weights(postings, times, sizes, averages)
    columns = {
        column: np.array([getattr(entry, attribute) for entry in entries], kind)
        for column, (attribute, kind) in COLUMNS.items()
    }
    uids = np.array([entry.uid.encode() for entry in entries] or [b""], dtype=np.bytes_)[: len(entries)]
    return _from_postings(name, postings, weights, {"averages": averages, "uids": uids, **columns})


def _occurrences(entries: Sequence[Entry], first: int) -> tuple[texts.Keys, NDArray[np.float32]]:
    parts = []
    sizes = np.zeros((len(entries), 4), np.float32)
    for place, entry in enumerate(entries):
        fields = keys_of(entry)
        sizes[place] = [len(field) for field in fields]
        parts.append((np.concatenate(fields) << np.uint64(16)) | np.uint64(first + place))
    return np.concatenate(parts), sizes


def keys_of(entry: Entry) -> tuple[texts.Keys, ...]:
    """The keys of the four fields: words and pairs of title and text, words and pairs of the title."""
    title, text = texts.fold(entry.title), texts.fold(entry.text)
    named = texts.words_of(title)
    words = texts.word_keys([*named, *texts.words_of(text)])
    return (
        words,
        texts.pair_keys(f"{title}\n{text}"),
        texts.word_keys(named, texts.TITLE_WORDS),
        texts.pair_keys(title, texts.TITLE_PAIRS),
    )


def _weights(
    postings: texts.Keys,
    times: NDArray[np.uint16],
    sizes: NDArray[np.float32],
    averages: NDArray[np.float32],
) -> NDArray[np.uint8]:
    kinds = (postings >> _KIND_SHIFT).astype(np.uint8)
    docs = (postings & np.uint64(0xFFFF)).astype(np.uint16)
    weights = np.ones(len(postings), np.uint8)
    for kind in range(1, 5):
        chosen = np.flatnonzero(kinds == kind)
        if not len(chosen):
            continue
        norm = K1 * (1 - B + B * sizes[:, kind - 1] / averages[kind - 1])
        many = times[chosen].astype(np.float32)
        score = many * (K1 + 1) / (many + norm[docs[chosen]])
        weights[chosen] = np.clip(np.round(score * _ONE), 1, 255).astype(np.uint8)
    return weights


def _from_postings(
    name: str, postings: texts.Keys, weights: NDArray[np.uint8], columns: Mapping[str, NDArray[np.generic]]
) -> Segment:
    """`postings`: key << 16 | passage, sorted."""
    keys = postings >> np.uint64(16)
    starts = (
        np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]])) if len(keys) else np.zeros(0, int)
    )
    return Segment(
        name=name,
        terms=keys[starts],
        starts=np.concatenate([starts, [len(keys)]]).astype(np.uint32),
        docs=(postings & np.uint64(0xFFFF)).astype(np.uint16),
        weights=weights,
        **columns,  # type: ignore[arg-type]
    )


def merge(name: str, segments: Sequence[tuple[Segment, NDArray[np.bool_]]]) -> Segment:
    """One segment of the passages that live in `segments` (each with its mask of the living)."""
    postings, weights, first = [], [], 0
    columns: dict[str, list[NDArray[np.generic]]] = {column: [] for column in ("uids", *COLUMNS)}
    largest = max(segments, key=lambda one: len(one[0]))[0]
    for segment, living in segments:
        place = np.cumsum(living) - 1 + first
        keep = living[segment.docs]
        keys = np.repeat(segment.terms, segment.starts[1:] - segment.starts[:-1])[keep]
        docs = place[segment.docs[keep]].astype(np.uint64)
        postings.append((keys << np.uint64(16)) | docs)
        weights.append(segment.weights[keep])
        for column, values in columns.items():
            values.append(getattr(segment, column)[living])
        first += int(living.sum())
    if first > MOST:
        raise ValueError(first)
    joined = np.concatenate(postings)
    order = np.argsort(joined, kind="stable")
    kept = {column: np.concatenate(values) for column, values in columns.items()}
    kept["averages"] = largest.averages
    return _from_postings(name, joined[order], np.concatenate(weights)[order], kept)


def save(segment: Segment, folder: Path) -> None:
    """Write below `folder` under its name; there all at once, or not at all."""
    unfinished = folder / f".{segment.name}.{os.getpid()}"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True, mode=0o700)
    for array in ARRAYS:
        with (unfinished / f"{array}.npy").open("wb") as file:
            np.save(file, getattr(segment, array), allow_pickle=False)
            file.flush()
            os.fsync(file.fileno())
    unfinished.rename(folder / segment.name)


def load(folder: Path, name: str) -> Segment:
    """Map the segment `name` below `folder` into memory, read only.

    Raises:
        OSError, ValueError: it is not there, or not whole.
    """
    arrays = {
        array: np.load(folder / name / f"{array}.npy", mmap_mode="r", allow_pickle=False) for array in ARRAYS
    }
    return Segment(name=name, **arrays)
