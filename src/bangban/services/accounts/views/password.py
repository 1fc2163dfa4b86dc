"""What do the two pages that set a password do: the one on the way in, and the one inside?"""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from bangban.agencies.loads import address_of
from bangban.agencies.models import Officer
from bangban.agencies.permissions import public, requires
from bangban.errors import Problem
from bangban.ledger import record
from bangban.services.accounts import sessions, signing_in, trail
from bangban.services.accounts.forms import ChangePasswordForm, NewPasswordForm
from bangban.services.accounts.passwords import prove_password
from bangban.services.accounts.problems import StepTimedOut
from bangban.services.accounts.recent import mark_proved
from bangban.services.accounts.views.second_factor import METHODS, start_over
from bangban.services.accounts.views.steps import go_on, show


def set_password(officer: Officer, password: str, address: str, keep: str = "") -> None:
    """Set the password the officer chose; his other sign-ins end."""
    officer.set_password(password)
    officer.must_change_password = False
    with transaction.atomic():
        officer.save(update_fields=["password", "must_change_password"])
        sessions.sign_out_everywhere(officer, keep=keep)
        record.append([trail.by_officer("password.changed", officer, address=address)])


@public("last step of signing in: works only for who has just given the right password")
@sensitive_post_parameters("new", "again")
@require_http_methods(METHODS)
def new_password(request: HttpRequest) -> HttpResponseBase:
    try:
        way, officer = signing_in.under_way(request)
    except StepTimedOut as problem:
        return start_over(request, problem)
    if signing_in.next_step(way, officer) != "accounts:new_password":
        return go_on(request, way, officer)
    form = NewPasswordForm(officer, request.POST or None)
    if request.method == "POST" and form.is_valid():
        set_password(officer, form.cleaned_data["new"], address_of(request))
        way.password_hash = officer.get_session_auth_hash()
        return go_on(request, way, officer)
    return show(request, "new_password", form=form, officer=officer)


@requires("self")
@sensitive_post_parameters("present", "new", "again")
@require_http_methods(METHODS)
def change(request: HttpRequest) -> HttpResponseBase:
    officer: Officer = request.user  # type: ignore[assignment]
    form = ChangePasswordForm(officer, request.POST or None)
    wrong: Problem | None = None
    if request.method == "POST" and form.is_valid():
        address = address_of(request)
        try:
            prove_password(officer, form.cleaned_data["present"], address)
        except Problem as problem:
            wrong = problem
        else:
            before = request.session.session_key or ""
            set_password(officer, form.cleaned_data["new"], address, keep=before)
            update_session_auth_hash(request, officer)
            sessions.rename(before, request.session.session_key or "")
            mark_proved(request)
            messages.success(
                request, _("The password is changed. Your sign-ins on other devices have ended.")
            )
            return redirect("accounts:me")
    return show(request, "password", form=form, problem=wrong)
