"""What exactly is proposed, decided or ordered, as the bytes that are digested and signed?

A proposal's body, a decision's body and a standing order's body are canonical JSON. The salt inside a
proposal's body makes its digest useless for guessing content that was erased.
"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bangban.crypto.digests import canonical, digest, digest_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bangban.governance.models import Case, DigitalEmployee, Proposal
    from bangban.governance.scenarios.model import Scenario


def instant(moment: datetime) -> str:
    """A time as it stands in a signed body: UTC to the microsecond."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def proposal_body(
    case: Case,
    scenario: Scenario,
    employee: DigitalEmployee | None,
    made_by: str,
    result: Mapping[str, Any],
    serial: int,
    made_at: datetime,
    expires_at: datetime,
) -> tuple[str, str]:
    """Return (body, digest) of a proposal. `result` is `Result.as_dict()` of the skill."""
    body = canonical(
        {
            "v": 1,
            "case": str(case.uid),
            "serial": serial,
            "scenario": scenario.code,
            "scenario_digest": scenario.digest,
            "employee": employee.number if employee else None,
            "guardian": employee.guardian_id if employee else None,
            "made_by": made_by,
            "made_at": instant(made_at),
            "expires_at": instant(expires_at),
            "skill": result.get("skill"),
            "skill_version": result.get("skill_version"),
            "path": result["path"],
            "confidence": result["confidence"],
            "content": result["content"],
            "evidence": result["evidence"],
            "details": result["details"],
            "salt": secrets.token_hex(16),
        }
    )
    return body.decode(), digest(body)


def final_digest(proposal: Proposal, final: Mapping[str, Any]) -> str:
    """The digest of what shall take effect, salted with the proposal's salt."""
    return digest_of({"salt": proposal.envelope["salt"], "final": final})


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Which fields an officer changed, each with what stood and what stands."""
    names = list(dict.fromkeys([*before, *after]))
    return [
        {"field": name, "before": before.get(name), "after": after.get(name)}
        for name in names
        if before.get(name) != after.get(name)
    ]
