"""What happens when a resident adds what was asked for? The skill reads the whole anew, and a person decides anew."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from bangban.errors import Problem, Refusal
from bangban.governance import refusals, wakeup
from bangban.governance.admission import Desk, Post, Work, admit, quota_refusal, take_quota
from bangban.governance.handle import Run, ask_host
from bangban.governance.models import Case, CaseStatus, Proposal, RefusalRecord
from bangban.governance.people import tell_handlers
from bangban.governance.proposals import new_proposal, read_result
from bangban.ledger.record import Entry, append

FIELD = "text"
"""The field of the form that what is added goes to, after what stands there."""


class NothingAsked(Problem):
    """这件办件目前不需要补充说明。 | Nothing more is asked for in this case at the moment."""

    code = "nothing_asked"
    status = 409


def supplement(
    case: Case,
    text: str,
    *,
    by: str = "resident:anonymous",
    run: Run = ask_host,
    now: datetime | None = None,
) -> Proposal | None:
    """Add `text` to what the resident wrote and let the employee propose anew.

    Returns the proposal, or None when the employee may not or cannot make one: then a person has the case.
    The deadline stays. `by` is a ledger actor.

    Raises:
        NothingAsked: the case does not wait for more, or the text is empty.
        WrongInputs: with the text added, the inputs do not fit the form.
        DataClassRefused: the text is marked as classified; it is not kept.
        LedgerUnavailable: nothing was changed.
    """
    now = now or timezone.now()
    if case.status != CaseStatus.SUPPLEMENT or not text.strip():
        raise NothingAsked()
    inputs = {**case.input_values}
    inputs[FIELD] = "\n\n".join(part for part in (inputs.get(FIELD, ""), text.strip()) if part)
    post = admit(_work(case, inputs, by), Desk(now=now))
    if isinstance(post.refusal, refusals.DataClassRefused):
        raise post.refusal
    result, refusal = _proposed(post, run)
    with transaction.atomic():
        if refusal is None and post.employee and not take_quota(post.employee, post.scenario, 1, now):
            refusal = quota_refusal(post.employee, post.scenario)
        status = CaseStatus.MANUAL if refusal else CaseStatus.WAITING
        code = refusal.code if refusal else ""
        kept = json.dumps(post.inputs, ensure_ascii=False)
        waiting = Case.objects.filter(pk=case.pk, status=CaseStatus.SUPPLEMENT)
        employee = post.employee or case.employee
        if not waiting.update(inputs=kept, status=status, refusal=code, employee=employee):
            raise NothingAsked()
        append([Entry("message.added", by, case.agency_id, f"case:{case.pk}", {"characters": len(text)})])
        proposal = None
        if refusal is None and result is not None:
            proposal = _propose(case, post, result, now)
        elif refusal is not None:
            _refuse(case, post, refusal, by, now)
        tell_handlers(case, now, "case.supplemented", f":{case.proposals.count()}")
        transaction.on_commit(wakeup.poke)
    case.refresh_from_db()
    case.__dict__.pop("input_values", None)
    return proposal


def _work(case: Case, inputs: Mapping[str, Any], by: str) -> Work:
    employee = case.employee.number if case.employee else None
    return Work(
        case.scenario,
        inputs,
        by,
        case.source,
        employee=employee,
        agency=case.agency,
        data_class=case.data_class,
        uid=case.uid,
        for_person=case.person_asked_at is not None,
    )


def _proposed(post: Post, run: Run) -> tuple[Mapping[str, Any] | None, Refusal | None]:
    if post.refusal is not None:
        return None, post.refusal
    try:
        return read_result(run(post)), None
    except Problem as failure:
        return None, refusals.SkillUnavailable(code_of_failure=failure.code)


def _propose(case: Case, post: Post, result: Mapping[str, Any], now: datetime) -> Proposal:
    last = case.proposals.order_by("-serial").first()
    serial = last.serial + 1 if last else 1
    made_by = f"employee:{post.employee.number}" if post.employee else ""
    expires_at = now + timedelta(days=post.scenario.proposal_days)
    proposal = new_proposal(case, post.scenario, post.employee, made_by, result, serial, now, expires_at)
    proposal.save()
    details = {"scenario": post.scenario.code, "path": proposal.path, "serial": serial}
    append([Entry("proposal.made", made_by, case.agency_id, f"case:{case.pk}", details, proposal.digest)])
    return proposal


def _refuse(case: Case, post: Post, refusal: Refusal, by: str, now: datetime) -> None:
    RefusalRecord.objects.create(
        at=now,
        code=refusal.code,
        scenario=case.scenario,
        employee=post.employee,
        agency=case.agency,
        case=case,
        asked_by=by,
    )
    append([Entry("refused", by, case.agency_id, f"case:{case.pk}", {"code": refusal.code})])
