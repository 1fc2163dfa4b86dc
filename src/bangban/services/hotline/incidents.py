"""What happens when a message means danger to life? An incident stands at once, those on duty are told, texts are drafted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from bangban.agencies.models import Officer
from bangban.agencies.tenancy import reach
from bangban.errors import NotFound, Problem
from bangban.governance.admission import Work
from bangban.governance.deadlines import warned_and_due
from bangban.governance.decide import latest_proposal
from bangban.governance.handle import Outcome, Run, ask_host, handle
from bangban.governance.models import Case, Proposal
from bangban.governance.presentation import presentation_of
from bangban.governance.refusals import ReasonNeeded
from bangban.governance.scenarios.load import scenarios
from bangban.ledger.record import Entry, append
from bangban.services.hotline.lookout import LETTERS
from bangban.services.hotline.models import Incident, IncidentLine

RECENT = timedelta(days=1)
"""What came longer ago (an import of old messages) is no emergency any more."""
EMERGENCY = '"urgency":"emergency"'
"""As it stands in a proposal's canonical body."""
DISPATCH_LIMIT = "hotline.dispatch.emergency"
SCENARIO = "hotline.brief"
FORMS = ("brief", "drill")


class IncidentClosed(Problem):
    """这起事件已经办结。 | This incident is closed."""

    code = "incident_closed"
    status = 409


def on_proposed(proposals: Sequence[Proposal]) -> None:
    """Open an incident for each new message of danger to life, in the transaction that opens its case."""
    now = timezone.now()
    for proposal in proposals:
        case = proposal.case
        if case.scenario not in LETTERS or EMERGENCY not in proposal.body:
            continue
        if case.opened_at < now - RECENT:
            continue
        Incident.objects.create(
            case=case, agency_id=case.agency_id, title=case.title, opened_at=case.opened_at
        )
        # It jumps the queue: lists go by deadline, and this one's is the nearest.
        if settings.PROCESS != "host":
            # The skill host's role opens cases and changes none.
            warn_at, due_at = warned_and_due(DISPATCH_LIMIT, case.opened_at)
            Case.objects.filter(pk=case.pk).update(due_at=due_at, warn_at=warn_at)
            case.due_at, case.warn_at = due_at, warn_at
        append([Entry("incident.opened", case.asked_by, case.agency_id, f"case:{case.pk}", {})])


def enter(incident: Incident, officer: Officer, text: str, now: datetime | None = None) -> IncidentLine:
    """Enter a line in the timeline.

    Raises:
        NotAllowed, NotFound: it is not his hotline's.
        IncidentClosed, ReasonNeeded: nothing can be, or nothing was, entered.
    """
    _mine(incident, officer)
    if incident.closed_at:
        raise IncidentClosed()
    if not text.strip():
        raise ReasonNeeded()
    with transaction.atomic():
        row = IncidentLine.objects.create(
            incident=incident, officer=officer, text=text.strip()[:500], at=now or timezone.now()
        )
        _record("incident.noted", incident, officer, {"line": row.pk})
    return row


def close(incident: Incident, officer: Officer, now: datetime | None = None) -> None:
    """Close it: it leaves the top of the lists.

    Raises:
        NotAllowed, NotFound, IncidentClosed: see `enter`.
    """
    _mine(incident, officer)
    with transaction.atomic():
        rows = Incident.objects.filter(pk=incident.pk, closed_at=None)
        if not rows.update(closed_at=now or timezone.now(), closed_by=officer):
            raise IncidentClosed()
        _record("incident.closed", incident, officer, {})


def draft(
    incident: Incident, officer: Officer, form: str, run: Run = ask_host, now: datetime | None = None
) -> Outcome:
    """Have an employee draft the duty brief or the drill script; a proposal, decided on the desk.

    Raises:
        NotAllowed, NotFound: it is not his hotline's.
    """
    _mine(incident, officer)
    if form not in FORMS:
        raise NotFound(what="form")
    case = incident.case
    title, text = presentation_of(scenarios().get(case.scenario)).source(case.input_values)
    order = case.work_orders.select_related("agency").order_by("-pk").first()
    at = timezone.localtime(incident.opened_at)
    inputs: dict[str, Any] = {
        "form": form,
        "title": incident.title,
        "text": text or title,
        "at": f"{at.year}年{at.month}月{at.day}日{at.hour}时{at.minute}分",
        "issuer": incident.agency.name_zh,
        "lines": [f"{timezone.localtime(line.at):%H:%M} {line.text}" for line in incident.lines.all()][:50],
    }
    if order is not None:
        inputs["agency"] = order.agency.name_zh
    known = latest_proposal(case)
    if known is not None and known.content.get("place"):
        inputs["place"] = str(known.content["place"])[:200]
    serial = drafts(incident).count() + 1
    work = Work(
        SCENARIO, inputs, f"officer:{officer.pk}", "desk", agency=incident.agency, keeper=incident.agency,
        source_key=f"incident:{incident.pk}:{serial}",
    )  # fmt: skip
    return handle(work, run, now)


def drafts(incident: Incident) -> Any:
    """The cases of its drafts, newest first."""
    return Case.objects.filter(source_key__startswith=f"incident:{incident.pk}:").order_by("-pk")


def _mine(incident: Incident, officer: Officer) -> None:
    if incident.agency_id not in reach(officer, "workorder.follow"):
        raise NotFound(what="incident")


def _record(kind: str, incident: Incident, officer: Officer, details: dict[str, Any]) -> None:
    append([Entry(kind, f"officer:{officer.pk}", incident.agency_id, f"case:{incident.pk}", details)])
