"""Does the number, and nothing but the number, open one case to its resident, and can he do something about it?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from bangban.governance.decide import Verdict, decide
from bangban.governance.models import (
    Case,
    CaseStatus,
    Complaint,
    DecisionKind,
    Notice,
    Proposal,
)
from bangban.ledger.models import LedgerEntry
from bangban.services.portal import loads
from bangban.services.portal.loads import Allowance
from tests.support.district import District, a_case
from tests.support.portal import TEXT, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(client: Client, skilled: District) -> Case:
    """A message that waits for a decision."""
    client.post("/ask/", {"text": TEXT, "name": "王大爷", "phone": "13800001111"})
    return Case.objects.get()


def test_what_was_proposed_no_longer_waits_once_it_was_decided(
    client: Client, case: Case, skilled: District
) -> None:
    page = f"/follow/{case.follow_code}"
    assert "作出决定后才算数。" in client.get(page).content.decode()
    no = Verdict(DecisionKind.REJECT, case.proposals.get().digest, reason="不归它管")
    decide(case, skilled.handler, no)
    shown = client.get(page).content.decode()
    assert "作出决定后才算数。" not in shown
    assert "以作出的决定为准" in shown


def ask_for_more(case: Case, people: District, reason: str = "哪一栋楼？") -> None:
    proposal = case.proposals.get()
    decide(case, people.handler, Verdict(DecisionKind.ASK, proposal.digest, reason=reason))


def test_the_number_opens_the_case_and_the_reading_is_recorded(client: Client, case: Case) -> None:
    page = client.get(f"/follow/{case.follow_code}").content.decode()
    for word in (TEXT, "待决定", "0012", "Guardian", "住建局", "AI 生成", "我要人工服务"):
        assert word in page
    # The one who holds the number may not be the one who wrote: no name, no telephone.
    assert "王大爷" not in page
    assert "13800001111" not in page
    entry = LedgerEntry.objects.get(kind="read.resident")
    assert (entry.actor, entry.subject) == ("resident:anonymous", f"case:{case.pk}")


@pytest.mark.parametrize("shape", ["lower", "spaced", "bare", "wide", "confused"])
def test_a_number_is_understood_however_it_is_typed(client: Client, case: Case, shape: str) -> None:
    Case.objects.filter(pk=case.pk).update(follow_code="7K01-92MD-XH4T-3B6W")
    shapes = {
        "lower": "7k01-92md-xh4t-3b6w",
        "spaced": " 7K01 92MD  XH4T 3B6W ",
        "bare": "7K0192MDXH4T3B6W",
        "wide": "７Ｋ０１－９２ＭＤ－ＸＨ４Ｔ－３Ｂ６Ｗ",
        "confused": "7KOl-92MD-XH4T-3B6W",
    }
    answer = client.get("/follow/", {"number": shapes[shape]}, follow=True)
    assert answer.status_code == 200
    assert answer.redirect_chain[-1][0] == "/follow/7K01-92MD-XH4T-3B6W"


@pytest.mark.parametrize("number", ["0000-0000-0000-0000", "abc", "1' OR 1=1--", "\u202e" * 20, "9" * 5000])
def test_a_wrong_number_gets_one_calm_answer(client: Client, case: Case, number: str) -> None:
    answer = client.get("/follow/", {"number": number}, follow=True)
    assert answer.status_code in (404, 422)
    page = answer.content.decode()
    assert TEXT not in page
    assert "请" in page
    assert not LedgerEntry.objects.filter(kind="read.resident").exists()


def test_looking_up_is_limited_for_each_address(
    client: Client, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loads, "LOOK_UPS", Allowance("follow", 3, 30.0))
    for _ in range(3):
        assert client.get("/follow/0000-0000-0000-0000").status_code == 404
    refused = client.get(f"/follow/{case.follow_code}")
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0
    assert TEXT not in refused.content.decode()
    assert client.get(f"/follow/{case.follow_code}", REMOTE_ADDR="192.0.2.9").status_code == 200


def test_nothing_of_another_case_is_shown(client: Client, case: Case, skilled: District) -> None:
    other = a_case(skilled, title="别人的事", inputs='{"text": "别人的事"}')
    Complaint.objects.create(case=other, text="别人的投诉", due_at=skilled.now)
    page = client.get(f"/follow/{case.follow_code}").content.decode()
    assert "别人" not in page


def test_a_person_takes_over_what_is_undecided(client: Client, case: Case, skilled: District) -> None:
    answer = client.post(f"/follow/{case.follow_code}/person", follow=True)
    case.refresh_from_db()
    assert case.status == CaseStatus.MANUAL
    assert case.person_asked_at is not None
    assert case.due_at is not None
    assert "已转人工办理" in answer.content.decode()
    assert "我要人工服务" not in answer.content.decode()
    told = Notice.objects.filter(kind="person.asked", subject=f"case:{case.pk}")
    assert {notice.officer for notice in told} == {skilled.handler}
    client.post(f"/follow/{case.follow_code}/person")
    assert LedgerEntry.objects.filter(kind="person.asked").count() == 1
    assert told.count() == 1


def test_what_is_decided_stays_decided(client: Client, skilled: District) -> None:
    done = a_case(skilled)
    client.post(f"/follow/{done.follow_code}/person")
    done.refresh_from_db()
    assert done.status == CaseStatus.DONE
    assert done.person_asked_at is not None


def test_no_standing_order_applies_once_a_person_was_asked_for(
    client: Client, case: Case, skilled: District
) -> None:
    from bangban.executor.orders import apply_orders
    from bangban.governance import standing

    proposal = case.proposals.get()
    now = proposal.made_at
    standing.sign_order(
        skilled.employee, "hotline.dispatch", skilled.guardian,
        min_confidence=0.7, daily_cap=10, expires_at=now + timedelta(days=30), now=now,
    )  # fmt: skip
    client.post(f"/follow/{case.follow_code}/person")
    # Even if an officer gives it back to the machine's queue.
    Case.objects.filter(pk=case.pk).update(status=CaseStatus.WAITING)
    apply_orders({}, now + timedelta(seconds=1))
    assert not case.decisions.exists()


def test_what_was_asked_for_is_added_and_proposed_anew(client: Client, case: Case, skilled: District) -> None:
    ask_for_more(case, skilled, "哪一栋楼？<b>")
    page = client.get(f"/follow/{case.follow_code}").content.decode()
    assert "哪一栋楼？&lt;b&gt;" in page
    empty = client.post(f"/follow/{case.follow_code}/add", {"text": " "})
    assert empty.status_code == 422
    answer = client.post(f"/follow/{case.follow_code}/add", {"text": "三栋"}, follow=True)
    assert "谢谢" in answer.content.decode()
    case = Case.objects.get(pk=case.pk)
    assert case.status == CaseStatus.WAITING
    assert case.input_values["text"] == f"{TEXT}\n\n三栋"
    assert list(Proposal.objects.order_by("serial").values_list("serial", flat=True)) == [1, 2]
    assert {"message.added", "proposal.made"} <= set(LedgerEntry.objects.values_list("kind", flat=True))
    twice = client.post(f"/follow/{case.follow_code}/add", {"text": "三栋"})
    assert twice.status_code == 409
    assert Proposal.objects.count() == 2


def test_an_addition_without_a_skill_goes_to_a_person(
    client: Client, case: Case, skilled: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bangban.governance.supplement import supplement
    from bangban.services.portal.views import following

    ask_for_more(case, skilled)
    monkeypatch.setattr(following, "supplement", supplement)
    client.post(f"/follow/{case.follow_code}/add", {"text": "三栋"})
    case = Case.objects.get(pk=case.pk)
    assert (case.status, case.refusal) == (CaseStatus.MANUAL, "no_proposal")
    assert "三栋" in case.input_values["text"]


def test_an_addition_marked_as_classified_is_not_kept(client: Client, case: Case, skilled: District) -> None:
    ask_for_more(case, skilled)
    answer = client.post(f"/follow/{case.follow_code}/add", {"text": "绝密★ 三栋"})
    assert answer.status_code == 409
    assert typed(answer.content.decode()) == "绝密★ 三栋"
    case = Case.objects.get(pk=case.pk)
    assert case.status == CaseStatus.SUPPLEMENT
    assert "三栋" not in case.inputs


def test_a_complaint_is_taken_with_its_time_limit(client: Client, case: Case) -> None:
    assert "5 个工作日" in client.get("/complain/").content.decode()
    sent = {"number": case.follow_code.lower(), "text": "转错了 <script>"}
    answer = client.post("/complain/", sent, follow=True)
    client.post("/complain/", sent)
    complaint = Complaint.objects.get()
    page = answer.content.decode()
    assert complaint.text == "转错了 <script>"
    assert "已收到您的投诉" in page
    assert f"{complaint.due_at.year}年" in page
    assert LedgerEntry.objects.get(kind="complaint.made").actor == "resident:anonymous"


def test_a_complaint_with_a_wrong_number_keeps_its_text(client: Client, case: Case) -> None:
    answer: Any = client.post("/complain/", {"number": "0000-0000-0000-0000", "text": "转错了"})
    assert answer.status_code == 422
    assert typed(answer.content.decode()) == "转错了"
    assert not Complaint.objects.exists()
