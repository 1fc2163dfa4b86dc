"""Which agency should take this message? Proposes the work order; a person or a standing order decides."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bangban.errors import BadInput
from bangban.skills.base import Context, Evidence, Result
from bangban.skills.workorders.duplicates import find_repeats, fingerprint
from bangban.skills.workorders.extract import Reading, read
from bangban.skills.workorders.match import Candidate, Zone, confidence, index_of
from bangban.skills.workorders.text import READ_LIMIT, Plain, plain, sentences

TITLE_WEIGHT, REQUEST_WEIGHT, OPENING_WEIGHT, ADDRESS_WEIGHT = 2.0, 1.8, 1.6, 1.5

# What a letter or a transcript opens with, before it says anything.
_OPENING = re.compile(
    "^(?:(?:尊敬|敬爱)的.{0,10}?[，,：:！!]|(?:各位)?领导们?[，,]?(?:您|你)?们?好[，,：:！!]?|(?:您|你)们?好[，,：:！!]?"
    "|市民(?:来电|反映)[：:]|来电(?:人称|反映|人反映)?[：:]?|紧急[！!]|举报[：:]|咨询[：:])+"
)


class NoDuties(BadInput):
    """部门职责清单是空的，或缺少兜底部门“{fallback}”，无法分拨。请在“部门”页面补充职责清单。 | No duty list is known, or the fallback agency "{fallback}" has none, so nothing can be routed. Add duty lists on the Agencies page."""

    code = "no_duties"


def zones_of(text: str, title_end: int, reading: Reading, message: Plain) -> list[Zone]:
    """Weigh title, opening, request and address above the body: they say what is asked for, the body why."""
    zones = []
    if title_end:
        zones.append(Zone(0, title_end, TITLE_WEIGHT))
    else:
        opening = next(sentences(text), None)
        if opening:
            zones.append(Zone(opening[0], min(opening[1], opening[0] + 60), OPENING_WEIGHT))
    zones.extend(
        Zone(start, end, REQUEST_WEIGHT) for start, end in reading.requests[:2] if end - start <= 200
    )
    return zones


def title_of(title: str, message: Plain) -> str:
    """Return at most 40 characters that name the matter: the person's own title, else the first sentence."""
    if title.strip():
        return title.strip()[:40]
    for start, end in sentences(message.text):
        begin, stop = message.span(start, end)
        sentence = _OPENING.sub("", message.original[begin:stop]).strip("，。！？；：,.!?;: \n")
        if len(sentence) >= 6:
            return sentence[:40]
    return message.original.strip()[:40]


def reasons_of(candidate: Candidate, most: int = 5) -> list[dict[str, Any]]:
    """Return the words of the message that met words of the agency's duties, weightiest first."""
    reasons: list[dict[str, Any]] = []
    seen: set[str] = set()
    for hit in candidate.hits:
        if hit.word not in seen:
            seen.add(hit.word)
            reasons.append(
                {
                    "duty": hit.duty.code,
                    "duty_title": dict(hit.duty.title),
                    "word": hit.word,
                    "start": hit.start,
                    "end": hit.end,
                    "weight": round(hit.weight, 2),
                }
            )
        if len(reasons) == most:
            break
    return reasons


class Route:
    """The skill "workorders.route"."""

    name = "workorders.route"
    version = "1.0"
    input_schema: Mapping[str, Any] = {
        "type": "object",
        "required": ["text"],
        "properties": {
            "text": {"type": "string", "title": "来信内容 | Message"},
            "title": {"type": "string", "title": "标题 | Title"},
            "case": {
                "type": "string",
                "title": "本办件编号，查重时排除 | This case, left out of the repeats",
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

    def run(self, inputs: Mapping[str, Any], context: Context) -> Result:
        """Propose the agency for `inputs["text"]`.

        Reads `agencies.duties` and `hotline.recent`. Text is only ever matched: a message that gives
        orders to the machine is dispatched like any other, and flagged.

        Raises:
            NoDuties: no agency has a duty list, or nothing matched and the fallback has none.
        """
        settings = context.settings
        title = str(inputs.get("title") or "")
        body = str(inputs.get("text") or "")
        lead = f"{title}\n" if title.strip() else ""
        message = plain(lead + body)
        reading = read(message)
        rows = context.retrieve("agencies.duties", {})
        index = index_of(rows, _groups(settings))
        title_end = message.text.find("\n") if lead else 0
        candidates, area = index.match(message.text, zones_of(message.text, title_end, reading, message))
        sure = confidence(candidates)
        if set(reading.flags) & {"instructs_the_machine", "advertising"}:
            sure = min(sure, 0.3)  # a person should see these
        fallback = str(settings.get("fallback") or "")
        if candidates:
            agency, agency_name = candidates[0].agency, candidates[0].agency_name
        elif fallback in index.agencies:
            agency, agency_name = fallback, index.agencies[fallback]
        else:
            raise NoDuties(fallback=fallback or "-")
        shift = len(lead)
        own = str(inputs.get("case") or "")
        repeats = [
            repeat
            for repeat in find_repeats(
                fingerprint(lead + body),
                lambda bands: context.retrieve("hotline.recent", {"bands": bands}),
                above=float(settings.get("repeats_above", 0.5)),
            )
            if repeat.case != own
        ]
        content = {
            "agency": agency,
            "agency_name": dict(agency_name),
            "title": title_of(title, message),
            "request": reading.request,
            "place": reading.place or area or "",
            "people_affected": reading.people_affected,
            "urgency": reading.urgency,
        }
        details = {
            "alternatives": [
                {
                    "agency": candidate.agency,
                    "agency_name": dict(candidate.agency_name),
                    "score": round(candidate.score, 2),
                    "reasons": [_shifted(reason, message, shift) for reason in reasons_of(candidate)],
                }
                for candidate in candidates[:2]
            ],
            "fields": [
                {
                    "name": field.name,
                    "value": field.value,
                    "start": field.start - shift,
                    "end": field.end - shift,
                }
                for field in reading.fields
            ],
            "flags": list(reading.flags),
            "duplicates": [{"case": repeat.case, "similarity": repeat.similarity} for repeat in repeats],
            "read_characters": min(len(body), READ_LIMIT - shift),
        }
        return Result(
            content=content,
            evidence=_evidence(candidates[:1], message, shift),
            confidence=sure,
            path="rules",
            details=details,
        )


def _groups(settings: Mapping[str, Any]) -> Sequence[Sequence[str]]:
    return tuple(tuple(group) for group in settings.get("synonyms") or ())


def _shifted(reason: dict[str, Any], message: Plain, shift: int) -> dict[str, Any]:
    start, end = message.span(reason["start"], reason["end"])
    return {**reason, "quote": message.original[start:end], "start": start - shift, "end": end - shift}


def _evidence(best: Sequence[Candidate], message: Plain, shift: int) -> tuple[Evidence, ...]:
    found = []
    for candidate in best:
        for reason in reasons_of(candidate):
            shifted = _shifted(reason, message, shift)
            found.append(
                Evidence(
                    kind="duty",
                    claim=f"“{shifted['quote']}” → {reason['duty_title']['zh']}",
                    source=f"agency:{candidate.agency}/duty:{reason['duty']}",
                    quote=shifted["quote"],
                    start=shifted["start"],
                    end=shifted["end"],
                    weight=reason["weight"],
                )
            )
    return tuple(found)


skill = Route()
