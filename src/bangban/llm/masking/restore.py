"""How do the values come back into an answer, however it is cut up and escaped?"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

OPEN, CLOSE = "⟦", "⟧"
LONGEST = 16
"""Signs of a placeholder at most; six times as many where each is escaped."""
_PLACEHOLDER = re.compile(r"⟦\s?([\u4e00-\u9fff]{1,6})\s?(\d{1,6})\s?⟧")
_ESCAPED = re.compile(r"(?:⟦|\\u27e6)((?:[^\\⟦⟧]|\\u[0-9a-fA-F]{4}){1,16}?)(?:⟧|\\u27e7)", re.IGNORECASE)
_BEGUN = re.compile(r"(?:⟦|\\u27e6)[^⟧]{0,100}$|\\(?:u(?:2(?:7(?:e)?)?)?)?$", re.IGNORECASE)


class Restorer:
    """Puts the values back; what may be the beginning of a placeholder is held until it is known.

    `escaped`: the text is JSON, so a placeholder may come escaped (\\u27e6) and a value must not break the string it stands in.
    """

    def __init__(self, placeholders: Mapping[str, str], *, escaped: bool = False) -> None:
        self._placeholders, self._escaped, self._held = placeholders, escaped, ""

    def feed(self, text: str) -> str:
        """What can be given out after `text` came."""
        held = self._held + text if self._held else text
        begun = self._begun(held)
        self._held, held = held[begun:], held[:begun]
        return self._put_back(held)

    def end(self) -> str:
        """What was held back."""
        held, self._held = self._held, ""
        return self._put_back(held)

    def _begun(self, text: str) -> int:
        """Where a placeholder begins that is not complete; the text's length when there is none."""
        if not self._escaped:
            begun = text.rfind(OPEN)
            open_still = begun >= 0 and CLOSE not in text[begun:] and len(text) - begun < LONGEST
            return begun if open_still else len(text)
        found = _BEGUN.search(text)
        if found is None or "\\u27e7" in found[0].lower():
            return len(text)
        return found.start()

    def _put_back(self, text: str) -> str:
        if OPEN in text:
            text = _PLACEHOLDER.sub(self._value, text)
        if self._escaped and "\\u" in text:
            text = _ESCAPED.sub(self._unescaped, text)
        return text

    def _value(self, found: re.Match[str]) -> str:
        value = self._placeholders.get(f"{OPEN}{found[1]}{found[2]}{CLOSE}")
        if value is None:
            return found[0]
        return json.dumps(value, ensure_ascii=False)[1:-1] if self._escaped else value

    def _unescaped(self, found: re.Match[str]) -> str:
        try:
            name = json.loads(f'"{found[1]}"')
        except ValueError:
            return found[0]
        value = self._placeholders.get(f"{OPEN}{name}{CLOSE}")
        return json.dumps(value, ensure_ascii=False)[1:-1] if value is not None else found[0]
