"""Which passages are looked at for a question? Those its words find, its other names, its gloss, and its meaning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bangban.skills.answers import across
from bangban.skills.answers import text as t
from bangban.skills.answers.decide import POOL, kind_of
from bangban.skills.answers.vectors import WIDE, Vectors, are_asked, by_meaning
from bangban.skills.base import Retrieve

SOURCE = "knowledge.passages"
HEADS = "knowledge.heads"
Hits = Sequence[Mapping[str, Any]]

_nearest = across.Nearest()


def look_up(
    question: str,
    retrieve: Retrieve,
    *,
    scope: str = "",
    as_of: str = "",
    agency: str = "",
    vectors: Vectors | None = None,
    seconds: float | None = None,
    most: int = POOL,
) -> list[Mapping[str, Any]]:
    """The hits for a question that stands alone, best first: by words, by other names for them, and by meaning.

    `seconds`: how long vectors may be made that nobody made yet.
    """
    where = {"scope": scope} | {
        name: value for name, value in (("as_of", as_of), ("agency", agency)) if value
    }
    look = _Look(question, retrieve, where, vectors, seconds)
    hits = look.found(most)
    if kind_of(hits) == "vectors":
        return hits
    if across.is_across(question, hits):
        return look.across(most)
    if vectors is not None and vectors.there and are_asked(hits):
        hits = look.by_names(look.found(WIDE), WIDE)
    else:
        hits = look.by_names(hits, most)
    if vectors is None:
        return hits[:most]
    hits += look.besides(hits, look.near(POOL), POOL)
    return list(by_meaning(question, hits, vectors, seconds=seconds, most=most))


@dataclass(frozen=True)
class _Look:
    """One question, and where and with what it is looked up; `where`: scope, day and agency as the sources take them."""

    question: str
    retrieve: Retrieve
    where: Mapping[str, Any]
    vectors: Vectors | None
    seconds: float | None

    def found(self, most: int, **more: Any) -> list[Mapping[str, Any]]:
        """What its words find. `more`: as the source takes it."""
        query = {"query": self.question[: t.LONGEST], **self.where, "k": most}
        return list(self.retrieve(SOURCE, query | more))

    def by_names(self, hits: list[Mapping[str, Any]], most: int) -> list[Mapping[str, Any]]:
        """The hits, half of their places for what only other names of what it speaks of find."""
        # Articles of a set that learned from answered questions are found under other names at the first look.
        learned = not are_asked(hits) and any("alike" in hit["features"] for hit in hits[:1])
        names = "" if learned else t.other_names(self.question[: t.LONGEST])
        if not names:
            return hits
        more = self.found(most, more=names, without=[hit["key"] for hit in hits])
        half = most // 2
        return hits[: most - min(len(more), half)] + more[:half]

    def across(self, most: int) -> list[Mapping[str, Any]]:
        """The hits in another script than the question's: by its gloss, and by meaning among all of a small set."""
        gloss = across.glossed(self.question)
        hits, near = self.found(WIDE, query=gloss) if gloss else [], self.near(WIDE)
        return list(across.fused(hits, self.besides(hits, near, most), near)[:most])

    def near(self, most: int) -> dict[int, float]:
        """Key → likeness of the entries of a small set nearest in meaning; empty where they cannot be compared now."""
        vectors = self.vectors
        if vectors is None or not vectors.there:
            return {}
        if self.seconds is not None and not vectors.affords(self.question):
            return {}
        return _nearest.to(self.question, self.retrieve(HEADS, self.where), vectors, most)

    def besides(self, hits: Hits, near: Mapping[int, float], most: int) -> Hits:
        """The nearest entries that are not among the hits."""
        known = {int(hit.get("key") or 0) for hit in hits}
        missing = [key for key in near if key not in known][:most]
        return self.retrieve(SOURCE, {**self.where, "keys": missing}) if missing else ()
