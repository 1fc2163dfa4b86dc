"""How long does a published entry answer? As long as every passage it was worded after is in force as it was.

The last day is set whenever a source changes, and ahead of time where it is known: nobody has to look at midnight, and
nobody is answered from what was repealed while a guardian has not looked yet.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from bangban.knowledge.models import Passage
from bangban.services.consult.models import SelectedEntry

FOLLOWING = "process:consult"
SOURCE_NAME = "selected-faq"
"""The source in which the entries of an agency stand."""


def of_sources(rows: QuerySet[Passage]) -> QuerySet[Passage]:
    """Those of `rows` that an entry may rest on: one worded as its source is would else rest on itself."""
    return rows.exclude(source__name=SOURCE_NAME)


def follow() -> None:
    """Give each published entry the last day of what it rests on, none where that has none."""
    entries = list(
        SelectedEntry.objects.filter(withdrawn_at=None).exclude(rests_on=[]).select_related("agency")
    )
    if not entries:
        return
    today = timezone.localdate()
    ends = last_days(entries, today)
    told = dict(
        Passage.objects.filter(
            uid__in=[entry.uid for entry in entries], retired=None, version__generation__isnull=False
        ).values_list("uid", "in_force_to")
    )
    for entry in entries:
        last = ends[entry.pk]
        before = told.get(entry.uid)
        over = last is not None and last < today
        # One that answers no more may have ended on either day.
        if entry.uid in told and last != before and not (over and before is not None and before < today):
            from bangban.services.consult.gaps import write

            write(entry, FOLLOWING, last)


def last_days(entries: Collection[SelectedEntry], today: date) -> dict[int, date | None]:
    """The last day of each entry by its key, None where no end is known; yesterday where something it rests on is there no more."""
    ends = _ends({digest for entry in entries for digest in entry.rests_on})
    gone = today - timedelta(days=1)
    return {
        entry.pk: min(
            (day for one in entry.rests_on if (day := ends.get(one, gone)) is not None), default=None
        )
        for entry in entries
    }


def _ends(digests: Collection[str]) -> dict[str, date | None]:
    """The last day each text is in force, None where no end is known; a text no source has is left out."""
    found: dict[str, date | None] = {}
    rows = of_sources(
        Passage.objects.filter(digest__in=digests, retired=None, version__generation__isnull=False)
    )
    for digest, ends, gone in rows.values_list("digest", "in_force_to", "source__repealed_on"):
        days = [day for day in (ends, gone - timedelta(days=1) if gone else None) if day is not None]
        last = min(days, default=None)
        known = found.get(digest, date.min)
        # Where a text stands twice, the one that stays longer counts.
        found[digest] = None if last is None or known is None else max(last, known)
    return found
