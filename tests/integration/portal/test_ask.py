"""Does a message arrive, once, whatever is in it, and is nothing typed ever lost?"""

from __future__ import annotations

import re

import pytest
from django.test import Client

from bangban.agencies.models import Resident
from bangban.governance.models import Case, CaseStatus
from bangban.ledger.models import LedgerEntry
from bangban.services.portal import intake, letters, loads, offers
from bangban.services.portal.letters import Letter
from bangban.services.portal.loads import Allowance
from bangban.services.portal.models import Attachment
from tests.support.district import District
from tests.support.portal import TEXT, typed

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script><img src=x onerror=a()>\"'"


def test_a_message_becomes_a_case_with_a_number(client: Client, skilled: District) -> None:
    answer = client.post(
        "/ask/", {"text": TEXT, "title": "路灯", "name": "王大爷", "phone": "13800001111", "key": "k"}
    )
    case = Case.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == f"/ask/sent/{case.follow_code}"
    assert case.status == CaseStatus.WAITING
    assert case.agency == skilled.centre
    assert case.input_values == {"title": "路灯", "text": TEXT, "channel": "portal"}
    assert case.resident is not None
    assert (case.resident.name, case.resident.phone) == ("王大爷", "13800001111")
    page = client.get(answer["Location"]).content.decode()
    assert all(group in page for group in case.follow_code.split("-"))
    assert "0012" in page
    assert "Guardian" in page
    assert "住建局" in page
    assert "AI" in page
    assert LedgerEntry.objects.filter(kind="case.opened").exists()


def test_the_same_form_sent_twice_is_one_message(client: Client, skilled: District) -> None:
    first = client.post("/ask/", {"text": TEXT, "key": "k"})
    again = client.post("/ask/", {"text": TEXT, "key": "k"})
    assert first["Location"] == again["Location"]
    assert Case.objects.count() == 1
    client.post("/ask/", {"text": TEXT + "还有井盖。", "key": "k"})
    client.post("/ask/", {"text": TEXT, "key": "another"})
    assert Case.objects.count() == 3


