"""How does a test sit at an officer's desk? Signed in, with cases that wait, as they would today."""

from __future__ import annotations

from typing import Any

from django.test import Client

from bangban.agencies.models import Officer
from bangban.executor.act import act_on_pending
from bangban.governance.admission import Work
from bangban.governance.handle import handle
from bangban.governance.models import Case
from tests.support.district import District
from tests.support.work import answering

TEXT = "楼道灯坏了一个月，晚上老人出门很危险，请尽快修好。"


def at_desk(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer)
    return client


def waiting(
    people: District, text: str = TEXT, *, scenario: str = "hotline.dispatch", run: Any = None, **more: Any
) -> Case:
    """A case with a fresh proposal that sends it to the bureau."""
    work = Work(scenario, {"text": text}, "resident:anonymous", "portal", agency=people.centre)
    case = handle(work, run=run or answering(**more)).case
    assert case is not None
    return case


def digest_of(case: Case) -> str:
    return case.proposals.order_by("-serial")[0].digest


def accepted(people: District, client: Client, **more: Any) -> Case:
    """A case an officer accepted, carried out by the executor."""
    case = waiting(people, **more)
    answer = client.post(f"/desk/cases/{case.pk}/do/decide", {"kind": "accept", "digest": digest_of(case)})
    assert answer.status_code == 302
    act_on_pending()
    case.refresh_from_db()
    assert case.status == "done"
    return case
