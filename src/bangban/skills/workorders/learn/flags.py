"""What about a message should a person know before believing how it was classified?"""

from __future__ import annotations

import re

from bangban.skills.workorders.text import has_chinese, plain
from bangban.skills.workorders.vocabulary import ABUSE, ADVERTISING, INSTRUCTING

SHORT = 4
_LETTER = re.compile(r"[^\W\d_]")
_CANTONESE = re.compile("[嘅咗喺唔冇嚟啲咁佢哋嗰睇畀攞]")


def flags_of(text: str) -> list[str]:
    """Return any of "empty", "no_words", "short", "not_chinese", "cantonese", "long", "advertising", "abuse",
    "instructs_the_machine". Nothing is lost or obeyed for it: the message is classified like any other."""
    said = plain(text).text.strip()
    if not said:
        return ["empty"]
    flags = []
    if not _LETTER.search(said):
        flags.append("no_words")
    elif len(said) < SHORT:
        flags.append("short")
    elif not has_chinese(said):
        flags.append("not_chinese")
    if len(_CANTONESE.findall(said)) >= 2:
        flags.append("cantonese")
    if len(text) > 20_000:
        flags.append("long")
    for flag, words, least in (
        ("advertising", ADVERTISING, 2),
        ("abuse", ABUSE, 1),
        ("instructs_the_machine", INSTRUCTING, 1),
    ):
        if sum(word in said for word in words) >= least:
            flags.append(flag)
    return flags
