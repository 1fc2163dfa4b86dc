"""What may stand in an answer that is no quote? Words around the sources: no link, no number that they do not say, no false name.

Whoever proposes an answer may have been talked into something, so a sentence of its own may not send anybody anywhere:
it names no address, and no telephone number, amount or year but those of the passage it rests on and the helplines.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from bangban import unseen
from bangban.governance.effects import WrongContent
from bangban.knowledge.models import Passage
from bangban.services.consult import claims

HELPLINES = frozenset({"12345", "12356", "12355", "12338", "12333", "12348"})
LONGEST = 1_000
"""Characters of a sentence that is no quote; ours have a fifth of that."""
LONGEST_NAME = 150
_LINK = re.compile(
    r"[a-z]{3,10}://|\b(?:javascript|data|mailto|tel)\s{0,20}:|\bwww\.|@"
    r"|[a-z0-9-]\.(?:com|cn|net|org|gov|io|top|xyz|info|cc|tw|vip|club|shop|app)\b",
    re.IGNORECASE,
)
_ADDRESS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@:/._%+-?=&#")
LONGEST_ADDRESS = 300
_BETWEEN = re.compile(r"(?<=\d)[ \t\u3000,，.·•()（）-]{1,2}(?=\d)")
_NUMBER = re.compile(r"\d{4,}")
_NOT_HAN = re.compile("[^\u3400-\u9fff0-9]+")
_NOT_LATIN = re.compile("[^a-z0-9]+")


def check(text: str, row: Passage | None) -> None:
    """Raise WrongContent unless these words of our own may stand beside the passage `row`."""
    if len(text) > LONGEST:
        raise WrongContent(field="sentences", reason=f"≤ {LONGEST}")
    plain = _plain(text)
    links, found = _links(plain), _numbers(plain) - HELPLINES
    if not links and not found:
        return
    said = _plain(_said_of(row)) if row is not None else ""
    if any(link not in said for link in links):
        raise WrongContent(field="sentences", reason="link")
    if not found <= _numbers(said):
        raise WrongContent(field="sentences", reason="number")


def check_claim(text: str, row: Passage) -> None:
    """Raise WrongContent unless the passage `row` says what a sentence in other words says of it."""
    if not claims.hold(text, _said_of(row)):
        raise WrongContent(field="sentences", reason="not in the source")


def check_name(citation: Mapping[str, Any], row: Passage) -> None:
    """Raise WrongContent unless a citation names its passage as it is named."""
    named, title = _letters(citation.get("source")), _letters(row.title or row.source.title)
    if not title.startswith(named) or len(named) < min(len(title), LONGEST_NAME):
        raise WrongContent(field="citations", reason="source")
    for field, right in (("article", row.article), ("question", row.question)):
        if _letters(citation.get(field)) != _letters(right):
            raise WrongContent(field="citations", reason=field)


def check_offer(offer: Mapping[str, Any], row: Passage) -> None:
    """Raise WrongContent unless an entry to choose is called what it asks, or an article what it begins with."""
    title = row.title or row.source.title
    right = row.question or f"{row.article or title} {row.text[:60]}"
    for field, whole in (("question", right), ("source", title)):
        shown, known = str(offer.get(field) or ""), _letters(whole)
        named = _letters(shown)
        if len(shown) > LONGEST_NAME or not known.startswith(named) or (known and not named):
            raise WrongContent(field="offered", reason=field)


def _said_of(row: Passage) -> str:
    parts = (row.text, row.title, row.source.title, row.article, row.heading, row.question)
    begins = row.in_force_from.isoformat() if row.in_force_from else ""
    return "\n".join((*parts, begins, begins[:4]))


def _plain(text: str) -> str:
    """As it is read: full width as half, and nothing that cannot be seen."""
    return unseen.without(unicodedata.normalize("NFKC", text))


def _links(plain: str) -> list[str]:
    """The addresses in a text, whole: what begins like one that is known may still lead elsewhere."""
    found, after = [], 0
    for core in _LINK.finditer(plain):
        if core.start() < after:
            continue
        start, end = core.span()
        while start > max(after, core.start() - LONGEST_ADDRESS) and plain[start - 1] in _ADDRESS:
            start -= 1
        while end < min(len(plain), core.end() + LONGEST_ADDRESS) and plain[end] in _ADDRESS:
            end += 1
        found.append(plain[start:end])
        after = end
    return found


def _numbers(plain: str) -> set[str]:
    return {*_NUMBER.findall(plain), *_NUMBER.findall(_BETWEEN.sub("", plain))}


def _letters(value: Any) -> str:
    """What of a name is compared: its Chinese signs and digits, or without them its Latin letters.

    An answer writes letters of other scripts that look like Latin ones as those.
    """
    plain = unicodedata.normalize("NFKC", str(value or "")).casefold()
    return _NOT_HAN.sub("", plain) or _NOT_LATIN.sub("", plain)
