"""Which n-grams stand in short texts? Characters 1–4 and words 1–2, as 64-bit hashes, many texts at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
Owners = NDArray[np.int64]
Reader = Callable[[Sequence[str]], tuple[Owners, Hashes]]
"""Texts → whose and which, as `grams` gives them. One that adds signs of another kind (`with_signs`) marks both kinds."""
SIGN = np.uint64(1)
"""The bit of a hash that tells a sign from an n-gram, for a reader that gives both."""

LONGEST_GRAM = 4
AFTER = "\ue012"
"""Stands between a message and what it quotes: the message itself is then read a second time, apart."""
BEGIN, END = "\ue010", "\ue011"
_STEP, _MIX, _BASE = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(1_000_003)
_HEAD = np.uint64(77)
_MOST_KNOWN = 500_000
_known: dict[tuple[str, str], int] = {}


def grams(texts: Sequence[str]) -> tuple[Owners, Hashes]:
    """Return whose and which: the n-gram `hashes[i]` stands in text `owners[i]`, as often as it stands there."""
    parts: list[str] = []
    of: list[int] = []
    heads: list[bool] = []
    for at, text in enumerate(texts):
        own, mark, _ = text.partition(AFTER)
        parts.append(f"{BEGIN}{text}{END}")
        of.append(at)
        heads.append(False)
        if mark and own:
            parts.append(f"{BEGIN}{own}{END}")
            of.append(at)
            heads.append(True)
    owners, found = _characters(parts, np.array(of, np.int64), np.array(heads, bool))
    word_owners, word_hashes = _words(parts, of, heads)
    return np.concatenate([owners, word_owners]), np.concatenate([found, word_hashes])


def with_signs(texts: Sequence[str], owners: Owners, signs: NDArray[np.int64]) -> tuple[Owners, Hashes]:
    """The n-grams of texts, and beside them numbered signs: sign `signs[i]` stands in text `owners[i]`."""
    gram_owners, hashes = grams(texts)
    marked = _mixed((signs.astype(np.uint64) + _HEAD) * _STEP) | SIGN
    return np.concatenate([gram_owners, owners]), np.concatenate([hashes & ~SIGN, marked])


def _characters(parts: Sequence[str], of: Owners, heads: NDArray[np.bool_]) -> tuple[Owners, Hashes]:
    if not parts:
        return np.zeros(0, np.int64), np.zeros(0, np.uint64)
    lengths = np.array([len(part) for part in parts], np.int64)
    codes = np.frombuffer("".join(parts).encode("utf-32-le"), np.uint32).astype(np.uint64)
    which = np.repeat(np.arange(len(parts)), lengths)
    running = np.where(heads[which], _HEAD, np.uint64(0))
    owners, found = [], []
    for length in range(1, LONGEST_GRAM + 1):
        if len(codes) < length:
            break
        running = running[: len(codes) - length + 1] * _BASE + codes[length - 1 :] * _STEP + np.uint64(length)
        inside = np.flatnonzero(which[: len(running)] == which[length - 1 :])
        owners.append(of[which[inside]])
        found.append(_mixed(running[inside]))
    return np.concatenate(owners), np.concatenate(found)


def _mixed(hashes: Hashes) -> Hashes:
    hashes = (hashes ^ (hashes >> np.uint64(29))) * _MIX
    return hashes ^ (hashes >> np.uint64(32))


def _words(parts: Sequence[str], of: Sequence[int], heads: Sequence[bool]) -> tuple[Owners, Hashes]:
    import rjieba

    if len(_known) > _MOST_KNOWN:
        _known.clear()
    values: list[int] = []
    counts = []
    for part, head in zip(parts, heads, strict=True):
        tag = "H" if head else ""
        words = rjieba.cut(part[1:-1])
        before = len(values)
        last = BEGIN
        for word in (*words, END):
            if word != END:
                values.append(_hashed(tag, word))
            values.append(_hashed(tag, f"{last} {word}"))
            last = word
        counts.append(len(values) - before)
    owners = np.repeat(np.array(of, np.int64), counts)
    return owners, _mixed(np.array(values, np.uint64) * _STEP)


def _hashed(tag: str, word: str) -> int:
    value = _known.get((tag, word))
    if value is None:
        value = _known[tag, word] = crc32(f"{tag}w{word}".encode()) | 1 << 40
    return value
