"""Which officers know which topic best? Set by those who supervise; conversations about it are offered to them first."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from bangban.agencies.models import Officer, OfficerRole
from bangban.agencies.permissions import PERMISSIONS, OfficerRequest, requires
from bangban.agencies.tenancy import one, reach, within
from bangban.ledger.record import Entry, append
from bangban.services.consult.handover.forms import TopicForm
from bangban.services.consult.handover.models import Topic

SUPERVISES = "chat.supervise"


def _officers(officer: Officer) -> list[tuple[int, str]]:
    """Those who may take conversations where this officer supervises."""
    roles = OfficerRole.objects.filter(
        role__in=PERMISSIONS["chat.handle"], agency_id__in=reach(officer, SUPERVISES), officer__is_active=True
    )
    rows = roles.select_related("officer__agency").order_by("officer__name", "officer_id")
    return list({row.officer_id: f"{row.officer.shown_name} · {row.officer.agency}" for row in rows}.items())


@requires(SUPERVISES)
@require_http_methods(["GET", "HEAD", "POST"])
def topics(request: OfficerRequest) -> HttpResponseBase:
    """All topics of the officer's reach, and a form for one more."""
    return _page(request, None)


@requires(SUPERVISES)
@require_http_methods(["GET", "HEAD", "POST"])
def topic(request: OfficerRequest, topic_id: int) -> HttpResponseBase:
    """One topic: who knows it, which words tell it; or it is dropped."""
    return _page(request, one(Topic.objects.all(), request.user, SUPERVISES, pk=topic_id))


def _page(request: OfficerRequest, chosen: Topic | None) -> HttpResponse:
    officers = _officers(request.user)
    known = dict(officers)
    shown = {key: getattr(chosen, key) for key in ("name", "words", "reason", "officers")} if chosen else {}
    form = TopicForm(request.POST if request.method == "POST" else None, initial=shown, officers=officers)
    if request.method == "POST":
        if chosen is not None and request.POST.get("drop") == "1":
            _drop(request.user, chosen)
            return redirect("consult:topics")
        if form.is_valid():
            _keep(request.user, chosen, form.cleaned_data, known)
            return redirect("consult:topics")
    rows = [
        (row, [known[pk] for pk in row.officers if pk in known])
        for row in within(Topic.objects.all(), request.user, SUPERVISES)
    ]
    return render(
        request,
        "consult/topics.html",
        {"form": form, "rows": rows, "chosen": chosen},
        status=422 if form.errors else 200,
    )


def _keep(officer: Officer, chosen: Topic | None, said: dict[str, object], known: dict[int, str]) -> None:
    made = chosen or Topic(agency=officer.agency)
    # Who knows it elsewhere is not this officer's to change.
    elsewhere = [pk for pk in made.officers if pk not in known]
    for key, value in said.items():
        setattr(made, key, value)
    made.officers = [*elsewhere, *made.officers]
    with transaction.atomic():
        made.save()
        _note(officer, made, len(made.officers))


def _drop(officer: Officer, chosen: Topic) -> None:
    with transaction.atomic():
        _note(officer, chosen, 0)
        chosen.delete()


def _note(officer: Officer, row: Topic, officers: int) -> None:
    about = {"officers": officers}
    append([Entry("topic.set", f"officer:{officer.pk}", row.agency_id, f"topic:{row.pk}", about)])
