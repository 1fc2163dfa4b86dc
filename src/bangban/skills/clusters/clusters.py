"""Which messages are about the same matter? Small groups as they come, gathered into issues when asked.

A message joins the group it is nearly alike, or opens one. What `issues` returns is gathered from the
groups by what is known by then: a word that was new in January is common in June. Memory does not grow
with messages: the groups that have been silent longest make room, and a group keeps its latest ids.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from heapq import nlargest
from math import log1p

from bangban.skills.clusters.gathering import SAMPLE, gather
from bangban.skills.clusters.message import Issue, Message
from bangban.skills.clusters.terms import Rarity, terms_of

ALIKE = 0.55
"""Cosine from which a message joins a group at once."""
GROUPS = 8_000
MESSAGES = 40_000
"""Messages remembered by their ids; of more, the groups that have been silent longest are forgotten."""
KEPT_IDS = 5_000
KEPT_WORDS = 48
LOOKED_AT = 6
"""Rarest words of a message by which groups are looked up."""
POSTINGS = 40
SAMPLES = 3
KEPT_PLACES = 12
NAME = 40
_BLANKS = re.compile(r"\s+")
_SENTENCE = re.compile(r"[。！？!?；;\n]")


@dataclass(slots=True)
class Group:
    """Messages nearly alike, added up."""

    words: dict[str, float]
    vector: dict[str, float] = field(default_factory=dict)
    size: int = 0
    ids: list[tuple[str, str, float]] = field(default_factory=list)
    """(id, person, what its likes count) of the latest messages."""
    titles: list[tuple[str, str]] = field(default_factory=list)
    """(title, beginning of the text) of the first few."""
    first: datetime | None = None
    last: datetime | None = None
    places: dict[str, int] = field(default_factory=dict)


class Clusters:
    """An incremental clustering. Not to be shared between threads."""

    def __init__(self, groups: int = GROUPS) -> None:
        self._most = groups
        self._rarity = Rarity()
        self._groups: dict[int, Group] = {}
        self._by_word: dict[str, list[int]] = defaultdict(list)
        self._next = 0
        self._kept = self._forgotten = 0

    def __len__(self) -> int:
        """How many messages have come."""
        return self._rarity.messages

    def add(self, message: Message) -> None:
        """Take one message in. About 1 ms; never raises for any text."""
        words = terms_of(message.title, message.text)
        self._rarity.count(words)
        vector = self._rarity.weighed(words)
        found = self._nearest(vector)
        if found is None:
            self._next += 1
            found = self._next
            self._groups[found] = Group({})
            for word in self._rarest(vector):
                postings = self._by_word[word]
                postings.append(found)
                del postings[:-POSTINGS]
        # The order of the dictionary is that of the groups' last messages.
        self._groups[found] = self._joined(self._groups.pop(found), message, words)
        while len(self._groups) > self._most or self._kept > MESSAGES:
            self._forget()

    def issues(self, n: int = 20, now: datetime | None = None, half_life: float | None = None) -> list[Issue]:
        """Return the `n` hottest issues, hottest first.

        Heat is the number of people, each counting a little more when others agreed (the logarithm of
        their likes) and less for what they said again. With `half_life` in days a message counts half
        when it is that much older than `now` (by default the latest message).
        """
        return gather(list(self._groups.values()), self._rarity, n, now, half_life)

    def _rarest(self, vector: dict[str, float]) -> list[str]:
        return nlargest(LOOKED_AT, vector, key=vector.__getitem__)

    def _nearest(self, vector: dict[str, float]) -> int | None:
        shared: dict[int, float] = defaultdict(float)
        for word in self._rarest(vector):
            for group in self._by_word.get(word, ()):
                shared[group] += vector[word] ** 2
        best, found = ALIKE, None
        for group in nlargest(4, shared, key=shared.__getitem__):
            if group in self._groups:
                # As it was weighed when the last message joined: words do not become common over night.
                other = self._groups[group].vector
                likeness = sum(value * other.get(word, 0.0) for word, value in vector.items())
                if likeness >= best:
                    best, found = likeness, group
        return found

    def _joined(self, group: Group, message: Message, words: dict[str, float]) -> Group:
        for word, count in words.items():
            group.words[word] = group.words.get(word, 0.0) + count
        if len(group.words) > 2 * KEPT_WORDS:
            kept = sorted(group.words, key=lambda word: -group.words[word] * self._rarity.of(word))
            group.words = {word: group.words[word] for word in kept[:KEPT_WORDS]}
        group.size += 1
        group.ids.append((message.id, message.person, log1p(max(0, message.likes))))
        self._kept += 1
        if len(group.ids) > KEPT_IDS:
            self._kept -= 1
            del group.ids[0]
        if len(group.titles) < SAMPLES:
            group.titles.append((_name(message), _BLANKS.sub(" ", message.text).strip()[:SAMPLE]))
        if message.at is not None:
            group.first = message.at if group.first is None else min(group.first, message.at)
            group.last = message.at if group.last is None else max(group.last, message.at)
        if message.place and (message.place in group.places or len(group.places) < KEPT_PLACES):
            group.places[message.place] = group.places.get(message.place, 0) + 1
        group.vector = self._rarity.weighed(group.words)
        return group

    def _forget(self) -> None:
        """The group that has been silent longest goes."""
        self._kept -= len(self._groups.pop(next(iter(self._groups))).ids)
        self._forgotten += 1
        if self._forgotten % self._most == 0:
            alive = self._groups.keys()
            kept = {word: [one for one in groups if one in alive] for word, groups in self._by_word.items()}
            self._by_word = defaultdict(list, {word: groups for word, groups in kept.items() if groups})


def _name(message: Message) -> str:
    """The message's own title, else its first sentence."""
    said = message.title.strip() or _SENTENCE.split(message.text.strip(), 1)[0]
    return _BLANKS.sub(" ", said)[:NAME] or "—"
