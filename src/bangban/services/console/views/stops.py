"""Who stops work, and who releases it again? One red button, and a list of what was stopped."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from bangban.agencies.permissions import OfficerRequest, has_permission, requires
from bangban.agencies.tenancy import MAX_ID
from bangban.errors import NotFound
from bangban.governance.models import Stop
from bangban.governance.stops import lift_stop, set_stop
from bangban.services.accounts.recent import require_recent_sign_in
from bangban.services.console import stopping
from bangban.services.console.forms import ReasonForm, StopForm
from bangban.services.console.paging import page


@requires("stop.set")
@require_safe
def stop_list(request: OfficerRequest) -> HttpResponse:
    """GET ?before=|after=: the button, what is stopped now, and what was."""
    return show(request)


def show(
    request: OfficerRequest, form: StopForm | None = None, lift_form: ReasonForm | None = None
) -> HttpResponse:
    officer = request.user
    seen = stopping.stops_seen(officer, "stop.set")
    past = page(seen.exclude(lifted_at=None), request.GET)
    context: dict[str, Any] = {
        "active": stopping.lines(seen.filter(lifted_at=None), officer),
        "past": stopping.lines(past.rows, officer),
        "before": past.before,
        "after": past.after,
        "form": form,
        "lift_form": lift_form,
        "sees_console": has_permission(officer, "console.read"),
        "stop_choices": stopping.choices(officer),
    }
    wrong = (form or lift_form) is not None
    return render(request, "console/stops.html", context, status=400 if wrong else 200)


@requires("stop.set")
@require_POST
def pull(request: OfficerRequest) -> HttpResponse:
    """POST what, reason: stop at once. No password is asked: stopping must be quick."""
    form = StopForm(request.POST)
    if not form.is_valid():
        return show(request, form=form)
    given = form.cleaned_data
    scope, target = stopping.target_of(given["what"], request.user)
    stop = set_stop(request.user, scope, given["reason"], **target)
    what = stopping.what_stops(stop)
    messages.success(
        request, gettext("Stopped: %(what)s. It rests until someone releases it.") % {"what": what}
    )
    return HttpResponseRedirect(reverse("console:stops"))


@requires("stop.set")
@require_POST
def lift(request: OfficerRequest, pk: int) -> HttpResponseBase:
    """POST reason: release the brake, after proving once more who one is."""
    stop = _find(request, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return show(request, lift_form=form)
    again = require_recent_sign_in(request)
    if again is not None:
        return again
    lift_stop(stop, request.user, form.cleaned_data["reason"])
    what = stopping.what_stops(stop)
    messages.success(request, gettext("Released: %(what)s. Work goes on.") % {"what": what})
    return HttpResponseRedirect(reverse("console:stops"))


def _find(request: OfficerRequest, pk: int) -> Stop:
    seen = stopping.stops_seen(request.user, "stop.set")
    stop = seen.filter(pk=pk).first() if pk <= MAX_ID else None
    if stop is None:
        raise NotFound(what="stop")
    return stop
