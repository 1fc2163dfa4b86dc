"""How does a piece of work go through governance? Admitted or refused, proposed for, recorded: one path for all."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from bangban.agencies.both import in_both
from bangban.agencies.inserting import insert
from bangban.agencies.models import Agency
from bangban.config import load
from bangban.errors import Problem, Refusal
from bangban.governance import admission, refusals, stops, wakeup
from bangban.governance.admission import Desk, Post, Work, admit
from bangban.governance.clock import Deadline
from bangban.governance.deadlines import deadline_for
from bangban.governance.models import Case, CaseStatus, Proposal, RefusalRecord
from bangban.governance.proposals import new_proposal, read_result
from bangban.governance.scenarios.model import Scenario
from bangban.ledger.record import Entry, append
from bangban.skillhost.client import call

Run = Callable[[Post], Mapping[str, Any]]
"""`run(post)` runs the skill of the post's scenario and gives its result as a dict."""


@dataclass(frozen=True)
class Outcome:
    """What became of a piece of work. Exactly one of `proposal` and `refusal` is set."""

    work: Work
    case: Case | None = None
    proposal: Proposal | None = None
    refusal: Problem | None = None


@dataclass(frozen=True)
class Draft:
    """What is known before anything is written: who takes it on, and what the skill made of it or why it did not."""

    post: Post
    result: Mapping[str, Any] | None
    refusal: Refusal | None


Beside = Callable[[Sequence[Outcome]], None]
"""Writes what a service keeps of these pieces of work, in their transaction."""

Opened = Callable[[Sequence[Case]], None]
_ON_OPENED: list[Opened] = []


def on_opened(listener: Opened) -> None:
    """Register what a service writes beside new cases, in the same transaction (fingerprints, say)."""
    _ON_OPENED.append(listener)


Proposed = Callable[[Sequence[Proposal]], None]
_ON_PROPOSED: list[Proposed] = []


def on_proposed(listener: Proposed) -> None:
    """Register what a service does about what was proposed for new cases, in the same transaction."""
    _ON_PROPOSED.append(listener)


def ask_host(post: Post, seconds: float | None = None) -> Mapping[str, Any]:
    """Run the skill in a skill host, within the deadline: the usual one, or `seconds` for what takes longer by its nature."""
    return call(
        post.scenario.skill_name,
        post.inputs,
        settings=admission.settings_of(post),
        deadline_seconds=seconds or load()["hosts.deadline_seconds"],
        model=model_of(post),
    )


def model_of(post: Post) -> dict[str, str] | None:
    """Which model the skill may ask, and in whose name; None when there is none."""
    named = load()["hosts.model"]
    if not named or post.employee is None:
        return None
    return {"model": named, "employee": post.employee.number, "scenario": post.scenario.code}


def handle(work: Work, run: Run = ask_host, now: datetime | None = None) -> Outcome:
    """Take one piece of work through governance.

    A refusal is an outcome, not an error: where a scenario exists and the content may be kept, the case
    is there for a person to handle.

    Raises:
        WrongInputs: the inputs do not fit the scenario's form.
        LedgerUnavailable: nothing was done, because it could not be recorded.
    """
    return handle_many([work], run, now)[0]


def handle_many(works: Iterable[Work], run: Run = ask_host, now: datetime | None = None) -> list[Outcome]:
    """Take several pieces of work through in one transaction, in order (imports)."""
    now = now or timezone.now()
    desk = Desk(now=now)
    drafts: list[Draft] = []
    unlisted: dict[int, Outcome] = {}
    for index, work in enumerate(works):
        try:
            drafts.append(draft_of(admit(work, desk), run))
        except Refusal as refusal:
            unlisted[index] = Outcome(work, refusal=refusal)
    with transaction.atomic():
        outcomes = record(drafts, now)
        _record_unlisted(list(unlisted.values()), now)
    for index, outcome in unlisted.items():
        outcomes.insert(index, outcome)
    if any(outcome.proposal for outcome in outcomes):
        wakeup.poke()
    return outcomes


