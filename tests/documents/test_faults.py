"""Is every fault found where it stands and nowhere else, and put right where the standard says what is right?"""

from __future__ import annotations

import pytest

from tests.documents.faults import FAULTS, choose
from tests.documents.judge import judge

CASES = [pytest.param(case, id=case.name) for fault in FAULTS.values() for case in choose(fault, 1)]


@pytest.mark.parametrize("case", CASES)
def test_the_fault_and_nothing_else(case) -> None:
    verdict = judge(case)
    assert verdict.found, f"not found: {case.fault.said}"
    assert verdict.alarms == []
    assert verdict.lost == ""
    if case.fault.fixable:
        assert verdict.corrected, [verdict.crashed, *verdict.again, *verdict.differs]
