"""How did this employee come to be what it is? Its changes, each with who, what and why."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext

from bangban.agencies.models import Agency, Officer, in_language
from bangban.governance.models import DigitalEmployee, EmployeeChange, EmployeeStatus, Remark
from bangban.governance.reasons import given
from bangban.governance.remarks import subject
from bangban.governance.scenarios.load import scenarios
from bangban.governance.statements import STATEMENTS
from bangban.ledger.kinds import KINDS
from bangban.services.register.words import FIELDS

PEOPLE = ("guardian", "deputy")


def history(employee: DigitalEmployee, changes: list[EmployeeChange]) -> list[dict[str, Any]]:
    """The changes as the timeline draws them, newest first. One query, for the names."""
    named = {one.by for one in changes}
    named |= {
        f"officer:{value}" for one in changes if one.field in PEOPLE for value in (one.before, one.after)
    }
    people = officers_named(named)
    return [
        {
            "at": one.at,
            "by": "officer" if one.by.startswith("officer:") else "system",
            "who": people.get(one.by) or gettext("System"),
            "what": _what(one, people),
            "text": given(one.reason),
            "state": "stopped" if one.field == "status" and one.after == EmployeeStatus.SUSPENDED else "",
        }
        for one in changes
    ]


MOST_REMARKS = 30


def remarks(about: Agency | Officer) -> list[dict[str, Any]]:
    """What was done to an account or an agency, newest first, with the reasons given. Two queries."""
    rows = list(Remark.objects.filter(subject=subject(about))[:MOST_REMARKS])
    people = officers_named({one.by for one in rows})
    return [
        {
            "at": one.at,
            "by": "officer" if one.by.startswith("officer:") else "system",
            "who": people.get(one.by) or gettext("System"),
            "what": in_language(KINDS[one.kind].zh, KINDS[one.kind].en),
            "text": one.reason,
        }
        for one in rows
    ]


def officers_named(actors: set[str]) -> dict[str, str]:
    """Names of the officers among these ledger actors ("officer:ID"), by actor."""
    numbers = [actor.removeprefix("officer:") for actor in actors if actor.startswith("officer:")]
    ids = [int(number) for number in numbers if number.isdecimal() and len(number) < 19]
    if not ids:
        return {}
    return {f"officer:{one.pk}": one.shown_name for one in Officer.objects.filter(pk__in=ids)}


def _what(one: EmployeeChange, people: dict[str, str]) -> str:
    label = str(FIELDS.get(one.field, one.field))
    if one.field in STATEMENTS:
        label = in_language(STATEMENTS[one.field].zh, STATEMENTS[one.field].en)
    if one.field.endswith("_accepted"):
        return label
    before, after = _said(one.field, one.before, people), _said(one.field, one.after, people)
    return f"{label}: {before or '–'} → {after or '–'}" if before else f"{label}: {after or '–'}"


def _said(field: str, value: str, people: dict[str, str]) -> str:
    if field == "status" and value:
        return str(EmployeeStatus(value).label) if value in EmployeeStatus.values else value
    if field in PEOPLE:
        # Rows hold the officer's id or, from earlier code, the name as it was.
        return people.get(f"officer:{value}", value)
    if field == "scenarios":
        known = scenarios()
        return gettext(", ").join(known[code].title_text if code in known else code for code in value.split())
    return value
