"""Does the demo's consultation come from its invented conversations alone, each ending as it is written?"""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from bangban.agencies.models import Officer
from bangban.catalog import demo
from bangban.executor import act
from bangban.governance.models import Complaint
from bangban.services.consult import asking, gaps
from bangban.services.consult.handover import triggers
from bangban.services.consult.handover.models import Handover, HandoverState, Presence
from bangban.services.consult.models import Conversation, Gap, GapState, SelectedEntry, Turn
from bangban.site import demo_consult

pytestmark = pytest.mark.django_db


def test_forty_questions_leave_something_of_everything() -> None:
    rows = demo.conversations()
    said = [one for row in rows for one in row["said"]]
    assert len(rows) >= 25
    assert len(said) >= 38
    assert {one.get("helped") for one in said} == {True, False, None}
    assert any(row.get("complaint") for row in rows)
    assert {row["talk"]["ends"] for row in rows if row.get("talk")} == {True, False}


def test_what_is_seeded_can_be_looked_at(
    people: Any, known: None, order: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = [
        row
        for row in demo.conversations()
        if "充电桩" in str(row["said"]) or row.get("talk") or row.get("complaint") or "一直没人" in str(row)
    ]
    monkeypatch.setattr(demo, "conversations", lambda: wanted)
    monkeypatch.setattr(asking, "_ON_ASKED", [triggers.weigh])
    now = timezone.now()
    officers = {"zhouwenjing": people.handler, "zhangmin": people.guardian}
    demo_consult.seed(officers, now)
    assert Conversation.objects.count() == len(wanted)
    assert not Conversation.objects.filter(last_at__gt=timezone.now()).exists()
    assert set(Turn.objects.exclude(rating=None).values_list("rating", flat=True)) == {1, -1}
    assert Complaint.objects.count() == 1
    states = sorted(Handover.objects.values_list("state", flat=True))
    assert states == [HandoverState.ACCEPTED, HandoverState.CALLBACK, HandoverState.ENDED]
    assert not Presence.objects.filter(on_duty=True).exists()
    gap = Gap.objects.get(state=GapState.OPEN)
    assert "充电桩" in gap.drafted_question
    assert gap.questions >= gaps.LEAST
    assert gap.drafted_from == "officer"
    assert not SelectedEntry.objects.exists()
    assert act.act_on_pending(now) == 0
    assert isinstance(people.handler, Officer)
