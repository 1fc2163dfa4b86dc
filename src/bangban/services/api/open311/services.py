"""Which services does the city offer? The duties of its agencies, each with a code, for clients to choose from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bangban.agencies.models import Agency, Duty, in_language
from bangban.errors import NotFound

MARKS = "!~@"
"""What a word is to a duty stands before it; clients get the bare words."""
WORDS = 12


def listed() -> list[dict[str, Any]]:
    """Every duty of an agency in force, by agency."""
    rows = (
        Duty.objects.filter(agency__is_active=True).select_related("agency").order_by("agency__path", "code")
    )
    return [described(duty) for duty in rows]


def described(duty: Duty) -> dict[str, Any]:
    words = [str(word).lstrip(MARKS) for word in duty.words or ()]
    title = in_language(duty.title_zh, duty.title_en)
    return {
        "service_code": code_of(duty.agency, duty.code),
        "service_name": title,
        "description": title,
        "metadata": False,
        "type": "realtime",
        "keywords": ",".join(words[:WORDS]),
        "group": duty.agency.name,
    }


def names(duties: Iterable[tuple[int, str]]) -> dict[tuple[int, str], str]:
    """What the services of these (agency's id, duty's code) are called; one query."""
    wanted = {one for one in duties if one[1]}
    rows = Duty.objects.filter(agency__in={one for one, _ in wanted}, code__in={code for _, code in wanted})
    return {(row.agency_id, row.code): in_language(row.title_zh, row.title_en) for row in rows}


def code_of(agency: Agency, duty: str) -> str:
    return f"{agency.code}.{duty}" if duty else agency.code


def find(code: str) -> Duty:
    """The duty behind a service_code.

    Raises:
        NotFound: no agency has it.
    """
    agency, _point, duty = code.partition(".")
    row = Duty.objects.filter(agency__code=agency[:40], code=duty[:60], agency__is_active=True)
    found = row.select_related("agency").first()
    if found is None:
        raise NotFound(what="service")
    return found
