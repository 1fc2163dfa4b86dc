"""What may this officer do? The security administrator grants and withdraws roles, and helps with signing in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from bangban.agencies.answering import answered
from bangban.agencies.models import SEPARATED, OfficerRole, Role
from bangban.agencies.permissions import OfficerRequest, requires
from bangban.agencies.tenancy import MAX_ID
from bangban.errors import NotFound
from bangban.governance import accounts, departures
from bangban.services.accounts import administration
from bangban.services.accounts.recent import recent_sign_in
from bangban.services.register.forms import ReasonForm, RoleForm
from bangban.services.register.views.officers import agencies_over, find_officer, page_of


@requires("officer.roles")
@recent_sign_in()
@require_http_methods(["GET", "HEAD", "POST"])
def grant(request: OfficerRequest, pk: int) -> HttpResponseBase:
    """Give a role. System administrator, security administrator and auditor stay three people."""
    officer = find_officer(request.user, pk, "officer.roles")
    over = agencies_over(request.user, "officer.roles")
    form = RoleForm(over, officer.agency_id, request.POST or None)

    def act() -> str:
        agency = next(one for one in over if one.pk == form.cleaned_data["agency"])
        role = accounts.grant_role(
            officer, form.cleaned_data["role"], agency, request.user, form.cleaned_data["reason"]
        )
        return gettext("%(officer)s is now %(role)s over %(agency)s.") % {"officer": officer, "role": Role(role.role).label, "agency": agency}  # fmt: skip

    held = [Role(row.role).label for row in officer.roles.all() if row.role in SEPARATED]
    context = {"officer": officer, "separated": held}
    return answered(request, "register/role_grant.html", form, context, act, page_of(officer))


@requires("officer.roles")
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: OfficerRequest, pk: int, role_pk: int) -> HttpResponse:
    """Take a role away; with the role of guardian go the employees guarded by it."""
    officer = find_officer(request.user, pk, "officer.roles")
    role = (
        officer.roles.select_related("agency", "officer").filter(pk=role_pk).first()
        if role_pk <= MAX_ID
        else None
    )
    if role is None:
        raise NotFound(what=gettext("role"))
    form = ReasonForm(request.POST or None)
    found: OfficerRole = role

    def act() -> str:
        departures.withdraw_role(found, request.user, form.cleaned_data["reason"])
        return gettext("The role is withdrawn.")

    context = {
        "officer": officer,
        "role": role,
        "label": Role(role.role).label,
        "is_guardian": role.role == Role.GUARDIAN,
    }
    return answered(request, "register/role_withdraw.html", form, context, act, page_of(officer))


@requires("officer.roles")
@recent_sign_in()
@require_POST
def reset_factor(request: OfficerRequest, pk: int) -> HttpResponseBase:
    """POST: forget the second factor of a lost phone."""
    officer = find_officer(request.user, pk, "officer.roles")
    administration.reset_second_factor(officer, request.user)
    messages.success(request, gettext("The second factor is gone. At the next sign-in a new one is set up."))
    return HttpResponseRedirect(page_of(officer))


@requires("officer.roles")
@require_POST
def unlock(request: OfficerRequest, pk: int) -> HttpResponse:
    """POST: open an account that too many wrong tries have locked."""
    officer = find_officer(request.user, pk, "officer.roles")
    administration.unlock(officer, request.user)
    messages.success(request, gettext("The account is unlocked."))
    return HttpResponseRedirect(page_of(officer))
