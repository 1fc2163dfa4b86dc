"""How are passages found by what stands in them? Sorted postings on disk, mapped into memory, shared by processes.

A segment holds up to 65,536 passages. For each key (a word or a pair of characters in one field, `text.py`) it
lists the passages and one byte each: how much the passage is about it (BM25's saturated, length-normalised
frequency). Three bytes a posting; scores of all passages come from one pass over the lists of the query's keys.

Source of the weighting: Robertson & Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond (2009).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bangban.knowledge.index import text as texts

MOST = 65_536
_BATCH = 4_096
K1, B = 1.2, 0.75
ONE = 255.0 / (K1 + 1.0)
"""What a byte of weight counts for: the score 1.0."""
_SOME = 500_000
_TIMES, _DOC = np.uint64(8), np.uint64(16)
_KIND_SHIFT = np.uint64(texts.KIND_SHIFT + 16 + 8)
FOREVER = 2**31 - 1
Counted = tuple[texts.Keys, NDArray[np.float32]]


@dataclass(frozen=True)
class Entry:
    """One passage as the index sees it. `begins`, `ends`: ordinals of days in force, both included."""

    pk: int
    uid: str
    source: int
    title: str
    text: str
    law: str = ""
    """The whole it is a part of, by its title."""
    number: int = 0
    """Its place in the whole."""
    begins: int = 0
    ends: int = FOREVER

    @property
    def law_key(self) -> int:
        return texts.title_key(self.law) if self.law else 0

    @property
    def name_key(self) -> int:
        return texts.name_key(self.law) if self.law else 0

    @property
    def size(self) -> int:
        return min(len(self.text), 65_535)


COLUMNS = {
    "pks": ("pk", np.int64),
    "sources": ("source", np.int64),
    "laws": ("law_key", np.uint64),
    "names": ("name_key", np.uint64),
    "numbers": ("number", np.int32),
    "sizes": ("size", np.uint16),
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
    """Mean lengths of the fields: of the set it was first made for, so that segments weigh alike."""
    uids: NDArray[np.bytes_]
    pks: NDArray[np.int64]
    sources: NDArray[np.int64]
    laws: NDArray[np.uint64]
    names: NDArray[np.uint64]
    numbers: NDArray[np.int32]
    sizes: NDArray[np.uint16]
    begins: NDArray[np.int32]
    ends: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.pks)


def build(name: str, entries: Sequence[Entry], averages: NDArray[np.float32] | None = None) -> Segment:
    """Index `entries` (at most 65,536). `averages`: mean lengths of the fields, of the entries if not given."""
    if len(entries) > MOST:
        raise ValueError(len(entries))
    batches = [entries[start : start + _BATCH] for start in range(0, len(entries), _BATCH)]
    counted = list(_side_by_side(batches))
    sizes = (
        np.concatenate([rows for _, rows in counted]) if counted else np.zeros((0, texts.CITED), np.float32)
    )
    postings = np.concatenate([packed for packed, _ in counted]) if counted else np.zeros(0, np.uint64)
    del counted
    postings.sort()
    if averages is None:
        averages = (
            np.maximum(sizes.mean(axis=0), 1.0).astype(np.float32)
            if len(sizes)
            else np.ones(texts.CITED, np.float32)
        )
    weights = _weights(postings, sizes, averages)
    postings >>= _TIMES
    columns = {
        column: np.array([getattr(entry, attribute) for entry in entries], kind)
        for column, (attribute, kind) in COLUMNS.items()
    }
    uids = np.array([entry.uid.encode() for entry in entries] or [b""], dtype=np.bytes_)[: len(entries)]
    return _from_postings(name, postings, weights, {"averages": averages, "uids": uids, **columns})


def _side_by_side(batches: Sequence[Sequence[Entry]]) -> Iterator[Counted]:
    """Count the batches; many of them on all cores, in processes of their own that know no database."""
    work = [(batch, number * _BATCH) for number, batch in enumerate(batches)]
    if len(work) <= 2:
        yield from map(count, work)
        return
    with ProcessPoolExecutor(min(os.cpu_count() or 1, 4), mp_context=get_context("spawn")) as pool:
        yield from pool.map(count, work)


def count(work: tuple[Sequence[Entry], int]) -> Counted:
    """For a batch and the number of its first passage: key, passage and how often packed together; field lengths."""
    entries, first = work
    parts = []
    sizes = np.zeros((len(entries), texts.CITED), np.float32)
    for place, entry in enumerate(entries):
        fields = keys_of(entry)
        sizes[place] = [len(field) for field in fields]
        parts.append((np.concatenate(fields) << _DOC) | np.uint64(first + place))
    found, times = np.unique(np.concatenate(parts), return_counts=True)
    return (found << _TIMES) | np.minimum(times, 255).astype(np.uint64), sizes


def keys_of(entry: Entry) -> tuple[texts.Keys, ...]:
    """The keys of the fields: words and pairs of title and text, and the titles it cites."""
    whole = texts.fold(f"{entry.title}\n{entry.text}")
    return texts.word_keys(texts.words_of(whole)), texts.pair_keys(whole), texts.cited_keys(whole)


def _weights(
    postings: texts.Keys, sizes: NDArray[np.float32], averages: NDArray[np.float32]
) -> NDArray[np.uint8]:
    weights = np.empty(len(postings), np.uint8)
    norms = K1 * (1 - B + B * sizes / averages)
    for start in range(0, len(postings), _SOME):
        some = postings[start : start + _SOME]
        kinds = (some >> _KIND_SHIFT).astype(np.int64) - 1
        docs = ((some >> _TIMES) & np.uint64(0xFFFF)).astype(np.int64)
        many = (some & np.uint64(0xFF)).astype(np.float32)
        score = many * (K1 + 1) / (many + norms[docs, kinds])
        weights[start : start + _SOME] = np.clip(np.round(score * ONE), 1, 255)
    return weights


def _from_postings(
    name: str, postings: texts.Keys, weights: NDArray[np.uint8], columns: Mapping[str, NDArray[np.generic]]
) -> Segment:
    """`postings`: key << 16 | passage, sorted; they are used up."""
    # The last sixteen bits. In place: all postings of a full segment are 60 MB.
    docs = postings.astype(np.uint16)
    keys = postings
    keys >>= _DOC
    starts = (
        np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]])) if len(keys) else np.zeros(0, int)
    )
    return Segment(
        name=name,
        terms=keys[starts],
        starts=np.concatenate([starts, [len(keys)]]).astype(np.uint32),
        docs=docs,
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
        postings.append((keys << _DOC) | docs)
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
    # As plain arrays: each slice of a memmap object costs ten times its own.
    arrays = {
        array: np.asarray(np.load(folder / name / f"{array}.npy", mmap_mode="r", allow_pickle=False))
        for array in ARRAYS
    }
    return Segment(name=name, **arrays)
