"""How many answers have failed so far, by what the assistant said and by what the resident said of it?"""

from __future__ import annotations

import re
from functools import cache

from bangban.skills.handover.rules import read_yaml
from bangban.skills.handover.settling import settles

ENOUGH = 2
"""Two failed answers make a handover."""
MORE_THAN_ONE = re.compile(
    r"又|再|[只就光]会|老是|总是|都说|[两二三四五几]|again|still|same|keep|twice|times|second|only ever"
)
"""What says, of one answer, that it was not the first that failed."""


@cache
def _patterns(name: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{one})" for one in read_yaml("failed_answers")[name]))


class Failures:
    """Counts answers that failed since the resident was last content with one."""

    def __init__(self) -> None:
        self.count = 0
        self._pending = False
        """An answer stands that the resident has not spoken about yet."""
        self._unjudged = False
        """What the resident just said of it is in words that the tables do not know."""
        self._last = ""

    @property
    def enough(self) -> bool:
        return self.count >= ENOUGH

    def answered(self, text: str) -> None:
        """The desk said `text`: an answer, or an admission that there is none."""
        again = bool(text) and text == self._last
        if again or _patterns("assistant").search(text):
            self.count += 1
            self._pending = False
        else:
            self._pending = True
        self._last = text

    def is_first(self, text: str) -> bool:
        """What was just heard says that an answer failed, in whatever words: is it the first of this desk that did?"""
        if self._unjudged:
            self.count += 1
            self._unjudged = False
        return bool(self._last) and not self.enough and not MORE_THAN_ONE.search(text)

    def heard(self, text: str) -> None:
        """The resident spoke: was the answer that stands of use?"""
        self._unjudged = False
        if _patterns("exasperated").search(text) and self._last:
            self.count = max(self.count, ENOUGH)
        elif self._pending and _patterns("resident").search(text):
            self.count += 1
        elif settles(text):
            self.count = 0
        else:
            self._unjudged = self._pending
        self._pending = False
