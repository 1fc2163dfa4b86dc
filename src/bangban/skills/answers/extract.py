"""Which words of a passage answer a question?"""

from __future__ import annotations

from dataclasses import dataclass

from bangban.skills.answers import text as t
from bangban.skills.answers.features import asked_for
from bangban.skills.glance import PATTERNS

_BY_ASK = {
    "when": ("when", "how_long"),
    "where": ("where",),
    "money": ("money",),
    "phone": ("phone",),
    "web": ("web",),
}


@dataclass(frozen=True)
class Span:
    """Where something stands in the passage's text: `text[start:end] == quote`, letter for letter."""

    start: int
    end: int
    quote: str


def marked(question: str, text: str, most: int = 2) -> list[Span]:
    """The sentences of a passage that answer, at most `most`, in the passage's order."""
    folded = t.fold(question)
    wanted, asks = t.grams(folded), asked_for(folded)
    patterns = [PATTERNS[name] for ask in asks for name in _BY_ASK.get(ask, ())]
    concepts = [name for word in t.said(folded) if len(word) > 1 for name in t.synonyms(word)]
    rated = []
    for start, end in t.sentences(text[:20_000]):
        part = text[start:end]
        told = t.fold(part)
        grams = t.grams(told)
        score = len(wanted & grams) / (4 + len(wanted))
        score += 0.05 * sum(name in told for name in concepts)
        score += 0.4 * any(pattern.search(part) for pattern in patterns)
        rated.append((score, -start, Span(start, end, part)))
    rated.sort(reverse=True)
    if not rated:
        return [Span(0, len(text), text)] if text else []
    best = rated[0][0]
    chosen = [span for score, _, span in rated[:most] if score >= 0.6 * best]
    return sorted(chosen, key=lambda span: span.start)
