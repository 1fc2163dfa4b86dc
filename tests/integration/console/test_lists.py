"""Do the lists page through everything once, and does the preview of an order count what it says?"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from bangban.governance.models import Decision, DecisionKind, DecisionState, Proposal, RefusalRecord
from bangban.services.console.orders import Preview, past_of
from tests.support.district import District, a_case

pytestmark = pytest.mark.django_db


def _refuse(people: District, code: str = "quota") -> None:
    RefusalRecord.objects.create(
        code=code, scenario="hotline.dispatch", employee=people.employee, agency=people.centre,
        case=a_case(people, title=f"case of {code}"), asked_by="resident:anonymous",
    )  # fmt: skip


def test_refusals_are_paged_and_filtered(people: District, signed_in: Callable[..., Any]) -> None:
    for _ in range(65):
        _refuse(people)
    _refuse(people, "stopped")
    client, path, seen = signed_in(people.guardian), "/console/refusals/", []
    while path:
        page = client.get(path).content.decode()
        seen += re.findall(r"/desk/cases/(\d+)", page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        path = f"/console/refusals/{following[1].replace('&amp;', '&')}" if following else ""
    assert (len(seen), len(set(seen))) == (66, 66)
    only = client.get("/console/refusals/?code=stopped").content.decode()
    assert len(re.findall(r"/desk/cases/\d+", only)) == 1
    assert client.get("/console/refusals/?after=x").status_code == 400
    assert client.get("/console/refusals/?after=99999999999999999999").status_code == 400


def _propose(people: District, confidence: float | None, target: str, kind: str = "", days: int = 1) -> None:
    at = timezone.now() - timedelta(days=days)
    case = a_case(people, opened_at=at)
    proposal = Proposal.objects.create(
        case=case, digest=f"sha256:{uuid4().hex}", body="{}", made_by="employee:0012", path="rules",
        confidence=confidence, target=target, made_at=at, expires_at=at + timedelta(days=9),
    )  # fmt: skip
    if kind:
        Decision.objects.create(
            case=case, proposal=proposal, kind=kind, officer=people.handler, body="{}", signature="-",
            decided_at=at, expires_at=at, state=DecisionState.DONE,
        )  # fmt: skip


def test_a_preview_counts_what_an_order_would_have_decided(people: District) -> None:
    _propose(people, 0.96, "urban", DecisionKind.ACCEPT)
    _propose(people, 0.92, "urban", DecisionKind.AMEND)
    _propose(people, 0.92, "water", DecisionKind.ASK)
    _propose(people, 0.9, "water")
    _propose(people, 0.89, "urban", DecisionKind.REJECT)
    _propose(people, 0.3, "urban", DecisionKind.REJECT)
    _propose(people, None, "urban", DecisionKind.ACCEPT)
    _propose(people, 0.99, "urban", DecisionKind.ACCEPT, days=31)
    past = past_of(people.employee, "hotline.dispatch", timezone.now())
    assert past.preview(0.95) == Preview(made=1, judged=1, changed=0)
    assert past.preview(0.9) == Preview(made=4, judged=2, changed=1)
    assert past.preview(0.9, ["water"]) == Preview(made=2, judged=0, changed=0)
    assert past.preview(0.6) == Preview(made=5, judged=3, changed=2)
    assert past.targets() == [("urban", 5), ("water", 2)]
