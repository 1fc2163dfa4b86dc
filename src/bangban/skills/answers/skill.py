"""How does an employee answer a question? The skill `answers.answer`: looks up, judges, answers or says that it cannot."""

from __future__ import annotations

import hashlib
import json
import time
from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from bangban.errors import Busy
from bangban.skills.answers import across, screen
from bangban.skills.answers import text as t
from bangban.skills.answers.answer import (
    Answer,
    Citation,
    Spoken,
    Tell,
    answer,
    chosen,
    ended,
    language_of,
    understood,
)
from bangban.skills.answers.decide import Judge, load, shipped
from bangban.skills.answers.followups import about_both, is_of
from bangban.skills.answers.going_on import going_on
from bangban.skills.answers.looking import look_up
from bangban.skills.answers.outcomes import ANSWERED, said
from bangban.skills.answers.responsible import responsible
from bangban.skills.answers.text import traditional
from bangban.skills.answers.turns import continued
from bangban.skills.answers.vectors import WIDE, Vectors, encoder
from bangban.skills.base import Context, Evidence, Result, Retrieve, Say
from bangban.skills.handover import decide

LEARNED = "consult.learned"
STANDING = "consult.standing"
LONGEST_QUESTION = 100_000
"""Characters that are taken at all; `text.LONGEST` of them are read."""
MOST_TURNS = 40
SAID_NOTHING = ("not_found", "clarify", "choose_one")
MAKING = 0.15
"""Seconds a resident's question may wait for vectors nobody made yet; the next one finds them."""


def ask(
    question: str,
    retrieve: Retrieve,
    *,
    scope: str = "",
    as_of: date | None = None,
    today: date,
    turns: Sequence[Mapping[str, str]] = (),
    agency: str = "",
    judges: Mapping[str, Judge] | None = None,
    vectors: Vectors | None = None,
    seconds: float | None = None,
    **more: Any,
) -> Answer:
    """Look up and answer; `more` as in `answer`. `as_of`: the day whose law counts, by default today."""
    day = as_of or today

    def found(asked: str) -> list[Mapping[str, Any]]:
        return look_up(
            asked, retrieve, scope=scope, as_of=day.isoformat() if as_of else "", agency=agency, vectors=vectors,
            seconds=seconds,
        )  # fmt: skip

    more["language"] = more.get("language") or language_of(question)

    def named() -> str:
        found = responsible(question, turns, retrieve, more["language"])
        return traditional(found) if more["language"] == "zh-hant" else found

    more["named"] = named
    if turns and not screen.stands_apart(question):
        further = going_on(question, turns, found, today=day, judges=judges, **more)
        if further is not None:
            return further
    made = answer(question, found(understood(question, turns)), turns=turns, today=day, judges=judges, **more)
    if made.outcome == "not_found" and turns:
        # What finds nothing by itself may go on with what was spoken of before, and what seemed to go on may stand alone.
        for whole in (continued(question, turns), understood(question)):
            if whole and whole != made.question:
                hits = found(whole)
                again = answer(whole, hits, today=day, judges=judges, **more)
                if whole != understood(question):
                    again = _as_far_as(again, about_both(hits, question, whole)) or made
                if again.outcome in (*ANSWERED, "choose_one"):
                    return again
    if heard := _heard(question, made):
        text = said(heard, made.language)
        return ended(heard, text, confidence=1.0, question=made.question, language=made.language)
    return made


def _as_far_as(made: Answer, about: Collection[str]) -> Answer | None:
    """The answer, as far as it rests on the entries `about` names or offers them; None where that is nothing."""
    if made.outcome == "choose_one":
        offered = tuple(one for one in made.offered if one.id in about)
        return replace(made, offered=offered) if offered else None
    return made if made.outcome in ANSWERED and made.citations[0].id in about else None


