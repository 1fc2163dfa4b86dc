"""Which case does this number follow? Forgiving about how it was typed, silent about numbers that do not exist."""

from __future__ import annotations

import re
import unicodedata

from django.db import transaction

from bangban.governance.models import Case
from bangban.ledger.record import Entry, append

LENGTH = 16
# Crockford's base 32 has no I, L, O and U: whoever reads one out or types one means the digit.
_MEANT = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


def tidy(typed: str) -> str:
    """Return a number as it is kept ("7KQF-92MD-…"), however it was typed; "" when it cannot be one."""
    plain = unicodedata.normalize("NFKC", typed[:200]).upper().translate(_MEANT)
    letters = re.sub(r"[^0-9A-Z]", "", plain)
    if len(letters) != LENGTH:
        return ""
    return "-".join(letters[at : at + 4] for at in range(0, LENGTH, 4))


def find(number: str) -> Case | None:
    """The case with this number, or None: wrong, mistyped and erased numbers are not told apart."""
    code = tidy(number)
    if not code:
        return None
    related = ("agency", "employee__agency", "employee__guardian__agency")
    return Case.objects.select_related(*related).filter(follow_code=code).first()


def note_reading(case: Case) -> None:
    """Enter in the ledger that the case was followed.

    Raises:
        LedgerUnavailable: it could not be recorded, so nothing is shown.
    """
    with transaction.atomic():
        append([Entry("read.resident", "resident:anonymous", case.agency_id, f"case:{case.pk}")])
