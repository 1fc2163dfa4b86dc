"""Is every fault found where it stands and nowhere else, and put right where the standard says what is right?

`known.yaml` lists what is not mastered yet. Whatever is not on it must be, and what is mastered must come off it.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.documents.faults import FAULTS, Case, choose
from tests.documents.judge import judge

KNOWN: dict[str, str] = yaml.safe_load((Path(__file__).parent / "known.yaml").read_text("utf-8"))


def _cases() -> list[object]:
    found = []
    for fault in FAULTS.values():
        marks = [pytest.mark.xfail(reason=KNOWN[fault.id], strict=True)] if fault.id in KNOWN else []
        found += [pytest.param(case, id=case.name, marks=marks) for case in choose(fault, 1)]
    return found


def test_what_is_listed_is_a_fault() -> None:
    assert set(KNOWN) <= set(FAULTS)


@pytest.mark.parametrize("case", _cases())
def test_the_fault_and_nothing_else(case: Case) -> None:
    verdict = judge(case)
    assert verdict.found, f"not found: {case.fault.said}"
    assert verdict.alarms == []
    assert verdict.lost == ""
    if case.fault.fixable:
        assert verdict.corrected, [verdict.crashed, *verdict.again, *verdict.differs]
