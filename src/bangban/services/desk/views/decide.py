"""What does an officer decide? Accept, amend, reject, ask for more, do it by hand, undo: each one form, each back to the work."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from bangban.agencies.permissions import OfficerRequest, requires
from bangban.errors import BadInput, Problem
from bangban.governance import refusals
from bangban.governance.decide import Verdict, decide, latest_proposal, propose_by_person
from bangban.governance.effects import WrongContent
from bangban.governance.models import DecisionKind, DecisionState
from bangban.governance.presentation import details_of
from bangban.governance.reopen import take_over
from bangban.governance.reversal import reverse, second_reversal
from bangban.governance.scenarios.load import find_scenario
from bangban.governance.scenarios.model import TWO_PERSON
from bangban.services.desk.casefile import CaseFile, open_file
from bangban.services.desk.forms import LONGEST_REASON, ContentForm
from bangban.services.desk.standing import standing_of
from bangban.services.desk.views.case import hand_form, show, to_neighbour

CONFLICTS = (
    refusals.ProposalChanged,
    refusals.AlreadyDecided,
    refusals.ProposalExpired,
    refusals.NothingToDecide,
    refusals.SamePerson,
    refusals.ReasonNeeded,
    refusals.NotReversible,
)
PLAIN_KINDS = (DecisionKind.ACCEPT, DecisionKind.REJECT, DecisionKind.ASK)


@requires("case.decide")
@require_POST
def decided(request: OfficerRequest, pk: int) -> HttpResponse:
    """POST kind=accept|reject|ask, digest, reason."""
    kind, reason = request.POST.get("kind", ""), _reason(request)
    if kind not in PLAIN_KINDS:
        raise BadInput(what=f"kind {kind[:20]!r}")
    file = open_file(request.user, pk, timezone.now())
    try:
        decide(file.case, request.user, Verdict(kind, request.POST.get("digest", ""), reason=reason))
    except CONFLICTS as no:
        return _conflict(request, pk, no, [(gettext("Reason"), reason)] if reason else [], reason)
    _tell(request, file, kind)
    return to_neighbour(request, file)


@requires("case.decide")
def amend(request: OfficerRequest, pk: int) -> HttpResponse:
    """GET shows the proposal as a form; POST accepts what was typed instead of it."""
    file = open_file(request.user, pk, timezone.now())
    proposal = file.proposal
    if proposal is None or not proposal.body:
        raise refusals.NothingToDecide()
    fields = file.way.fields(proposal.content, file.scenario, details_of(proposal))
    form = ContentForm(fields, proposal.content, request.POST if request.method == "POST" else None)
    if request.method != "POST" and not standing_of(file).amend:
        return HttpResponseRedirect(f"/desk/cases/{pk}?{request.GET.urlencode()}")
    if request.method != "POST" or not form.is_valid():
        return show(request, file, mode="amend", form=form)
    return _accept_amended(request, file, form, file.way.complete(form.content()))


@requires("case.decide")
@require_POST
def alternative(request: OfficerRequest, pk: int) -> HttpResponse:
    """POST code, digest: accept what else the proposal offers, in one click."""
    file = open_file(request.user, pk, timezone.now())
    proposal = file.proposal
    offered = file.way.alternatives(proposal) if proposal is not None and proposal.body else []
    chosen = next((one for one in offered if one.code == request.POST.get("code")), None)
    if chosen is None:
        return _conflict(request, pk, refusals.ProposalChanged(), [])
    verdict = Verdict(DecisionKind.AMEND, request.POST.get("digest", ""), chosen.content)
    try:
        decide(file.case, request.user, verdict)
    except CONFLICTS as no:
        return _conflict(request, pk, no, [])
    _tell(request, file, DecisionKind.AMEND)
    return to_neighbour(request, file)


@requires("case.decide")
@require_POST
def by_hand(request: OfficerRequest, pk: int) -> HttpResponse:
    """POST: the officer's own proposal, accepted in the same step, unless two people are needed."""
    file = open_file(request.user, pk, timezone.now())
    form = hand_form(file, request.POST)
    if not form.is_valid():
        return show(request, file, mode="hand", form=form)
    content = file.way.complete(form.content())
    try:
        with transaction.atomic():
            proposal = propose_by_person(file.case, request.user, content)
            two_people = find_scenario(file.case.scenario).gate == TWO_PERSON
            if not two_people:
                verdict = Verdict(DecisionKind.ACCEPT, proposal.digest, reason=form.reason)
                decide(file.case, request.user, verdict)
    except WrongContent as wrong:
        form.refuse(str(wrong.details["field"]), gettext("This cannot take effect. Please correct it."))
        return show(request, open_file(request.user, pk, timezone.now()), mode="hand", form=form)
    except CONFLICTS as no:
        return _conflict(request, pk, no, form.typed())
    if two_people:
        messages.success(
            request, gettext("%(case)s: proposed. Two colleagues decide now.") % {"case": file.case.reference}
        )
    else:
        _tell(request, file, "hand")
    return to_neighbour(request, file)


