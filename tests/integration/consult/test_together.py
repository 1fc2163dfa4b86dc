"""Do many answers take effect at once without one of them that may not? Each is checked alone, the rest goes on."""

from __future__ import annotations

import copy
import json
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bangban.executor import orders, together
from bangban.executor.caps import decided_today
from bangban.executor.loop import Executor
from bangban.governance import stops
from bangban.governance.handle import ask_host
from bangban.governance.models import Case, CaseStatus, Decision, Effect, Proposal
from bangban.governance.signatures import EXECUTOR, is_signed_by
from bangban.knowledge.models import Passage
from bangban.ledger.models import LedgerEntry
from bangban.services.consult import asking
from bangban.services.consult.models import Conversation, Release, Turn

QUESTIONS = ["身份证丢失怎么补办？", "居住证多久能办好？", "给我写一首诗", "你觉得区长做得好不好"]


@pytest.fixture
def asked(known: None, order: Any) -> list[Turn]:
    return [asking.ask(Conversation(), text) for text in QUESTIONS]


def lies(text: str, change: Callable[[dict[str, Any]], None]) -> Turn:
    """A question whose answer somebody changed who holds the skill host."""

    def run(post: Any) -> Any:
        result = copy.deepcopy(dict(ask_host(post)))
        change(result["content"])
        return result

    return asking.ask(Conversation(), text, run=run)


def released(turns: list[Turn]) -> list[bool]:
    return [Release.objects.filter(case=turn.case).exists() for turn in turns]


def test_all_are_released_and_each_stands_in_the_ledger_as_alone(asked: list[Turn], executor: Any) -> None:
    executor()
    assert released(asked) == [True] * 4
    for turn in asked:
        [decision] = Decision.objects.filter(case=turn.case)
        assert decision.state == "done"
        assert is_signed_by(EXECUTOR, decision.body, decision.signature)
        assert Effect.objects.get(case=turn.case).decision_id == decision.pk
        rows = LedgerEntry.objects.filter(subject=f"case:{turn.case_id}").order_by("seq")
        kinds = [row.kind for row in rows]
        assert kinds == [
            "case.opened",
            "proposal.made",
            "decision.accepted",
            "answer.released",
            "effect.done",
        ]
    executor()
    assert Release.objects.count() == 4


def test_what_was_looked_at_is_not_looked_at_again(asked: list[Turn]) -> None:
    process = Executor()
    while process._work():
        pass
    assert released(asked) == [True] * 4
    more = asking.ask(Conversation(), QUESTIONS[1])
    # The second is between two rounds of the watch, as nearly all are.
    process._watched = process._looked_again = time.monotonic() + 3_600
    with CaptureQueriesContext(connection) as batch:
        assert process._work()
    assert released([more]) == [True]
    # Four rows and three entries of the ledger are written; the rest is what has to be known first.
    assert len(batch) <= 40, [one["sql"][:80] for one in batch]
    with CaptureQueriesContext(connection) as idle:
        assert not process._work()
    assert len(idle) == 3, [one["sql"][:80] for one in idle]


def test_one_that_may_not_goes_to_a_person_and_the_others_go_on(asked: list[Turn], executor: Any) -> None:
    def lie(content: dict[str, Any]) -> None:
        content["sentences"][0]["text"] = "本事项已经批准。"

    false = lies(QUESTIONS[0], lie)
    executor()
    assert released([*asked, false]) == [True, True, True, True, False]
    case = Case.objects.get(pk=false.case_id)
    assert case.status == CaseStatus.MANUAL
    assert case.refusal == "wrong_content"
    assert LedgerEntry.objects.filter(kind="standing_order.refused", subject=f"case:{case.pk}").exists()


@pytest.mark.parametrize("how", ["repealed", "ended", "retired", "rewritten"])
def test_what_is_not_in_force_any_more_never_leaves(asked: list[Turn], executor: Any, how: str) -> None:
    cited = json.loads(Proposal.objects.get(case=asked[0].case).body)["content"]["citations"][0]
    row = Passage.objects.get(uid=cited["id"], retired=None)
    yesterday = timezone.localdate() - timedelta(days=1)
    if how == "repealed":
        row.source.repealed_on = yesterday
        row.source.save()
    else:
        values = {
            "ended": {"in_force_to": yesterday},
            "retired": {"retired": 99},
            "rewritten": {"text": "另一段话。"},
        }
        Passage.objects.filter(pk=row.pk).update(**values[how])
    executor()
    assert released(asked)[0] is False
    assert released(asked)[2:] == [True, True]


def test_a_key_that_leads_elsewhere_leads_to_nothing(asked: list[Turn], executor: Any) -> None:
    executor()
    other = Passage.objects.exclude(uid="").order_by("-pk").first()
    assert other is not None
    false = lies(QUESTIONS[0], lambda content: content["citations"][0].update(key=other.pk))
    executor()
    assert released([*asked, false]) == [True, True, True, True, False]


def test_a_stop_holds_all_of_them(asked: list[Turn], executor: Any, people: Any) -> None:
    stops.set_stop(people.guardian, "scenario", "问题排查", scenario="consult.answer")
    executor()
    assert released(asked) == [False] * 4


def test_what_is_not_plain_goes_one_by_one(
    asked: list[Turn], executor: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault half-way undoes all of the common transaction, and each is still released once."""

    def breaks(*given: Any) -> None:
        raise together.NotPlain

    monkeypatch.setattr(together, "_take", breaks)
    executor()
    assert released(asked) == [True] * 4
    assert Decision.objects.count() == Effect.objects.count() == 4


def test_the_days_decisions_are_counted_right_however_often_and_whenever_one_looks(
    order: Any, talk: Any
) -> None:
    begun = timezone.now()
    for _ in QUESTIONS:
        talk("身份证丢失怎么补办？")
    made = Decision.objects.filter(standing_order=order).count()
    assert made == len(QUESTIONS)
    now = timezone.now()
    # At one and the same moment, a moment later, after the minute in which all are counted again, and with the clock put back.
    for moment in (
        now,
        now,
        now + timedelta(seconds=1),
        now + timedelta(minutes=3),
        now,
        begun + timedelta(microseconds=1),
    ):
        assert decided_today(order, moment) == made
    talk("居住证多久能办好？")
    assert decided_today(order, timezone.now()) == made + 1
    assert decided_today(order, timezone.now() + timedelta(days=1)) == 0
    assert decided_today(order, timezone.now()) == made + 1


def test_what_waits_for_an_order_is_found_without_a_look_at_what_it_decided(order: Any, talk: Any) -> None:
    talk(QUESTIONS[0])
    with CaptureQueriesContext(connection) as captured:
        orders._candidates(order, 0, timezone.now())
    [wanted] = [one["sql"] for one in captured if "governance_proposal" in one["sql"]]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {wanted}")
            plan = " ".join(str(row[3]) for row in cursor.fetchall())
        assert "case_waiting (employee_id=? AND scenario=? AND status=?)" in plan
