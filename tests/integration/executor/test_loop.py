"""Does a duty that cannot be done keep the executor from the others, and are people told?"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils import timezone

from bangban.crypto.signing import NoKey
from bangban.executor import act, loop
from bangban.executor.loop import Executor
from bangban.governance.decide import Verdict, decide
from bangban.governance.models import Decision, Notice
from bangban.ledger.checkpoints import checkpoint, checkpoint_if_due
from bangban.ledger.record import Entry, LedgerUnavailable, append
from bangban.ledger.seals import Checkpoint
from bangban.ledger.verify import full
from tests.support.desk import digest_of, waiting
from tests.support.district import District
from tests.support.work import fresh

DAY = timedelta(days=1)


@pytest.fixture
def executor(monkeypatch: pytest.MonkeyPatch) -> Executor:
    monkeypatch.setattr(loop, "BACK_OFF", 0.0)
    monkeypatch.setattr(connection, "close", lambda: None)
    return Executor()


def a_decision(people: District) -> Decision:
    case = waiting(people)
    return decide(case, people.handler, Verdict("accept", digest_of(case)))


def raising(error: Exception) -> Any:
    def duty(*arguments: object, **options: object) -> None:
        raise error

    return duty


def notices() -> list[tuple[str, dict[str, Any]]]:
    rows = Notice.objects.filter(kind="executor.hindered", officer__username="admin")
    return list(rows.values_list("officer__username", "details"))


def test_a_duty_that_fails_is_told_once_and_the_others_are_done(
    people: District, executor: Executor, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[str] = []
    broken = {
        "guardians": raising(NoKey(path="ledger.key")),
        "deadlines": raising(ZeroDivisionError()),
        "notices": lambda now: done.append("notices"),
    }
    monkeypatch.setattr(loop, "WATCHES", broken)
    decision = a_decision(people)
    for _ in range(3):
        executor._watched = -1.0
        executor._work()
    assert fresh(decision).state == "done"
    assert done == ["notices"] * 3
    assert notices() == [
        ("admin", {"duty": "guardians", "code": "no_key"}),
        ("admin", {"duty": "deadlines", "code": "ZeroDivisionError"}),
    ]
    assert sum("cannot be done" in record.message for record in caplog.records) == 2
    monkeypatch.setattr(loop, "WATCHES", {"guardians": lambda now: None})
    executor._watched = -1.0
    executor._work()
    assert "guardians can be done again" in caplog.text


def test_orders_that_cannot_be_applied_do_not_stop_what_officers_decided(
    people: District, executor: Executor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop, "apply_orders", raising(NoKey(path="executor.key")))
    decision = a_decision(people)
    assert executor._work() is True
    assert fresh(decision).state == "done"
    assert notices() == [("admin", {"duty": "orders", "code": "no_key"})]


@pytest.mark.parametrize(
    "error", [OperationalError("disk full"), LedgerUnavailable(reason="OperationalError")]
)
def test_a_decision_waits_for_a_database_that_cannot_be_written(
    people: District, executor: Executor, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    decision = a_decision(people)
    with monkeypatch.context() as disk:
        disk.setattr(act, "append", raising(error))
        assert executor._work() is False
    assert fresh(decision).state == "pending"
    assert executor._work() is True
    assert fresh(decision).state == "done"


def test_one_decision_that_cannot_be_written_does_not_hold_up_the_others(
    people: District, executor: Executor, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck, *others = [a_decision(people) for _ in range(4)]
    honest = act.append
    tries: list[int] = []

    def append_but_one(entries: list[Entry]) -> object:
        if entries[0].subject == f"case:{stuck.case_id}":
            tries.append(1)
            raise OperationalError("lock timeout")
        return honest(entries)

    with monkeypatch.context() as locked:
        locked.setattr(act, "append", append_but_one)
        assert executor._work() is True
        assert [fresh(one).state for one in (stuck, *others)] == ["pending", "done", "done", "done"]
        # Alone it is waited for, not tried without a pause.
        assert executor._work() is False
    assert executor._work() is True
    assert fresh(stuck).state == "done"


def test_a_decision_no_constraint_ever_lets_through_ends(
    people: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = a_decision(people), a_decision(people)
    honest = act._act_on_some

    def at_commit(rows: Any, now: Any) -> Any:
        with transaction.atomic():
            taken = honest(rows, now)
            if bad.pk in taken:
                raise IntegrityError("deferred constraint")
        return taken

    monkeypatch.setattr(act, "_act_on_some", at_commit)
    act.act_on_pending()
    assert (fresh(bad).state, fresh(bad).state_code, fresh(good).state) == (
        "failed",
        "IntegrityError",
        "done",
    )


def test_a_clock_that_jumps_neither_stops_checkpoints_nor_breaks_the_chain(people: District) -> None:
    now = timezone.now()

    def seal(at: Any) -> Checkpoint | None:
        from django.db import transaction

        with transaction.atomic():
            append([Entry("login.ok", "officer:1", None, "officer:1", {})])
        return checkpoint_if_due(at)

    checkpoint(now)
    assert seal(now + timedelta(seconds=1)) is None
    assert seal(now + DAY) is not None
    assert seal(now - DAY) is not None, "a clock set back makes one due at once"
    assert seal(now - DAY + timedelta(seconds=1)) is None
    assert full().sound


def test_a_decision_is_acted_on_when_the_executors_clock_is_behind(people: District) -> None:
    decision = a_decision(people)
    assert act.act_on_pending(timezone.now() - timedelta(minutes=5)) == 1
    assert fresh(decision).state == "done"


def test_a_folder_of_another_account_costs_the_wake_up_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(loop, "socket_path", lambda: tmp_path / "run" / "executor.sock")
    monkeypatch.setattr(Path, "mkdir", raising(PermissionError(13, "Permission denied")))
    monkeypatch.setattr(loop, "POLL", 0.01)
    with loop._listen() as channel:
        loop._wait(channel)
        assert not (tmp_path / "run").exists()