def _heard(question: str, made: Answer) -> str:
    """What a turn that no source is about is: a cry for help, or a call for a person, in whatever words; else ""."""
    about = any(is_of(one.question, question, 0.5) for one in made.offered)
    if made.outcome not in SAID_NOTHING or about or screen.courtesy(question):
        return ""
    [decided] = decide([{"role": "resident", "text": question[: t.LONGEST]}])
    return {"crisis": "crisis", "asked_for_person": "handed_over"}.get(decided.reason, "")


class Asked:
    """Answers to questions that were asked just now, as long as nothing they stand on may read differently.

    What is kept is a proposal: whoever asks gets a case, a check against the sources, a release and entries of their own.
    """

    def __init__(self, most: int = 2_000, seconds: float = 600.0) -> None:
        self._most, self._seconds = most, seconds
        self._kept: OrderedDict[str, tuple[float, Result]] = OrderedDict()

    def key(self, inputs: Mapping[str, Any], context: Context, judge: str) -> str:
        """All an answer depends on; "" when nobody can say at what its sources stand, or when a model words it."""
        rows = context.retrieve(STANDING, {"scope": str(context.settings.get("scope", ""))})
        stamp = str(next(iter(rows), {}).get("stamp") or "")
        if not stamp or context.complete is not None:
            return ""
        depends = [inputs, context.settings, stamp, judge, context.now.date().isoformat()]
        return json.dumps(depends, sort_keys=True, ensure_ascii=False, default=dict)

    def get(self, key: str) -> Result | None:
        began, result = self._kept.get(key, (0.0, None))
        return result if time.monotonic() - began < self._seconds else None

    def put(self, key: str, result: Result) -> Result:
        if key:
            self._kept[key] = (time.monotonic(), result)
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return result


@cache
def _vectors(path: str) -> Vectors:
    return Vectors(encoder(), Path(path) if path else None)


def _judges(path: str) -> dict[str, Judge] | None:
    return load(Path(path)) if path else None


