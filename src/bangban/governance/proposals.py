"""What does a skill's result look like as a proposal? One way to build it, for AI and for officers' amendments."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bangban.crypto.digests import NotCanonical, canonical
from bangban.errors import Problem
from bangban.governance.admission import storable
from bangban.governance.envelopes import proposal_body
from bangban.governance.models import Case, DigitalEmployee, Proposal
from bangban.governance.scenarios.model import Scenario


class UnusableResult(Problem):
    """技能给出的结果不合约定（{what}）。请转人工办理，并告知技能提供方。 | The skill's result is not as agreed ({what}). Hand it to a person, and tell the skill's supplier."""

    code = "unusable_result"
    status = 502


def read_result(result: Any) -> dict[str, Any]:
    """What a skill host answered, without what no database keeps. A host is not trusted to answer in our shape.

    Raises:
        UnusableResult: it is no `Result.as_dict()`; then a person takes the case, and the message is not lost.
    """
    try:
        cleaned = _cleaned(result)
    except (RecursionError, TypeError, ValueError) as error:
        raise UnusableResult(what=type(error).__name__) from None
    if not isinstance(cleaned, dict):
        raise UnusableResult(what=type(result).__name__)
    for name, kind in (("content", dict), ("evidence", list), ("details", dict), ("path", str)):
        if not isinstance(cleaned.get(name), kind):
            raise UnusableResult(what=name)
    confidence = cleaned.get("confidence")
    # A bool is an int to Python, and a NaN is in no order with anything.
    sure = isinstance(confidence, int | float) and not isinstance(confidence, bool) and 0 <= confidence <= 1
    if "confidence" not in cleaned or not (confidence is None or sure):
        raise UnusableResult(what="confidence")
    return cleaned


def _cleaned(result: Any) -> Any:
    try:
        if b"\\u0000" not in canonical(result):
            # Nearly always, and found out ten times faster than by looking at every text.
            return result
    except NotCanonical:
        # Half a surrogate pair can be helped; a NaN, or something too deep, cannot.
        pass
    cleaned = storable(result)
    canonical(cleaned)
    return cleaned


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
