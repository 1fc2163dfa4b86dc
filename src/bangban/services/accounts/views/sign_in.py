"""What do the first page of signing in, and signing out, do?"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from bangban.agencies.loads import address_of
from bangban.agencies.models import Officer
from bangban.agencies.permissions import public
from bangban.errors import Problem
from bangban.ledger import record
from bangban.services.accounts import demo, limits, oidc, sessions, signing_in, trail
from bangban.services.accounts.forms import SignInForm
from bangban.services.accounts.home import home_of
from bangban.services.accounts.models import Method
from bangban.services.accounts.next_url import next_url
from bangban.services.accounts.passwords import officer_by_password
from bangban.services.accounts.views.steps import go_on, show


def sign_in_page(request: HttpRequest, form: SignInForm, problem: Problem | None = None) -> HttpResponse:
    """The sign-in page with whatever went wrong before."""
    return show(
        request, "sign_in", form=form, problem=problem, next=next_url(request),
        single_sign_on=oidc.is_configured(), demo_accounts=demo.accounts(), demo_password=demo.PASSWORD,
        minutes=settings.CONFIG["web.session_minutes"],
    )  # fmt: skip


def _prefilled(request: HttpRequest) -> dict[str, Any]:
    """In demo mode a press on an account fills in the form."""
    name = request.GET.get("as", "")
    if not demo.is_on() or name not in {account.officer.username for account in demo.accounts()}:
        return {}
    return {"name": name, "password": demo.PASSWORD}


@public("the way in: takes name and password, tells nothing about accounts")
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponseBase:
    if request.user.is_authenticated:
        return HttpResponseRedirect(next_url(request) or home_of(request.user))
    if request.method != "POST":
        form = SignInForm(initial=_prefilled(request))
        form.fields["password"].widget.render_value = demo.is_on()
        return sign_in_page(request, form)
    form = SignInForm(request.POST)
    if not form.is_valid():
        return sign_in_page(request, form)
    address = address_of(request)
    try:
        officer = officer_by_password(form.cleaned_data["name"], form.cleaned_data["password"], address)
    except Problem as problem:
        return sign_in_page(request, form, problem)
    signing_in.begin(request, officer, Method.PASSWORD, next_url(request))
    way, officer = signing_in.under_way(request)
    if signing_in.next_step(way, officer):
        limits.pay_back(Officer.objects.filter(pk=officer.pk))
    return go_on(request, way, officer)


@public("ends only the session of the browser that asks")
@require_POST
def sign_out(request: HttpRequest) -> HttpResponseBase:
    key = request.session.session_key or ""
    if request.user.is_authenticated:
        with transaction.atomic():
            sessions.end(key)
            record.append([trail.by_officer("login.out", request.user)])
    logout(request)
    messages.success(request, _("You have signed out."))
    return redirect("accounts:sign_in")
