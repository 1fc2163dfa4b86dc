"""Does the ledger page show what happened to whom it may, and does its export verify?"""

from __future__ import annotations

import json
from typing import Any

from bangban.ledger.models import LedgerEntry


def test_entries_are_said_in_words_and_reading_is_entered(people: Any, auditor: Any, at: Any) -> None:
    page = at(auditor).get("/register/ledger/?kind=guardian.").content.decode()
    assert "监护人受任" in page
    assert "Guardian" in page
    last = LedgerEntry.objects.order_by("-seq")[0]
    assert (last.kind, last.actor) == ("read.ledger", f"officer:{auditor.pk}")


def test_the_filter_finds_by_account_number_and_day(people: Any, auditor: Any, at: Any) -> None:
    client = at(auditor)

    def found(query: str) -> set[str]:
        return {
            row.entry.kind for row in client.get(f"/register/ledger/?{query}", follow=True).context["rows"]
        }

    assert "guardian.accepted" in found("actor=deputy")
    assert "employee.created" not in found("actor=deputy")
    assert "employee.created" in found("actor=admin&subject=employee:0012")
    assert found("until=2001-01-01") == set()
    assert found("kind=nonsense&since=never")
    assert found("actor=a%00b") == set()


def test_pages_follow_each_other(people: Any, auditor: Any, at: Any) -> None:
    client = at(auditor)
    for _ in range(40):
        client.get("/register/ledger/")
    first = client.get("/register/ledger/").context
    older = client.get(f"/register/ledger/?{first['older']}").context
    assert first["rows"][-1].entry.seq == older["rows"][0].entry.seq + 1
    assert older["newer"]
    assert client.get("/register/ledger/?before=x").status_code == 400
    assert client.get(f"/register/ledger/?before={2**64}").status_code == 400


def test_one_agency_does_not_see_anothers_entries(people: Any, at: Any) -> None:
    # The guardian of another bureau reads the ledger of that bureau only.
    rows = at(people.elsewhere).get("/register/ledger/").context["rows"]
    assert {row.entry.agency_id for row in rows} <= {people.bureau.pk}


def test_what_is_new_is_verified_at_a_press(people: Any, auditor: Any, at: Any) -> None:
    answer = at(auditor).post("/register/ledger/verify", follow=True)
    assert answer.status_code == 200
    assert LedgerEntry.objects.filter(kind="ledger.verified", actor=f"officer:{auditor.pk}").exists()
    assert answer.context["state"].sound


def test_the_export_streams_and_is_the_auditors(people: Any, auditor: Any, at: Any) -> None:
    assert at(people.security).post("/register/ledger/export").status_code == 403
    assert at(auditor).get("/register/ledger/export").status_code == 405
    answer = at(auditor).post("/register/ledger/export")
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert "ledger" in json.loads(lines[0])
    assert "end" in json.loads(lines[-1])
    assert json.loads(lines[-2])["kind"] == "ledger.exported"


def test_a_part_of_the_ledger_is_not_exported(people: Any, at: Any) -> None:
    from bangban.agencies.models import Officer

    small = Officer.objects.create_officer("small", "Small", people.bureau, None, ["auditor"])
    assert at(small).post("/register/ledger/export").status_code == 403
    assert not at(small).get("/register/ledger/").context["may_export"]
