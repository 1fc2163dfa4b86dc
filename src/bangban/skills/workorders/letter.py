"""What do the skills of this folder share: the message with its title, its shown fields, its repeats?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bangban.skills.base import Context
from bangban.skills.workorders.duplicates import find_repeats, fingerprint
from bangban.skills.workorders.extract import Reading
from bangban.skills.workorders.text import Plain, cleaned, plain, sentences

TITLE_LENGTH = 40
VALUE_LENGTH = 200
REPEATS_ABOVE = 0.5
NO_WORDS = "（无文字内容）"

# What a letter or a transcript opens with, before it says anything.
_OPENING = re.compile(
    "^(?:(?:尊敬|敬爱)的.{0,10}?[，,：:！!]|(?:各位)?领导们?[，,]?(?:您|你)?们?好[，,：:！!]?|(?:您|你)们?好[，,：:！!]?"
    "|市民(?:来电|反映)[：:]|来电(?:人称|人反映|反映|人)?[：:]?|紧急[！!]|举报[：:]|咨询[：:])+"
)


@dataclass(frozen=True)
class Letter:
    title: str
    """The person's own title, "" if none was given."""
    message: Plain
    """Title and body, a line break between them."""
    shift: int
    """Where the body begins in the message: offsets shown are the body's own."""
    case: str


def letter_of(inputs: Mapping[str, Any]) -> Letter:
    """Read the inputs {text, title?, case?} of a skill."""
    title, lead = _lead(inputs)
    return Letter(title, plain(whole_text(inputs)), len(lead), str(inputs.get("case") or ""))


def whole_text(inputs: Mapping[str, Any]) -> str:
    """Title and text as one: what is read, and what is fingerprinted."""
    return _lead(inputs)[1] + str(inputs.get("text") or "")


def _lead(inputs: Mapping[str, Any]) -> tuple[str, str]:
    title = str(inputs.get("title") or "").strip().replace("\n", " ")
    return title, f"{title}\n" if title else ""


def title_of(letter: Letter) -> str:
    """Return 1 to 40 characters that name the matter: the person's own title, else the first sentence."""
    if letter.title:
        return cleaned(letter.title)[:TITLE_LENGTH] or NO_WORDS
    message = letter.message
    for start, end in sentences(message.text):
        begin, stop = message.span(start, end)
        sentence = _OPENING.sub("", message.original[begin:stop]).strip("，。！？；：,.!?;: \n")
        if len(sentence) >= 6:
            return cleaned(sentence)[:TITLE_LENGTH] or NO_WORDS
    return cleaned(message.original).strip()[:TITLE_LENGTH] or NO_WORDS


def shown_fields(reading: Reading, letter: Letter) -> list[dict[str, Any]]:
    """Return the extracted fields {name, value, start, end}; offsets in the body, negative in the title."""
    return [
        {
            "name": field.name,
            "value": cleaned(field.value)[:VALUE_LENGTH],
            "start": field.start - letter.shift,
            "end": field.end - letter.shift,
        }
        for field in reading.fields
    ]


def repeats_of(letter: Letter, context: Context) -> list[dict[str, Any]]:
    """Return the recent cases {case, similarity} in nearly the same words, most alike first."""
    found = find_repeats(
        fingerprint(letter.message.original),
        lambda bands: context.retrieve("hotline.recent", {"bands": bands}),
        above=float(context.settings.get("repeats_above", REPEATS_ABOVE)),
    )
    return [
        {"case": repeat.case, "similarity": repeat.similarity}
        for repeat in found
        if repeat.case != letter.case
    ]
