"""What happened, who did it, and can the record be trusted? The ledger, a page at a time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from bangban.agencies.downloads import to_be_saved
from bangban.agencies.models import Officer
from bangban.agencies.permissions import OfficerRequest, has_permission, requires
from bangban.agencies.tenancy import reach, reaches_everybody
from bangban.errors import NotAllowed
from bangban.governance.models import DigitalEmployee
from bangban.ledger import browse, export, keys, verify
from bangban.ledger.record import Entry, append
from bangban.services.register.entries import FAMILIES, families, said
from bangban.services.register.paging import number_of

SIZE = 30
LONGEST = 100


@requires("ledger.read")
@require_safe
def ledger_page(request: OfficerRequest) -> HttpResponse:
    """GET ?kind=&actor=&subject=&since=&until=&before=|after=: entries, newest first. That it was read is entered."""
    officer, asked = request.user, _asked(request)
    for name in ("actor", "subject"):
        meant = _meant(asked[name])
        if meant != asked[name]:
            # What the ledger calls it stands in the address from here on.
            return HttpResponseRedirect(f"?{_with(request, name, meant)}")
    ids = reach(officer, "ledger.read")
    whole = reaches_everybody(officer, "ledger.read")
    wanted = browse.Filter(
        agency_ids=None if whole else ids,
        kind=asked["kind"],
        actor=asked["actor"],
        subject=asked["subject"],
        since=_start(asked["since_day"]),
        until=_start(asked["until_day"], 1),
    )
    found = browse.page(wanted, before=number_of(request.GET.get("before", "")), after=number_of(request.GET.get("after", "")), size=SIZE)  # fmt: skip
    filtered = any(asked.values())
    with transaction.atomic():
        details = {"kind": asked["kind"], "filtered": filtered}
        [last] = append([Entry("read.ledger", f"officer:{officer.pk}", officer.agency_id, "", details)])
    context: dict[str, Any] = {
        "asked": asked,
        "filtered": filtered,
        "families": families(),
        "rows": said(found.entries, officer),
        # The pager's "before" is the page to the left: here the newer entries.
        "newer": _link(request, "after", found.newer),
        "older": _link(request, "before", found.older),
        "state": browse.verification_state(last),
        "whole": whole,
        "may_export": whole and has_permission(officer, "ledger.export"),
    }
    return render(request, "register/ledger.html", context)


def _asked(request: OfficerRequest) -> dict[str, Any]:
    """What the filter holds; what makes no sense counts as not asked."""
    given = {
        name: request.GET.get(name, "").strip()[:LONGEST]
        for name in ("kind", "actor", "subject", "since", "until")
    }
    if given["kind"] not in FAMILIES:
        given["kind"] = ""
    days: dict[str, date | None] = {}
    for name in ("since", "until"):
        try:
            days[f"{name}_day"] = parse_date(given[name])
        except ValueError:
            days[f"{name}_day"] = None
        if days[f"{name}_day"] is None:
            given[name] = ""
    return given | days


def _start(day: date | None, later: int = 0) -> datetime | None:
    """The first moment of `day`, or of the day `later` days after; None where the calendar ends."""
    if day is None or not 1900 < day.year < 9000:
        return None
    return timezone.make_aware(datetime.combine(day + timedelta(days=later), time.min))


def _meant(text: str) -> str:
    """The ledger's own name for what somebody typed: "officer:3" itself, an account or person, an employee's number."""
    if not text or "\0" in text or ":" in text:
        return text
    officer = Officer.objects.filter(Q(username=text) | Q(name=text)).only("pk").first()
    if officer is not None:
        return f"officer:{officer.pk}"
    if DigitalEmployee.objects.filter(number=text).exists():
        return f"employee:{text}"
    return f"case:{int(text)}" if text.isascii() and text.isdecimal() and len(text) < 19 else text


def _link(request: OfficerRequest, name: str, cursor: int | None) -> str:
    return "" if cursor is None else _with(request, name, str(cursor))


def _with(request: OfficerRequest, name: str, value: str) -> str:
    """The query of this page with one part changed, from the first page on."""
    query = request.GET.copy()
    for cursor in ("before", "after"):
        query.pop(cursor, None)
    query[name] = value
    return query.urlencode()


@requires("ledger.read")
@require_POST
def verify_new(request: OfficerRequest) -> HttpResponse:
    """Verify what was entered since the last verification, and say what came of it."""
    report = verify.incremental()
    with transaction.atomic():
        details = {
            "scope": "incremental",
            "entries": report.entries,
            "seq": report.seq,
            "sound": report.sound,
        }
        append([Entry("ledger.verified", f"officer:{request.user.pk}", request.user.agency_id, "", details)])
    if report.sound:
        text = gettext("%(count)d new entries verified: nothing was touched.") % {"count": report.entries}
        messages.success(request, text)
    else:
        messages.error(request, gettext("Something was touched. See below."))
    return HttpResponseRedirect(reverse("register:ledger"))


@requires("ledger.export")
@require_POST
def export_file(request: OfficerRequest) -> StreamingHttpResponse:
    """The whole ledger as a file that verifies offline (`bangban ledger verify FILE`). Entered before it begins.

    Raises:
        NotAllowed: the auditor's reach is less than the whole installation: a part of a chain verifies nothing.
        NoKey, BadKey: the public keys, which the file carries, cannot be read.
    """
    if not reaches_everybody(request.user, "ledger.export"):
        raise NotAllowed(permission="ledger.export")
    keys.verifiers()
    with transaction.atomic():
        append([Entry("ledger.exported", f"officer:{request.user.pk}", request.user.agency_id, "")])
    answer = StreamingHttpResponse(_blocks(), content_type="application/x-ndjson")
    return to_be_saved(answer, f"ledger-{timezone.localtime():%Y%m%d-%H%M%S}.jsonl")


def _blocks() -> Iterator[bytes]:
    """The export in pieces of some hundred lines: a line at a time would be a write at a time."""
    block: list[str] = []
    for line in export.lines():
        block.append(line)
        if len(block) == 500:
            yield ("\n".join(block) + "\n").encode("utf-8", "surrogatepass")
            block.clear()
    yield ("\n".join(block) + "\n").encode("utf-8", "surrogatepass")
