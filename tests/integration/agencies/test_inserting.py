"""Are rows inserted by a kept statement the rows that bulk_create would have made?"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from bangban.agencies.inserting import MOST, insert
from bangban.agencies.models import Agency, AgencyKind
from bangban.governance.models import Case, CaseStatus, RefusalRecord
from bangban.services.consult.models import Conversation, Role, Turn

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def _agency() -> Agency:
    return Agency.objects.create(code="inserting", name_zh="城管局", kind=AgencyKind.BUREAU)


def _conversations(agency: Agency) -> list[models.Model]:
    return [Conversation(agency=agency, language="en", opened_at=NOW), Conversation()]


def _cases(agency: Agency) -> list[models.Model]:
    more = {
        "scenario": "consult.answer",
        "agency": agency,
        "impact": 1,
        "data_class": "public",
        "asked_by": "resident:anonymous",
    }
    first = Case(uid=uuid.uuid4(), inputs='{"text": "问"}', title="50% 的 “问”", opened_at=NOW, **more)
    return [
        first,
        Case(
            uid=uuid.uuid4(), status=CaseStatus.MANUAL, due_at=NOW + timedelta(days=1), opened_at=NOW, **more
        ),
    ]


def _turns(agency: Agency) -> list[models.Model]:
    talk = Conversation.objects.create(agency=agency)
    return [Turn(conversation=talk, number=n, role=Role.RESIDENT, text=f"第{n}句 %s") for n in (1, 2, 3)]


def _refusals(agency: Agency) -> list[models.Model]:
    return [RefusalRecord(at=NOW, code="stopped", scenario="x", agency=agency, asked_by="resident:anonymous")]


@pytest.mark.parametrize("make", [_conversations, _cases, _turns, _refusals])
def test_rows_are_those_of_bulk_create(make: Callable[[Agency], list[Any]]) -> None:
    agency = _agency()
    rows = make(agency)
    assert insert(rows) is rows
    model = type(rows[0])
    fields = [one.attname for one in model._meta.concrete_fields if not one.primary_key]
    mine = list(model.objects.filter(pk__in=[row.pk for row in rows]).order_by("pk").values(*fields))
    assert [row.pk for row in rows] == sorted(row.pk for row in rows)
    assert not any(row._state.adding for row in rows)
    model.objects.filter(pk__in=[row.pk for row in rows]).delete()
    for row in rows:
        row.pk = None
    model.objects.bulk_create(rows)
    theirs = list(model.objects.filter(pk__in=[row.pk for row in rows]).order_by("pk").values(*fields))
    assert mine == theirs


def test_more_rows_than_one_statement_takes() -> None:
    talk = Conversation.objects.create()
    rows = [Turn(conversation=talk, number=n, role=Role.RESIDENT, text=str(n)) for n in range(1, MOST)]
    insert(rows)
    assert {one.pk: one.text for one in rows} == dict(Turn.objects.values_list("pk", "text"))


def test_what_was_made_before_its_owner_was_saved_finds_him() -> None:
    talk = Conversation()
    turn = Turn(conversation=talk, number=1, role=Role.RESIDENT, text="先说后存")
    insert([talk])
    insert([turn])
    assert Turn.objects.get(pk=turn.pk).conversation_id == talk.pk


def test_a_row_that_may_not_stand_twice_is_refused() -> None:
    talk = Conversation.objects.create()
    insert([Turn(conversation=talk, number=1, role=Role.RESIDENT, text="一")])
    with pytest.raises(IntegrityError), transaction.atomic():
        insert([Turn(conversation=talk, number=1, role=Role.RESIDENT, text="又一")])
    assert Turn.objects.get().text == "一"


def test_nothing_is_nothing() -> None:
    with connection.execute_wrapper(lambda *_: pytest.fail("a statement")):
        assert insert([]) == []
