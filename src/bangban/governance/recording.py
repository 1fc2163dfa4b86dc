"""How does a decision become a record? Its bytes are signed, saved once, and entered in the ledger."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from bangban.agencies.models import Officer
from bangban.crypto.digests import canonical
from bangban.governance import refusals, wakeup
from bangban.governance.envelopes import differences, final_digest, instant
from bangban.governance.models import Case, CaseStatus, Decision, DecisionKind, DecisionState, Proposal, Step
from bangban.governance.scenarios.model import Scenario
from bangban.governance.signatures import WEB, signer
from bangban.ledger.record import Entry, append

DECISION_LIFE = timedelta(hours=24)
"""How long the executor may act on a decision: one that lay longer is decided anew."""

_LEDGER_KINDS = {
    DecisionKind.ACCEPT: "decision.accepted",
    DecisionKind.AMEND: "decision.amended",
    DecisionKind.REJECT: "decision.rejected",
    DecisionKind.ASK: "decision.asked_more",
    DecisionKind.REVERSE: "decision.reversed",
}


def signed_decision(
    case: Case,
    proposal: Proposal,
    officer: Officer,
    kind: DecisionKind,
    step: Step,
    final: Mapping[str, Any],
    scenario: Scenario,
    now: datetime,
    *,
    undoes: uuid.UUID | None = None,
    first: uuid.UUID | None = None,
) -> Decision:
    """A decision with its bytes signed, not yet saved. `first` is the reversal a second person answers."""
    decision = Decision(
        id=uuid.uuid4(),
        case=case,
        proposal=proposal,
        step=step,
        kind=kind,
        officer=officer,
        decided_at=now,
        expires_at=now + DECISION_LIFE,
        final=canonical(dict(final)).decode() if final else "",
    )
    decision.difference = json.dumps(
        differences(proposal.content, final) if final else [], ensure_ascii=False
    )
    decision.body = decision_body(decision, f"officer:{officer.pk}", scenario, undoes, first)
    decision.signature = signer(WEB).sign(decision.body.encode())
    return decision


def decision_body(
    decision: Decision,
    by: str,
    scenario: Scenario,
    undoes: uuid.UUID | None = None,
    first: uuid.UUID | None = None,
) -> str:
    """The canonical JSON that is signed: everything the executor checks before it acts."""
    proposal, case = decision.proposal, decision.case
    return canonical(
        {
            "v": 1,
            "id": str(decision.id),
            "kind": str(decision.kind),
            "step": str(decision.step),
            "case": str(case.uid),
            "proposal": proposal.digest,
            "final": final_digest(proposal, decision.final_content),
            "scenario": case.scenario,
            "scenario_digest": scenario.digest,
            "effect": scenario.effect_kind,
            "employee": case.employee.number if case.employee else None,
            "guardian": case.employee.guardian_id if case.employee else None,
            "by": by,
            "decided_at": instant(decision.decided_at),
            "expires_at": instant(decision.expires_at),
            "undoes": str(undoes) if undoes else None,
            "first": str(first) if first else None,
        }
    ).decode()


def save(decision: Decision, *, expected: str | None, status: str | None, now: datetime) -> None:
    """Write the decision and its entry, and move the case from `expected` to `status`, unless that is None.

    Raises:
        AlreadyDecided: somebody else decided in the same moment.
        ProposalChanged: a newer proposal stands in the case by now.
    """
    case = decision.case
    try:
        with transaction.atomic():
            decision.save(force_insert=True)
            if status is not None:
                closed = now if status == CaseStatus.DONE else None
                moved = Case.objects.filter(pk=case.pk, status=expected).update(
                    status=status, closed_at=closed
                )
                if not moved:
                    raise refusals.AlreadyDecided()
                # The row is ours from here on. It may wait anew, with a proposal that came after the one read.
                if case.proposals.filter(serial__gt=decision.proposal.serial).exists():
                    raise refusals.ProposalChanged()
            _record(decision)
            transaction.on_commit(wakeup.poke)
    except IntegrityError as error:
        # UNIQUE (proposal, step): somebody else decided in the same moment.
        raise refusals.AlreadyDecided() from error
    if status is not None:
        case.status = status


def _record(decision: Decision) -> None:
    kind = _LEDGER_KINDS[DecisionKind(decision.kind)]
    if decision.state == DecisionState.AWAITS_SECOND:
        kind = "decision.first"
    details = {
        "decision": str(decision.id),
        "step": str(decision.step),
        "changed": [change["field"] for change in decision.changes][:20],
        "seconds": decision.seconds,
    }
    case = decision.case
    entry = Entry(
        kind,
        f"officer:{decision.officer_id}",
        case.agency_id,
        f"case:{case.pk}",
        details,
        decision.proposal.digest,
    )
    append([entry])
