"""Does an answer give away what it must not: keys, or the instructions the agency wrote for its model?"""

from __future__ import annotations

import re

from bangban.llm import errors
from bangban.llm.model import Call

HIDDEN = "［密钥已隐去 key removed］"
_START = r"(?:sk-|ak-|bbk_|ghp_|gho_|glpat-|xoxb-|xoxp-|AKIA|AKID|LTAI)"
_KEY = re.compile(
    rf"(?<![A-Za-z0-9]){_START}[A-Za-z0-9_\-]{{16,200}}"
    r"|-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----(?s:.{1,5000}?)-----END [A-Z ]{0,20}PRIVATE KEY-----"
)
_BEGUN = re.compile(
    rf"(?<![A-Za-z0-9]){_START}[A-Za-z0-9_\-]{{0,200}}$"
    r"|(?<![A-Za-z0-9])(?:sk?|ak?|b(?:b(?:k_?)?)?|g(?:h(?:[po])?)?|gl(?:p(?:at?)?)?|x(?:o(?:x[bp]?)?)?|A(?:K(?:I[AD]?)?)?|L(?:T(?:AI?)?)?|-{1,5}(?:B(?:E(?:G(?:IN?)?)?)?)?)$"
)
_BLOCK = "-----BEGIN "
_BLOCK_BEGUN = re.compile(r"-----BEGIN (?:[A-Z ]{0,30}-{0,4}|[A-Z ]{0,20}PRIVATE KEY-----(?s:.{0,5000}))")
_SIGNS = ("sk-", "ak-", "bbk_", "gh", "glpat-", "xox", "AKI", "LTAI", "-----BEGIN ")
_SENTENCE = re.compile(r"[^。！？!?\n；;]{10,400}")
_ADDRESSED = re.compile(r"你|\byou(?:r|rs)?\b", re.IGNORECASE)
_MOST_SENTENCES = 60
_ENOUGH = 2
"""Sentences of the agency's instructions, word for word, that make an answer a leak; the only one there is, if it is long."""
_LONG = 24


class Watch:
    """Looks at one answer as it comes. What may be the beginning of a key is held until it is known."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self._held: dict[tuple[int, str], str] = {}
        self._tail: dict[tuple[int, str], str] = {}
        self._sentences = _instructions(call)
        self._seen: set[str] = set()
        self.keys = 0

    def feed(self, where: tuple[int, str], text: str) -> str:
        """What of `text` can be given out now.

        Raises:
            Screened: the answer repeats the agency's instructions.
        """
        if self._sentences:
            self._look(where, text)
        held = self._held.pop(where, "")
        whole = held + text if held else text
        if not held and not whole[-1:].isascii() and not any(sign in whole for sign in _SIGNS):
            return whole
        begun = _begun(whole)
        if begun < len(whole):
            self._held[where] = whole[begun:]
        return self._without_keys(whole[:begun])

    def end(self, where: tuple[int, str]) -> str:
        """What was held back."""
        return self._without_keys(self._held.pop(where, ""))

    def _without_keys(self, text: str) -> str:
        if not any(sign in text for sign in _SIGNS):
            return text
        clean, found = _KEY.subn(HIDDEN, text)
        if found:
            self.keys += found
            self._note(
                "mask",
                "key_in_answer",
                "回答中的密钥已隐去",
                "keys were taken out of the answer",
                {"keys": self.keys},
            )
        return clean

    def _look(self, where: tuple[int, str], text: str) -> None:
        tail = self._tail.get(where, "") + text
        self._seen.update(sentence for sentence in self._sentences if sentence in tail)
        self._tail[where] = tail[-400:]
        if len(self._seen) >= min(_ENOUGH, len(self._sentences)):
            zh, en = "回答照录了系统提示词", "the answer repeats the system prompt"
            self._note("block", "system_prompt_in_answer", zh, en, {"sentences": len(self._seen)})
            raise errors.Screened(
                stage={"zh": "泄露", "en": "leakage"},
                why={"zh": zh, "en": en},
                reason="system_prompt_in_answer",
            )

    def _note(self, action: str, code: str, zh: str, en: str, counts: dict[str, int]) -> None:
        self._call.trace.append(
            {"stage": "leak", "action": action, "code": code, "why": {"zh": zh, "en": en}, "counts": counts}
        )


def _begun(text: str) -> int:
    """Where a key begins that may go on in the next piece; the text's length when there is none."""
    block, start = text.rfind(_BLOCK), max(0, len(text) - 210)
    if block >= 0:
        complete = _KEY.match(text, block)
        if complete is None and _BLOCK_BEGUN.fullmatch(text, block):
            return block
        start = max(start, complete.end()) if complete else start
    found = _BEGUN.search(text, start)
    return found.start() if found else len(text)


def _instructions(call: Call) -> list[str]:
    """Sentences of the system's messages that speak to the model: what they hand it to quote does not."""
    found = [
        sentence[0].strip()
        for message in call.body.get("messages") or ()
        if message.get("role") in ("system", "developer") and isinstance(message.get("content"), str)
        for sentence in _SENTENCE.finditer(message["content"])
        if _ADDRESSED.search(sentence[0])
    ]
    found = list(dict.fromkeys(one for one in found if len(one) >= 10))[:_MOST_SENTENCES]
    return found if len(found) >= _ENOUGH or (found and len(found[0]) >= _LONG) else []