@requires("effect.reverse")
@require_POST
def undo(request: OfficerRequest, pk: int) -> HttpResponse:
    """POST reason: decide that what took effect be undone."""
    file, reason = open_file(request.user, pk, timezone.now()), _reason(request)
    try:
        if file.reversible is None:
            raise refusals.NotReversible()
        decision = reverse(file.reversible, request.user, reason)
    except CONFLICTS as no:
        return _conflict(request, pk, no, [(gettext("Reason"), reason)] if reason else [], reason)
    if decision.state == DecisionState.AWAITS_SECOND:
        text = gettext(
            "%(case)s: your decision is recorded. A second person must consent before it is undone."
        )
    else:
        text = gettext("%(case)s: it is being undone. Both the decision and its reversal stay on record.")
    messages.success(request, text % {"case": file.case.reference})
    return HttpResponseRedirect(f"/desk/cases/{pk}?{request.GET.urlencode()}")


@requires("effect.reverse")
@require_POST
def undo_second(request: OfficerRequest, pk: int) -> HttpResponse:
    """POST consent=yes|no, reason: answer a colleague who decided that what took effect be undone."""
    file, reason = open_file(request.user, pk, timezone.now()), _reason(request)
    consent = request.POST.get("consent") == "yes"
    try:
        if file.reversible is None:
            raise refusals.NotReversible()
        second_reversal(file.reversible, request.user, consent=consent, reason=reason)
    except CONFLICTS as no:
        return _conflict(request, pk, no, [(gettext("Reason"), reason)] if reason else [], reason)
    if consent:
        text = gettext("%(case)s: it is being undone. Both the decision and its reversal stay on record.")
    else:
        text = gettext("%(case)s: what took effect stands.")
    messages.success(request, text % {"case": file.case.reference})
    return HttpResponseRedirect(f"/desk/cases/{pk}?{request.GET.urlencode()}")


@requires("case.decide")
@require_POST
def taken_over(request: OfficerRequest, pk: int) -> HttpResponse:
    """POST: handle by hand what expired undecided."""
    file = open_file(request.user, pk, timezone.now())
    take_over(file.case, request.user)
    return HttpResponseRedirect(f"/desk/cases/{pk}?{request.GET.urlencode()}")


def _accept_amended(
    request: OfficerRequest, file: CaseFile, form: ContentForm, final: dict[str, Any]
) -> HttpResponse:
    proposal = latest_proposal(file.case)
    digest = request.POST.get("digest", "")
    unchanged = proposal is not None and proposal.digest == digest and proposal.content == final
    kind = DecisionKind.ACCEPT if unchanged else DecisionKind.AMEND
    try:
        decide(file.case, request.user, Verdict(kind, digest, final, form.reason))
    except WrongContent as wrong:
        form.refuse(str(wrong.details["field"]), gettext("This cannot take effect. Please correct it."))
        return show(request, file, mode="amend", form=form)
    except refusals.ProposalChanged as changed:
        # The form stays as typed, beside the new proposal: sending it again decides about that one.
        return show(
            request,
            open_file(request.user, file.case.pk, timezone.now()),
            mode="amend",
            form=form,
            problem=changed,
        )
    except CONFLICTS as no:
        return _conflict(request, file.case.pk, no, form.typed())
    _tell(request, file, kind)
    return to_neighbour(request, file)


def _reason(request: OfficerRequest) -> str:
    return request.POST.get("reason", "").replace("\0", "").strip()[:LONGEST_REASON]


def _conflict(
    request: OfficerRequest, pk: int, problem: Problem, kept: list[tuple[Any, Any]], typed_reason: str = ""
) -> HttpResponse:
    """The case as it stands now, why the decision did not count, and what was typed."""
    file = open_file(request.user, pk, timezone.now())
    return show(request, file, problem=problem, kept=kept, typed_reason=typed_reason)


def _tell(request: OfficerRequest, file: CaseFile, kind: str) -> None:
    if file.case.status == "second":
        text = gettext(
            "%(case)s: your consent is recorded. A second person must decide before anything happens."
        )
    else:
        text = {
            DecisionKind.ACCEPT: gettext("%(case)s: accepted."),
            DecisionKind.AMEND: gettext("%(case)s: accepted with your changes."),
            DecisionKind.REJECT: gettext("%(case)s: rejected. It stands under “By hand” now."),
            DecisionKind.ASK: gettext("%(case)s: more was asked for."),
            "hand": gettext("%(case)s: decided by hand."),
        }[kind]
    messages.success(request, text % {"case": file.case.reference})
