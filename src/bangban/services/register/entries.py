"""What does a line of the ledger say in words? Who did what to what, with names instead of numbers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bangban.agencies.models import Officer
from bangban.agencies.permissions import has_permission
from bangban.ledger.kinds import KINDS
from bangban.ledger.models import LedgerEntry
from bangban.services.register.history import officers_named

FAMILIES: Mapping[str, Any] = {
    "case.": _("Cases"),
    "proposal.": _("Proposals"),
    "decision.": _("Decisions"),
    "effect.": _("Effects"),
    "refused": _("Refusals"),
    "employee.": _("Digital employees"),
    "guardian.": _("Guardians"),
    "standing_order.": _("Standing orders"),
    "stop.": _("Stops"),
    "workorder.": _("Work orders"),
    "message.": _("Messages"),
    "complaint.": _("Complaints"),
    "person.": _("A person was asked for"),
    "officer.": _("Accounts"),
    "role.": _("Roles"),
    "agency.": _("Agencies"),
    "duty.": _("Duty lists"),
    "token.": _("API tokens"),
    "scenario.": _("Scenarios"),
    "holiday.": _("Holidays"),
    "login.": _("Sign-ins"),
    "password.": _("Passwords"),
    "factor.": _("Second factors"),
    "access.": _("Refused access"),
    "read.": _("What was read"),
    "notification.": _("Notices"),
    "import.": _("Imports"),
    "export.": _("Exports"),
    "ledger.": _("The ledger itself"),
    "content.": _("Erasures"),
    "backup.": _("Backups"),
    "command.": _("Commands"),
    "config.": _("Configuration"),
    "profile.": _("Time limits"),
    "skill.": _("Skills"),
    "process.": _("Processes"),
}
PROCESSES: Mapping[str, Any] = {
    "executor": _("Executor"),
    "web": _("Web process"),
    "host": _("Skill host"),
    "worker": _("Background worker"),
    "owner": _("Command line"),
}
NOUNS: Mapping[str, Any] = {
    "case": _("Case"),
    "employee": _("Digital employee"),
    "officer": _("Officer"),
    "agency": _("Agency"),
    "stop": _("Stop"),
    "standing_order": _("Standing order"),
    "order": _("Standing order"),
    "workorder": _("Work order"),
    "complaint": _("Complaint"),
    "token": _("API token"),
    "day": _("Day"),
    "ledger": _("Ledger"),
    "scenario": _("Scenario"),
    "decision": _("Decision"),
    "proposal": _("Proposal"),
    "attachment": _("Attachment"),
    "import": _("Import"),
    "effect": _("Effect"),
    "resident": _("Resident"),
    "operator": _("Operator"),
}


@dataclass(frozen=True)
class Said:
    """One entry for the page."""

    entry: LedgerEntry
    actor: str
    subject: str
    url: str
    details: list[tuple[str, str]]


def families() -> list[tuple[str, Any]]:
    """The families of kinds there are, for the filter."""
    return [(key, words) for key, words in FAMILIES.items() if any(kind.startswith(key) for kind in KINDS)]


def said(entries: Iterable[LedgerEntry], reader: Officer) -> list[Said]:
    """The entries in words. One query, for the names of the officers."""
    rows = list(entries)
    names = officers_named({row.actor for row in rows} | {row.subject for row in rows})
    return [
        Said(
            row,
            _named(row.actor, names),
            _named(row.subject, names),
            _url(row.subject, reader),
            _details(row.details),
        )
        for row in rows
    ]


def _named(text: str, names: Mapping[str, str]) -> str:
    """ "officer:3" → the officer's name, "process:executor" → "Executor", "stop:4" → "Stop 4"."""
    if not text:
        return ""
    noun, _colon, tail = text.partition(":")
    if noun == "officer" and text in names:
        return names[text]
    if noun == "process":
        return str(PROCESSES.get(tail, tail))
    if text == "resident:anonymous":
        return gettext("A resident")
    word = str(NOUNS.get(noun, noun))
    return f"{word} {tail}"


def _url(subject: str, reader: Officer) -> str:
    noun, _colon, tail = subject.partition(":")
    if noun == "case" and tail.isdecimal() and has_permission(reader, "case.read"):
        return f"/desk/cases/{tail}"
    if noun == "employee" and has_permission(reader, "employee.read"):
        return reverse("register:employee", args=[tail])
    if noun == "officer" and tail.isdecimal() and has_permission(reader, "officer.read"):
        return reverse("register:officer", args=[tail])
    if noun == "agency" and tail.isdecimal() and has_permission(reader, "agency.read"):
        return reverse("register:agency", args=[tail])
    return ""


def _details(text: str) -> list[tuple[str, str]]:
    """The details as (name, value): codes and numbers, as they are hashed."""
    values = json.loads(text or "{}")
    if not isinstance(values, dict):
        return [("", text)]
    return [
        (name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
        for name, value in values.items()
        if value not in ("", None, [], {})
    ]