def handle_again(
    case: Case, inputs: Mapping[str, Any], asked_by: str, run: Run = ask_host, now: datetime | None = None
) -> Outcome:
    """Have a case that nobody decided yet looked at again, with these inputs: the employee proposes anew.

    The earlier proposal stays on record and can no longer be decided. A refusal leaves the case as it is.

    Raises:
        WrongInputs: the inputs do not fit the scenario's form.
        NothingToDecide: the case was decided, or is none that an employee may take on.
        LedgerUnavailable: nothing was done, because it could not be recorded.
    """
    now = now or timezone.now()
    work = Work(
        case.scenario, inputs, asked_by, case.source, agency=case.agency, keeper=case.agency,
        data_class=case.data_class, uid=case.uid,
    )  # fmt: skip
    drafts = [draft_of(admit(work, Desk(now=now)), run)]
    with transaction.atomic():
        [draft] = _apply_quota(_apply_stops(drafts), now)
        post = draft.post
        # The row is ours from the update on: who decides in the same moment finds the newer proposal.
        rows = Case.objects.filter(pk=case.pk, status__in=(CaseStatus.WAITING, CaseStatus.MANUAL))
        proposal = None
        if draft.result is not None:
            kept = json.dumps(post.inputs, ensure_ascii=False)
            moved = rows.update(
                status=CaseStatus.WAITING, employee=post.employee, inputs=kept, title=title_of(post.inputs),
                refusal="",
            )  # fmt: skip
        else:
            moved = int(rows.exists())
        if not moved:
            raise refusals.NothingToDecide()
        case.refresh_from_db()
        if draft.result is not None:
            serial = case.proposals.count() + 1
            proposal = _new_proposal(draft, case, now, serial)
            proposal.save(force_insert=True)
        else:
            _refusal(draft, case, now).save()
        append([entry for entry in _entries(draft, case, proposal) if entry.kind != "case.opened"])
    if proposal is not None:
        wakeup.poke()
    return Outcome(work, case, proposal, draft.refusal)


def _record_unlisted(outcomes: Sequence[Outcome], now: datetime) -> None:
    """What is on no list is refused, and the refusal is recorded; its content is not kept."""
    for outcome in outcomes:
        work, code = outcome.work, outcome.refusal.code if outcome.refusal else ""
        agency = work.agency
        RefusalRecord.objects.create(
            at=now, code=code, scenario=work.scenario[:60], agency=agency, asked_by=work.asked_by
        )
        append(
            [
                Entry(
                    "refused",
                    work.asked_by,
                    agency.pk if agency else None,
                    "scenario:unlisted",
                    {"code": code},
                )
            ]
        )


def record(drafts: Sequence[Draft], now: datetime, beside: Beside | None = None) -> list[Outcome]:
    """Write these pieces of work, in order, inside the caller's transaction. `wakeup.poke` is the caller's, too.

    Raises:
        LedgerUnavailable: let it undo the transaction.
    """
    # A stop pulled while the skills ran must hold before anything is recorded as proposed.
    return _record(_apply_quota(_apply_stops(list(drafts)), now), now, beside)


def draft_of(post: Post, run: Run = ask_host) -> Draft:
    """What the skill makes of a post; nothing is written."""
    if post.refusal is not None:
        return Draft(post, None, post.refusal)
    try:
        result = read_result(run(post))
    except Problem as failure:
        # The message is not lost with the skill: a person takes the case, and sees which way it failed.
        return Draft(post, None, refusals.SkillUnavailable(code_of_failure=failure.code))
    return Draft(post, result, None)


def _apply_stops(drafts: list[Draft]) -> list[Draft]:
    active = stops.active_stops()
    if not active:
        return drafts
    checked = []
    for draft in drafts:
        employee, scenario = draft.post.employee, draft.post.scenario
        if draft.refusal is None and employee is not None:
            stop = stops.find_stop(active, scenario.code, employee, employee.agency.path)
            if stop:
                draft = Draft(draft.post, None, refusals.Stopped(scope=in_both(stop.get_scope_display)))
        checked.append(draft)
    return checked


def _apply_quota(drafts: list[Draft], now: datetime) -> list[Draft]:
    wanted: dict[tuple[int, str], list[int]] = defaultdict(list)
    for index, draft in enumerate(drafts):
        if draft.refusal is None and draft.post.employee is not None:
            wanted[draft.post.employee.pk, draft.post.scenario.code].append(index)
    checked = list(drafts)
    for indexes in wanted.values():
        post = drafts[indexes[0]].post
        if post.employee is None:
            continue
        granted = admission.take_quota(post.employee, post.scenario, len(indexes), now)
        for index in indexes[granted:]:
            refused = admission.quota_refusal(post.employee, post.scenario)
            checked[index] = Draft(drafts[index].post, None, refused)
    return checked


