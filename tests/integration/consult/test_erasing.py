"""Is a conversation gone from every table and page once one of its questions is erased, while the ledger still verifies?"""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bangban.governance import erasing
from bangban.ledger.models import LedgerEntry
from bangban.ledger.verify import full
from bangban.services.consult.models import Gap, Handover, Piece, PieceRelease, Release, Turn
from tests.support.desk import at_desk

pytestmark = pytest.mark.django_db
SECRET = "蓝田玉"
"""Stands in everything that is said here, and nowhere else."""


def where(word: str) -> list[str]:
    """Every table of ours in which a text holds the word."""
    models = [model for model in apps.get_models() if model.__module__.startswith("bangban.")]
    return [
        model.__name__
        for model in models
        if any(word in str(value) for row in model._default_manager.values_list() for value in row)
    ]


@pytest.fixture
def said(people: Any, talk: Any, order: Any) -> Any:
    """Two questions of one conversation, what the next ones learn from them, and an ended handover."""
    first = talk(f"我叫{SECRET}，公积金可以提取用来租房吗？")
    second = talk(f"我是{SECRET}，居住证怎么办理？", into=first.conversation)
    now = timezone.now()
    case = second.case
    piece = Piece.objects.create(
        uid=case.uid, employee=people.employee, scenario="consult.answer", number=1, confidence=1.0,
        body=f'{{"sentence": {{"text": "{SECRET}"}}}}',
    )  # fmt: skip
    PieceRelease.objects.create(piece=piece)
    Release.objects.filter(case=case).update(body=f'[{{"text": "{SECRET}，您好。", "link": ""}}]')
    Handover.objects.create(
        conversation=second.conversation, reason="asked", state="ended", summary={"asked": SECRET}
    )
    asked = Turn.objects.filter(conversation=second.conversation, role="resident").values_list(
        "text", flat=True
    )
    Gap.objects.create(
        name="公积金",
        samples=[*asked, "别人的问题"],
        drafted_question=asked[0],
        stamp="x",
        first_at=now,
        last_at=now,
    )
    return first, second


def test_one_question_takes_the_whole_conversation_with_it(people: Any, said: Any, client: Client) -> None:
    first, second = said
    assert {"Case", "Proposal", "Turn", "Release", "Piece", "Handover", "Gap"} <= set(where(SECRET))
    counts = erasing.erase(erasing.find(first.case.reference), "operator:test", "asked")
    assert where(SECRET) == []
    assert (counts["cases"], counts["handovers"], counts["gaps"]) == (2, 1, 1)
    assert Gap.objects.get().samples == ["别人的问题"]
    assert full().sound
    erased = LedgerEntry.objects.filter(kind="content.erased").values_list("subject", flat=True)
    assert set(erased) == {f"case:{first.case.pk}", f"case:{second.case.pk}"}
    handler = at_desk(people.handler)
    for case in (first.case, second.case):
        assert handler.get(f"/desk/cases/{case.pk}").status_code == 200
        assert "已删除" in client.get(f"/follow/{case.follow_code}").content.decode()
    assert client.get(reverse("consult:conversation", args=[second.conversation.token])).status_code == 200
    again = erasing.erase(erasing.find(second.case.reference), "operator:test", "asked")
    assert sum(again.values()) == 0


def test_a_conversation_in_which_a_person_talks_is_not_erased(people: Any, said: Any) -> None:
    first, _second = said
    Handover.objects.update(state="accepted")
    with pytest.raises(erasing.NotClosedYet):
        erasing.erase(first.case, "operator:test", "asked")
    assert "Turn" in where(SECRET)
