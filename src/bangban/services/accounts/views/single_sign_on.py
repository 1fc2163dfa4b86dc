"""What do the two ends of the single sign-on do: leaving for the provider, and coming back?"""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from bangban.agencies.loads import address_of
from bangban.agencies.models import Officer
from bangban.agencies.permissions import public, requires
from bangban.errors import Problem
from bangban.services.accounts import identities, oidc, signing_in
from bangban.services.accounts.forms import SignInForm
from bangban.services.accounts.models import Method
from bangban.services.accounts.next_url import next_url
from bangban.services.accounts.problems import OtherIdentity, SingleSignOnFailed
from bangban.services.accounts.views.again import proved
from bangban.services.accounts.views.sign_in import sign_in_page
from bangban.services.accounts.views.steps import go_on


@public("the way in through the configured provider")
@require_safe
def leave(request: HttpRequest) -> HttpResponseBase:
    from bangban.services.accounts import provider

    try:
        return HttpResponseRedirect(provider.leave_for_provider(request, "sign_in", next_url(request)))
    except Problem as problem:
        return sign_in_page(request, SignInForm(), problem)


@requires("self")
@require_safe
def leave_again(request: HttpRequest) -> HttpResponseBase:
    from bangban.services.accounts import provider

    held = request.GET.get("held", "")
    try:
        address = provider.leave_for_provider(request, "again", next_url(request), again=True, held=held)
    except Problem as problem:
        return _ask_again(request, problem, next_url(request), held)
    return HttpResponseRedirect(address)


@public(
    "where the provider sends the browser back: nothing happens without the state this session began with"
)
@require_safe
def callback(request: HttpRequest) -> HttpResponseBase:
    from bangban.services.accounts import provider

    noted = request.session.get(oidc.PURPOSE) or {}
    try:
        purpose, identity = provider.return_from_provider(request)
    except Problem as problem:
        if noted.get("kind") == "again" and request.user.is_authenticated:
            return _ask_again(request, problem, noted["next"], noted["held"])
        return sign_in_page(request, SignInForm(), problem)
    if purpose.kind == "again":
        return _proved(request, purpose, identity)
    return _sign_in(request, purpose, identity)


def _sign_in(request: HttpRequest, purpose: oidc.Purpose, identity: oidc.Identity) -> HttpResponseBase:
    try:
        claim = settings.CONFIG["oidc.claim"]
        officer = identities.officer_of(identity, claim, address_of(request))
    except Problem as problem:
        return sign_in_page(request, SignInForm(), problem)
    strong = identity.strong and settings.CONFIG["oidc.second_factor"]
    signing_in.begin(request, officer, Method.OIDC, purpose.next, factor_at_provider=strong)
    return go_on(request, *signing_in.under_way(request))


def _proved(request: HttpRequest, purpose: oidc.Purpose, identity: oidc.Identity) -> HttpResponseBase:
    if not isinstance(request.user, Officer):
        return sign_in_page(request, SignInForm(), OtherIdentity())
    try:
        identities.demand_same(request.user, identity)
        if not oidc.proved_again(identity, purpose):
            raise SingleSignOnFailed(reason="auth_time")
    except Problem as problem:
        return _ask_again(request, problem, purpose.next, purpose.held)
    return proved(request, request.user, "oidc", purpose.next, purpose.held)


def _ask_again(request: HttpRequest, problem: Problem, next_path: str, held: str) -> HttpResponseBase:
    messages.error(request, problem.text(get_language() or "zh-hans"))
    asked = {name: value for name, value in (("next", next_path), ("held", held)) if value}
    return HttpResponseRedirect(f"{reverse('accounts:again')}?{urlencode(asked)}")
