"""What is the answer to this question, from these passages? One function; everything it needs is handed in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from bangban.skills import glance
from bangban.skills.answers import compose, extract, places, screen, situations, turns
from bangban.skills.answers import text as t
from bangban.skills.answers.across import is_across
from bangban.skills.answers.decide import OFFERED, POOL, SAME, Judge, Verdict, compared, decide
from bangban.skills.answers.outcomes import (
    OUTCOMES,
    Named,
    said,
    said_of_break,
    said_of_chinese,
    said_of_contradiction,
    said_of_courtesy,
)
from bangban.skills.base import Complete, ModelSilent

COLD = ("clarify", "not_found", "out_of_scope")
"""What may not be said to one whose life may be at risk, in whatever words it is told."""
LONGEST_SHOWN = 1_500
"""Characters of an FAQ entry that are shown at once."""
SUPPORT = 2
"""Further passages cited beside the first, when they are nearly as near."""
NEAR = 0.8

Hit = Mapping[str, Any]
Tell = Callable[["Spoken", "Sequence[Citation]", str, float], None]
"""`tell(sentence, citations so far, outcome, confidence)`: a sentence is finished before the answer is."""


@dataclass(frozen=True)
class Citation:
    """What an answer stands on. `quote` stands letter for letter at `start` of the version whose digest this is."""

    id: str
    source: str
    article: str
    quote: str
    digest: str
    start: int
    end: int
    kind: str = ""
    question: str = ""
    agency: str = ""
    page: int | None = None
    in_force_from: str = ""
    key: int = 0
    """The passage's own number where the source gives one, by which it is found again at once."""
    conditions: tuple[situations.Condition, ...] = ()
    """What the rule asks of a person, and whether it is met as far as he told."""


@dataclass(frozen=True)
class Spoken:
    """One sentence that is released; `citation` is the place of what it stands on, None for our own words."""

    text: str
    citation: int | None = None
    quoted: bool = False


@dataclass(frozen=True)
class Offered:
    id: str
    score: float
    question: str
    source: str = ""
    digest: str = ""
    key: int = 0


@dataclass(frozen=True)
class Answer:
    """How the question ended, in words, with its sources. `text` is the sentences one after another."""

    outcome: str
    text: str
    sentences: tuple[Spoken, ...] = ()
    citations: tuple[Citation, ...] = ()
    offered: tuple[Offered, ...] = ()
    confidence: float = 0.0
    handover: bool = False
    language: str = "zh"
    question: str = ""
    """The question as it was understood, after the turns before it."""
    facts: Mapping[str, Sequence[str]] = field(default_factory=dict)
    lists: Sequence[Mapping[str, Any]] = ()
    path: str = "retrieval"

    @property
    def conditions(self) -> tuple[situations.Condition, ...]:
        """What the rules ask of a person, those of the first passage first."""
        return tuple(one for citation in self.citations for one in citation.conditions)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def language_of(question: str) -> str:
    """ "zh", "zh-hant" or "en": the language an answer's own words are in."""
    if t.is_english(question):
        return "en"
    return "zh-hant" if t.is_traditional(t.visible(question[: t.LONGEST])) else "zh"


def answer(
    question: str,
    hits: Sequence[Hit],
    *,
    turns: Sequence[Mapping[str, str]] = (),
    today: date,
    complete: Complete | None = None,
    judges: Mapping[str, Judge] | None = None,
    language: str = "",
    plain: bool = False,
    named: Named = str,
    tell: Tell | None = None,
) -> Answer:
    """Answer `question` from `hits`, which were looked up for `asked(question, turns)`.

    turns: what was said before, oldest first, as {"role", "text"}. today: hits not in force on it are not used.
    complete: a language model, or None. judges: what decides, by default the shipped ones. named: gives the
    agency to name when nothing is found. tell: is given each of a model's sentences as soon as it is finished and holds. The answer
    never stands on anything but `hits`.
    """
    chosen = language or language_of(question)
    asked = understood(question, turns)
    foreign = is_across(question, hits)

    def finished(
        outcome: str, *, confidence: float = 0.0, offered: Sequence[Offered] = (), **words: str
    ) -> Answer:
        if outcome in COLD and screen.may_be_crisis(question):
            outcome = "crisis"
        text = said(outcome, chosen, agency=named, across=foreign, **words)
        return ended(outcome, text, confidence=confidence, offered=offered, question=asked, language=chosen)

    if screen.is_crisis(question):
        return finished("crisis", confidence=1.0)
    if screen.wants_person(question):
        return finished("handed_over", confidence=1.0)
    if screen.is_attack(question):
        return finished("out_of_scope", confidence=1.0)
    if courtesy := screen.courtesy(question):
        return ended(
            "clarify", said_of_courtesy(courtesy, chosen), confidence=1.0, question=asked, language=chosen
        )
    valid = [hit for hit in hits if in_force(hit, today) and str(hit.get("text") or "").strip()][:POOL]
    verdict = decide(asked, valid, judges)
    if screen.is_vague(asked) and not _is_own(verdict):
        return finished("clarify", confidence=verdict.right)
    if verdict.decision != "answer" and (outside := screen.outside(question)):
        return finished(outside, confidence=verdict.right)
    offered = [_offered(valid[i], verdict, place) for place, i in enumerate(verdict.ranking[:OFFERED])]
    if verdict.decision == "nothing" or (
        not _is_own(verdict) and places.elsewhere(question, [valid[i] for i in verdict.ranking])
    ):
        return finished("not_found", confidence=verdict.among)
    if verdict.decision == "offer":
        return finished("choose_one", confidence=verdict.among, offered=offered)
    ranked = [valid[i] for i in verdict.ranking]
    known = situations.situation_of(*_told_before(turns), question)
    return _answered(asked, ranked, verdict, offered, chosen, known, complete, plain, tell)


