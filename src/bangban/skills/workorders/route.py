"""Which agency should take this message? Proposes the work order; a person or a standing order decides."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bangban.errors import BadInput
from bangban.skills.base import Context, Evidence, Result
from bangban.skills.hotline.learned import Opinion, opinion
from bangban.skills.workorders.beyond import Beyond, beyond
from bangban.skills.workorders.extract import Reading, read
from bangban.skills.workorders.letter import Letter, letter_of, repeats_of, shown_fields, title_of
from bangban.skills.workorders.match import Candidate, DutyIndex, Zone, confidence, index_of
from bangban.skills.workorders.text import READ_LIMIT, Plain, cleaned, sentences

TITLE_WEIGHT, REQUEST_WEIGHT, OPENING_WEIGHT = 2.0, 1.8, 1.6
PERSON_FIRST = {"not_ours": 0.3, "advertising": 0.3, "instructs_the_machine": 0.3, "emergency": 0.5}
"""Confidence is held down where a person should look before anything happens, however clear the agency."""
SHOWN = 2
"""Agencies proposed: the best and the runner-up, which is where a wrong first one mostly should have gone."""
REASONS = 5
CONFLICT = 0.5
"""Confidence where duty lists and what was learned name different agencies: a person looks."""
_INSIDE = ("市", "区", "县", "镇", "街道", "路", "社区")
"""What a place may lie in: other words before it were not part of its name."""

_NUMBER = re.compile(r"\d{1,5}[号栋幢弄]")


class NoDuties(BadInput):
    """部门职责清单是空的，或缺少兜底部门“{fallback}”，无法分拨。请在“部门”页面补充职责清单。 | No duty list is known, or the fallback agency "{fallback}" has none, so nothing can be routed. Add duty lists on the Agencies page."""

    code = "no_duties"


class Route:
    """The skill "workorders.route"."""

    name = "workorders.route"
    version = "1.0"
    input_schema: Mapping[str, Any] = {
        "type": "object",
        "required": ["text"],
        "properties": {
            "text": {"type": "string", "x-title": {"zh": "来信内容", "en": "Message"}},
            "title": {"type": "string", "x-title": {"zh": "标题", "en": "Title"}},
            "case": {
                "type": "string",
                "x-title": {"zh": "本办件编号（查重时排除）", "en": "This case, no repeat of itself"},
            },
        },
    }
    settings_schema: Mapping[str, Any] = {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "fallback": {"type": "string", "description": "Agency that takes what no duty list names."},
            "repeats_above": {"type": "number", "minimum": 0, "maximum": 1},
            "synonyms": {"type": "array", "items": {"type": "array", "items": {"type": "string"}}},
        },
    }

    def prepare(self) -> None:
        """Load the dictionaries that `run` otherwise loads when a message first needs them."""
        import cn2an
        import rjieba

        rjieba.cut("小区")
        cn2an.cn2an("三百")

    def run(self, inputs: Mapping[str, Any], context: Context) -> Result:
        """Propose the agency for `inputs["text"]`.

        Reads `agencies.duties` and `hotline.recent`. Text is only ever matched: a message that gives
        orders to the machine is dispatched like any other, and flagged.

        Raises:
            NoDuties: no agency has a duty list, or nothing matched and the fallback has none.
        """
        settings = context.settings
        letter = letter_of(inputs)
        reading = read(letter.message)
        synonyms = tuple(tuple(group) for group in settings.get("synonyms") or ())
        index = index_of(context.retrieve("agencies.duties", {}), synonyms)
        candidates, area = index.match(letter.message.text, zones_of(letter, reading))
        heard = opinion(context, letter.message.text)
        candidates, certain = _heard(list(candidates), heard, index)
        agency = _chosen(candidates, index, str(settings.get("fallback") or ""))
        elsewhere = beyond(letter.message.text)
        signs = (*reading.flags, reading.urgency, *(["not_ours"] if elsewhere else []))
        sure = min([certain, *(PERSON_FIRST.get(sign, 1.0) for sign in signs)])
        alternatives = [
            {
                "agency": candidate.agency,
                "agency_name": dict(candidate.agency_name),
                "score": round(candidate.score, 2),
                "reasons": reasons_of(candidate, letter),
            }
            for candidate in candidates[:SHOWN]
        ]
        return Result(
            content={
                "agency": agency,
                "agency_name": dict(index.agencies[agency]),
                "title": title_of(letter),
                "request": cleaned(reading.request),
                "place": cleaned(_place(reading, letter.message, area)),
                "people_affected": reading.people_affected,
                "urgency": reading.urgency,
            },
            evidence=(*_evidence(alternatives[:1]), *_learned(heard, agency, letter)),
            confidence=sure,
            path="rules" if heard is None else "rules, learned",
            details={
                "alternatives": alternatives,
                "fields": [*shown_fields(reading, letter), *_guidance(elsewhere, letter)],
                "flags": list(reading.flags),
                "duplicates": repeats_of(letter, context),
                "unread_characters": max(0, len(letter.message.original) - READ_LIMIT),
            },
        )


def _guidance(elsewhere: Sequence[Beyond], letter: Letter) -> list[dict[str, Any]]:
    """Where the resident is told to turn, as a field beside the words that say so."""
    found = []
    for one in elsewhere:
        start, end = letter.message.span(one.start, one.end)
        found.append(
            {
                "name": "not_ours",
                "value": dict(one.where),
                "start": start - letter.shift,
                "end": end - letter.shift,
            }
        )
    return found


def zones_of(letter: Letter, reading: Reading) -> list[Zone]:
    """Weigh title, opening and request above the body: they say what is asked for, the body why."""
    text = letter.message.text
    zones = []
    if letter.shift:
        zones.append(Zone(0, text.find("\n"), TITLE_WEIGHT))
    else:
        start, end = next(sentences(text), (0, 0))
        zones.append(Zone(start, min(end, start + 60), OPENING_WEIGHT))
    # A "sentence" of hundreds of characters is a body without full stops.
    zones.extend(
        Zone(start, end, REQUEST_WEIGHT) for start, end in reading.requests[:2] if end - start <= 200
    )
    return zones


def reasons_of(candidate: Candidate, letter: Letter) -> list[dict[str, Any]]:
    """Return which words of the message met which words of the agency's duties, weightiest first.

    {duty, duty_title, word, quote, start, end, weight}; offsets in the message's body, negative in its title.
    """
    reasons: dict[str, dict[str, Any]] = {}
    for hit in candidate.hits:
        if len(reasons) == REASONS:
            break
        if hit.word not in reasons:
            start, end = letter.message.span(hit.start, hit.end)
            reasons[hit.word] = {
                "duty": hit.duty.code,
                "duty_title": dict(hit.duty.title),
                "word": hit.word,
                "quote": cleaned(letter.message.original[start:end]),
                "start": start - letter.shift,
                "end": end - letter.shift,
                "weight": round(hit.weight, 2),
            }
    return list(reasons.values())


def _chosen(candidates: Sequence[Candidate], index: DutyIndex, fallback: str) -> str:
    if candidates:
        return candidates[0].agency
    if fallback in index.agencies:
        return fallback
    raise NoDuties(fallback=fallback or "-")


def _heard(
    candidates: list[Candidate], heard: Opinion | None, index: DutyIndex
) -> tuple[list[Candidate], float]:
    """Duty lists and what was learned from decisions, together: agreement makes sure, conflict goes to a person."""
    sure = confidence(candidates)
    if heard is None or heard.top[0][0] not in index.agencies:
        return candidates, sure
    label, chance = heard.top[0]
    if candidates and candidates[0].agency == label:
        return candidates, max(sure, chance)
    theirs = next((one for one in candidates if one.agency == label), None)
    theirs = theirs or Candidate(label, index.agencies[label], 0.0, ())
    rest = [one for one in candidates if one.agency != label]
    if chance > sure:
        return [theirs, *rest], chance * (1 - sure)
    return [*rest[:1], theirs, *rest[1:]], min(sure, CONFLICT)


def _learned(heard: Opinion | None, agency: str, letter: Letter) -> list[Evidence]:
    if heard is None or heard.top[0][0] != agency:
        return []
    said = letter.message.original
    found = next((word for word in heard.words if word and word in said), "")
    start = said.find(found) - letter.shift if found else None
    return [
        Evidence(
            kind="learned",
            claim="历次决定：这类来信多由该部门办理",
            source=f"model:{heard.model}",
            quote=found,
            start=start,
            end=start + len(found) if start is not None else None,
            weight=round(heard.top[0][1], 3),
        )
    ]


def _place(reading: Reading, message: Plain, area: tuple[int, int] | None) -> str:
    """A place that the duty lists know is surer than one that only looks like a place."""
    if area is None:
        return reading.place
    numbered = _NUMBER.match(message.text, area[1])
    start, end = message.span(area[0], numbered.end() if numbered else area[1])
    name = message.original[slice(*message.span(*area))]
    known = [message.original[start:end]]
    for field in reading.fields:
        before, found, after = field.value.partition(name)
        if field.name == "place" and found:
            known.append((before if before.endswith(_INSIDE) else "") + found + after)
    return max(known, key=len)


def _evidence(alternatives: Sequence[Mapping[str, Any]]) -> list[Evidence]:
    return [
        Evidence(
            kind="duty",
            claim=f"“{reason['quote']}” → {reason['duty_title']['zh']}",
            source=f"agency:{one['agency']}/duty:{reason['duty']}",
            quote=reason["quote"],
            start=reason["start"],
            end=reason["end"],
            weight=reason["weight"],
        )
        for one in alternatives
        for reason in one["reasons"]
    ]


skill = Route()
