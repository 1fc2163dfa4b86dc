"""Can anyone keep records shorter than the law allows?"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bangban.config import read
from bangban.ledger.retention import RetentionTooShort, check, keep_until


@pytest.mark.parametrize(("variable", "value"), [("LOG_MONTHS", "5"), ("RECORD_YEARS", "2")])
def test_a_setting_below_its_floor_is_refused(tmp_path: Path, variable: str, value: str) -> None:
    config = read(tmp_path, {f"BANGBAN_LEDGER_{variable}": value})
    with pytest.raises(RetentionTooShort) as caught:
        check(config)
    assert variable.lower() in caught.value.text("zh-hans")
    assert "floor" in caught.value.text("en")


def test_the_floor_and_more_is_fine(tmp_path: Path) -> None:
    check(read(tmp_path, {}))
    check(read(tmp_path, {"BANGBAN_LEDGER_LOG_MONTHS": "24"}))


@pytest.mark.parametrize(
    ("kind", "at", "until"),
    [
        ("login.ok", (2026, 1, 15), (2026, 7, 15)),
        ("login.ok", (2026, 8, 31), (2027, 3, 1)),
        ("login.ok", (2026, 12, 31), (2027, 7, 1)),
        ("decision.accepted", (2026, 12, 1), (2029, 12, 1)),
        ("decision.accepted", (2028, 2, 29), (2031, 3, 1)),
    ],
)
def test_how_long_records_are_kept(kind: str, at: tuple[int, int, int], until: tuple[int, int, int]) -> None:
    assert keep_until(kind, datetime(*at, 8, tzinfo=UTC)) == datetime(*until, 8, tzinfo=UTC)
