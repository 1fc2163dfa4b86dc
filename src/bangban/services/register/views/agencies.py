"""Which agencies are there, and what does each answer for? The tree, the files, the duty lists."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bangban.agencies.answering import answered
from bangban.agencies.models import Agency, Duty, Officer
from bangban.agencies.permissions import OfficerRequest, has_permission, requires
from bangban.agencies.tenancy import MAX_ID, may, reach
from bangban.errors import NotFound
from bangban.governance import agencies
from bangban.services.register.forms import AgencyForm, DutyForm, NewAgencyForm
from bangban.services.register.history import remarks
from bangban.services.register.rooms import rooms


def agencies_within(officer: Officer, permission: str) -> QuerySet[Agency]:
    """The agencies the officer's roles reach with `permission`, as the tree goes."""
    return Agency.objects.filter(pk__in=reach(officer, permission)).order_by("path")


def find_agency(officer: Officer, pk: int, permission: str = "agency.read") -> Agency:
    """The agency, within reach (else NotFound)."""
    found = agencies_within(officer, permission).filter(pk=pk).first() if pk <= MAX_ID else None
    if found is None:
        raise NotFound(what=gettext("agency"))
    return found


@requires("agency.read")
@require_safe
def agency_list(request: OfficerRequest) -> HttpResponse:
    rows = agencies_within(request.user, "agency.read").annotate(
        duty_count=Count("duties", distinct=True), officer_count=Count("officers", distinct=True)
    )
    listed = list(rows)
    top = min((one.path.count("/") for one in listed), default=0)
    context = {
        "rows": [{"agency": one, "indent": "　" * (one.path.count("/") - top)} for one in listed],
        "admin_rooms": rooms(request.user, "agencies"),
        "may_edit": has_permission(request.user, "agency.edit"),
    }
    return render(request, "register/agencies.html", context)


@requires("agency.read")
@require_safe
def agency_page(request: OfficerRequest, pk: int) -> HttpResponse:
    """The file of an agency and its duty list."""
    agency = find_agency(request.user, pk)
    context: dict[str, Any] = {
        "agency": agency,
        "parent": agency.parent,
        "children": list(agency.children.all()),
        "history": remarks(agency),
        "duties": [{"duty": one, "words": one.words} for one in agency.duties.all()],
        "may_edit": may(request.user, "agency.edit", pk),
    }
    return render(request, "register/agency.html", context)


@requires("agency.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: OfficerRequest) -> HttpResponse:
    over = list(agencies_within(request.user, "agency.edit"))
    asked = request.GET.get("parent", "")
    form = NewAgencyForm(
        over, request.POST or None, int(asked) if asked.isdecimal() and len(asked) < 19 else None
    )
    made: list[Agency] = []

    def act() -> str:
        given = dict(form.cleaned_data)
        chosen = given.pop("parent")
        parent = next(one for one in over if one.pk == chosen)
        made.append(agencies.create_agency(request.user, parent, given.pop("code"), given.pop("kind"), given.pop("name_zh"), **given))  # fmt: skip
        return gettext("%(agency)s is on file. Next: write its duty list.") % {"agency": made[0]}

    return answered(request, "register/agency_form.html", form, {"is_new": True}, act, lambda: _page(made[0]))


@requires("agency.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: OfficerRequest, pk: int) -> HttpResponse:
    agency = find_agency(request.user, pk, "agency.edit")
    form = AgencyForm(
        request.POST or None, initial={name: getattr(agency, name) for name in agencies.EDITABLE}
    )

    def act() -> str:
        changed = agencies.edit_agency(agency, request.user, **form.cleaned_data)
        return gettext("Saved.") if changed else gettext("Nothing was different.")

    return answered(request, "register/agency_form.html", form, {"agency": agency}, act, _page(agency))


@requires("agency.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def duty(request: OfficerRequest, pk: int, duty_pk: int | None = None) -> HttpResponse:
    """Write one line of the duty list: a new one, or `duty_pk` anew."""
    agency = find_agency(request.user, pk, "agency.edit")
    line = _find_duty(agency, duty_pk) if duty_pk is not None else None
    start = (
        {name: getattr(line, name) for name in ("code", "title_zh", "title_en", "words")} if line else None
    )
    form = DutyForm(request.POST or None, initial=start)
    if line:
        # The code is how a work order and a test name the line; another code is another line.
        form.fields["code"].disabled = True

    def act() -> str:
        agencies.put_duty(agency, request.user, **form.cleaned_data)
        return gettext("The duty list is saved. The next message is matched with it.")

    return answered(request, "register/duty.html", form, {"agency": agency, "duty": line}, act, _page(agency))


@requires("agency.edit")
@require_POST
def drop(request: OfficerRequest, pk: int, duty_pk: int) -> HttpResponse:
    agency = find_agency(request.user, pk, "agency.edit")
    agencies.drop_duty(_find_duty(agency, duty_pk), request.user)
    messages.success(request, gettext("The line is off the duty list."))
    return HttpResponseRedirect(_page(agency))


def _find_duty(agency: Agency, pk: int) -> Duty:
    found = agency.duties.select_related("agency").filter(pk=pk).first() if pk <= MAX_ID else None
    if found is None:
        raise NotFound(what=gettext("duty"))
    return found


def _page(agency: Agency) -> str:
    return reverse("register:agency", args=[agency.pk])
