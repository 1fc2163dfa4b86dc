"""What became of a resident's message, in plain words: where it stands, what happened, what happens next?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from bangban.governance.models import (
    Case,
    CaseStatus,
    Complaint,
    ComplaintStatus,
    Decision,
    DecisionKind,
    DecisionState,
    Proposal,
    Step,
)
from bangban.governance.presentation import FollowUp, Presentation, presentation_of
from bangban.governance.scenarios.load import scenarios

BY_MACHINE = "employee:"
UNSAID = (DecisionState.AWAITS_SECOND, DecisionState.NOTED)
"""What one of two people wanted to undo, and did not become: nothing that the resident would see changed."""


@dataclass(frozen=True)
class State:
    """One glance: a chip, a sentence, and what comes next. `tone` as in `tag`: blue, amber, red, grey."""

    label: str
    text: str
    tone: str
    due_at: datetime | None = None


@dataclass(frozen=True)
class Story:
    """What the page of one case tells. Nothing of it is about another case, and no handler is named."""

    state: State
    events: list[dict[str, Any]]
    proposal: Proposal | None
    """The latest one, when an employee made it."""
    headline: str
    """What it proposes, in one line."""
    asked_for: str
    """What the resident is asked to add; "" when nothing is."""
    answers: list[FollowUp]
    """Answers of agencies, newest first."""
    complaint: Complaint | None
    """The newest one that is not answered yet."""


def tell(case: Case) -> Story:
    """Read everything about `case` that its resident may know."""
    way = presentation_of(scenarios().get(case.scenario))
    proposals = list(case.proposals.order_by("serial"))
    decisions = list(case.decisions.select_related("standing_order__guardian").order_by("decided_at"))
    follow_ups = way.follow_ups(case)
    latest = proposals[-1] if proposals else None
    by_machine = latest if latest and latest.made_by.startswith(BY_MACHINE) else None
    complaints = list(case.complaints.order_by("pk"))
    asked = next((one for one in reversed(decisions) if one.kind == DecisionKind.ASK), None)
    events = [
        {"at": case.opened_at, "who": _("You"), "what": _("sent the message"), "by": "resident"},
        *_proposed(case, proposals, way),
        *_decided(case, decisions),
        *_went_on(follow_ups),
        *_spoken(case, complaints),
    ]
    if case.closed_at and case.status in (CaseStatus.DONE, CaseStatus.REVERSED) and not follow_ups:
        events.append({"at": case.closed_at, "what": _("The case was closed"), "by": "system"})
    return Story(
        state=state_of(case, follow_ups),
        events=sorted(events, key=lambda event: event["at"]),
        proposal=by_machine,
        headline=_line(way, by_machine) if by_machine else "",
        asked_for=asked.reason if asked and case.status == CaseStatus.SUPPLEMENT else "",
        answers=[one for one in follow_ups if one.answer],
        complaint=next((one for one in reversed(complaints) if one.status == ComplaintStatus.OPEN), None),
    )


def state_of(case: Case, follow_ups: list[FollowUp]) -> State:
    """Where the case stands, told for the person who waits."""
    running = next((one for one in follow_ups if one.running), None)
    answered = next((one for one in follow_ups if one.answer), None)
    if running is not None and case.status not in (CaseStatus.MANUAL, CaseStatus.REVERSED):
        text = _("%(agency)s has your message and will answer.") % {"agency": running.to}
        return State(_("With the agency"), text, "blue", running.due_at)
    if answered is not None and case.status == CaseStatus.DONE:
        text = _("%(agency)s has answered. Its answer stands below.") % {"agency": answered.to}
        return State(_("Answered"), text, "blue")
    if case.status == CaseStatus.MANUAL and case.person_asked_at:
        text = _("You asked for a person. An officer of %(agency)s handles your message.") % {
            "agency": case.agency.name
        }
        return State(_("A person handles it"), text, "amber", case.due_at)
    label, text, tone = _words(case)
    return State(label, text, tone, case.due_at if case.status in _OPEN else None)


_OPEN = (
    CaseStatus.WAITING, CaseStatus.SECOND, CaseStatus.MANUAL, CaseStatus.SUPPLEMENT, CaseStatus.REJECTED,
    CaseStatus.FAILED, CaseStatus.DECIDED,
)  # fmt: skip


def _words(case: Case) -> tuple[str, str, str]:
    agency = {"agency": case.agency.name}
    if case.status in (CaseStatus.WAITING, CaseStatus.SECOND):
        return (
            _("Waits for a decision"),
            _("A digital employee has proposed what to do. It counts only once it has been decided.")
            % agency,
            "amber",
        )
    if case.status == CaseStatus.SUPPLEMENT:
        return _("Waits for you"), _("We need something more from you. Please add it below."), "amber"
    if case.status == CaseStatus.DECIDED:
        return _("Decided"), _("It has been decided and is being passed on."), "blue"
    if case.status == CaseStatus.DONE:
        return _("Done"), _("Your message has been dealt with."), "blue"
    # Manual, rejected, failed, reversed: for the resident it is the same, a person has it.
    return _("A person handles it"), _("An officer of %(agency)s handles your message.") % agency, "amber"


def _line(way: Presentation, proposal: Proposal) -> str:
    if not proposal.body:
        return ""
    what, whom = way.headline(proposal.content)
    return " ".join(str(part) for part in (what, whom) if part)


def _proposed(case: Case, proposals: list[Proposal], way: Presentation) -> Iterator[dict[str, Any]]:
    for proposal in proposals:
        machine = proposal.made_by.startswith(BY_MACHINE)
        if machine:
            number = proposal.made_by.removeprefix(BY_MACHINE)
            name = case.employee.name if case.employee and case.employee.number == number else ""
            who = _("Digital employee %(number)s %(name)s") % {"number": number, "name": name}
        else:
            who = _("An officer of %(agency)s") % {"agency": case.agency.name}
        yield {
            "at": proposal.made_at,
            "who": who.strip(),
            "what": _("proposed what to do (AI-made)") if machine else _("proposed what to do"),
            "text": _line(way, proposal),
            "by": "machine" if machine else "officer",
        }


def _decided(case: Case, decisions: list[Decision]) -> Iterator[dict[str, Any]]:
    officer = _("An officer of %(agency)s") % {"agency": case.agency.name}
    said = {
        DecisionKind.ACCEPT: _("accepted the proposal"),
        DecisionKind.AMEND: _("changed the proposal and accepted it"),
        DecisionKind.REJECT: _("did not follow the proposal and handles it"),
        DecisionKind.ASK: _("asked you for more"),
        DecisionKind.REVERSE: _("took the decision back"),
    }
    for decision in decisions:
        if decision.step in (Step.REVERSE, Step.REVERSE_SECOND) and decision.state in UNSAID:
            continue
        order = decision.standing_order
        event: dict[str, Any] = {"at": decision.decided_at, "who": officer, "by": "officer"}
        event["what"] = said[DecisionKind(decision.kind)]
        if order is not None:
            event["who"] = _("Standing order of guardian %(name)s") % {"name": order.guardian.shown_name}
            event["what"] = _("allows this beforehand, within limits")
        if decision.kind == DecisionKind.ASK:
            event["text"], event["state"] = decision.reason, "waiting"
        if decision.state in (DecisionState.REFUSED, DecisionState.FAILED):
            event["text"] = _("It could not be carried out; a person handles it.")
            event["state"] = "stopped"
        yield event


def _went_on(follow_ups: list[FollowUp]) -> Iterator[dict[str, Any]]:
    for one in follow_ups:
        if one.events:
            yield from map(dict, one.events)
            continue
        if one.began_at is None:
            continue
        yield {"at": one.began_at, "what": _("Sent to %(agency)s") % {"agency": one.to}, "by": "system"}
        if one.answer and one.at:
            yield {"at": one.at, "who": one.to, "what": _("answered"), "by": "officer"}
        elif not one.running and one.at:
            yield {
                "at": one.at,
                "who": one.to,
                "what": _("gave it back; it is sent on"),
                "by": "officer",
                "state": "waiting",
            }


def _spoken(case: Case, complaints: Iterable[Complaint]) -> Iterator[dict[str, Any]]:
    if case.person_asked_at:
        yield {"at": case.person_asked_at, "who": _("You"), "what": _("asked for a person"), "by": "resident"}
    for complaint in complaints:
        yield {"at": complaint.made_at, "who": _("You"), "what": _("complained"), "by": "resident"}
        if complaint.settled_at:
            upheld = complaint.status == ComplaintStatus.UPHELD
            yield {
                "at": complaint.settled_at,
                "who": _("An officer of %(agency)s") % {"agency": case.agency.name},
                "what": _("answered the complaint: you were right")
                if upheld
                else _("answered the complaint: not upheld"),
                "text": complaint.answer,
                "by": "officer",
            }
