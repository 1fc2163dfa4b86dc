"""What is a waiting conversation about, and which officers know that best?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from bangban.agencies.models import Agency
from bangban.agencies.prepared import Prepared
from bangban.services.consult.handover.models import Handover, Topic

_BETWEEN = re.compile(r"[\s,，、;；]+")
SHORTEST = 2
"""Characters of a word that tells a topic; a single one stands in too much."""

_TOPICS = Prepared(lambda: Topic.objects.select_related("agency"))


def words_of(text: str) -> list[str]:
    """The words of a topic as they were typed: on lines, or with commas."""
    return [word.lower() for word in _BETWEEN.split(text) if len(word) >= SHORTEST]


def topics_of(agency: Agency | None, reason: str, said: Iterable[str]) -> list[dict[str, Any]]:
    """[{"id", "name"}] of the topics that the keeper's and its superiors' officers have set, as far as they fit."""
    text = "\n".join(said).lower()
    return [
        {"id": topic.pk, "name": topic.name}
        for topic in _TOPICS.all()
        if (agency is None or agency.path.startswith(topic.agency.path))
        and ((topic.reason and topic.reason == reason) or any(word in text for word in words_of(topic.words)))
    ]


def who_knows(handover: Handover) -> frozenset[int]:
    """Ids of the officers who know one of its topics, as the topics are set now."""
    topics = [one["id"] for one in handover.summary.get("topics", [])]
    if not topics:
        return frozenset()
    rows = Topic.objects.filter(pk__in=topics).values_list("officers", flat=True)
    return frozenset(officer for row in rows for officer in row)
