"""Does asking many times at once get more guesses, or one code twice?"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import connection
from django.utils import timezone

from bangban.agencies.loads import Allowance
from bangban.agencies.models import Load, Officer
from bangban.errors import Problem
from bangban.services.accounts import factors, limits, passwords
from tests.support.accounts import PASSWORD, SECRET, an_officer, code_now, kinds

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(times: int, work: Callable[[int], object]) -> Counter[str]:
    """Do `work` in as many threads, let go together; count what came of it: "done" or a Problem's code."""
    outcomes: list[str] = []
    gate = threading.Barrier(times)

    def one(number: int) -> None:
        gate.wait()
        try:
            work(number)
            outcomes.append("done")
        except Problem as problem:
            outcomes.append(problem.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == times, "a thread died of something else"
    return Counter(outcomes)


def test_twenty_guesses_at_once_are_five() -> None:
    an_officer("zhou", "handler")
    found = at_once(20, lambda n: passwords.officer_by_password("zhou", f"wrong-{n}", "10.0.0.1"))
    assert found == {"sign_in_refused": limits.LIMIT, "account_locked": 20 - limits.LIMIT}
    assert kinds().count("login.failed") == limits.LIMIT


def test_one_code_at_once_signs_in_once() -> None:
    officer = an_officer("zhang", "guardian", totp_secret=SECRET)
    code = code_now()
    found = at_once(4, lambda n: factors.prove_code(officer, code, "10.0.0.1", timezone.now()))
    assert found["done"] == 1
    assert found["wrong_code"] + found["account_locked"] == 3


def test_the_right_password_at_once_leaves_nothing_behind() -> None:
    officer = an_officer("zhou", "handler")

    def right(number: int) -> None:
        passwords.prove_password(officer, PASSWORD, "10.0.0.1")

    assert at_once(3, right) == {"done": 3}
    officer = Officer.objects.get(pk=officer.pk)
    assert (officer.failed_sign_ins, officer.locked_until) == (0, None)
    assert Load.objects.get().ahead_until <= timezone.now().timestamp() + limits.FAILURES.step


def test_an_address_gets_its_share_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "FAILURES", Allowance("sign_in", 6, 600.0))
    now = timezone.now()
    found = at_once(15, lambda n: limits.pay_address("10.0.0.1", now))
    assert found == {"done": 6, "too_many_tries": 9}
