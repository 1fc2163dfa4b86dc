"""Which calls were there? Numbers and names; what was said only where the agency keeps it, and to the auditor."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from bangban.agencies.permissions import OfficerRequest, requires
from bangban.agencies.tenancy import may, one, within
from bangban.errors import BadInput
from bangban.ledger.record import Entry, append
from bangban.services.gateway.models import MICRO, CallContent, CallRecord
from bangban.services.gateway.rooms import rooms
from bangban.services.gateway.words import item_name, outcome_words, tone_of

SIZE = 50


@requires("gateway.read")
@require_safe
def call_list(request: OfficerRequest) -> HttpResponse:
    """GET ?before=ID|after=ID&failed=1: the newest calls within reach."""
    rows = within(CallRecord.objects.select_related("agency", "key"), request.user, "gateway.read")
    failed = request.GET.get("failed") == "1"
    if failed:
        rows = rows.exclude(outcome="ok")
    before, after = _number(request, "before"), _number(request, "after")
    if after:
        rows = rows.filter(pk__lt=after)
    elif before:
        rows = rows.filter(pk__gt=before)
    found = list(rows.order_by("pk" if before else "-pk")[: SIZE + 1])
    more, shown = len(found) > SIZE, found[:SIZE]
    if before:
        shown.reverse()
    context = {
        "rows": [
            {"call": row, "words": outcome_words(row.outcome), "tone": tone_of(row.outcome)} for row in shown
        ],
        "before": shown[0].pk if shown and (more if before else bool(after)) else None,
        "after": shown[-1].pk if shown and (more or before) else None,
        "failed": failed,
        "rooms_here": rooms(request.user, "calls"),
    }
    return render(request, "gateway/calls.html", context)


@requires("gateway.read")
@require_safe
def call_page(request: OfficerRequest, pk: int) -> HttpResponse:
    """One call. Who reads what was said is entered in the ledger before it is shown."""
    related = CallRecord.objects.select_related("agency", "key")
    call = one(related, request.user, "gateway.read", pk=pk)
    content = CallContent.objects.filter(pk=call.request).first()
    may_read = may(request.user, "gateway.contents", call.agency_id)
    if content is not None and may_read:
        with transaction.atomic():
            entry = Entry("read.call", f"officer:{request.user.pk}", call.agency_id, f"call:{call.request}")
            append([entry])
    context = {
        "call": call,
        "scenario": item_name(call.scenario) if call.scenario else "",
        "words": outcome_words(call.outcome),
        "tone": tone_of(call.outcome),
        "cost": f"{call.cost / MICRO:.6f}",
        "stages": [step["why"]["en" if get_language() == "en" else "zh"] for step in call.stages],
        "content": content if may_read else None,
        "kept": content is not None,
        "rooms_here": rooms(request.user, "calls"),
    }
    return render(request, "gateway/call.html", context)


def _number(request: OfficerRequest, name: str) -> int:
    given = request.GET.get(name, "")
    if given and not (given.isascii() and given.isdecimal() and len(given) < 19):
        raise BadInput(what=f"cursor {given[:20]!r}")
    return int(given or 0)
