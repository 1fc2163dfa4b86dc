"""What may be used at most, and how much of it is gone?"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bangban.agencies.models import Agency
from bangban.agencies.permissions import OfficerRequest, has_permission, requires
from bangban.agencies.tenancy import one, reach, within
from bangban.services.gateway import limits
from bangban.services.gateway.answering import answered
from bangban.services.gateway.forms import LimitForm
from bangban.services.gateway.models import Limit
from bangban.services.gateway.rooms import rooms
from bangban.services.gateway.words import amount_words, unit_words, whose

SHOWN = 300
NEAR = 0.8


@requires("gateway.read")
@require_safe
def limit_list(request: OfficerRequest) -> HttpResponse:
    rows = within(Limit.objects.select_related("agency"), request.user, "gateway.read")
    found = limits.standings(rows.order_by("agency__path", "scope", "subject")[:SHOWN], timezone.now())
    context = {
        "rows": [
            {
                "limit": row.limit,
                "whose": whose(row.limit),
                "amount": amount_words(row.limit, row.limit.amount),
                "unit": unit_words(row.limit),
                "used": amount_words(row.limit, row.settled),
                "leased": amount_words(row.limit, row.leased) if row.leased else "",
                "share": row.share,
                "tone": "red" if row.left == 0 else "amber" if row.share >= NEAR else "blue",
            }
            for row in found
        ],
        "rooms_here": rooms(request.user, "limits"),
        "may_set": has_permission(request.user, "gateway.limits"),
    }
    return render(request, "gateway/limits.html", context)


@requires("gateway.limits")
@require_http_methods(["GET", "HEAD", "POST"])
def set_one(request: OfficerRequest) -> HttpResponse:
    """Set a limit, or change the one there is for the same."""
    agencies = list(
        Agency.objects.filter(pk__in=reach(request.user, "gateway.limits"), is_active=True).order_by("path")
    )
    form = LimitForm(agencies, request.POST or None)

    def act() -> str:
        given = form.cleaned_data
        agency = next(one for one in agencies if one.pk == given["agency"])
        what = (given["scope"], given["subject"], given["measure"], given["period"])
        limits.set_limit(agency, *what, form.whole_amount, f"officer:{request.user.pk}")
        return gettext("Set. It is in force within two seconds.")

    context = {
        "title": gettext("Set a limit"),
        "lead": gettext("A call counts to the limits of its agency and of those above it. What would pass one is refused before it is sent."),
        "send": gettext("Set the limit"),
        "room": gettext("Limits"),
    }  # fmt: skip
    return answered(request, form, context, act, reverse("gateway:limits"))


@requires("gateway.limits")
@require_POST
def remove(request: OfficerRequest, pk: int) -> HttpResponse:
    """POST: take a limit away."""
    limits.remove(
        one(Limit.objects.all(), request.user, "gateway.limits", pk=pk), f"officer:{request.user.pk}"
    )
    messages.success(request, gettext("The limit is gone."))
    return HttpResponseRedirect(reverse("gateway:limits"))
