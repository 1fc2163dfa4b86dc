"""Who answers in these tests, and from what? One employee, its guardian's order, and the district's own questions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

import bangban.catalog
from tests.support.papers import called_here

FAQ = Path(bangban.catalog.__file__).parent / "knowledge/linjiang_faq.csv"


@pytest.fixture(autouse=True)
def _skills_run_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bangban.governance.handle.call", called_here)
    # Who looks at a question before it is answered has tests of its own.
    monkeypatch.setattr("bangban.services.consult.asking._ON_ASKED", [])
    # Who answers is remembered for a moment, and the test before may have ended within it.
    monkeypatch.setattr("bangban.services.consult.asking._fresh", [])


@pytest.fixture
def people(db: None) -> Any:
    from bangban.governance import employees
    from tests.support.district import a_district

    people = a_district()
    employees.assign_scenarios(
        people.employee,
        ["hotline.dispatch", "consult.answer", "consult.advise"],
        people.admin,
        "more work",
        now=people.now,
    )
    people.employee.refresh_from_db()
    return people


@pytest.fixture
def chat(people: Any) -> Any:
    """A conversation of the hotline centre."""
    from bangban.services.consult import asking

    return asking.open_conversation(agency=people.centre)


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is a workday's morning wherever the queue looks."""
    from tests.support.handover import OPEN

    monkeypatch.setattr(timezone, "now", lambda: OPEN)


@pytest.fixture
def known(people: Any) -> None:
    """The district's questions and answers are in the knowledge base."""
    from bangban.knowledge import add as adding
    from bangban.knowledge import retrieve
    from bangban.knowledge.intake import faq

    # What the test before looked up is gone with its rows.
    retrieve.forget()
    adding.add(faq.read(FAQ, FAQ.name), people.district, "", by="operator:test", shared=True)


@pytest.fixture
def order(people: Any) -> Any:
    """The guardian allowed answers beforehand."""
    from bangban.governance import standing

    return standing.sign_order(
        people.employee, "consult.answer", people.guardian, min_confidence=0.5, daily_cap=1000,
        expires_at=timezone.now() + timedelta(days=30),
    )  # fmt: skip


@pytest.fixture
def executor() -> Callable[[], None]:
    """One round of the executor."""
    from bangban.executor.act import act_on_pending
    from bangban.executor.orders import apply_orders

    def round_() -> None:
        apply_orders({})
        act_on_pending()

    return round_


@pytest.fixture
def talk(people: Any, known: None, executor: Callable[[], None]) -> Callable[..., Any]:
    """Ask in a new conversation or `into` one, let the executor work, return the assistant's turn."""
    from bangban.services.consult import asking

    def asked(text: str, into: Any = None, **more: Any) -> Any:
        turn = asking.ask(into or asking.open_conversation(), text, **more)
        executor()
        return turn

    return asked
