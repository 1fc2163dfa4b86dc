"""Is a crowd refused fairly, in good time, and is one who asks alone never kept?"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from typing import ClassVar

import pytest
from django.db import connection
from django.test import RequestFactory

from bangban.agencies.loads import Allowance, Paid
from bangban.governance.gathering import Gathering, turn_to_write
from bangban.services.consult import crowd as crowding
from bangban.services.consult.crowd import BLOCK, Crowd, Purse
from bangban.services.consult.problems import AskedTooOften, TooManyAsk


def seconds_told(crowd: Crowd) -> int:
    """For how long one who comes now is sent away; 0 when he is not."""
    try:
        with crowd.place():
            return 0
    except TooManyAsk as problem:
        return int(problem.details["seconds"])


def test_who_comes_when_all_places_are_taken_is_told_at_once_and_later_ones_later() -> None:
    crowd = Crowd(threads=4, patience=0.001)
    with crowd.place(), crowd.place(), crowd.place():
        told = [seconds_told(crowd) for _ in range(400)]
    assert told == sorted(told)
    assert 0 < told[0] <= 4
    assert told[-1] >= 15
    assert seconds_told(crowd) == 0


def test_as_many_as_there_are_places_work_at_once_and_the_rest_get_their_turn() -> None:
    crowd, most, now, lock = Crowd(threads=8, patience=5), [0], [0], threading.Lock()
    refused: list[int] = []

    def ask() -> None:
        try:
            with crowd.place():
                with lock:
                    now[0] += 1
                    most[0] = max(most[0], now[0])
                time.sleep(0.02)
                with lock:
                    now[0] -= 1
        except TooManyAsk as problem:
            refused.append(int(problem.details["seconds"]))

    threads = [threading.Thread(target=ask) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most[0] <= 6
    assert 0 < len(refused) < 40


def test_an_address_pays_for_more_at_once_the_more_it_asks() -> None:
    purse, bought = Purse(), []
    for _ in range(100):
        if not purse.take("a"):
            bought.append(purse.block("a"))
            purse.put("a", bought[-1])
    assert bought[:5] == [1, 2, 4, 8, 16]
    assert max(bought) == BLOCK
    assert not purse.take("b")


def test_a_hall_that_asks_in_one_moment_is_paid_for_by_few(monkeypatch: pytest.MonkeyPatch) -> None:
    class Till:
        paid: ClassVar[list[int]] = []

        def add(self, wanted: tuple[Allowance, str, int]) -> Paid:
            time.sleep(0.01)
            self.paid.append(wanted[2])
            return Paid()

    monkeypatch.setattr(crowding, "_written", Till())
    monkeypatch.setattr(crowding, "_purse", Purse())
    request = RequestFactory().post("/", REMOTE_ADDR="192.0.2.1")
    threads = [threading.Thread(target=crowding.pay, args=(request,)) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # Who comes while another pays waits for what he brings, instead of paying for as many himself.
    assert Till.paid == [1, 2, 4, 8, 16]


@pytest.mark.django_db(transaction=True)
def test_those_who_come_together_share_a_transaction_and_one_fault_is_one_faults() -> None:
    batches: list[Sequence[int]] = []

    def write(items: Sequence[int]) -> list[int]:
        batches.append(items)
        time.sleep(0.02)
        if 13 in items:
            raise ValueError(13)
        return [2 * item for item in items]

    gathering: Gathering[int, int] = Gathering(write)
    results: dict[int, object] = {}

    def add(item: int) -> None:
        with gathering.coming():
            try:
                results[item] = gathering.add(item)
            except ValueError as error:
                results[item] = error.args[0]

    threads = [threading.Thread(target=add, args=(item,)) for item in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == {item: 13 if item == 13 else 2 * item for item in range(20)}
    assert max(map(len, batches)) > 2
    del results[1]
    add(1)
    assert results[1] == 2


@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="others write at the same time where the database lets them"
)
def test_who_writes_by_himself_has_a_turn_among_those_who_write_together() -> None:
    order: list[str] = []

    def write(items: Sequence[int]) -> Sequence[int]:
        order.append("together")
        return items

    gathering: Gathering[int, int] = Gathering(write)
    others = threading.Thread(target=gathering.add, args=(1,))
    with turn_to_write():
        others.start()
        # Long enough for one who does not wait.
        others.join(0.2)
        order.append("alone")
    others.join()
    assert order == ["alone", "together"]


def _asks(monkeypatch: pytest.MonkeyPatch, address: str, times: int) -> None:
    monkeypatch.setattr(crowding, "load", lambda: {"consult.burst": 3})
    request = RequestFactory().post("/consult/answers", REMOTE_ADDR=address)
    for _ in range(times):
        crowding.pay(request)


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_this_machine_itself_is_not_counted(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    """Behind a proxy nobody named, every resident comes from it."""
    _asks(monkeypatch, address, 8)


@pytest.mark.django_db
def test_another_address_waits_after_its_burst(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(AskedTooOften):
        _asks(monkeypatch, "10.3.4.5", 8)
