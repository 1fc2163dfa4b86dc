"""What happens when a resident asks for a person? A person has the case from then on, whatever was proposed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from bangban.agencies.models import Officer, Role
from bangban.agencies.prepared import Prepared
from bangban.governance.models import Case, CaseStatus
from bangban.governance.notices import notify
from bangban.ledger.record import Entry, append

UNDECIDED = (CaseStatus.WAITING, CaseStatus.SECOND, CaseStatus.SUPPLEMENT)
ASKED = "person_asked"
"""`Case.refusal` of a case that a person has because the resident asked for one."""

_HANDLERS = Prepared(
    lambda agency: Officer.objects.filter(agency=agency, is_active=True, roles__role=Role.HANDLER).distinct(),
    agency=Officer._meta.get_field("agency"),
)


def ask_for_person(case: Case, *, by: str = "resident:anonymous", now: datetime | None = None) -> bool:
    """Give the case to a person and tell the agency's handlers; return False when that was asked before.

    What was decided stays decided; a proposal that waits is put aside, and no standing order applies to the
    case any more. The clock goes on. `by` is a ledger actor.

    Raises:
        LedgerUnavailable: it could not be recorded, so nothing was changed.
    """
    now = now or timezone.now()
    with transaction.atomic():
        if not Case.objects.filter(pk=case.pk, person_asked_at=None).update(person_asked_at=now):
            return False
        # The executor moves the status on from what it finds: whoever comes first wins, and both are recorded.
        undecided = Case.objects.filter(pk=case.pk, status__in=UNDECIDED)
        handed = undecided.update(status=CaseStatus.MANUAL, refusal=ASKED)
        tell_handlers(case, now)
        details = {"handed": bool(handed)}
        append([Entry("person.asked", by, case.agency_id, f"case:{case.pk}", details)])
    case.refresh_from_db()
    return True


def tell_handlers(case: Case, now: datetime, kind: str = "person.asked", key: str = "") -> int:
    """Tell the handlers of the case's agency; return how many notices are new. `key` names a repeated event."""
    handlers = _HANDLERS.all(agency=case.agency_id)
    return notify(
        kind,
        key=f"{kind}:{case.pk}{key}",
        officers=handlers,
        # An agency without handlers is told as a whole.
        agency=None if handlers else case.agency,
        subject=f"case:{case.pk}",
        details={"reference": case.reference},
        now=now,
    )


def announce(case: Case, *, now: datetime | None = None) -> None:
    """Enter that a person was asked for from the start, and tell the handlers: for a case opened `for_person`."""
    with transaction.atomic():
        if tell_handlers(case, now or timezone.now()):
            append(
                [Entry("person.asked", case.asked_by, case.agency_id, f"case:{case.pk}", {"handed": True})]
            )
