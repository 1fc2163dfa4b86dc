"""Who is at this terminal, and what did they run? For commands that compute and print, and need no employee."""

from __future__ import annotations

import getpass
from typing import Any

from bangban.cli.django import set_up_home
from bangban.cli.main import language


def begin() -> str:
    """Make the home ready and speak the terminal's language; return it ("zh-hans" or "en")."""
    set_up_home()
    from django.utils.translation import activate

    chosen = language()
    activate(chosen)
    return chosen


def operator() -> str:
    """The ledger's name of the account that runs the command, in letters the ledger takes."""
    name = "".join(
        letter if letter.isascii() and (letter.isalnum() or letter in "._-") else "_"
        for letter in getpass.getuser()
    )
    return f"operator:{name or '_'}"


def note(kind: str, subject: str = "", **details: Any) -> None:
    """Enter one line in the ledger as the operator's.

    Raises:
        LedgerUnavailable: it could not be recorded; the command must then print nothing.
    """
    from django.db import transaction

    from bangban.ledger.record import Entry, append

    with transaction.atomic():
        append([Entry(kind, operator(), None, subject, details)])
