"""What do the pages of the second factor do: enter a code, set up a phone, replace it?"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from bangban.agencies.loads import address_of
from bangban.agencies.models import Officer
from bangban.agencies.permissions import public, requires
from bangban.errors import Problem
from bangban.services.accounts import demo, factors, sessions, signing_in
from bangban.services.accounts.forms import CodeForm, EnrolForm
from bangban.services.accounts.problems import StepTimedOut
from bangban.services.accounts.recent import recent_sign_in
from bangban.services.accounts.views.steps import go_on, show

METHODS = ["GET", "HEAD", "POST"]
SECRET = "accounts.new_secret"  # noqa: S105


def start_over(request: HttpRequest, problem: Problem) -> HttpResponseBase:
    messages.error(request, problem.text(get_language() or "zh-hans"))
    return redirect("accounts:sign_in")


@public("second step of signing in: works only for who has just given the right password")
@sensitive_post_parameters("code")
@require_http_methods(METHODS)
def code(request: HttpRequest) -> HttpResponseBase:
    try:
        way, officer = signing_in.under_way(request)
    except StepTimedOut as problem:
        return start_over(request, problem)
    if signing_in.next_step(way, officer) != "accounts:code":
        return go_on(request, way, officer)
    form = CodeForm(request.POST or None)
    wrong: Problem | None = None
    if request.method == "POST" and form.is_valid():
        try:
            factors.prove_code(officer, form.cleaned_data["code"], address_of(request), timezone.now())
        except Problem as problem:
            wrong = problem
        else:
            way.factor = True
            return go_on(request, way, officer)
    return show(request, "code", form=form, problem=wrong, officer=officer, demo_code=demo.code_of(officer))


@public("second step of signing in: works only for who has just given the right password")
@sensitive_post_parameters("code")
@require_http_methods(METHODS)
def enrol(request: HttpRequest) -> HttpResponseBase:
    try:
        way, officer = signing_in.under_way(request)
    except StepTimedOut as problem:
        return start_over(request, problem)
    if signing_in.next_step(way, officer) != "accounts:enrol":
        return go_on(request, way, officer)
    if not way.secret:
        way.secret = factors.new_secret()
        signing_in.keep(request, way)
    form = EnrolForm(request.POST or None)
    wrong: Problem | None = None
    if request.method == "POST" and form.is_valid():
        typed, address = form.cleaned_data["code"], address_of(request)
        try:
            factors.enrol(officer, way.secret, typed, timezone.now(), address=address)
        except Problem as problem:
            wrong = problem
        else:
            way.factor, way.secret = True, ""
            return go_on(request, way, officer)
    return _setup_page(request, officer, way.secret, form, wrong, signed_in=False)


@requires("self")
@recent_sign_in(minutes=5)
@sensitive_post_parameters("code")
@require_http_methods(METHODS)
def replace(request: HttpRequest) -> HttpResponseBase:
    """Set up a phone, or another one; the other sign-ins of the officer end with it."""
    officer: Officer = request.user  # type: ignore[assignment]
    secret = request.session.get(SECRET) or factors.new_secret()
    request.session[SECRET] = secret
    form = EnrolForm(request.POST or None)
    wrong: Problem | None = None
    if request.method == "POST" and form.is_valid():
        typed, address = form.cleaned_data["code"], address_of(request)
        try:
            factors.enrol(officer, secret, typed, timezone.now(), replaces=True, address=address)
        except Problem as problem:
            wrong = problem
        else:
            del request.session[SECRET]
            signing_in.note_factor(request)
            sessions.sign_out_everywhere(officer, keep=request.session.session_key or "")
            messages.success(
                request, _("The second factor is set up. From now on every sign-in asks for a code.")
            )
            return redirect("accounts:me")
    return _setup_page(request, officer, secret, form, wrong, signed_in=True)


def _setup_page(
    request: HttpRequest,
    officer: Officer,
    secret: str,
    form: EnrolForm,
    wrong: Problem | None,
    *,
    signed_in: bool,
) -> HttpResponse:
    # Drawn by segno from our own secret: nothing anybody typed is in it but the account name, percent-encoded.
    picture = mark_safe(factors.setup_picture(secret, officer))  # noqa: S308
    return show(
        request, "set_up", form=form, problem=wrong, officer=officer, picture=picture,
        key=factors.grouped(secret), uri=factors.setup_uri(secret, officer), signed_in=signed_in,
    )  # fmt: skip
