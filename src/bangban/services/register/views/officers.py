"""Who has an account, and what may they do? The list, one officer's file, and what the system administrator does there."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bangban.agencies.answering import answered
from bangban.agencies.models import Agency, Officer, Role
from bangban.agencies.permissions import OfficerRequest, has_permission, requires
from bangban.agencies.tenancy import may, one, reach, within
from bangban.governance import accounts, departures
from bangban.governance.models import DigitalEmployee, EmployeeStatus
from bangban.services.accounts import administration
from bangban.services.accounts.recent import recent_sign_in
from bangban.services.accounts.sessions import sign_out_everywhere
from bangban.services.register.forms import NewOfficerForm, OfficerForm, ReasonForm, TransferForm
from bangban.services.register.history import remarks
from bangban.services.register.paging import page
from bangban.services.register.rooms import rooms


def find_officer(reader: Officer, pk: int, permission: str) -> Officer:
    """The officer with this id, of an agency within reach (else NotFound)."""
    return one(Officer.objects.select_related("agency"), reader, permission, pk=pk)


def page_of(officer: Officer) -> str:
    return reverse("register:officer", args=[officer.pk])


def agencies_over(officer: Officer, permission: str) -> list[Agency]:
    return list(Agency.objects.filter(pk__in=reach(officer, permission), is_active=True).order_by("path"))


@requires("officer.read")
@require_safe
def officer_list(request: OfficerRequest) -> HttpResponse:
    """GET ?role=&q=&closed=1&before=|after=: accounts by name."""
    words = request.GET.get("q", "").strip().replace("\0", "")[:60]
    role = request.GET.get("role", "") if request.GET.get("role") in Role.values else ""
    closed = request.GET.get("closed") == "1"
    seen = within(Officer.objects.all(), request.user, "officer.read").filter(is_active=not closed)
    if words:
        seen = seen.filter(Q(username__icontains=words) | Q(name__icontains=words) | Q(name_en__icontains=words) | Q(agency__name_zh__icontains=words))  # fmt: skip
    if role:
        seen = seen.filter(roles__role=role).distinct()
    found = page(seen.select_related("agency").prefetch_related("roles"), request.GET, "username")
    now = timezone.now()
    context: dict[str, Any] = {
        "rows": [
            {
                "officer": row,
                "roles": sorted({str(Role(held.role).label) for held in row.roles.all()}),
                "locked": row.locked_until is not None and row.locked_until > now,
                "ended": row.valid_until is not None and row.valid_until <= now,
            }
            for row in found.rows
        ],
        "before": found.before,
        "after": found.after,
        "words": words,
        "role": role,
        "closed": closed,
        "roles": Role.choices,
        "filtered": bool(words or role or closed),
        "admin_rooms": rooms(request.user, "officers"),
        "may_edit": has_permission(request.user, "officer.edit"),
    }
    return render(request, "register/officers.html", context)


@requires("officer.read")
@require_safe
def officer_page(request: OfficerRequest, pk: int) -> HttpResponse:
    """One account: who it is, what it may do, whom it guards, and what the reader may do about it."""
    return show(request, find_officer(request.user, pk, "officer.read"))


def show(request: OfficerRequest, officer: Officer, **more: Any) -> HttpResponse:
    """Draw the page of one officer; `more` may hold a password to be shown this once."""
    reader, now = request.user, timezone.now()
    own = reader.pk == officer.pk
    guarded = DigitalEmployee.objects.filter(Q(guardian=officer) | Q(deputy=officer)).exclude(status=EmployeeStatus.RETIRED)  # fmt: skip
    context: dict[str, Any] = {
        "officer": officer,
        "roles": [(row, Role(row.role).label) for row in officer.roles.select_related("agency")],
        "guarded": [(row, gettext("Guardian") if row.guardian_id == officer.pk else gettext("Deputy guardian")) for row in guarded],
        "locked": officer.locked_until is not None and officer.locked_until > now,
        "ended": officer.valid_until is not None and officer.valid_until <= now,
        "last": officer.sign_ins.first(),
        "history": remarks(officer),
        "own": own,
        "may_edit": not own and may(reader, "officer.edit", officer.agency_id),
        "may_grant": not own and may(reader, "officer.roles", officer.agency_id),
        "may_read_ledger": has_permission(reader, "ledger.read"),
        **more,
    }  # fmt: skip
    return render(request, "register/officer.html", context)


@requires("officer.edit")
@recent_sign_in()
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: OfficerRequest) -> HttpResponseBase:
    """Open an account. Its first password is shown on the answer and nowhere else."""
    over = agencies_over(request.user, "officer.edit")
    form = NewOfficerForm(over, request.POST or None)
    made: list[tuple[Officer, str]] = []

    def act() -> str:
        given = dict(form.cleaned_data)
        chosen = given.pop("agency")
        agency = next(one for one in over if one.pk == chosen)
        made.append(
            accounts.open_account(request.user, agency, given.pop("username"), given.pop("name"), **given)
        )
        return ""

    answer = answered(request, "register/officer_form.html", form, {"is_new": True}, act, "-")
    if not made:
        return answer
    officer, first = made[0]
    return show(request, officer, first_password=first, said=gettext("The account is open."))


@requires("officer.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: OfficerRequest, pk: int) -> HttpResponse:
    officer = find_officer(request.user, pk, "officer.edit")
    start = {name: getattr(officer, name) for name in accounts.EDITABLE}
    start["valid_until"] = timezone.localdate(officer.valid_until) if officer.valid_until else None
    form = OfficerForm(request.POST or None, initial=start)

    def act() -> str:
        changed = accounts.edit_account(
            officer, request.user, reason=form.cleaned_data["reason"], **form.fields_given()
        )
        return gettext("Saved.") if changed else gettext("Nothing was different.")

    return answered(request, "register/officer_form.html", form, {"officer": officer}, act, page_of(officer))


@requires("officer.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def transfer(request: OfficerRequest, pk: int) -> HttpResponse:
    """Move an officer to another agency: the roles stay behind, the employees go to their deputies or stop."""
    officer = find_officer(request.user, pk, "officer.edit")
    over = [one for one in agencies_over(request.user, "officer.edit") if one.pk != officer.agency_id]
    form = TransferForm(over, request.POST or None)

    def act() -> str:
        agency = next(one for one in over if one.pk == form.cleaned_data["agency"])
        departures.transfer_officer(officer, agency, request.user, form.cleaned_data["reason"])
        return gettext("%(officer)s is now at %(agency)s. The security administrator grants the roles there.") % {"officer": officer, "agency": agency}  # fmt: skip

    context = {"officer": officer, "what": "transfer"}
    return answered(request, "register/officer_leaving.html", form, context, act, page_of(officer))


@requires("officer.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: OfficerRequest, pk: int) -> HttpResponse:
    """Close an account: signed out everywhere at once, and every employee goes to its deputy or stops."""
    officer = find_officer(request.user, pk, "officer.edit")
    form = ReasonForm(request.POST or None)

    def act() -> str:
        departures.deactivate_officer(officer, request.user, form.cleaned_data["reason"])
        sign_out_everywhere(officer, by=request.user)
        return gettext("The account of %(officer)s is closed.") % {"officer": officer}

    context = {"officer": officer, "what": "close"}
    return answered(request, "register/officer_leaving.html", form, context, act, page_of(officer))


@requires("officer.edit")
@recent_sign_in()
@require_POST
def reopen(request: OfficerRequest, pk: int) -> HttpResponseBase:
    """POST reason: open a closed account again, without roles, with a new first password."""
    officer = find_officer(request.user, pk, "officer.edit")
    first = accounts.reopen_account(officer, request.user, request.POST.get("reason", ""))
    return show(
        request, officer, first_password=first, said=gettext("The account is open again, without any role.")
    )


@requires("officer.edit")
@recent_sign_in()
@require_POST
def password(request: OfficerRequest, pk: int) -> HttpResponseBase:
    """POST: give a temporary password, shown this once."""
    officer = find_officer(request.user, pk, "officer.edit")
    if not officer.is_active:
        messages.error(request, gettext("The account is closed."))
        return HttpResponseRedirect(page_of(officer))
    first = administration.reset_password(officer, request.user)
    return show(request, officer, first_password=first, said=gettext("The old password no longer works."))