class AnswersSkill:
    """Content: the whole answer, as it would be released."""

    name = "answers.answer"
    version = "1"
    input_schema: Mapping[str, Any] = {
        "type": "object",
        "properties": {
            "text": {"type": "string", "minLength": 1, "maxLength": LONGEST_QUESTION},
            "turns": {"type": "array", "maxItems": MOST_TURNS, "items": {"type": "object"}},
            "choice": {"type": "string", "maxLength": 120},
            "as_of": {"type": "string", "format": "date"},
            "language": {"enum": ["", "zh", "zh-hant", "en"]},
            "plain": {"type": "boolean"},
        },
        "required": ["text"],
    }
    settings_schema: Mapping[str, Any] = {
        "type": "object",
        "properties": {
            "scope": {"type": "string", "maxLength": 80},
            "agency": {"type": "string", "maxLength": 80},
        },
        "additionalProperties": False,
    }

    def __init__(self) -> None:
        self._asked = Asked()

    def prepare(self) -> None:
        """Load once, before the hosts are forked, what they all need: dictionaries and the judge."""
        t.words(t.fold("居住證在哪裡辦"))
        t.said(t.traditional("居住证在哪里办"))
        across.glossed("Where do I apply for a residence permit?")
        shipped()

    def run(self, inputs: Mapping[str, Any], context: Context) -> Result:
        """See `Skill`. Confidence is the probability that the answer is right, as fitted."""
        try:
            return self._run(inputs, context)
        except Busy:
            # The sources cannot be read at this moment: said so, and a person is offered.
            language = str(inputs.get("language") or "") or language_of(str(inputs["text"]))
            text = said("error", language)
            made = ended("error", text, confidence=1.0, question=str(inputs["text"]), language=language)
            return self._result(made)

    def _run(self, inputs: Mapping[str, Any], context: Context) -> Result:
        settings = context.settings
        scope = str(settings.get("scope", ""))
        # Where vectors and a judge of its own are kept, if this installation has them.
        learned = dict(next(iter(context.retrieve(LEARNED, {"scope": scope})), {}))
        key = self._asked.key(inputs, context, str(learned.get("judge") or ""))
        if (known := self._asked.get(key)) is not None:
            return known
        if choice := str(inputs.get("choice") or ""):
            vectors = _vectors(str(learned.get("vectors") or ""))
            return self._asked.put(key, self._result(self._chosen(choice, inputs, context, vectors)))
        made = ask(
            str(inputs["text"]),
            context.retrieve,
            scope=scope,
            as_of=date.fromisoformat(inputs["as_of"]) if inputs.get("as_of") else None,
            today=context.now.date(),
            turns=[turn for turn in inputs.get("turns", ()) if isinstance(turn.get("text"), str)][
                -MOST_TURNS:
            ],
            agency=str(settings.get("agency", "")),
            judges=_judges(str(learned.get("judge") or "")),
            vectors=_vectors(str(learned.get("vectors") or "")),
            seconds=MAKING,
            complete=context.complete,
            language=str(inputs.get("language") or ""),
            plain=bool(inputs.get("plain")),
            tell=_telling(context.say),
        )
        return self._asked.put(key, self._result(made))

    def _chosen(self, choice: str, inputs: Mapping[str, Any], context: Context, vectors: Vectors) -> Answer:
        """The entry a resident chose: it must still be among what the question finds."""
        asked = str(inputs["text"])
        turns = [turn for turn in inputs.get("turns", ()) if isinstance(turn.get("text"), str)]
        hits = look_up(
            understood(asked, turns),
            context.retrieve,
            scope=str(context.settings.get("scope", "")),
            agency=str(context.settings.get("agency", "")),
            # As wide as it was looked when the entry was offered; by meaning where words find nothing.
            vectors=vectors if t.is_english(asked) else None,
            most=WIDE,
        )
        language = str(inputs.get("language") or "") or language_of(asked)
        for hit in hits:
            if str(hit["id"]) == choice:
                return chosen(hit, question=asked, today=context.now.date(), language=language, turns=turns)
        return answer(asked, [], today=context.now.date(), language=language)

    def _result(self, made: Answer) -> Result:
        evidence = tuple(
            Evidence(
                "article" if one.article else "source",
                one.question or one.source,
                f"passage:{one.id}",
                one.quote,
            )
            for one in made.citations
        )
        content = {
            "outcome": made.outcome, "text": made.text, "handover": made.handover, "language": made.language,
            "chain": _chain([one.text for one in made.sentences]), "confidence": made.confidence,
            "sentences": [asdict(one) for one in made.sentences],
            "citations": [asdict(one) for one in made.citations],
            "offered": [asdict(one) for one in made.offered],
        }  # fmt: skip
        details = {
            "question": made.question, "facts": dict(made.facts), "lists": list(made.lists),
            "conditions": [asdict(one) for one in made.conditions],
        }  # fmt: skip
        # What says nothing of any matter is the house's own words: there is nothing to be unsure of.
        sure = made.confidence if made.outcome in ANSWERED else 1.0
        return Result(content, evidence, sure, made.path, details)


def _telling(say: Say | None) -> Tell | None:
    """Hand over each sentence with all it stands on, so that it can be held against it by itself."""
    if say is None:
        return None

    def tell(spoken: Spoken, citations: Sequence[Citation], outcome: str, confidence: float) -> None:
        say(
            {
                "sentence": asdict(spoken), "citations": [asdict(one) for one in citations], "outcome": outcome,
                "confidence": confidence,
            }
        )  # fmt: skip

    return tell


def _chain(sentences: Sequence[str]) -> str:
    """The last link of the chain of the sentences: each link the digest of the one before and its sentence."""
    link = ""
    for sentence in sentences:
        behind = f"{link}\n{sentence}".encode()
        link = f"sha256:{hashlib.sha256(behind).hexdigest()}"
    return link


skill = AnswersSkill()