def ended(
    outcome: str,
    text: str,
    *,
    question: str,
    language: str,
    confidence: float = 0.0,
    offered: Sequence[Offered] = (),
) -> Answer:
    """The answer that says nothing of any matter: `text` are the house's own words."""
    return Answer(
        outcome, text, (Spoken(text),), offered=tuple(offered), confidence=round(confidence, 4),
        handover=OUTCOMES[outcome].person, language=language, question=question,
    )  # fmt: skip


def understood(question: str, earlier: Sequence[Mapping[str, str]] = ()) -> str:
    """The question to look up: as it would be asked alone."""
    return turns.resolve(question, earlier)


def _told_before(turns: Sequence[Mapping[str, str]]) -> list[str]:
    """What the asker himself said, oldest first: what an answer quoted of a rule says nothing of him."""
    return [str(turn["text"]) for turn in turns if turn.get("role") in ("resident", "user")]


def chosen(
    hit: Hit, *, question: str, today: date, language: str = "zh", turns: Sequence[Mapping[str, str]] = ()
) -> Answer:
    """The answer of the one entry a resident chose out of three."""
    if not in_force(hit, today):
        return ended("not_found", said("not_found", language), question=question, language=language)
    known = situations.situation_of(*_told_before(turns), question)
    return _answered(
        question, [hit], Verdict((0,), (1.0,), 1.0, 1.0, "answer"), [], language, known, None, False
    )


def _is_own(verdict: Verdict) -> bool:
    """Whether the question is the best entry's own."""
    return bool(verdict.ranking) and verdict.features[verdict.ranking[0]]["same"] >= SAME


def in_force(hit: Hit, today: date) -> bool:
    day = today.isoformat()
    begins, ends = str(hit.get("in_force_from") or ""), str(hit.get("in_force_to") or "")
    return begins <= day and (not ends or day <= ends)


def _offered(hit: Hit, verdict: Verdict, place: int) -> Offered:
    # An article has no question: its first words say what it is about.
    beginning = f"{hit.get('article') or hit.get('source', '')} {str(hit['text'])[:60]}"
    title = str(hit.get("question") or "") or beginning
    return Offered(
        str(hit["id"]),
        round(verdict.scores[place], 4),
        t.visible(title)[:120],
        t.visible(str(hit.get("source", "")))[:120],
        str(hit.get("digest") or ""),
        int(hit.get("key") or 0),
    )


def _answered(
    question: str,
    ranked: Sequence[Hit],
    verdict: Verdict,
    offered: Sequence[Offered],
    language: str,
    known: Mapping[str, object],
    complete: Complete | None,
    plain: bool,
    tell: Tell | None = None,
) -> Answer:
    first = ranked[0]
    is_faq = bool(first.get("question"))
    used = [first, *_beside(ranked, verdict, is_faq)]
    outcome = "answered_from_faq" if is_faq else "answered"
    said_so = compared(question, ranked)
    made = _Composed(used, said_so)
    if complete is not None:
        try:
            for one in compose.compose(question, used, complete, language, plain):
                spoken = made.add(one)
                if tell is not None:
                    tell(spoken, made.citations, outcome, round(verdict.right, 4))
        except ModelSilent:
            made.is_whole = False
    sentences, citations, path = made.sentences, made.citations, "model"
    if not made.is_whole or not sentences:
        rest, cited, way = _extracted(said_so, used, is_faq, language)
        if sentences:
            # What was read stays; the sources themselves say the rest, each named once.
            named = [one.id for one in citations]
            citations = [*citations, *(source for source in cited if source.id not in named)]
            places = {source.id: place for place, source in enumerate(citations)}
            moved = [
                Spoken(one.text, None if one.citation is None else places[cited[one.citation].id], one.quoted)
                for one in rest
            ]
            sentences = [*sentences, Spoken(said_of_break(language)), *moved]
        else:
            sentences, citations, path = rest, cited, way
    body = str(first["text"])
    explained = {str(hit["id"]): tuple(situations.explain(str(hit["text"]), known)) for hit in used}
    citations = [replace(one, conditions=explained[one.id]) for one in citations]
    return Answer(
        outcome,
        "".join(one.text for one in sentences),
        tuple(sentences),
        tuple(citations),
        tuple(offered),
        round(verdict.right, 4),
        False,
        language,
        question,
        glance.facts(body),
        tuple(glance.lists(body)),
        path,
    )


