"""Has every way an answer may end a word that officers read?"""

from __future__ import annotations

from bangban.services.consult.effects import OUTCOMES
from bangban.services.consult.presenting import OUTCOMES as WORDS


def test_every_outcome_has_its_words() -> None:
    assert set(WORDS) == {*OUTCOMES, "waits", "recalled"}
    assert all(str(words) and "_" not in str(words) for words in WORDS.values())
