"""What do officers see of those who wait? The live queue, one conversation with all that was tried, and its few buttons."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bangban.agencies.models import Officer
from bangban.agencies.permissions import OfficerRequest, demand, has_permission, requires
from bangban.agencies.tenancy import MAX_ID, reach
from bangban.ledger.record import Entry, append
from bangban.services.consult import presenting
from bangban.services.consult.handover import machine
from bangban.services.consult.handover.forms import CannedForm, ReplyForm
from bangban.services.consult.handover.models import LIVE, CannedAnswer, Handover, HandoverState, Presence
from bangban.services.consult.handover.problems import NoHandover, NotYours
from bangban.services.consult.handover.proposing import propose
from bangban.services.consult.handover.queueing import SERVED, may_take, present, seen, standings
from bangban.services.consult.handover.reading import note_reading
from bangban.services.consult.live_address import allow_streams, last_event, queue_stream

RECENT = 30


def within(rows: QuerySet[Handover], officer: Officer, permission: str) -> QuerySet[Handover]:
    """Those of the agencies the officer reaches, and of conversations that belong to no agency."""
    return rows.filter(Q(agency_id__in=reach(officer, permission)) | Q(agency_id=None))


def find(officer: Officer, handover_id: int, permission: str = "chat.read") -> Handover:
    """The handover, if the officer may see it.

    Raises:
        NoHandover: there is none, or it is another agency's.
    """
    if not 0 <= handover_id <= MAX_ID:
        raise NoHandover()
    rows = within(Handover.objects.select_related("conversation", "officer", "case"), officer, permission)
    found = rows.filter(pk=handover_id).first()
    if found is None:
        raise NoHandover()
    return found


@requires("chat.read")
@require_safe
def queue(request: OfficerRequest) -> HttpResponse:
    officer = request.user
    name = "consult/parts/queue.html" if request.headers.get("HX-Request") else "consult/queue.html"
    response = render(request, name, _queue(officer))
    allow_streams(request, response)
    return response


def _queue(officer: Officer) -> dict[str, Any]:
    now = timezone.now()
    supervises = has_permission(officer, "chat.supervise")
    live = within(Handover.objects.filter(state__in=LIVE), officer, "chat.read").order_by(*SERVED)
    rows = list(live.select_related("conversation", "offered_to", "officer", "agency"))
    # Whose agency one reads, one reads whole: the rows are all there are of each queue.
    queue = [one for one in rows if one.waits]
    talking = [one for one in rows if one.state == HandoverState.ACCEPTED]
    there = present(now)
    mine = [one for one in talking if one.officer_id == officer.pk]
    presence = Presence.objects.filter(officer=officer).first()
    if presence is not None and presence.on_duty:
        Presence.objects.filter(pk=presence.pk).update(seen_at=now)
    lang = "en" if (get_language() or "").startswith("en") else "zh"
    return {
        "waiting": [
            (one, place, one.summary.get("why", {}).get(lang, one.reason))
            for one, place in zip(queue, standings(queue, there, now), strict=True)
        ],
        "mine": mine,
        "others": [one for one in talking if one.officer_id != officer.pk] if supervises else [],
        "there": there if supervises else [],
        "recent": within(
            Handover.objects.exclude(state__in=LIVE), officer, "chat.read"
        ).select_related("officer", "case").order_by("-pk")[:RECENT] if supervises else [],
        "presence": presence,
        "officer": officer,
        "may_take": has_permission(officer, "chat.handle"),
        "supervises": supervises,
        "stream": queue_stream(),
        "last_event": last_event(),
    }  # fmt: skip


@requires("chat.handle")
@require_POST
def duty(request: OfficerRequest) -> HttpResponseBase:
    """Go on duty or off it; which languages the officer takes."""
    languages = [one for one in request.POST.getlist("language") if one in ("zh", "en")] or ["zh"]
    Presence.objects.update_or_create(
        officer=request.user,
        defaults={
            "on_duty": request.POST.get("on") == "1",
            "languages": languages,
            "seen_at": timezone.now(),
        },
    )
    return redirect("consult:queue")


@requires("chat.read")
@require_http_methods(["GET", "HEAD", "POST"])
def talk(request: OfficerRequest, handover_id: int) -> HttpResponseBase:
    """One conversation: everything said, why a person, what was tried; and a box to answer in."""
    officer = request.user
    found = find(officer, handover_id)
    form, unsent = ReplyForm(request.POST if request.method == "POST" else None), ""
    if request.method == "POST":
        demand(officer, "chat.handle")
        if form.is_valid():
            try:
                with machine.in_language(found.conversation):
                    turn = machine.reply(found, officer, form.cleaned_data["text"])
                return redirect(f"{reverse('consult:talk', args=[found.pk])}#turn-{turn.number}")
            except NotYours as problem:
                # A colleague took it while he wrote: what he wrote is shown to him again.
                form.add_error(None, problem.text(get_language() or "zh-hans"))
                unsent = form.cleaned_data["text"]
    if found.officer_id == officer.pk:
        # While he talks he is there, though his queue is not open.
        seen(officer, timezone.now())
    note_reading(found, officer)
    lang = "en" if (get_language() or "").startswith("en") else "zh"
    mine = found.state == HandoverState.ACCEPTED and found.officer_id == officer.pk
    context = {
        "handover": found,
        "conversation": found.conversation,
        "turns": presenting.conversation_shown(found.conversation),
        "why": found.summary.get("why", {}).get(lang, found.reason),
        "tried": [
            (presenting.OUTCOMES.get(one["outcome"], ""), one["text"])
            for one in found.summary.get("tried", [])
        ],
        "form": form,
        "unsent": unsent,
        "mine": mine,
        "at_risk": found.reason == machine.CRISIS and found.state in LIVE,
        "lost": request.GET.get("mine") == "1" and not mine,
        "may_take": found.waits and may_take(officer, found),
        "supervises": has_permission(officer, "chat.supervise"),
        "canned": CannedAnswer.objects.filter(agency_id__in=reach(officer, "chat.read")),
        "stream": queue_stream(),
        "last_event": last_event(),
        "for_officer": True,
    }
    name = "consult/parts/talk_live.html" if request.headers.get("HX-Request") else "consult/talk.html"
    response = render(request, name, context, status=422 if form.errors else 200)
    allow_streams(request, response)
    return response


@requires("chat.handle")
@require_POST
def take(request: OfficerRequest, handover_id: int) -> HttpResponseBase:
    """Take over what waits; a supervisor also what a colleague has."""
    found = find(request.user, handover_id, "chat.handle")
    with machine.in_language(found.conversation):
        if found.state == HandoverState.ACCEPTED and found.officer_id != request.user.pk:
            # Over this agency: who supervises elsewhere is a colleague here.
            find(request.user, handover_id, "chat.supervise")
            machine.take_from(found, request.user)
        else:
            machine.accept(found, request.user)
    return redirect("consult:talk", found.pk)


@requires("chat.handle")
@require_POST
def leave(request: OfficerRequest, handover_id: int) -> HttpResponseBase:
    """Give the conversation back to the assistant, or end it; what was answered may become a proposed entry."""
    found = find(request.user, handover_id, "chat.handle")
    with machine.in_language(found.conversation):
        if request.POST.get("end") == "1":
            machine.end(found, request.user)
        else:
            machine.give_back(found, request.user)
        if request.POST.get("propose") == "1":
            propose(found)
    return redirect("consult:queue")


@requires("chat.handle")
@require_http_methods(["GET", "HEAD", "POST"])
def canned(request: OfficerRequest) -> HttpResponseBase:
    """The replies an agency sends often, each with its source."""
    form = CannedForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        officer = request.user
        with transaction.atomic():
            made = CannedAnswer.objects.create(agency=officer.agency, **form.cleaned_data)
            kept = Entry("canned.added", f"officer:{officer.pk}", officer.agency_id, f"canned:{made.pk}")
            append([kept])
        return redirect("consult:canned")
    rows = CannedAnswer.objects.filter(agency_id__in=reach(request.user, "chat.handle"))
    return render(
        request, "consult/canned.html", {"form": form, "rows": rows}, status=422 if form.errors else 200
    )
