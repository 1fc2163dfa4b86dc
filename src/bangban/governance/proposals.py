"""What does a skill's result look like as a proposal? One way to build it, for AI and for officers' amendments."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bangban.governance.envelopes import proposal_body
from bangban.governance.models import Case, DigitalEmployee, Proposal
from bangban.governance.scenarios.model import Scenario


def new_proposal(
    case: Case,
    scenario: Scenario,
    employee: DigitalEmployee | None,
    made_by: str,
    result: Mapping[str, Any],
    serial: int,
    now: datetime,
    expires_at: datetime,
) -> Proposal:
    """Build (without saving) a proposal whose digest is that of its body."""
    body, digest = proposal_body(case, scenario, employee, made_by, result, serial, now, expires_at)
    return Proposal(
        case=case,
        serial=serial,
        digest=digest,
        body=body,
        made_by=made_by,
        path=result["path"][:60],
        confidence=result["confidence"],
        target=scenario.target_of(result["content"]),
        made_at=now,
        expires_at=expires_at,
    )
