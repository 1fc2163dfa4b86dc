"""Does one quota hold for everybody, whoever asks at once, dies or errs?"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, close_old_connections, connection, transaction
from django.utils import timezone

from bangban.llm.errors import OutOfQuota, QuotaUnknown
from bangban.llm.model import Call, Caller, Usage
from bangban.services.gateway import account, limits
from bangban.services.gateway.models import Lease, Limit, Spent
from bangban.services.gateway.quota import LeasedQuota, micro_of
from tests.support.gateway import run

BY = "operator:test"


class Process:
    """One gateway process's quota, with a database thread of its own."""

    def __init__(self, name: str) -> None:
        self._thread = ThreadPoolExecutor(1)
        self.quota = LeasedQuota(ask=self.ask)
        self.quota._process = name

    async def ask(self, work: Callable[[], Any]) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    async def write(self) -> None:
        def settle(reports: list[account.Report]) -> None:
            with transaction.atomic():
                account.settle(reports, timezone.now())

        reports = self.quota.reports()
        await self.ask(lambda: settle(reports))
        self.quota.written()

    def end(self) -> None:
        self._thread.submit(lambda: connection.close()).result()
        self._thread.shutdown()


def call(people: Any, scenario: str = "", employee: str = "") -> Call:
    caller = Caller(7, people.bureau.pk, people.bureau.code, employee=employee)
    return Call("c", caller, "internal", "chat", {}, scenario=scenario)


def limit(agency: Any, amount: int, scope: str = "agency", subject: str = "", **more: str) -> Limit:
    measure, period = more.get("measure", "tokens"), more.get("period", "day")
    return limits.set_limit(agency, scope, subject, measure, period, amount, BY)


def used(one: Limit) -> tuple[int, int]:
    row = Spent.objects.get(limit=one)
    return row.settled, row.leased


def test_two_hundred_callers_at_once_never_pass_the_limit(people: Any) -> None:
    one = limit(people.district, 10_000)
    processes = [Process("a"), Process("b")]
    granted = 0

    async def ask(process: Process) -> None:
        nonlocal granted
        try:
            reserved = await process.quota.reserve(call(people), 150, 0.0)
        except OutOfQuota:
            return
        await asyncio.sleep(0.01)
        reserved.settle(Usage(60, 70), 0.0)
        granted += 1

    async def everybody() -> None:
        await asyncio.gather(*(ask(processes[n % 2]) for n in range(200)))
        for process in processes:
            for purse in process.quota._purses.values():
                purse.last_taken = 0.0
            await process.write()

    run(everybody)
    for process in processes:
        process.end()
    settled, leased = used(one)
    assert (settled, leased) == (granted * 130, 0)
    assert 50 <= granted <= 76, "what fits was given, and no more"
    assert settled <= 10_000


def test_a_call_counts_to_its_key_employee_scenario_and_every_agency_above(people: Any) -> None:
    mine = [
        limit(people.district, 1000),
        limit(people.bureau, 1000, period="month"),
        limit(people.bureau, 1000, "key", "7", measure="requests"),
        limit(people.district, 1000, "scenario", "hotline.dispatch"),
        limit(people.bureau, 1000, "employee", "0012"),
        limit(people.bureau, 50_000, measure="money"),
    ]
    others = [
        limit(people.centre, 1),
        limit(people.bureau, 1, "key", "8"),
        limit(people.bureau, 1, "employee", "0013"),
    ]
    process = Process("a")

    async def once() -> None:
        asked = call(people, "hotline.dispatch", "0012")
        reserved = await process.quota.reserve(asked, 100, 0.01)
        reserved.settle(Usage(30, 10), 0.002)
        reserved.settle(Usage(30, 10), 0.002)
        await process.write()

    run(once)
    process.end()
    assert [used(one)[0] for one in mine] == [40, 40, 1, 40, 40, 2000]
    assert not Spent.objects.filter(limit__in=others).exists()


def test_what_is_refused_says_whose_limit_and_how_much_is_left(people: Any) -> None:
    limit(people.bureau, 100)
    process = Process("a")

    async def twice() -> None:
        reserved = await process.quota.reserve(call(people), 60, 0.0)
        with pytest.raises(OutOfQuota) as no:
            await process.quota.reserve(call(people), 60, 0.0)
        assert no.value.details["left_tokens"] == 40
        assert "住建局" not in no.value.text("en")
        assert "bureau" in no.value.text("en")
        reserved.cancel()
        await process.quota.reserve(call(people), 100, 0.0)

    run(twice)
    process.end()


def test_the_lease_of_a_killed_process_counts_until_it_expires(people: Any) -> None:
    one = limit(people.bureau, 1000)
    dead, living = Process("dead"), Process("living")

    async def before() -> None:
        finished = await dead.quota.reserve(call(people), 200, 0.0)
        await dead.quota.reserve(call(people), 300, 0.0)
        finished.settle(Usage(100, 50), 0.0)
        await dead.write()
        with pytest.raises(OutOfQuota):
            await living.quota.reserve(call(people), 600, 0.0)

    run(before)
    Lease.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert account.sweep(timezone.now()) == 1
    # What was finished is charged as it was used, what was under way as it was reserved.
    assert used(one) == (150 + 300, 0)

    async def after() -> None:
        await living.quota.reserve(call(people), 550, 0.0)

    run(after)
    dead.end()
    living.end()


