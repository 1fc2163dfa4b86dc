"""Do fifty people at once make one decision, and two executors one effect?"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from bangban.executor.act import act_on_pending
from bangban.governance import decide, refusals, standing
from bangban.governance.models import Decision, Usage
from bangban.services.hotline.models import WorkOrder
from tests.support.work import fresh, proposed


@pytest.fixture
def people(transactional_db: None) -> Any:
    from tests.support.district import a_district

    return a_district()


def at_once(count: int, action: Callable[[int], str]) -> Counter[str]:
    """Run `action` in `count` threads that start together, each with a connection of its own."""
    gate, results = threading.Barrier(count), []

    def run(number: int) -> None:
        try:
            gate.wait()
            results.append(action(number))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(results)


def test_fifty_parallel_approvals_are_one_decision(people: Any) -> None:
    outcome = proposed(people)
    verdicts = [
        decide.Verdict("accept", outcome.proposal.digest),
        decide.Verdict("reject", outcome.proposal.digest, reason="不"),
    ]

    def action(number: int) -> str:
        officer = (people.handler, people.reviewer)[number % 2]
        try:
            decide.decide(fresh(outcome.case), fresh(officer), verdicts[number % 2], now=people.now)
        except (refusals.AlreadyDecided, refusals.NothingToDecide) as no:
            return no.code
        return "decided"

    results = at_once(50, action)
    assert results["decided"] == 1
    assert sum(results.values()) == 50
    assert Decision.objects.count() == 1


def test_several_executors_run_each_effect_once(people: Any) -> None:
    for _ in range(20):
        outcome = proposed(people)
        decide.decide(
            outcome.case, people.handler, decide.Verdict("accept", outcome.proposal.digest), now=people.now
        )

    def action(number: int) -> str:
        return str(sum(iter(lambda: act_on_pending(people.now, limit=3), 0)))

    taken = at_once(4, action)
    assert sum(int(count) * times for count, times in taken.items()) == 20
    assert WorkOrder.objects.count() == 20


def test_an_officer_and_a_standing_order_do_not_both_decide(people: Any) -> None:
    from datetime import timedelta

    from bangban.executor.orders import apply_orders

    end = people.now + timedelta(days=1)
    standing.sign_order(
        people.employee,
        "hotline.dispatch",
        people.guardian,
        min_confidence=0.5,
        daily_cap=100,
        expires_at=end,
        now=people.now,
    )
    outcomes = [proposed(people) for _ in range(10)]

    def action(number: int) -> str:
        if number == 0:
            return f"order {apply_orders({}, people.now)}"
        made = 0
        for outcome in outcomes:
            try:
                verdict = decide.Verdict("accept", outcome.proposal.digest)
                decide.decide(fresh(outcome.case), fresh(people.handler), verdict, now=people.now)
                made += 1
            except (refusals.AlreadyDecided, refusals.NothingToDecide):
                continue
        return f"officer {made}"

    results = at_once(2, action)
    assert sum(int(name.split()[1]) for name in results) == 10
    assert Decision.objects.count() == 10


def test_parallel_callers_do_not_pass_a_quota(people: Any) -> None:
    from bangban.governance import employees

    employees.edit_employee(people.employee, people.admin, "try out", daily_quota=7)
    results = at_once(12, lambda number: "in" if proposed(people).proposal else "out")
    assert results == {"in": 7, "out": 5}
    assert Usage.objects.get().count == 7
