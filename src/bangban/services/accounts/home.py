"""Which page does an officer begin the day with?"""

from __future__ import annotations

from bangban.agencies.models import Officer, Role

HOMES = (
    (Role.GUARDIAN, "/console/"),
    (Role.HANDLER, "/desk/"),
    (Role.REVIEWER, "/desk/"),
    (Role.AUDITOR, "/register/ledger/"),
    (Role.SECURITY, "/register/officers/"),
    (Role.SYSTEM, "/register/installation/"),
)


def home_of(officer: Officer) -> str:
    """The first page of the officer's most demanding role; his own account when he has none yet."""
    return next((path for role, path in HOMES if role in officer.role_names), "/accounts/")
