"""What is the answer to what goes on with an answer? Its own entry's sentences, another's, or that it does not say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bangban.skills import glance
from bangban.skills.answers import extract, followups, situations
from bangban.skills.answers import text as t
from bangban.skills.answers.answer import (
    Answer,
    Spoken,
    answer,
    breaks,
    citation_of,
    ended,
    in_force,
    understood,
)
from bangban.skills.answers.decide import SURE, Judge, decide
from bangban.skills.answers.followups import Follow, Hit
from bangban.skills.answers.outcomes import ANSWERED, Named, said, said_of_chinese, said_of_silence

Find = Callable[[str], Sequence[Hit]]
_RESIDENT = ("resident", "user")


@dataclass(frozen=True)
class Anchor:
    """The entry that was just quoted or offered, and the question it was found for."""

    hit: Hit
    topic: str
    quoted: bool = True
    """Whether anything was read of it; else it was one of three that were offered."""


def going_on(
    question: str,
    turns: Sequence[Mapping[str, str]],
    found: Find,
    *,
    today: date,
    judges: Mapping[str, Judge] | None = None,
    named: Named = str,
    **more: Any,
) -> Answer | None:
    """The answer to a short question about what was just answered; None when it is none, or asks of something else.

    found: looks up a question that stands alone. more: as for `answer`.
    """
    follow = followups.followed(question)
    if follow is None:
        return None
    anchor = _anchor(turns, found, today, judges)
    if anchor is None:
        return None
    language = str(more["language"])

    def alone(text: str, hits: Sequence[Hit]) -> Answer:
        return answer(text, hits, today=today, judges=judges, named=named, **more)

    if follow.named and not follow.other:
        own = alone(question, found(question))
        if own.outcome in ANSWERED and own.citations[0].id != str(anchor.hit["id"]):
            return own
    spans = followups.said_of(anchor.hit, follow)
    if not spans and not follow.asks and followups.tells_of_oneself(question):
        spans = followups.all_of(anchor.hit)
    if spans:
        return of_entry(anchor.hit, spans, question=question, language=language, turns=turns)
    if not follow.named and not follow.other:
        beside = followups.says_elsewhere(
            found(f"{anchor.hit.get('source', '')} {question}"), anchor.hit, follow
        )
        if beside is not None:
            return of_entry(*beside, question=question, language=language, turns=turns)
    others = [followups.of_another(follow, anchor.topic)] if follow.other else []
    others += [[f"{anchor.topic} {question}"]] if not follow.named else []
    for text in (text for some in others for text in some):
        hits = [hit for hit in found(text) if hit["id"] != anchor.hit["id"]]
        kept = _about(alone(text, hits), follow, anchor, {str(hit["id"]): hit for hit in hits})
        if kept is not None:
            return kept
    if follow.named and not follow.other:
        return None
    # Where nothing was quoted, there is nothing of which to say that it is silent.
    text = said_of_silence(language, named) if anchor.quoted else said("not_found", language, agency=named)
    return ended("not_found", text, question=f"{anchor.topic} {question}", language=language)


def _about(made: Answer, follow: Follow, anchor: Anchor, hits: Mapping[str, Hit]) -> Answer | None:
    """What was found of another entry, as far as it is about what is asked, and says it."""

    def is_so(uid: str) -> bool:
        hit = hits[uid]
        if follow.other:
            return followups.names(followups.head_of(hit), follow)
        return followups.is_of(followups.head_of(hit), anchor.topic) and bool(followups.said_of(hit, follow))

    if made.outcome in ANSWERED:
        return made if is_so(made.citations[0].id) else None
    if made.outcome == "choose_one":
        offered = tuple(one for one in made.offered if is_so(one.id))
        return replace(made, offered=offered) if offered else None
    return None


def _anchor(
    turns: Sequence[Mapping[str, str]], found: Find, today: date, judges: Mapping[str, Judge] | None
) -> Anchor | None:
    """The entry that was quoted last, looked back over questions that only went on with it."""
    told = ""
    for at in range(len(turns) - 1, 0, -1):
        before = turns[at - 1]
        if turns[at].get("role") != "assistant" or before.get("role") not in _RESIDENT:
            continue
        question, said_then = str(before["text"]), str(turns[at]["text"])
        if followups.goes_back_over(question):
            continue
        alone = understood(question, turns[: at - 1])
        hits = [hit for hit in found(alone) if in_force(hit, today)]
        hit = followups.known_again(hits, told or said_then)
        quoted = hit is not None
        if hit is None and said_then and not told:
            hit, quoted = _answered(alone, hits, judges)
        if hit is not None:
            return Anchor(hit, _topic(question, turns[: at - 1]), quoted)
        if not said_then or not followups.goes_on(question):
            return None
        # It went on with something: then what it was answered with stands in an entry found before it.
        told = told or said_then
    return None


def _answered(
    question: str, hits: Sequence[Hit], judges: Mapping[str, Judge] | None
) -> tuple[Hit | None, bool]:
    """What answers it outright, for an answer in a model's words; of three offered the first, when it is its matter.

    And whether it was answered.
    """
    verdict = decide(question, hits, judges)
    if verdict.decision == "nothing":
        return None, False
    first, answered = hits[verdict.ranking[0]], verdict.decision == "answer"
    return (first if answered or followups.is_of(followups.head_of(first), question) else None), answered


def _topic(question: str, earlier: Sequence[Mapping[str, str]]) -> str:
    """The newest question, from this one back, that says what it is about."""
    asked = [str(one["text"]) for one in earlier if one.get("role") in _RESIDENT]
    return next((one for one in (question, *reversed(asked)) if not followups.goes_on(one)), question)


def of_entry(
    hit: Hit,
    spans: Sequence[extract.Span],
    *,
    question: str,
    language: str,
    turns: Sequence[Mapping[str, str]] = (),
) -> Answer:
    """The answer of the entry that was just quoted to what goes on with it: these sentences of it."""
    is_faq = bool(hit.get("question"))
    text = str(hit["text"])
    first, last = spans[0].start, spans[-1].end
    citation = replace(citation_of(hit, question, whole=True), quote=text[first:last], start=first, end=last)
    known = situations.situation_of(
        question, *(str(turn["text"]) for turn in turns if turn.get("role") in ("resident", "user"))
    )
    conditions = situations.explain(text, known)
    # What is asked of it is told, and no condition of what is not.
    told = tuple(one for one in conditions if any(span.start <= one.start < span.end for span in spans))
    citation = replace(citation, conditions=told)
    sentences = [] if is_faq else [Spoken(said("answered", language) + "\n")]
    if language == "en" and t.has_chinese(text):
        sentences = [Spoken(said_of_chinese() + "\n")]
    if not is_faq:
        sentences.append(Spoken(f"《{citation.source.strip('《》')}》{citation.article}：", 0))
    sentences += [Spoken(span.quote + ("\n" if breaks(text, span.quote) else ""), 0, True) for span in spans]
    return Answer(
        "answered_from_faq" if is_faq else "answered", "".join(one.text for one in sentences), tuple(sentences),
        (citation,), confidence=SURE, language=language, question=question, facts=glance.facts(citation.quote),
        lists=tuple(glance.lists(citation.quote)), path="retrieval",
    )  # fmt: skip
