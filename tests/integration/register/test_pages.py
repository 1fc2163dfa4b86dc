"""Does every page of the registry open for whom it is meant, in both languages, with few queries?"""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bangban.agencies.models import Duty
from bangban.governance.scenarios import load

MOST = 12
SYSTEM = (
    *(
        "employees/",
        "employees/?tab=resting&q=小",
        "employees/new",
        "employees/0012",
        "employees/0012/figures",
    ),
    *("employees/0012/history", "employees/0012/record", "employees/0012/edit", "employees/0012/people"),
    *("employees/0012/scenarios", "employees/0012/status", "scenarios/", "scenarios/hotline.dispatch"),
    *(
        "agencies/",
        "agencies/new",
        "agencies/{bureau}",
        "agencies/{bureau}/edit",
        "agencies/{bureau}/duties/new",
    ),
    *("agencies/{bureau}/duties/{duty}", "officers/", "officers/?role=guardian&q=guard", "officers/new"),
    *("officers/{guardian}", "officers/{guardian}/edit", "officers/{guardian}/transfer"),
    *("officers/{guardian}/close", "holidays/", "holidays/?year=2031", "installation/", "clauses/"),
)
SECURITY = ("ledger/", "ledger/?kind=employee.", "officers/{guardian}/roles/new", "tokens/", "tokens/new")
AUDITOR = (
    "ledger/",
    "ledger/?actor=officer:{guardian}&since=2020-01-01&until=2099-01-01",
    "installation/",
    "clauses/",
)


def _statements(captured: CaptureQueriesContext) -> list[str]:
    """What read or wrote rows: savepoints are the tests' own."""
    rows = [one["sql"] for one in captured.captured_queries]
    return [sql for sql in rows if not sql.startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(
    ("who", "path"),
    [
        (who, path)
        for who, paths in (("admin", SYSTEM), ("security", SECURITY), ("auditor", AUDITOR))
        for path in paths
    ],
)
def test_a_page_opens(people: Any, auditor: Any, at: Any, who: str, path: str, language: str) -> None:
    duty = Duty.objects.create(agency=people.bureau, code="lamps", title_zh="路灯", words=["!路灯"])
    client = at(auditor if who == "auditor" else getattr(people, who))
    client.cookies["django_language"] = language
    address = "/register/" + path.format(bureau=people.bureau.pk, duty=duty.pk, guardian=people.guardian.pk)
    # The first request of a sign-in notes that it was seen; that is not the page's own.
    client.get("/accounts/")
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    assert answer.status_code == 200
    done = _statements(captured)
    assert len(done) <= MOST, "\n".join(done)


@pytest.mark.parametrize(
    "path", ["officers/", "installation/", "ledger/", "holidays/", "tokens/", "clauses/", "employees/new"]
)
def test_what_is_not_for_a_handler_is_refused(people: Any, at: Any, path: str) -> None:
    assert at(people.handler).get(f"/register/{path}").status_code == 403


def test_another_agencys_rows_are_not_there(people: Any, at: Any) -> None:
    client = at(people.elsewhere)
    for path in ("employees/0012", f"agencies/{people.centre.pk}/edit", f"officers/{people.guardian.pk}"):
        assert client.get(f"/register/{path}").status_code == 404
    assert "0012" not in client.get("/register/employees/").content.decode()


def test_ids_beyond_64_bits_are_not_there(people: Any, at: Any) -> None:
    client = at(people.admin)
    for path in (f"officers/{2**64}", f"agencies/{2**64}", f"agencies/{people.bureau.pk}/duties/{2**64}"):
        assert client.get(f"/register/{path}").status_code == 404


def test_a_wrong_scenario_file_is_shown_with_its_line(
    people: Any, at: Any, bangban_home: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load, "LOOK_EVERY", 0.0)
    folder = bangban_home / "scenarios"
    folder.mkdir(exist_ok=True)
    file = folder / "town.wrong.yaml"
    file.write_text("code: town.wrong\nversion: one\n", "utf-8")
    try:
        client = at(people.admin)
        assert "town.wrong.yaml" in client.get("/register/scenarios/").content.decode()
        page = client.get("/register/scenarios/town.wrong").content.decode()
    finally:
        file.unlink()
    assert "version" in page
    assert client.get("/register/scenarios/town.wrong").status_code == 404