def _record(drafts: Sequence[Draft], now: datetime, beside: Beside | None = None) -> list[Outcome]:
    due = _Due()
    cases = [_new_case(draft, now, due) if _is_kept(draft) else None for draft in drafts]
    insert([case for case in cases if case is not None])
    proposals = [
        _new_proposal(draft, case, now) if case is not None and draft.result is not None else None
        for draft, case in zip(drafts, cases, strict=True)
    ]
    made = [proposal for proposal in proposals if proposal is not None]
    insert(made)
    entries: list[Entry] = []
    refused: list[RefusalRecord] = []
    outcomes: list[Outcome] = []
    for draft, case, proposal in zip(drafts, cases, proposals, strict=True):
        entries += _entries(draft, case, proposal)
        if draft.refusal is not None:
            refused.append(_refusal(draft, case, now))
        outcomes.append(Outcome(draft.post.work, case, proposal, draft.refusal))
    insert(refused)
    opened = [case for case in cases if case is not None]
    for listener in _ON_OPENED:
        listener(opened)
    for told in _ON_PROPOSED:
        told(made)
    if beside is not None:
        beside(outcomes)
    append(entries)
    return outcomes


def _is_kept(draft: Draft) -> bool:
    return draft.refusal is None or (draft.post.keep and _keeper(draft.post) is not None)


def _keeper(post: Post) -> Agency | None:
    return post.work.keeper or (post.employee.agency if post.employee else post.work.agency)


class _Due:
    """Deadlines of pieces of work that are recorded together: counted once for those opened in the same moment."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, datetime], Deadline | None] = {}

    def of(self, scenario: Scenario, opened_at: datetime) -> Deadline | None:
        key = scenario.code, opened_at
        if key not in self._known:
            self._known[key] = deadline_for(scenario, opened_at)
        return self._known[key]


def _new_case(draft: Draft, now: datetime, due: _Due) -> Case:
    post, work = draft.post, draft.post.work
    opened_at = work.opened_at or now
    deadline = due.of(post.scenario, opened_at)
    return Case(
        uid=work.uid,
        scenario=post.scenario.code,
        agency=_keeper(post),
        employee=post.employee,
        status=CaseStatus.WAITING if draft.result is not None else CaseStatus.MANUAL,
        impact=post.scenario.impact,
        data_class=work.data_class or post.scenario.data_class,
        source=work.source,
        source_key=work.source_key,
        asked_by=work.asked_by,
        resident_id=work.resident_id,
        title=title_of(post.inputs),
        inputs=json.dumps(post.inputs, ensure_ascii=False),
        opened_at=opened_at,
        person_asked_at=now if work.for_person else None,
        due_at=deadline.due if deadline else None,
        warn_at=deadline.warn_at if deadline else None,
        refusal=draft.refusal.code if draft.refusal else "",
    )


def title_of(inputs: Mapping[str, Any]) -> str:
    """What a list shows for a case: its title, else the beginning of its text."""
    text = str(inputs.get("title") or inputs.get("text") or "")
    line = " ".join(text.split())
    return line if len(line) <= 80 else line[:79] + "…"


def _new_proposal(draft: Draft, case: Case, now: datetime, serial: int = 1) -> Proposal:
    post, result = draft.post, draft.result
    assert result is not None  # noqa: S101 — narrowed by the caller
    assert post.employee is not None  # noqa: S101
    made_by = f"employee:{post.employee.number}"
    expires_at = now + timedelta(days=post.scenario.proposal_days)
    return new_proposal(case, post.scenario, post.employee, made_by, result, serial, now, expires_at)


def _entries(draft: Draft, case: Case | None, proposal: Proposal | None) -> list[Entry]:
    post, work = draft.post, draft.post.work
    keeper = _keeper(post)
    agency = keeper.pk if keeper else None
    about = {"scenario": post.scenario.code, "employee": post.employee.number if post.employee else ""}
    entries = []
    subject = f"case:{case.pk}" if case else f"scenario:{post.scenario.code}"
    if case is not None:
        opened = {**about, "source": work.source, "impact": case.impact}
        entries.append(Entry("case.opened", work.asked_by, agency, subject, opened))
    if draft.refusal is not None:
        entries.append(
            Entry("refused", work.asked_by, agency, subject, {**about, "code": draft.refusal.code})
        )
    if proposal is not None:
        confidence = None if proposal.confidence is None else round(proposal.confidence, 3)
        made = {"scenario": post.scenario.code, "path": proposal.path, "confidence": confidence}
        entries.append(Entry("proposal.made", proposal.made_by, agency, subject, made, proposal.digest))
    return entries


def _refusal(draft: Draft, case: Case | None, now: datetime) -> RefusalRecord:
    assert draft.refusal is not None  # noqa: S101 — narrowed by the caller
    return RefusalRecord(
        at=now,
        code=draft.refusal.code,
        scenario=draft.post.scenario.code,
        employee=draft.post.employee,
        agency=_keeper(draft.post),
        case=case,
        asked_by=draft.post.work.asked_by,
    )
