"""What does an officer see of one case? The source on the left; on the right the proposal, or the form to do it by hand."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from bangban.agencies.permissions import OfficerRequest, requires
from bangban.errors import Problem
from bangban.governance import reasons
from bangban.governance.models import CaseStatus, Decision, DecisionKind
from bangban.governance.openings import opened
from bangban.governance.presentation import LONG, TEXT, TONES, details_of, said
from bangban.services.desk.casefile import CaseFile, open_file
from bangban.services.desk.forms import ContentForm
from bangban.services.desk.history import history, who
from bangban.services.desk.keyset import Cursor, neighbour
from bangban.services.desk.lists import Wanted
from bangban.services.desk.marks import marked
from bangban.services.desk.standing import standing_of

SHOWN = 6000
"""Characters of the message on the page at first; the rest is a link away."""
HEADING = 36
"""Characters of its title that stand as the page's heading."""


@requires("case.read")
@require_safe
def case_page(request: OfficerRequest, pk: int) -> HttpResponse:
    file = open_file(request.user, pk, timezone.now())
    elsewhere = file.way.page(file.case)
    if elsewhere:
        return HttpResponseRedirect(elsewhere)
    waits = file.case.status == CaseStatus.WAITING
    opened(file.case, request.user, with_proposal=waits, now=file.now, before=file.opened_before)
    return show(request, file)


@requires("case.read")
@require_safe
def step(request: OfficerRequest, pk: int, direction: int) -> HttpResponse:
    """The next or previous case of the list one came from; past its end, the list."""
    file = open_file(request.user, pk, timezone.now())
    return to_neighbour(request, file, direction)


def to_neighbour(request: OfficerRequest, file: CaseFile, direction: int = 1) -> HttpResponse:
    """Go on to the neighbouring case, whether or not this one still is in the list."""
    wanted = Wanted.read(request.GET)
    here = Cursor(file.case.pk, file.case.due_at)
    found = neighbour(wanted.cases(request.user, file.now), wanted.order, here, direction)
    suffix = f"?{wanted.query}" if wanted.query else ""
    return HttpResponseRedirect(f"/desk/cases/{found.pk}{suffix}" if found else f"/desk/{suffix}")


def show(
    request: OfficerRequest,
    file: CaseFile,
    *,
    mode: str = "",
    form: ContentForm | None = None,
    problem: Problem | None = None,
    kept: list[tuple[Any, Any]] | None = None,
    typed_reason: str = "",
) -> HttpResponse:
    """Draw the page. `problem`: why what was sent did not work; `kept`: what was typed, to be read again."""
    standing = standing_of(file)
    if form is None and standing.by_hand and file.scenario is not None:
        form = hand_form(file)
    wanted = Wanted.read(request.GET)
    case = file.case
    context = {
        "file": file,
        "case": case,
        "heading": _shortened(case.title or gettext("(no words)")),
        "case_url": f"/desk/cases/{case.pk}",
        "scenario_title": file.scenario.title_text if file.scenario else case.scenario,
        "standing": standing,
        "mode": mode or ("hand" if standing.by_hand else ""),
        "form": form,
        "problem": problem,
        "kept": kept,
        "typed_reason": typed_reason,
        "suffix": f"?{wanted.query}" if wanted.query else "",
        "list_url": f"/desk/?{wanted.query}" if wanted.query else "/desk/",
        "tone": TONES[CaseStatus(case.status)],
        "history": history(file),
        "state": _state(file),
        "changes": _changes(file),
        **_source(request, file),
        **_proposed(file),
    }
    return render(request, "desk/case.html", context, status=problem.status if problem else 200)


def _shortened(title: str) -> str:
    return title if len(title) <= HEADING else f"{title[: HEADING - 1]}…"


def hand_form(file: CaseFile, data: Any = None) -> ContentForm:
    """The form for a person's own proposal: from the last one made, else from what came in."""
    last = file.proposal
    content = last.content if last is not None and last.body else file.way.blank(file.case)
    details = details_of(last) if last is not None and last.body else {}
    return ContentForm(file.way.fields(content, file.scenario, details), content, data)