def test_what_a_lost_lease_held_is_not_given_back(people: Any) -> None:
    one = limit(people.bureau, 1000)
    process = Process("slow")

    async def late() -> None:
        reserved = await process.quota.reserve(call(people), 400, 0.0)
        await process.write()
        await process.ask(lambda: Lease.objects.update(expires_at=timezone.now() - timedelta(seconds=1)))
        await process.ask(lambda: account.sweep(timezone.now()))
        for purse in process.quota._purses.values():
            purse.trusted_until = 0.0
        again = await process.quota.reserve(call(people), 400, 0.0)
        reserved.settle(Usage(400, 0), 0.0)
        again.settle(Usage(100, 0), 0.0)
        with pytest.raises(OutOfQuota):
            await process.quota.reserve(call(people), 501, 0.0)
        await process.write()

    run(late)
    process.end()
    assert used(one)[0] >= 900


def test_a_model_that_gives_more_than_was_reserved_is_charged_in_full(people: Any) -> None:
    one = limit(people.bureau, 1000)
    process = Process("a")

    async def too_much() -> None:
        reserved = await process.quota.reserve(call(people), 100, 0.0)
        reserved.settle(Usage(100, 850), 0.0)
        with pytest.raises(OutOfQuota):
            await process.quota.reserve(call(people), 100, 0.0)
        for purse in process.quota._purses.values():
            purse.last_taken = 0.0
        await process.write()

    run(too_much)
    process.end()
    assert used(one) == (950, 0)


def test_a_caller_who_hangs_up_while_it_is_leased_loses_nothing(people: Any) -> None:
    one = limit(people.bureau, 1000)
    process = Process("a")

    async def hang_up() -> None:
        slow = asyncio.Event()
        real = process.quota._ask

        async def ask(work: Callable[[], Any]) -> Any:
            found = await real(work)
            await slow.wait()
            return found

        process.quota._ask = ask
        slow.set()
        await process.quota._bounds_of(call(people))
        slow.clear()
        task = asyncio.create_task(process.quota.reserve(call(people), 100, 0.0))  # type: ignore[arg-type]
        await asyncio.sleep(0.2)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        slow.set()
        await asyncio.sleep(0.2)
        for purse in process.quota._purses.values():
            assert purse.held == 0
            purse.last_taken = 0.0
        await process.write()

    run(hang_up)
    process.end()
    assert used(one) == (0, 0)


def test_in_doubt_nothing_is_sent(people: Any) -> None:
    limit(people.bureau, 1000)

    async def broken(work: Callable[[], Any]) -> Any:
        raise OperationalError("disk full")

    def refused(quota: LeasedQuota) -> Callable[[], Awaitable[None]]:
        async def within() -> None:
            with pytest.raises(QuotaUnknown):
                await quota.reserve(call(people), 1, 0.0)

        return within

    run(refused(LeasedQuota(ask=broken)))
    run(refused(LeasedQuota(lambda: "unwritten")))


def test_money_is_rounded_up() -> None:
    assert [micro_of(value) for value in (0.0, 0.000_000_1, 0.000_001, 1.5)] == [0, 1, 1, 1_500_000]


def test_a_smaller_limit_is_in_force_at_once(people: Any) -> None:
    one = limit(people.bureau, 1000)
    process = Process("a")

    async def smaller() -> None:
        (await process.quota.reserve(call(people), 500, 0.0)).settle(Usage(500, 0), 0.0)
        await process.write()
        await process.ask(lambda: Limit.objects.filter(pk=one.pk).update(amount=400))
        process.quota._bounds.clear()
        for purse in process.quota._purses.values():
            purse.trusted_until = 0.0
        with pytest.raises(OutOfQuota):
            await process.quota.reserve(call(people), 10, 0.0)

    run(smaller)
    process.end()
    close_old_connections()


def test_who_names_no_scenario_or_an_invented_one_counts_to_the_rest(people: Any) -> None:
    limit(people.bureau, 3, "scenario", "-", measure="requests")
    limit(people.bureau, 5, "scenario", "hotline.dispatch", measure="requests")
    limit(people.bureau, 1_000, "scenario", "hotline.dispatch", period="month")
    process = Process("a")
    granted = dict.fromkeys(("", "no.such.thing", "hotline.dispatch"), 0)

    async def everybody() -> None:
        for _ in range(6):
            for scenario in granted:
                try:
                    (await process.quota.reserve(call(people, scenario), 10, 0.0)).settle(Usage(5, 5), 0.0)
                    granted[scenario] += 1
                except OutOfQuota:
                    continue

    run(everybody)
    process.end()
    assert granted[""] + granted["no.such.thing"] == 3
    assert granted["hotline.dispatch"] == 5


def test_a_scenarios_limit_of_another_kind_does_not_open_the_rest(people: Any) -> None:
    """A limit of tokens a month for a scenario leaves the one of calls a day for all others in force."""
    limit(people.district, 0, "scenario", "-", measure="requests")
    limit(people.district, 1_000, "scenario", "consult.answer", period="month")
    process = Process("a")

    async def refused() -> None:
        for scenario in ("", "consult.answer"):
            with pytest.raises(OutOfQuota):
                await process.quota.reserve(call(people, scenario), 10, 0.0)

    run(refused)
    process.end()
