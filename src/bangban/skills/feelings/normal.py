"""How is a message read before its feeling is judged? Addresses, names and figures become one sign each."""

from __future__ import annotations

import re
import unicodedata

from bangban.skills.linear.grams import AFTER
from bangban.unseen import HALVES, UNSEEN

LONGEST = 4_000
"""Characters that count."""
LINK, NAME, NUMBER = "\ue000", "\ue001", "\ue002"
"""Private signs: what stands for a link, a name and a number."""
_LINK = re.compile(r"https?://[\w./?=&%#-]+|www\.[\w./?=&%#-]+", re.ASCII)
_NAME = re.compile(r"@[\w·-]+")
_NUMBER = re.compile(r"\d+(?:[.:]\d+)*")
_STRETCHED = re.compile(r"(.)\1{3,}", re.DOTALL)
# An emoji keeps which look of it was chosen: that, too, says something.
_HIDDEN = re.compile(f"[{UNSEEN}{HALVES}]")
_QUOTED = re.compile(rf"//+\s*{NAME}\s*[:：]?")
"""Before each post that a message hands on, the newest first."""
_SUBJECT = re.compile(r"#[^#\n]{1,40}#")
_SAYS = re.compile(r"[^\W_]|[\[\u2600-\u27bf\U0001f000-\U0001faff]")
_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;\n]*")
SHORT = 4
"""Characters; a shorter sentence is read with the one before."""


def normal(text: str) -> str:
    """Return the text in small letters. What is said stands apart from its subjects (#…#) and from what it hands on.

    Who hands on a post without a word says what the first one says that has words.
    """
    text = _HIDDEN.sub("", text[:LONGEST]).lower()
    if max(text, default="") >= "\uff01" or "＃" in text:
        text = unicodedata.normalize("NFKC", text)
    text = _LINK.sub(LINK, text) if "http" in text or "www." in text else text
    text = _NAME.sub(NAME, text) if "@" in text else text
    text = _STRETCHED.sub(r"\1\1\1", _NUMBER.sub(NUMBER, text))
    parts = _QUOTED.split(text) if NAME in text else [text]
    mine = next((at for at, part in enumerate(parts) if _SAYS.search(part)), 0)
    own, rest = parts[mine], f"//{NAME}:".join(parts[:mine] + parts[mine + 1 :])
    if "#" in own and (said := _SUBJECT.sub(" ", own).strip()):
        rest = "".join(_SUBJECT.findall(own)) + rest
        own = said
    return f"{own}{AFTER}{rest}" if rest else own


def sentences(text: str) -> list[str]:
    """The sentences of a message, the very short ones with the one before."""
    parts: list[str] = []
    for found in _SENTENCE.findall(text[:LONGEST]):
        if parts and (len(found.strip()) < SHORT or len(parts[-1].strip()) < SHORT):
            parts[-1] += found
        else:
            parts.append(found)
    return parts or [text]