def _source(request: OfficerRequest, file: CaseFile) -> dict[str, Any]:
    way, inputs, proposal = file.way, file.case.input_values, file.proposal
    title, text = way.source(inputs)
    whole = "full" in request.GET
    shown = text if whole or len(text) <= SHOWN else text[:SHOWN]
    machine = proposal is not None and bool(proposal.body)
    notes = (
        marked(way.reasons(proposal), way.found(proposal), len(shown))
        if machine and proposal
        else marked((), (), 0)
    )
    return {
        "source_title": title,
        "source": shown,
        "hidden_characters": len(text) - len(shown),
        "notes": notes,
        "other_inputs": way.other_inputs(inputs, file.scenario),
        "asked_by": who(file, file.case.asked_by),
    }


def _proposed(file: CaseFile) -> dict[str, Any]:
    proposal = file.proposal
    if proposal is None or not proposal.body:
        return {"proposal": None, "erased": proposal is not None}
    way, content, details = file.way, proposal.content, details_of(proposal)
    verb, target = way.headline(content)
    employee, machine = file.case.employee, proposal.made_by.startswith("employee:")
    first = file.first_consent
    return {
        "proposal": proposal,
        "machine": machine,
        "employee_name": employee.name if employee and machine else who(file, proposal.made_by),
        "employee_number": employee.number if employee and machine else "",
        "guardian": employee.guardian.shown_name if employee and employee.guardian else "",
        "deputy": employee.deputy.shown_name if employee and employee.deputy else "",
        "verb": verb,
        "target": target,
        "shown": way.shown(content, file.scenario, details),
        "alternatives": way.alternatives(proposal)[:2],
        "skill_version": f"{proposal.envelope.get('skill') or ''} {proposal.envelope.get('skill_version') or ''}".strip(),
        "first": first,
        "first_final": way.shown(first.final_content, file.scenario, details) if first else [],
    }


def _state(file: CaseFile) -> dict[str, Any]:
    """Why the case stands where it stands, where that is not plain from its status."""
    case, last = file.case, file.decisions[-1] if file.decisions else None
    told: dict[str, Any] = {"title": "", "text": "", "tone": "waiting"}
    if case.status == CaseStatus.MANUAL and case.refusal:
        told |= {"title": reasons.refused(case.refusal), "text": reasons.next_step(case.refusal)}
    elif case.status == CaseStatus.FAILED and last is not None:
        told |= {
            "title": gettext("The decision did not take effect"),
            "text": reasons.not_done(last.state_code),
            "tone": "error",
        }
    elif case.status in (CaseStatus.REJECTED, CaseStatus.SUPPLEMENT) and last is not None:
        told |= {"title": case.get_status_display(), "text": last.reason}
    elif file.expired and file.proposal is not None:
        told |= {
            "title": gettext("This proposal expired undecided"),
            "text": gettext("Take the case over and handle it by hand; the proposal stays on record."),
        }
    if case.status == CaseStatus.MANUAL:
        returned = next((one.notice for one in file.follow_ups if one.notice), "")
        told["text"] = returned or told["text"]
    return told


def _changes(file: CaseFile) -> dict[str, Any] | None:
    """What the last amending officer changed in the proposal: two readings and their labels."""
    amended: Decision | None = next(
        (d for d in reversed(file.decisions) if d.kind == DecisionKind.AMEND and d.final), None
    )
    if amended is None:
        return None
    proposal = next(one for one in file.proposals if one.pk == amended.proposal_id)
    way, details = file.way, details_of(proposal)
    changed = {change["field"] for change in amended.changes}
    fields = [one for one in way.fields(amended.final_content, file.scenario, details) if one.name in changed]
    readings = [
        {f.name: said(way.value(f, c)) for f in fields} for c in (proposal.content, amended.final_content)
    ]
    # A text shows which characters changed; a choice or a number was exchanged as a whole.
    texts = {field.name: field.label for field in fields if field.kind in (TEXT, LONG)}
    whole = [(f.label, *(reading[f.name] for reading in readings)) for f in fields if f.name not in texts]
    return {"before": readings[0], "after": readings[1], "labels": texts, "whole": whole}
