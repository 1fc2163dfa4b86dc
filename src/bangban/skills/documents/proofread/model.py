"""What should this text read, and how certain is that?"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import rjieba

from bangban.errors import BadInput
from bangban.skills.documents.proofread import alike, grams
from bangban.skills.documents.proofread.alike import Likeness
from bangban.skills.documents.proofread.boosting import Trees
from bangban.skills.documents.proofread.candidates import Finder, index_of_pairs
from bangban.skills.documents.proofread.doubled import doubled
from bangban.skills.documents.proofread.features import NAMES, features

FORMAT = 1
ROUNDS = 3
_SENTENCE = re.compile(r"[^。！？；\n]+[。！？；]*\n?|\n")
QUICK_GAIN = 3.0
"""In a quick look a candidate that makes the text but little more likely is not judged."""
LONGEST = 200
"""Characters of a piece that is judged at once."""
KEPT = 4096
"""Sentences whose judgement is kept."""


@dataclass(frozen=True, slots=True)
class Edit:
    """The characters [start, end) of the text given, what stands there, and what should; confidence 0…1."""

    start: int
    end: int
    found: str
    expected: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Correction:
    corrected: str
    edits: tuple[Edit, ...] = ()


class BadModel(BadInput):
    """校对模型“{name}”不存在或无法读取，请用 bangban document learn 重新生成。 | The proofreading model “{name}” does not exist or cannot be read. Make it again with bangban document learn."""

    code = "bad_proofreading_model"


@dataclass(slots=True)
class Learned:
    """What pairs and text have taught."""

    grams: Counter[str] = field(default_factory=Counter)
    mistaken: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(wrong, right) → how often."""
    right: Counter[str] = field(default_factory=Counter)
    """character → how often it was left as it is."""

    def mistakes(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for wrong, right in sorted(self.mistaken):
            if len(wrong) == 1:
                found[wrong].append(right)
        return found


OFTEN = 300


def _twice(text: str, start: int, end: int, other: str) -> bool:
    """以大带小 is no 以大大小: a slip is not mended by a character that then stands twice.

    Unless the two that stand there are a word turned round: 密秘 is read as 密密 first, and meant for 秘密.
    """
    for same, turned in (
        (text[start - 1 : start] == other[0], text[start : start + 1] + text[start - 1 : start]),
        (text[end : end + 1] == other[-1], text[end : end + 1] + text[end - 1 : end]),
    ):
        if same and not (rjieba.has_word(turned) and rjieba.suggest_freq(turned) >= OFTEN):
            return True
    return False


class Model:
    """A proofreader: the shipped counts, what was learned, the trees that judge, and how certain they must be."""

    def __init__(
        self,
        base: grams.Packed,
        trees: Trees,
        threshold: float,
        learned: Learned | None = None,
        terms: Iterable[str] = (),
    ) -> None:
        self.trees, self.threshold, self.learned = trees, threshold, learned or Learned()
        self.base = base
        self.language = grams.Language(base, self.learned.grams)
        self.terms = frozenset(one for one in terms if len(one) > 1)
        # A document is read again after every correction, and the sentences of office stand in many.
        self._read = lru_cache(maxsize=KEPT)(self._sentence)
        self.meant = lru_cache(maxsize=KEPT)(self._meant)

    @cached_property
    def finder(self) -> Finder:
        known = alike.shipped()
        return Finder(self.language, known, self.learned.mistakes(), index_of_pairs(self.language, known))

    @cached_property
    def quick_finder(self) -> Finder:
        """Without the words that sound alike: only for what is no word at all."""
        return Finder(self.language, alike.shipped(), self.learned.mistakes())

    def alike(self, there: str, meant: str) -> bool:
        """Whether the one is easily taken for the other, by sound or shape, or was mistaken for it before."""
        return any(other == meant for other, _ in self.quick_finder.close(there))

    def with_terms(self, terms: Iterable[str]) -> Model:
        """The same, with an agency's words: none of them is ever taken for a mistake."""
        other = Model(self.base, self.trees, self.threshold, self.learned, self.terms | frozenset(terms))
        other.language = self.language
        other.__dict__.update({k: v for k, v in self.__dict__.items() if k in ("finder", "quick_finder")})
        return other

    # ── judging ──

    def correct(self, text: str, *, quick: bool = False) -> Correction:
        """What the text should read. `quick` looks only where no word stands; edits never overlap."""
        edits: list[Edit] = []
        for match in _SENTENCE.finditer(text):
            sentence = match.group()
            for cut in range(0, len(sentence), LONGEST):
                piece = sentence[cut : cut + LONGEST]
                edits += [
                    Edit(
                        one.start + match.start() + cut,
                        one.end + match.start() + cut,
                        one.found,
                        one.expected,
                        one.confidence,
                    )
                    for one in self._read(piece, quick)
                ]
        return Correction(replaced(text, edits), tuple(edits))

    def _sentence(self, text: str, quick: bool) -> tuple[Edit, ...]:
        """The edits of one sentence; a corrected one is read again, for one mistake hides another."""
        kept: dict[int, tuple[str, float]] = {}
        now = text
        for _ in range(ROUNDS):
            new = self.once(now, quick)
            if not new:
                break
            for one in new:
                for at, sign in enumerate(one.expected, one.start):
                    confidence = min(one.confidence, kept[at][1]) if at in kept else one.confidence
                    kept[at] = (sign, confidence)
            now = replaced(now, new)
        edits = _joined(text, kept)
        return (*edits, *self.doubled(text, {at for one in edits for at in range(one.start, one.end)}))

    def doubled(self, text: str, taken: set[int]) -> Iterator[Edit]:
        """What stands there twice by a slip, where nothing is `taken`."""
        return doubled(text, taken, lambda gram: round(self.language.count(gram)))

    def _meant(self, pair: str) -> tuple[tuple[int, str, Likeness], ...]:
        from bangban.skills.documents.proofread.broken import meant

        return meant(self, pair)

    def broken(self, text: str, taken: set[int]) -> Iterator[Edit]:
        """Broken words, where nothing is `taken`: see `proofread.broken`."""
        from bangban.skills.documents.proofread.broken import broken

        return broken(self, text, taken)

    def once(self, text: str, quick: bool = False) -> list[Edit]:
        """One reading: the best edits that do not overlap, all of equal length."""
        marked = grams.plain(text)
        finder = self.quick_finder if quick else self.finder
        places = None
        if quick:
            places, chances = finder.doubtful(marked)
            if not places:
                return []
        else:
            chances = finder.chances(marked)
        safe = self._safe(text)
        judged: list[Edit] = []
        for one in finder.find(marked, chances, places):
            start, end = one.start - 1, one.end - 1
            if any(first < end and start < last for first, last in safe) or (quick and one.gain < QUICK_GAIN):
                continue
            if _twice(text, start, end, one.text):
                continue
            row = features(self.language, marked, chances, one, self.learned.mistaken, self.learned.right)
            certain = self.trees.chance(row, self.threshold)
            if certain >= self.threshold:
                judged.append(Edit(start, end, text[start:end], one.text, round(certain, 3)))
        judged.sort(key=lambda one: (-one.confidence, one.start, one.end))
        taken: set[int] = set()
        chosen = []
        for edit in judged:
            if taken.isdisjoint(range(edit.start, edit.end)):
                taken.update(range(edit.start, edit.end))
                chosen.append(edit)
        return sorted(chosen, key=lambda one: one.start)

    def protects(self, text: str, start: int, end: int) -> bool:
        """Whether one of the agency's own words stands there."""
        return any(first < end and start < last for first, last in self._safe(text))

    def _safe(self, text: str) -> list[tuple[int, int]]:
        """Where an agency's own words stand."""
        return [
            (match.start(), match.end())
            for term in self.terms
            if term in text
            for match in re.finditer(re.escape(term), text)
        ]

    # ── files ──

    def dump(self) -> bytes:
        """The model as one file, without the shipped counts: the same model gives the same bytes."""
        head = {
            "format": FORMAT,
            "features": list(NAMES),
            "threshold": self.threshold,
            "prior": self.trees.prior,
            "trees": self.trees.trees,
            "terms": sorted(self.terms),
            "mistaken": [[wrong, right, n] for (wrong, right), n in sorted(self.learned.mistaken.items())],
            "right": dict(sorted(self.learned.right.items())),
        }
        body = io.BytesIO()
        with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as files:
            for name, data in (
                ("model.json", json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode()),
                (
                    "grams.json",
                    json.dumps(dict(sorted(self.learned.grams.items())), ensure_ascii=False).encode(),
                ),
            ):
                files.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
        return body.getvalue()


def read_model(data: bytes, base: grams.Packed, name: str = "") -> Model:
    """What `Model.dump` wrote.

    Raises:
        BadModel: it is something else, or was written by another version.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as files:
            head: dict[str, Any] = json.loads(files.read("model.json"))
            counts: Mapping[str, int] = json.loads(files.read("grams.json"))
        if head["format"] != FORMAT or head["features"] != list(NAMES):
            raise ValueError("another version")
        learned = Learned(
            Counter(counts),
            Counter({(wrong, right): number for wrong, right, number in head["mistaken"]}),
            Counter(head["right"]),
        )
        return Model(base, Trees(head["prior"], head["trees"]), head["threshold"], learned, head["terms"])
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError) as error:
        raise BadModel(name=name) from error


def open_model(path: Path, base: grams.Packed) -> Model:
    """Raises:
    BadModel: there is no such file, or it is no model.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadModel(name=path.name) from error
    return read_model(data, base, path.name)


def replaced(text: str, edits: Iterable[Edit]) -> str:
    """The text with edits made that do not overlap."""
    parts, place = [], 0
    for one in sorted(edits, key=lambda one: one.start):
        parts += [text[place : one.start], one.expected]
        place = one.end
    return "".join([*parts, text[place:]])


def _joined(text: str, kept: Mapping[int, tuple[str, float]]) -> list[Edit]:
    """Changed characters as edits, neighbours together."""
    edits: list[Edit] = []
    for at in sorted(kept):
        sign, confidence = kept[at]
        if sign == text[at]:
            continue
        if edits and edits[-1].end == at:
            last = edits.pop()
            edits.append(
                Edit(
                    last.start,
                    at + 1,
                    last.found + text[at],
                    last.expected + sign,
                    min(last.confidence, confidence),
                )
            )
        else:
            edits.append(Edit(at, at + 1, text[at], sign, confidence))
    return edits
