"""What happened to a case, in order? Told from the tables: who, what, when; the ledger proves it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from bangban.governance import reasons
from bangban.governance.models import Decision, DecisionKind, DecisionState, EffectState, Proposal, Step
from bangban.governance.presentation import words_of
from bangban.services.desk.casefile import CaseFile

Item = dict[str, Any]
"""{at, who, what, by, text?, state?} as the timeline component draws it."""


def history(file: CaseFile) -> list[Item]:
    """The items, oldest first; a deadline that still lies ahead comes last."""
    items = [_opened(file), *_refusals(file), *(_proposed(file, proposal) for proposal in file.proposals)]
    for decision in file.decisions:
        items += _decided(file, decision)
    if file.case.person_asked_at:
        items.append(
            _item(
                file.case.person_asked_at,
                "resident",
                gettext("Resident"),
                gettext("asked that a person look"),
            )
        )
    items += _follow_ups(file)
    items.sort(key=lambda item: item["at"])
    if file.case.due_at and file.case.due_at > file.now and file.case.closed_at is None:
        items.append(_item(file.case.due_at, "law", "", gettext("deadline"), state="ahead"))
    return items


def _item(at: datetime, by: str, who: Any, what: str, text: Any = "", state: str = "") -> Item:
    return {"at": at, "by": by, "who": who, "what": what, "text": text, "state": state}


def _opened(file: CaseFile) -> Item:
    case = file.case
    kind = case.asked_by.partition(":")[0]
    by = {"officer": "officer", "resident": "resident"}.get(kind, "system")
    came_by = gettext("by: %(channel)s") % {"channel": words_of(case.source)} if case.source else ""
    return _item(case.opened_at, by, who(file, case.asked_by), gettext("opened the case"), came_by)


def who(file: CaseFile, actor: str) -> str:
    """A ledger actor by name, as far as this reader needs it."""
    kind, _colon, name = actor.partition(":")
    if kind == "officer":
        person = file.people.get(actor)
        return person.shown_name if person else gettext("Officer %(id)s") % {"id": name}
    if kind == "employee":
        employee = file.case.employee
        known = f" {employee.name}" if employee and employee.number == name else ""
        return gettext("Digital employee %(number)s") % {"number": name} + known
    if kind == "resident":
        return gettext("Resident (anonymous)") if name == "anonymous" else gettext("Resident")
    names = {
        "operator": gettext("Operator %(name)s"),
        "token": gettext("Another system"),
        "agency": gettext("Another system"),
    }
    return names.get(kind, gettext("System")) % {"name": name}


def _refusals(file: CaseFile) -> Iterator[Item]:
    for refusal in file.refusals:
        employee = file.case.employee
        by = f"employee:{employee.number}" if employee else ""
        name = who(file, by) if by else gettext("Bangban")
        yield _item(
            refusal.at,
            "machine" if by else "system",
            name,
            gettext("did not take it on"),
            reasons.refused(refusal.code),
            "stopped",
        )


def _proposed(file: CaseFile, proposal: Proposal) -> Item:
    machine = proposal.made_by.startswith("employee:")
    verb, target = file.way.headline(proposal.content) if proposal.body else ("", gettext("content erased"))
    return _item(
        proposal.made_at,
        "machine" if machine else "officer",
        who(file, proposal.made_by),
        gettext("proposed"),
        f"{verb} {target}".strip(),
    )


def _decided(file: CaseFile, decision: Decision) -> Iterator[Item]:
    order = decision.standing_order
    if order is not None:
        name = gettext("Standing order of %(guardian)s") % {"guardian": order.guardian.shown_name}
        by = "system"
    else:
        name, by = who(file, f"officer:{decision.officer_id}"), "officer"
    yield _item(
        decision.decided_at, by, name, decided_words(decision), decision.reason or _changes(file, decision)
    )
    if decision.state in (DecisionState.REFUSED, DecisionState.FAILED):
        text = reasons.not_done(decision.state_code)
        yield _item(
            decision.decided_at,
            "system",
            gettext("Executor"),
            gettext("did not carry it out"),
            text,
            "stopped",
        )
    if not hasattr(decision, "effect"):
        return
    effect = decision.effect
    yield _item(effect.ran_at, "system", gettext("Executor"), gettext("carried it out"))
    if effect.state == EffectState.REVERSED and effect.reversed_at:
        yield _item(effect.reversed_at, "system", gettext("Executor"), gettext("undid it"), state="stopped")


def decided_words(decision: Decision) -> str:
    """What an officer did, as a verb."""
    if decision.step == Step.REVERSE_SECOND:
        consented = decision.kind == DecisionKind.REVERSE
        return gettext("consented to undo it, as the second person") if consented else gettext("let it stand")
    if decision.step == Step.REVERSE and decision.state == DecisionState.AWAITS_SECOND:
        return gettext("decided to undo it, as the first of two")
    if decision.step == Step.SECOND and decision.kind == DecisionKind.ACCEPT:
        return gettext("consented as the second person")
    if decision.state == DecisionState.AWAITS_SECOND:
        return gettext("consented as the first of two")
    words = {
        DecisionKind.ACCEPT: gettext("accepted"),
        DecisionKind.AMEND: gettext("accepted with changes"),
        DecisionKind.REJECT: gettext("rejected"),
        DecisionKind.ASK: gettext("asked for more"),
        DecisionKind.REVERSE: gettext("decided to undo it"),
    }
    return words[DecisionKind(decision.kind)]


def _changes(file: CaseFile, decision: Decision) -> str:
    names = [
        words_of(change["field"]) for change in decision.changes if not isinstance(change["after"], dict)
    ]
    return gettext("changed: %(fields)s") % {"fields": "、".join(names)} if names else ""


def _follow_ups(file: CaseFile) -> Iterator[Item]:
    for follow_up in file.follow_ups:
        if follow_up.notice and follow_up.at:
            yield _item(
                follow_up.at, "officer", follow_up.to, gettext("sent back"), follow_up.notice, "stopped"
            )
