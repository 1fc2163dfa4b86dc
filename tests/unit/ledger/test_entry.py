"""Can content slip into the ledger? Ids, codes and numbers pass; anything a person wrote does not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bangban.errors import BadInput
from bangban.ledger.kinds import KINDS, LOG, RECORD
from bangban.ledger.record import BadEntry, Entry

GOOD: dict[str, Any] = {"kind": "case.opened", "actor": "officer:7", "agency_id": 3, "subject": "case:1"}


@pytest.mark.parametrize(
    "details",
    [
        {},
        {"case": 2**63 - 1, "code": "not_on_duty", "confidence": 0.87, "first": True, "none": None},
        {"at": "2026-11-22T09:30:00+08:00", "skill": "workorders.route", "number": "LJ-20261122-00012"},
        {"agencies": ["housing", "urban-management"], "scores": {"housing": 0.9}},
    ],
)
def test_ids_codes_and_numbers_pass(details: dict[str, Any]) -> None:
    assert Entry(**GOOD, details=details).text


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "case.invented"},
        {"actor": "周文静"},
        {"actor": "officer"},
        {"actor": "officer:7\n"},
        {"subject": "case"},
        {"subject": "case:路灯不亮"},
        {"digest": "sha256:短"},
        {"agency_id": 0},
        {"agency_id": 2**63},
        {"details": {"note": "路灯坏了"}},
        {"details": {"note": "the street lamp is broken"}},
        {"details": {"phone": "13812345678"}},
        {"details": {"card": "11010519491231002X"}},
        {"details": {"card": "110105194912310021"}},
        {"details": {"note": "x" * 129}},
        {"details": {"a note": 1}},
        {"details": {"n": 2**63}},
        {"details": {"n": float("nan")}},
        {"details": {"n": b"bytes"}},
        {"details": {"n": {"n": {"n": {"n": {"n": 1}}}}}},
        {"details": {"n": list(range(2000))}},
    ],
)
def test_anything_else_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(BadInput) as caught:
        Entry(**{**GOOD, **changes}).text  # noqa: B018
    assert caught.value.code in ("bad_entry", "not_canonical")


@given(st.text())
def test_no_text_with_a_space_or_a_letter_beyond_ascii_passes(text: str) -> None:
    try:
        Entry(**GOOD, details={"x": text})
    except BadEntry:
        return
    assert text.isascii()
    assert not any(letter.isspace() for letter in text)


def test_every_kind_has_both_names_and_a_class() -> None:
    for name, kind in KINDS.items():
        assert len(name) <= 40
        assert kind.zh
        assert kind.en
        assert kind.retention in (LOG, RECORD)
