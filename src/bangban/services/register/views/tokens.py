"""Which programs may call in, for whom, until when? API tokens: issued, shown once, revoked."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bangban.agencies.answering import answered
from bangban.agencies.models import Agency, ApiToken
from bangban.agencies.permissions import OfficerRequest, requires
from bangban.agencies.tenancy import one, reach, within
from bangban.services.accounts.recent import recent_sign_in
from bangban.services.api import tokens
from bangban.services.register.forms import TokenForm
from bangban.services.register.rooms import rooms
from bangban.services.register.words import PERMISSION_WORDS

SHOWN = 200


@requires("token.manage")
@require_safe
def token_list(request: OfficerRequest) -> HttpResponse:
    return _show(request)


def _show(request: OfficerRequest, **more: Any) -> HttpResponse:
    now = timezone.now()
    rows = within(ApiToken.objects.select_related("agency", "officer"), request.user, "token.manage")
    context = {
        "rows": [
            {
                "token": row,
                "may": [PERMISSION_WORDS.get(name, name) for name in row.permissions],
                "in_force": row.revoked_at is None and row.expires_at > now,
            }
            for row in rows.order_by("-pk")[:SHOWN]
        ],
        "admin_rooms": rooms(request.user, "tokens"),
        **more,
    }
    return render(request, "register/tokens.html", context)


@requires("token.manage")
@recent_sign_in()
@require_http_methods(["GET", "HEAD", "POST"])
def issue(request: OfficerRequest) -> HttpResponseBase:
    """Issue a token; it is shown on the answer and nowhere else."""
    over = list(
        Agency.objects.filter(pk__in=reach(request.user, "token.manage"), is_active=True).order_by("path")
    )
    form = TokenForm(over, request.POST or None)
    made: list[tuple[ApiToken, str]] = []

    def act() -> str:
        given = form.cleaned_data
        agency = next(one for one in over if one.pk == given["agency"])
        made.append(
            tokens.issue(request.user, agency, given["label"], given["permissions"], given["expires_on"])
        )
        return ""

    answer = answered(request, "register/token_form.html", form, {}, act, "-")
    return _show(request, token=made[0][0], secret=made[0][1]) if made else answer


@requires("token.manage")
@require_POST
def revoke(request: OfficerRequest, pk: int) -> HttpResponse:
    """POST: end a token at once."""
    token = one(ApiToken.objects.all(), request.user, "token.manage", pk=pk)
    tokens.revoke(request.user, token)
    messages.success(request, gettext("The token no longer works."))
    return HttpResponseRedirect(reverse("register:tokens"))