def _beside(ranked: Sequence[Hit], verdict: Verdict, is_faq: bool) -> list[Hit]:
    """What is cited with the first: an FAQ entry only when another says otherwise; articles when nearly as near."""
    if is_faq:
        return [hit for hit in ranked[1:OFFERED] if contradicts(ranked[0], hit)][:1]
    near = [
        hit
        for hit, score in zip(ranked, verdict.scores, strict=True)
        if score >= NEAR * verdict.scores[0] > 0
    ]
    return near[1 : 1 + SUPPORT]


def contradicts(one: Hit, other: Hit) -> bool:
    """Whether two entries answer the same question with different numbers."""
    if not one.get("question") or not other.get("question"):
        return False
    a, b = t.grams(t.fold(str(one["question"]))), t.grams(t.fold(str(other["question"])))
    if len(a & b) < 0.8 * len(a | b):
        return False
    first, second = (compose.numbers(t.fold(str(hit["text"])[:2000])) for hit in (one, other))
    return bool(first - second) and bool(second - first)


class _Composed:
    """What a model said so far, and the passages it named."""

    def __init__(self, used: Sequence[Hit], question: str) -> None:
        self._used, self._question = used, question
        self._places: list[int] = []
        self.sentences: list[Spoken] = []
        self.citations: list[Citation] = []
        self.is_whole = True

    def add(self, one: compose.Sentence) -> Spoken:
        if one.passage not in self._places:
            hit = self._used[one.passage]
            self._places.append(one.passage)
            self.citations.append(citation_of(hit, self._question, whole=bool(hit.get("question"))))
        spoken = Spoken(one.text, self._places.index(one.passage))
        self.sentences.append(spoken)
        return spoken


def _extracted(
    question: str, used: Sequence[Hit], is_faq: bool, language: str
) -> tuple[list[Spoken], list[Citation], str]:
    sentences: list[Spoken] = []
    citations = [citation_of(hit, question, whole=is_faq) for hit in used]
    if is_faq and len(used) > 1:
        sentences.append(Spoken(said_of_contradiction(language) + "\n"))
    elif not is_faq:
        sentences.append(Spoken(said("answered", language) + "\n"))
    if language == "en" and t.has_chinese(str(used[0]["text"])):
        sentences.append(Spoken(said_of_chinese() + "\n"))
    for place, (hit, citation) in enumerate(zip(used, citations, strict=True)):
        if not is_faq or len(used) > 1:
            since = f"（{citation.in_force_from}）" if citation.in_force_from and len(used) > 1 else ""
            name = f"《{citation.source.strip('《》')}》" if citation.source else ""
            sentences.append(Spoken(f"{name}{citation.article}{since}：" if name or since else "", place))
        text = str(hit["text"])
        if is_faq:
            shown = text[:LONGEST_SHOWN]
            pieces = [shown[start:end] for start, end in t.sentences(shown)] or [shown]
        else:
            pieces = [span.quote for span in extract.marked(question, text, most=3)]
        sentences += [
            Spoken(piece + ("" if piece.endswith("\n") else "\n" if breaks(text, piece) else ""), place, True)
            for piece in pieces
        ]
        if place + 1 < len(used):
            sentences.append(Spoken("\n"))
    return [one for one in sentences if one.text], citations, "retrieval"


def breaks(text: str, piece: str) -> bool:
    at = text.find(piece) + len(piece)
    return text[at : at + 1] == "\n"


def citation_of(hit: Hit, question: str, *, whole: bool) -> Citation:
    text = str(hit["text"])
    if whole and len(text) <= LONGEST_SHOWN:
        start, end = 0, len(text)
    else:
        spans = extract.marked(question, text, most=3)
        start, end = spans[0].start, spans[-1].end
    return Citation(
        str(hit["id"]), t.visible(str(hit.get("source") or ""))[:200], str(hit.get("article") or ""), text[start:end],
        str(hit["digest"]), start, end, str(hit.get("kind") or ""), str(hit.get("question") or ""),
        str(hit.get("agency") or ""), hit.get("page"), str(hit.get("in_force_from") or ""),
        int(hit.get("key") or 0),
    )  # fmt: skip
