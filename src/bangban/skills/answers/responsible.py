"""Which agency would answer what the sources do not? The one whose duties the question speaks of, if one clearly is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bangban.skills.answers.followups import goes_back_over
from bangban.skills.base import Retrieve
from bangban.skills.workorders.match import confidence, index_of
from bangban.skills.workorders.text import plain

DUTIES = "agencies.duties"
SURE = 0.45
"""From which confidence on an agency is named: one word that stands in the duties of one agency alone, and in no other's."""


def responsible(
    question: str, earlier: Sequence[Mapping[str, str]], retrieve: Retrieve, language: str
) -> str:
    """The agency's name; "" when no duty list knows: then the hotline is named.

    earlier: turns whose questions say what this one is about, where it does not itself.
    """
    index = index_of(tuple(retrieve(DUTIES, {})))
    # Who names another matter asks another agency.
    before = earlier if goes_back_over(question) else ()
    asked = [str(one["text"]) for one in before if one.get("role") in ("resident", "user")]
    for text in (question, *reversed(asked)):
        found, _ = index.match(plain(text).text)
        if found and confidence(found) >= SURE:
            return found[0].agency_name["en" if language == "en" else "zh"]
    return ""
