"""Whose duty is it? Matches the words of a message with the words of the agencies' duty lists.

No model and no training data. A duty lists its words, each with a mark for what it is to the duty:
"!拖欠工资" an act people ask about, "工资" a topic, "@人社局" the agency's own name, "~工地" a place it may
happen at. An act weighs most and a place least, because topic is not venue: unpaid wages at a school
building are labour's, not education's. "拖欠…工资" means both parts in this order within a few characters.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from math import exp, log
from operator import add
from typing import Any

from bangban.skills.workorders.text import has_chinese
from bangban.skills.workorders.vocabulary import SYNONYMS

TOPIC = 1.4
MARKED = {"!": 3.0, "@": 1.0, "~": 0.35}
"""Weight of a word by its mark: act, agency's own name, venue. Without a mark it is a TOPIC."""
GAP = 10
"""Characters that may stand between the two parts of a split word: "拖欠…工资" meets "拖欠了我们三个月的工资"."""
OTHER_DUTIES = 0.35
"""How much an agency's second-best duties add to its best one."""
OUTSIDE = 0.25
"""What is left of the score of an agency responsible for an area when the message names none of it."""

_BREAK = re.compile(r"[。！？；\n]")


@dataclass(frozen=True)
class Duty:
    agency: str
    agency_name: Mapping[str, str]
    code: str
    title: Mapping[str, str]


@dataclass(frozen=True)
class Hit:
    """One word of a duty found in the message."""

    word: str
    start: int
    end: int
    duty: Duty
    weight: float


@dataclass(frozen=True)
class Candidate:
    agency: str
    agency_name: Mapping[str, str]
    score: float
    hits: tuple[Hit, ...]
    """The words that spoke for it, weightiest first."""


@dataclass(frozen=True)
class Zone:
    """A stretch of the message and how much its words count."""

    start: int
    end: int
    weight: float


def _unmarked(word: str) -> tuple[str, float]:
    weight = MARKED.get(word[:1])
    return (word, TOPIC) if weight is None else (word[1:], weight)


def _texts(value: object) -> dict[str, str]:
    if isinstance(value, Mapping):
        return {"zh": str(value.get("zh", "")), "en": str(value.get("en", value.get("zh", "")))}
    return {"zh": str(value or ""), "en": str(value or "")}


