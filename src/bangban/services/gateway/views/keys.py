"""Who may call the models, for which agency, until when? Keys: issued, shown once, withdrawn."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bangban.agencies.models import Agency, Officer
from bangban.agencies.permissions import OfficerRequest, has_permission, requires
from bangban.agencies.tenancy import one, reach, within
from bangban.errors import NotFound
from bangban.services.accounts.recent import recent_sign_in
from bangban.services.gateway import keys, limits
from bangban.services.gateway.answering import answered
from bangban.services.gateway.forms import KeyForm
from bangban.services.gateway.models import GatewayKey
from bangban.services.gateway.rooms import rooms

SHOWN = 200


@requires("gateway.read")
@require_safe
def key_list(request: OfficerRequest) -> HttpResponse:
    return _show(request)


def _show(request: OfficerRequest, **more: Any) -> HttpResponse:
    now = timezone.now()
    rows = within(GatewayKey.objects.select_related("agency", "officer"), request.user, "gateway.read")
    context = {
        "rows": [
            {
                "key": row,
                "in_force": row.revoked_at is None and (row.expires_at is None or row.expires_at > now),
            }
            for row in rows.order_by("-pk")[:SHOWN]
        ],
        "rooms_here": rooms(request.user, "keys"),
        "may_issue": has_permission(request.user, "gateway.keys"),
        **more,
    }
    return render(request, "gateway/keys.html", context)


@requires("gateway.keys")
@recent_sign_in()
@require_http_methods(["GET", "HEAD", "POST"])
def issue(request: OfficerRequest) -> HttpResponseBase:
    """Issue a key; it is shown on the answer and nowhere else."""
    agencies = list(
        Agency.objects.filter(pk__in=reach(request.user, "gateway.keys"), is_active=True).order_by("path")
    )
    form = KeyForm(agencies, request.POST or None)
    made: list[tuple[GatewayKey, str]] = []

    def act() -> str:
        given, by = form.cleaned_data, f"officer:{request.user.pk}"
        agency = next(one for one in agencies if one.pk == given["agency"])
        made.append(
            keys.create(
                agency,
                by,
                label=given["label"],
                data_class=given["data_class"],
                officer=_holder(given["username"], agency),
                employee=given["employee"],
                scenarios=given["scenarios"],
                expires_at=given["expires_on"],
            )
        )
        if given["tokens_per_day"] is not None:
            limits.set_limit(agency, "key", str(made[0][0].pk), "tokens", "day", given["tokens_per_day"], by)
        return ""

    context = {
        "title": gettext("Issue a key"),
        "lead": gettext("Programs and people call the models with it; it is shown to you once."),
        "send": gettext("Issue the key"),
        "room": gettext("Keys"),
    }
    answer = answered(request, form, context, act, reverse("gateway:keys"))
    return _show(request, made=made[0][0], secret=made[0][1]) if made else answer


def _holder(username: str, agency: Agency) -> Officer | None:
    if not username:
        return None
    found = Officer.objects.filter(username=username, agency__path__startswith=agency.path).first()
    if found is None:
        raise NotFound(what=username)
    return found


@requires("gateway.keys")
@require_POST
def revoke(request: OfficerRequest, pk: int) -> HttpResponse:
    """POST: withdraw a key at once."""
    key = one(GatewayKey.objects.all(), request.user, "gateway.keys", pk=pk)
    keys.revoke(key, f"officer:{request.user.pk}")
    messages.success(request, gettext("The key no longer works."))
    return HttpResponseRedirect(reverse("gateway:keys"))
