"""Do the codes follow the standard, and the clock no further than they must?"""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bangban.services.accounts import demo, factors

# RFC 6238, appendix B: the secret "12345678901234567890" with SHA-1; the last six of its eight digits.
SECRET = base64.b32encode(b"12345678901234567890").decode()
VECTORS = [
    (59, "287082"),
    (1111111109, "081804"),
    (1111111111, "050471"),
    (1234567890, "005924"),
    (2000000000, "279037"),
    (20000000000, "353130"),
]


@pytest.mark.parametrize(("seconds", "code"), VECTORS)
def test_the_vectors_of_the_standard(seconds: int, code: str) -> None:
    assert factors.matching_step(SECRET, code, datetime.fromtimestamp(seconds, UTC)) == seconds // 30


@pytest.mark.parametrize(("late", "good"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_clock_may_be_half_a_minute_off(late: int, good: bool) -> None:
    now = datetime.fromtimestamp(1111111109 - 1111111109 % 30, UTC) + timedelta(seconds=late)
    assert (factors.matching_step(SECRET, "081804", now) is not None) is good


@given(st.text(max_size=20))
def test_whatever_is_typed_is_only_right_or_wrong(typed: str) -> None:
    step = factors.matching_step(SECRET, typed, datetime.fromtimestamp(59, UTC))
    assert step in (None, 0, 1, 2)


def test_a_secret_is_new_each_time_and_long_enough() -> None:
    secrets = {factors.new_secret() for _ in range(50)}
    assert len(secrets) == 50
    assert {len(base64.b32decode(secret)) for secret in secrets} == {20}
    assert factors.grouped("ABCDEFGH") == "ABCD EFGH"


def test_demo_secrets_are_fixed_and_differ() -> None:
    assert demo.secret_of("zhangmin") == demo.secret_of("zhangmin") != demo.secret_of("zhaoxue")
    assert len(base64.b32decode(demo.secret_of("zhangmin"))) == 20
