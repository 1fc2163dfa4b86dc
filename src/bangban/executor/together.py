"""How do many proposals under one standing order take effect at once? Each checked by itself, all written together.

For effects that can be brought about by the hundred (`Many`): released answers. Nothing may come between decision and
effect, because both stand in one transaction; so what is asked of the database is asked once for all. Whatever is not
entirely plain raises, and then each goes the long way, one by one.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

from django.db.models import Max

from bangban.agencies.inserting import insert
from bangban.agencies.prepared import Change, Prepared
from bangban.crypto.digests import canonical, digest
from bangban.executor.checks import NotInOrder, check_bytes
from bangban.governance import stops
from bangban.governance.effects import Handler, Order
from bangban.governance.models import (
    Case,
    CaseStatus,
    Decision,
    DecisionKind,
    DecisionState,
    Effect,
    EffectState,
    Proposal,
    StandingOrder,
    Step,
)
from bangban.governance.recording import DECISION_LIFE, decision_body
from bangban.governance.scenarios.model import Scenario
from bangban.governance.signatures import EXECUTOR, signer
from bangban.ledger.record import Entry, append

ACTOR = "process:executor"


_EFFECTS = Prepared(
    lambda cases: Effect.objects.filter(case__id__in=cases).values_list("pk")[:1], cases=Case._meta.pk
)
_SERIALS = Prepared(
    lambda cases: (
        Proposal.objects.filter(case__id__in=cases).order_by().values_list("case_id").annotate(Max("serial"))
    ),
    cases=Case._meta.pk,
)
_TAKEN = Change(
    lambda cases, now: (
        Case.objects.filter(pk__in=cases, status=CaseStatus.WAITING, person_asked_at=None),
        {"status": CaseStatus.DONE, "closed_at": now},
    ),
    cases=Case._meta.pk,
    now=Case._meta.get_field("closed_at"),
)


class NotPlain(Exception):
    """Something moved on, or was there already: each has to be looked at alone."""


@runtime_checkable
class Many(Handler, Protocol):
    """A handler that checks and brings about many at once."""

    def check_many(self, contents: Sequence[Mapping[str, Any]], cases: Sequence[Case]) -> list[str]:
        """As `effects.check_for`, for each: "" when it may take effect, else the code of what is wrong."""
        ...

    def run_many(self, orders: Sequence[Order]) -> tuple[list[dict[str, Any]], list[list[Entry]]]:
        """As `run`, for each; and the entries that `run` would have appended."""
        ...


def is_honest(order: StandingOrder, proposal: Proposal, scenario: Scenario) -> bool:
    """Whether the columns say what the body says, and the body is about this case and this employee."""
    if digest(proposal.body.encode()) != proposal.digest:
        return False
    envelope = proposal.envelope
    return bool(
        envelope["case"] == str(proposal.case.uid)
        and envelope["employee"] == order.employee.number
        and envelope["scenario"] == order.scenario
        and envelope["confidence"] == proposal.confidence
        and scenario.target_of(envelope["content"]) == proposal.target
    )


def decide(order: StandingOrder, proposal: Proposal, scenario: Scenario, now: datetime) -> Decision:
    """The decision of a standing order, signed by the executor, not saved."""
    decision = Decision(
        id=uuid.uuid4(),
        case=proposal.case,
        proposal=proposal,
        step=Step.FIRST,
        kind=DecisionKind.ACCEPT,
        standing_order=order,
        final=canonical(proposal.content).decode(),
        decided_at=now,
        expires_at=now + DECISION_LIFE,
        state=DecisionState.PENDING,
    )
    decision.body = decision_body(decision, f"standing_order:{order.pk}", scenario)
    decision.signature = signer(EXECUTOR).sign(decision.body.encode())
    return decision


def accepted(order: StandingOrder, decision: Decision) -> Entry:
    proposal, case = decision.proposal, decision.case
    details = {
        "decision": str(decision.pk),
        "order": str(order.pk),
        "confidence": round(proposal.confidence or 0, 3),
    }
    return Entry("decision.accepted", ACTOR, case.agency_id, f"case:{case.pk}", details, proposal.digest)


def release(
    order: StandingOrder, proposals: Sequence[Proposal], scenario: Scenario, handler: Many, now: datetime
) -> dict[int, str]:
    """Decide these proposals and let them take effect; inside a transaction, with the order locked and found fit.

    Returns, by the proposal's key, why one may not: a person then takes it.

    Raises:
        NotPlain, NotInOrder: not all is as it should be; nothing may be kept of it.
    """
    faults = {one.pk: "proposal_changed" for one in proposals if not is_honest(order, one, scenario)}
    honest = [one for one in proposals if one.pk not in faults]
    codes = handler.check_many([one.content for one in honest], [one.case for one in honest])
    for one, code in zip(honest, codes, strict=True):
        if code:
            faults[one.pk] = code
    plain = [one for one in honest if one.pk not in faults]
    if not plain:
        return faults
    _check_standing(order, plain, scenario)
    decisions = [decide(order, one, scenario, now) for one in plain]
    for decision in decisions:
        check_bytes(decision)
        # It takes effect in the very transaction in which it is made.
        decision.state = DecisionState.DONE
    _take(plain, now)
    insert(decisions)
    kind = scenario.effect_kind or ""
    orders = [Order(one.pk, one.case, one.final_content, scenario.time_limit, now) for one in decisions]
    results, told = handler.run_many(orders)
    reversible = handler.reversible and scenario.effect_reversible
    insert(
        [
            Effect(
                decision=one, case=one.case, kind=kind, state=EffectState.DONE, result=result, ran_at=now,
                reversible=reversible,
            )
            for one, result in zip(decisions, results, strict=True)
        ]
    )  # fmt: skip
    entries: list[Entry] = []
    for decision, result, own in zip(decisions, results, told, strict=True):
        about = {"decision": str(decision.pk), "effect": kind, **result}
        case = decision.case
        ran = Entry("effect.done", ACTOR, case.agency_id, f"case:{case.pk}", about, decision.proposal.digest)
        entries += [accepted(order, decision), *own, ran]
    append(entries)
    return faults


def _check_standing(order: StandingOrder, proposals: Sequence[Proposal], scenario: Scenario) -> None:
    """What else the long way asks of each right before it acts. Of the order itself `orders.unfit` asked the rest."""
    pulled = stops.active_stops()
    if any(stops.find_stop(pulled, scenario.code, order.employee, one.case.agency.path) for one in proposals):
        raise NotInOrder("stopped")
    if any(one.case.employee_id != order.employee_id for one in proposals):
        raise NotInOrder("employee")
    if _EFFECTS.rows(cases=[one.case_id for one in proposals]):
        raise NotPlain


def _take(proposals: Sequence[Proposal], now: datetime) -> None:
    """Make the cases ours, unless a person stepped in or proposed anew in the meantime."""
    serials = {one.case_id: one.serial for one in proposals}
    if _TAKEN.update(cases=list(serials), now=now) != len(proposals):
        raise NotPlain
    if dict(_SERIALS.rows(cases=list(serials))) != serials:
        raise NotPlain
