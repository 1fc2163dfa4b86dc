"""How does a reply come about? An employee drafts it from what the agency did; the officer who sends it decides about it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from bangban.agencies.both import in_both
from bangban.agencies.models import Officer
from bangban.errors import NotFound
from bangban.governance import openings
from bangban.governance.admission import Work
from bangban.governance.decide import Verdict, decide, latest_proposal
from bangban.governance.handle import Outcome, Run, ask_host, handle
from bangban.governance.models import Case, CaseStatus, DecisionKind, Proposal
from bangban.governance.presentation import presentation_of
from bangban.governance.scenarios.load import scenarios
from bangban.services.hotline.life import HANDLE, OPEN, OrderClosed, Side, sides
from bangban.services.hotline.models import WorkOrder
from bangban.services.hotline.orders import answer_order

SCENARIO = "hotline.reply"


def draft(
    order: WorkOrder, officer: Officer, outcome: str, run: Run = ask_host, now: datetime | None = None
) -> Outcome:
    """Have an employee draft the reply from `outcome`. What comes back is a proposal: nothing is sent.

    Raises:
        NotFound: the order is not this officer's to answer.
        OrderClosed: it is closed.
        WrongInputs, LedgerUnavailable: see `governance.handle`.
    """
    if Side.RECEIVER not in sides(order, officer, HANDLE):
        raise NotFound(what="work order")
    if order.status not in OPEN:
        raise OrderClosed(status=in_both(order.get_status_display))
    title, text = question_of(order)
    serial = Case.objects.filter(source_key__startswith=f"reply:{order.pk}:").count() + 1
    inputs = {"title": title, "question": text, "outcome": outcome, "agency": order.agency.name_zh}
    work = Work(
        SCENARIO,
        {name: value for name, value in inputs.items() if value},
        f"officer:{officer.pk}",
        "desk",
        agency=order.agency,
        keeper=order.agency,
        source_key=f"reply:{order.pk}:{serial}",
    )
    return handle(work, run, now)


def question_of(order: WorkOrder) -> tuple[str, str]:
    """(title, text) of the message, as every page shows it."""
    return presentation_of(scenarios().get(order.case.scenario)).source(order.case.input_values)


def drafted(order: WorkOrder) -> Proposal | None:
    """The newest draft nobody decided about yet."""
    rows = Proposal.objects.filter(
        case__source_key__startswith=f"reply:{order.pk}:", case__status=CaseStatus.WAITING
    )
    found = rows.select_related("case__employee").order_by("-pk").first()
    return found if found is not None and found.body else None


def send(
    order: WorkOrder, officer: Officer, answer: str, digest: str = "", now: datetime | None = None
) -> None:
    """Send the answer. With the `digest` of a draft, sending is the officer's decision about that draft.

    Raises:
        what `answer_order` and `decide` raise; then nothing is sent.
    """
    now = now or timezone.now()
    proposal = drafted(order) if digest else None
    if proposal is None or proposal.digest != digest:
        answer_order(order, officer, answer, now)
        return
    same = answer.strip() == str(proposal.content.get("reply") or "").strip()
    final = None if same else {**proposal.content, "reply": answer.strip()}
    kind = DecisionKind.ACCEPT if same else DecisionKind.AMEND
    case = Case.objects.select_related("agency", "employee").get(pk=proposal.case_id)
    with transaction.atomic():
        openings.opened(case, officer, with_proposal=True, now=now)
        decide(case, officer, Verdict(kind, digest, final), now)
        answer_order(order, officer, answer, now, drafted_from=latest_proposal(case))


def missing(order: WorkOrder, answer: str) -> list[dict[str, str]]:
    """What the resident asked and the answer does not say: [{"zh", "en"}], empty when it is complete."""
    # Here, so that a page that answers nothing loads no skill code.
    from bangban.skills.hotline.reply import missing_in

    return missing_in("\n".join(question_of(order)), answer)
