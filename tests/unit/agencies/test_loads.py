"""Which address does a request come from, when anybody can write headers, and how much may it ask?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import RequestFactory

from bangban.agencies.loads import Allowance, Paid, address_of, pay, pay_back
from bangban.agencies.models import Load


@pytest.mark.parametrize(
    ("proxy", "remote", "forwarded", "address"),
    [
        (False, "10.1.2.3", None, "10.1.2.3"),
        (False, "10.1.2.3", "1.1.1.1", "10.1.2.3"),
        (True, "127.0.0.1", "10.1.2.3", "10.1.2.3"),
        (True, "127.0.0.1", "6.6.6.6, 10.1.2.3", "10.1.2.3"),
        (True, "127.0.0.1", "10.1.2.3, not-an-address", ""),
        (True, "10.1.2.3", None, "10.1.2.3"),
        (False, "2001:db8:1:2:3:4:5:6", None, "2001:db8:1:2::"),
        (False, "2001:db8:1:2::ffff", None, "2001:db8:1:2::"),
        (False, "::ffff:10.1.2.3", None, "10.1.2.3"),
        (False, "", None, ""),
    ],
)
def test_the_address(settings: Any, proxy: bool, remote: str, forwarded: str | None, address: str) -> None:
    settings.CONFIG = replace(settings.CONFIG, values={**settings.CONFIG.values, "web.https": proxy})
    more = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    assert address_of(RequestFactory().get("/", REMOTE_ADDR=remote, **more)) == address


def test_kinds_and_addresses_are_counted_apart_and_no_address_is_kept(db: None) -> None:
    few = Allowance("few", 2, 10.0)
    now = datetime(2026, 3, 11, 10, tzinfo=UTC)
    assert pay(few, "10.1.2.3", now) == Paid(last=False)
    assert pay(few, "10.1.2.3", now) == Paid(last=True)
    assert pay(few, "10.1.2.3", now) == Paid(wait=10)
    assert pay(replace(few, name="other"), "10.1.2.3", now) == Paid()
    assert pay(few, "10.1.2.4", now) == Paid()
    assert pay(few, "10.1.2.3", now + timedelta(seconds=10)) == Paid(last=True)
    assert not Load.objects.filter(key__contains="10.1").exists()


def test_what_is_paid_back_may_be_asked_again(db: None) -> None:
    few = Allowance("few", 1, 60.0)
    now = datetime(2026, 3, 11, 10, tzinfo=UTC)
    pay(few, "", now)
    assert pay(few, "", now).wait == 60
    pay_back(few, "")
    assert pay(few, "", now).wait == 0


def test_there_is_one_such_table(db: None) -> None:
    tables = connection.introspection.table_names()
    assert [name for name in tables if name.endswith("load") and "upload" not in name] == ["agencies_load"]
