"""Where does an agency stand, and is it still there? Moved, closed and opened again, each with its reason."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from bangban.agencies.answering import answered
from bangban.agencies.models import Agency, Officer
from bangban.agencies.permissions import OfficerRequest, requires
from bangban.governance import tree
from bangban.services.register.forms import MoveForm, ReasonForm
from bangban.services.register.views.agencies import agencies_within, find_agency

Act = Callable[[Agency, Officer, str], None]


@requires("agency.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: OfficerRequest, pk: int) -> HttpResponse:
    """Put the agency, with all below it, under another one."""
    agency = find_agency(request.user, pk, "agency.edit")
    places = agencies_within(request.user, "agency.edit").filter(is_active=True)
    over = list(places.exclude(path__startswith=agency.path))
    form = MoveForm(over, request.POST or None)

    def act() -> str:
        parent = next(one for one in over if one.pk == form.cleaned_data["parent"])
        tree.move_agency(agency, parent, request.user, form.cleaned_data["reason"])
        return gettext("%(agency)s stands below %(parent)s now.") % {"agency": agency, "parent": parent}

    context = {"agency": agency, "what": "move"}
    return answered(request, "register/agency_placing.html", form, context, act, _page(agency))


@requires("agency.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: OfficerRequest, pk: int) -> HttpResponse:
    """Close the agency; refused while it has people, employees or open work."""
    said = gettext("%(agency)s is closed. It stays on record.")
    return _one_reason(request, pk, "close", tree.close_agency, said)


@requires("agency.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: OfficerRequest, pk: int) -> HttpResponse:
    """Open a closed agency again."""
    return _one_reason(request, pk, "reopen", tree.reopen_agency, gettext("%(agency)s is open again."))


def _one_reason(request: OfficerRequest, pk: int, what: str, do: Act, said: str) -> HttpResponse:
    agency = find_agency(request.user, pk, "agency.edit")
    form = ReasonForm(request.POST or None)

    def act() -> str:
        do(agency, request.user, form.cleaned_data["reason"])
        return said % {"agency": agency}

    context = {"agency": agency, "what": what}
    return answered(request, "register/agency_placing.html", form, context, act, _page(agency))


def _page(agency: Agency) -> str:
    return reverse("register:agency", args=[agency.pk])