def test_two_requests_at_the_same_moment_are_one_message(
    skilled: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other request wins between the look and the writing: its case is the answer, and no sender is left over."""
    letter = Letter(offers.chosen(), TEXT, "k", name="王大爷")
    handle = letters.handle
    won: list[Case] = []

    def overtaken(work: object) -> object:
        monkeypatch.setattr(letters, "handle", handle)
        won.append(letters.send(letter))
        return handle(work)  # type: ignore[arg-type]

    monkeypatch.setattr(letters, "handle", overtaken)
    assert letters.send(letter) == won[0]
    assert Case.objects.count() == 1
    assert Resident.objects.count() == 1


def test_without_a_skill_a_person_has_it_and_that_is_said(client: Client, people: District) -> None:
    answer = client.post("/ask/", {"text": TEXT})
    case = Case.objects.get()
    assert case.status == CaseStatus.MANUAL
    page = client.get(answer["Location"]).content.decode()
    assert "工作人员直接查看" in page
    assert "no_proposal" not in page


def test_classified_words_are_refused_kept_on_the_page_and_not_in_the_database(
    client: Client, skilled: District
) -> None:
    answer = client.post("/ask/", {"text": "机密★10年 " + TEXT, "name": "王大爷"})
    assert answer.status_code == 409
    assert typed(answer.content.decode()) == "机密★10年 " + TEXT
    assert not Case.objects.exists()
    assert not Resident.objects.exists()


@pytest.mark.parametrize("field", ["text", "title", "name"])
def test_markup_is_shown_as_text(client: Client, skilled: District, field: str) -> None:
    sent = {"text": TEXT, "phone": "123", field: SCRIPT}
    refused = client.post("/ask/", sent).content.decode()
    assert SCRIPT not in refused
    assert "<script>alert" not in refused
    taken = client.post("/ask/", {**sent, "phone": ""})
    number = Case.objects.get().follow_code
    for address in (
        taken["Location"],
        f"/follow/{number}",
        f"/complain/?number={SCRIPT}",
        f"/follow/?number={SCRIPT}",
    ):
        page = client.get(address).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_odd_characters_neither_break_nor_vanish(client: Client, skilled: District) -> None:
    odd = "路灯\x00坏了 \u202eTXT.exe\u202c 👨‍👩‍👧 \ud83d".encode("utf-8", "surrogatepass")
    answer = client.post(
        "/ask/", b"key=k&text=" + b"".join(b"%%%02x" % byte for byte in odd + b"\xff\xfe"),
        content_type="application/x-www-form-urlencoded",
    )  # fmt: skip
    assert answer.status_code == 302
    text = Case.objects.get().input_values["text"]
    assert "\x00" not in text
    assert "路灯坏了" in text
    assert "👨‍👩‍👧" in text
    page = client.get(f"/follow/{Case.objects.get().follow_code}").content.decode()
    assert "<bdi>路灯坏了 \u202e" in page


def test_what_was_typed_stands_beside_the_error(client: Client, skilled: District) -> None:
    long = "字" * 100_001
    answer = client.post("/ask/", {"text": long, "phone": "哈哈", "title": "标题"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert typed(page) == long
    assert 'value="标题"' in page
    assert 'value="哈哈"' in page
    assert "100001" in page
    assert not Case.objects.exists()


def test_fifty_megabytes_are_answered_calmly(client: Client, skilled: District) -> None:
    many = client.post("/ask/", {"text": "字" * 17_000_000})
    assert many.status_code == 413
    assert "100000" in many.content.decode()
    other = client.post("/complain/", {"text": "x" * 3_000_000})
    assert other.status_code == 413


def test_more_than_is_read_at_all_is_answered_too(
    client: Client, skilled: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "LARGEST", 1000)
    monkeypatch.setattr(intake, "DRAINED", 1500)
    answer = client.post("/ask/", {"text": "x" * 3000, "csrfmiddlewaretoken": "none"})
    assert answer.status_code == 413
    assert "<form" in answer.content.decode()
    assert client.post("/ask/", {"text": TEXT}).status_code == 302


def test_programs_fall_into_the_trap_and_people_lose_nothing(client: Client, skilled: District) -> None:
    answer = client.post("/ask/", {"text": TEXT, "website": "http://spam.example"})
    assert answer.status_code == 422
    assert typed(answer.content.decode()) == TEXT
    assert not Case.objects.exists()


def test_a_form_needs_its_token(skilled: District) -> None:
    strict = Client(enforce_csrf_checks=True)
    for address in ("/ask/", "/person/", "/complain/", "/follow/X/person", "/follow/X/add"):
        assert strict.post(address, {"text": TEXT}).status_code == 403, address
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', strict.get("/ask/").content.decode())
    assert token is not None
    assert strict.post("/ask/", {"text": TEXT, "csrfmiddlewaretoken": token.group(1)}).status_code == 302


def test_an_address_that_sends_too_much_waits_with_its_text(
    client: Client, skilled: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loads, "LETTERS", Allowance("letter", 2, 60.0))
    for key in "ab":
        assert client.post("/ask/", {"text": TEXT, "key": key}).status_code == 302
    answer = client.post("/ask/", {"text": TEXT, "key": "c"})
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 61
    assert typed(answer.content.decode()) == TEXT
    elsewhere = client.post("/ask/", {"text": TEXT, "key": "c"}, REMOTE_ADDR="192.0.2.7")
    assert elsewhere.status_code == 302


def test_without_a_scenario_for_residents_the_page_says_whom_to_call(
    client: Client, people: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(offers, "scenarios", dict)
    answer = client.get("/ask/")
    assert answer.status_code == 503
    assert "12345" in answer.content.decode()
    assert client.get("/").status_code == 200
    assert client.get("/person/").status_code == 200


def test_nothing_is_kept_when_the_ledger_cannot_be_written(
    client: Client, skilled: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bangban.governance import handle
    from bangban.ledger.record import LedgerUnavailable

    def fails(entries: object) -> list[int]:
        raise LedgerUnavailable(reason="disk")

    monkeypatch.setattr(handle, "append", fails)
    answer = client.post("/ask/", {"text": TEXT, "name": "王大爷"})
    assert answer.status_code >= 400
    assert typed(answer.content.decode()) == TEXT
    assert not Case.objects.exists()
    assert not Resident.objects.exists()
    assert not Attachment.objects.exists()
