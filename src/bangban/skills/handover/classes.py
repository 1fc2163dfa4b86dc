"""What is a turn about, whichever words it uses? Its words replaced by the classes they belong to (rules/classes.yaml)."""

from __future__ import annotations

import re
from functools import cache
from itertools import combinations

from bangban.skills.handover.reading import sentences
from bangban.skills.handover.rules import read_yaml

FIRST = 0xE100
"""The private sign of the first class; the others follow."""
BESIDE, ABOUT, TOGETHER = "\ue020", "\ue021", "\ue030"
"""What stands before the turn in classes, before its length, and before each two classes of one sentence."""
LENGTHS = (6, 15, 30, 60)
"""Characters: shorter than which a turn is."""
SHORTEST = 0xE040
"""The sign of the shortest turns."""


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<{name}>{words})" for name, words in read_yaml("classes").items()))


@cache
def _signs() -> dict[str, str]:
    return {name: chr(FIRST + place) for place, name in enumerate(read_yaml("classes"))}


def classed(text: str) -> str:
    """A plain turn as the model reads it: the words, the same in classes, how long it is, and which classes meet.

    So "喊个管事的来" and "call someone in charge" share what says that a person is asked for.
    """
    signs = _signs()
    pairs = []
    abstract = _pattern().sub(lambda found: signs[found.lastgroup or ""], text)
    for part in sentences(abstract):
        met = sorted({sign for sign in part if FIRST <= ord(sign) < FIRST + len(signs)})
        pairs += [f"{TOGETHER}{one}{other}" for one, other in combinations(met, 2)]
    length = chr(SHORTEST + sum(len(text) >= limit for limit in LENGTHS))
    return f"{text}{BESIDE}{abstract}{ABOUT}{length}{''.join(pairs)}"
