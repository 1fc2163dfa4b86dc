"""Who works on documents in these tests, and where do the skills run? In this process, by the same path."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.support.papers import called_here, faulty


@pytest.fixture
def people(db: None) -> Any:
    from bangban.governance import employees, guardians
    from tests.support.district import a_district

    people = a_district()
    now = people.now
    reviewer = employees.create_employee(
        "0040", people.district, people.admin, name_zh="小衡", post_zh="公文校核员", reason="new", now=now
    )
    from bangban.agencies.models import Officer

    guardian = Officer.objects.create_officer("docguard", "Guard", people.district, None, ["guardian"])
    from bangban.governance.scenarios.load import scenarios

    listed = sorted(code for code in scenarios() if code.startswith("document."))
    employees.assign_scenarios(reviewer, listed, people.admin, "its work", now=now)
    guardians.offer(reviewer, people.admin, "named", guardian=guardian, now=now)
    guardians.accept_guardianship(reviewer, guardian, now, now=now)
    for status in ("probation", "on_duty"):
        reviewer.refresh_from_db()
        employees.change_status(reviewer, status, people.admin, "ready", now=now)
    return people


@pytest.fixture(autouse=True)
def _skills_run_here(monkeypatch: pytest.MonkeyPatch) -> None:
    services = ("uploads", "drafts", "letters")
    for module in ("governance.handle", *(f"services.documents.{name}" for name in services)):
        monkeypatch.setattr(f"bangban.{module}.call", called_here)


@pytest.fixture
def handler(people: Any) -> Any:
    """The centre's handler, signed in."""
    from tests.support.desk import at_desk

    return at_desk(people.handler)


@pytest.fixture
def send(handler: Any) -> Callable[..., Any]:
    """Send a document in, and return its review."""
    from bangban.services.documents.models import Review

    def sent(data: bytes | None = None, name: str = "通知.docx", **more: Any) -> Any:
        file = SimpleUploadedFile(name, faulty() if data is None else data)
        answer = handler.post("/documents/new", {"file": file, **more})
        assert answer.status_code == 302, answer.content.decode()[:2000]
        pk = int(answer["Location"].rpartition("/")[2])
        return Review.objects.select_related("case", "upload").get(pk=pk)

    return sent