class DutyIndex:
    """Every word of every duty, findable at any character of a message in one dictionary look-up."""

    def __init__(self, rows: Sequence[Mapping[str, Any]], synonyms: Sequence[Sequence[str]] = ()) -> None:
        """Build from rows {agency, agency_name, duty, title, keywords, area}; either list may be missing.

        `synonyms` are further groups of words used for the same thing.
        """
        self.duties: list[Duty] = []
        self.agencies: dict[str, Mapping[str, str]] = {}
        self.areas: dict[str, tuple[str, ...]] = {}
        self._with_area: set[str] = set()
        groups: dict[str, tuple[str, ...]] = {}
        for group in (*SYNONYMS, *synonyms):
            for word in group:
                groups[word.lower()] = tuple(other.lower() for other in group)
        raw: dict[str, dict[int, float]] = defaultdict(dict)
        for row in rows:
            agency = str(row["agency"])
            name = self.agencies.setdefault(agency, _texts(row.get("agency_name") or agency))
            duty = Duty(agency, name, str(row.get("duty", "")), _texts(row.get("title")))
            at = len(self.duties)
            self.duties.append(duty)
            for marked in row.get("keywords") or ():
                word, weight = _unmarked(str(marked).lower())
                for form in groups.get(word, (word,)):
                    raw[form][at] = max(weight, raw[form].get(at, 0.0))
            area = tuple(str(place).lower() for place in row.get("area") or ())
            if area:
                self._with_area.add(agency)
                for place in area:
                    self.areas[place] = (*self.areas.get(place, ()), agency)
        self._postings = self._weigh(raw)
        self._starts: dict[str, list[tuple[str, str | None, str]]] = defaultdict(list)
        self._short: list[tuple[str, str, str]] = []
        for word in (*self._postings, *self.areas):
            first, _, second = word.partition("…")
            if len(first) == 1 and second:
                self._short.append((first, second, word))
            else:
                self._starts[first[:2]].append((first, second or None, word))
        for forms in self._starts.values():
            forms.sort(key=lambda form: -len(form[0]))

    def _weigh(self, raw: Mapping[str, Mapping[int, float]]) -> dict[str, list[tuple[int, float]]]:
        """A word that many agencies' duties share tells little; a longer word tells more."""
        # Streets share one list of duties on purpose: their area tells them apart, so they count once.
        total = len({self._owner(at) for at in range(len(self.duties))})
        postings = {}
        for word, duties in raw.items():
            owners = {self._owner(at) for at in duties}
            rare = log(1 + total / len(owners)) / log(1 + total) if total else 1.0
            long = min(1.6, 0.55 + 0.2 * len(word.replace("…", ""))) if has_chinese(word) else 1.0
            postings[word] = [(at, weight * rare * long) for at, weight in duties.items()]
        return postings

    def _owner(self, at: int) -> str:
        agency = self.duties[at].agency
        return "" if agency in self._with_area else agency

    def _find(self, text: str) -> list[tuple[int, int, str]]:
        """Return (start, end, word) for every listed word, words inside longer ones left out."""
        found: list[tuple[int, int, str]] = []
        starts = self._starts
        covered = 0
        # Nearly all of the time of a match goes into this line: keep it free of Python calls.
        begins = [at for at, pair in enumerate(map(add, text, text[1:])) if pair in starts]
        for at in begins:
            for first, second, word in starts[text[at : at + 2]]:
                if not text.startswith(first, at):
                    continue
                end = at + len(first)
                if second is not None:
                    stop = _follows(text, end, second)
                    if stop:
                        found.append((at, stop, word))
                elif end > covered and not ("a" <= first[0] <= "z" and not _whole_word(text, at, end)):
                    found.append((at, end, word))
                    covered = end
        for first, second, word in self._short:
            at = text.find(first)
            while at >= 0:
                stop = _follows(text, at + 1, second)
                if stop:
                    found.append((at, stop, word))
                at = text.find(first, at + 1)
        return found

    def match(self, text: str, zones: Sequence[Zone] = ()) -> tuple[list[Candidate], tuple[int, int] | None]:
        """Rank the agencies for `text` (folded by `text.plain`), best first; scores are above 0.

        `zones` give stretches a weight other than 1 (the last that covers a word counts). Returns
        also the span of the first place by which an area was recognised, if any.
        """
        hits: dict[int, dict[str, list[Hit]]] = defaultdict(lambda: defaultdict(list))
        here: dict[str, tuple[int, int]] = {}
        for start, end, word in self._find(text):
            for agency in self.areas.get(word, ()):
                here.setdefault(agency, (start, end))
            weight = 1.0
            for zone in zones:
                if zone.start <= start < zone.end:
                    weight = zone.weight
            for at, value in self._postings.get(word, ()):
                hits[at][word].append(Hit(word, start, end, self.duties[at], value * weight))
        by_agency: dict[str, list[tuple[float, list[Hit]]]] = defaultdict(list)
        for at, words in hits.items():
            total = 0.0
            kept = []
            for occurrences in words.values():
                best = max(occurrences, key=lambda hit: hit.weight)
                # Said again counts a little more, and ever less: likes and repetition are damped.
                total += best.weight * (1 + 0.25 * log(len(occurrences)))
                kept.append(best)
            by_agency[self.duties[at].agency].append((total, kept))
        candidates = []
        for agency, scored in by_agency.items():
            scored.sort(key=lambda item: -item[0])
            score = scored[0][0] + OTHER_DUTIES * sum(total for total, _ in scored[1:])
            if agency in self._with_area:
                score *= 1.0 if agency in here else OUTSIDE
            ordered = sorted(
                (hit for _, kept in scored for hit in kept), key=lambda hit: (-hit.weight, hit.start)
            )
            candidates.append(Candidate(agency, self.agencies[agency], score, tuple(ordered)))
        candidates.sort(key=lambda candidate: (-candidate.score, candidate.agency))
        return candidates, min(here.values(), default=None)


def _follows(text: str, start: int, second: str) -> int:
    """Where `second` ends when it follows `start` closely enough in the same sentence; 0 when it does not."""
    there = text.find(second, start, start + GAP + len(second))
    return there + len(second) if there >= 0 and not _BREAK.search(text, start, there) else 0


def _whole_word(text: str, start: int, end: int) -> bool:
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    return not ("a" <= before <= "z") and (not ("a" <= after <= "z") or after == "s")


def confidence(candidates: Sequence[Candidate]) -> float:
    """Return 0…1: how likely the first candidate is right, from its lead and from how much was found."""
    if not candidates:
        return 0.0
    first = candidates[0].score
    second = candidates[1].score if len(candidates) > 1 else 0.0
    lead = (first - second) / first
    found = first / (first + 3.0)
    return round(found / (1 + exp(1.2 - 5.0 * lead)), 3)


_built: dict[str, DutyIndex] = {}
_latest: tuple[Sequence[Mapping[str, Any]], Sequence[Sequence[str]], DutyIndex] | None = None


def index_of(rows: Sequence[Mapping[str, Any]], synonyms: Sequence[Sequence[str]] = ()) -> DutyIndex:
    """Return the index of `rows`, built once per content of the duty lists.

    A source that caches hands over the same tuple again, which is known by identity; other rows are
    known by a hash of all they say.
    """
    global _latest
    if _latest is not None and _latest[0] is rows and isinstance(rows, tuple) and _latest[1] == synonyms:
        return _latest[2]
    said = repr((rows, synonyms)).encode("utf-8", "surrogatepass")
    key = blake2b(said, digest_size=16).hexdigest()
    index = _built.get(key)
    if index is None:
        if len(_built) >= 8:
            _built.pop(next(iter(_built)))
        index = _built[key] = DutyIndex(rows, synonyms)
    _latest = (rows, synonyms, index)
    return index
