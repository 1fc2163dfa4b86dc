"""Who is there? What the page does that asks a signed-in officer to prove it again."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from bangban.agencies.loads import address_of
from bangban.agencies.models import Officer
from bangban.agencies.permissions import requires
from bangban.errors import Problem
from bangban.ledger import record
from bangban.services.accounts import demo, factors, limits, oidc, trail
from bangban.services.accounts.forms import AgainForm
from bangban.services.accounts.home import home_of
from bangban.services.accounts.next_url import next_url
from bangban.services.accounts.passwords import prove_password
from bangban.services.accounts.recent import held_form, mark_proved
from bangban.services.accounts.views.second_factor import METHODS
from bangban.services.accounts.views.steps import show


@requires("self")
@sensitive_post_parameters("password", "code")
@require_http_methods(METHODS)
def again(request: HttpRequest) -> HttpResponseBase:
    officer: Officer = request.user  # type: ignore[assignment]
    with_code = bool(officer.totp_secret)
    form = AgainForm(request.POST or None, with_code=with_code)
    held = request.POST.get("held") or request.GET.get("held") or ""
    wrong: Problem | None = None
    if request.method == "POST" and form.is_valid():
        address = address_of(request)
        try:
            prove_password(officer, form.cleaned_data["password"], address)
            if with_code:
                factors.prove_code(officer, form.cleaned_data["code"], address, timezone.now())
        except Problem as problem:
            wrong = problem
        else:
            return proved(request, officer, "password", next_url(request), held)
    return show(
        request, "again", form=form, problem=wrong, next=next_url(request), held=held,
        by_password=officer.has_usable_password(), demo_code=demo.code_of(officer),
        single_sign_on=oidc.is_configured() and bool(officer.oidc_subject),
    )  # fmt: skip


def proved(request: HttpRequest, officer: Officer, method: str, next_path: str, held: str) -> HttpResponse:
    """He is who he is: note it, and go on where he was, with the form he was sending."""
    with transaction.atomic():
        limits.clear(Officer.objects.filter(pk=officer.pk))
        record.append([trail.by_officer("login.again", officer, address=address_of(request), method=method)])
    mark_proved(request)
    form = held_form(request, held, take=True)
    if form is None:
        return HttpResponseRedirect(next_path or home_of(officer))
    return show(request, "go_on", path=form["path"], fields=form["fields"])
