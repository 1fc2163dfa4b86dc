"""What does each agency say of its own calls: words to hide, words never to send, how long contents are kept?"""

from __future__ import annotations

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from bangban.agencies.models import Agency
from bangban.agencies.permissions import OfficerRequest, has_permission, requires
from bangban.agencies.tenancy import reach
from bangban.errors import NotFound
from bangban.ledger.record import Entry, append
from bangban.services.gateway.answering import answered
from bangban.services.gateway.forms import PolicyForm
from bangban.services.gateway.models import AgencyPolicy
from bangban.services.gateway.rooms import rooms

SHOWN = 200


@requires("gateway.read")
@require_safe
def policy_list(request: OfficerRequest) -> HttpResponse:
    agencies = Agency.objects.filter(pk__in=reach(request.user, "gateway.read"), is_active=True)
    found = list(agencies.order_by("path")[:SHOWN])
    policies = AgencyPolicy.objects.in_bulk([one.pk for one in found])
    context = {
        "rows": [{"agency": one, "policy": policies.get(one.pk)} for one in found],
        "rooms_here": rooms(request.user, "policies"),
        "may_edit": has_permission(request.user, "gateway.policy"),
    }
    return render(request, "gateway/policies.html", context)


@requires("gateway.policy")
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: OfficerRequest, pk: int) -> HttpResponse:
    """The rules of one agency."""
    agency = Agency.objects.filter(pk=pk, pk__in=reach(request.user, "gateway.policy")).first()
    if agency is None:
        raise NotFound(what="agency")
    old = AgencyPolicy.objects.filter(pk=agency.pk).first()
    initial = {
        "keep_days": old.keep_days if old else 0,
        "words": "\n".join(old.words) if old else "",
        "forbidden": "\n".join(old.forbidden) if old else "",
    }
    form = PolicyForm(request.POST or None, initial=initial)

    def act() -> str:
        given, by = form.cleaned_data, f"officer:{request.user.pk}"
        with transaction.atomic():
            AgencyPolicy.objects.update_or_create(
                agency=agency, defaults={**given, "changed_by": by, "changed_at": timezone.now()}
            )
            # How many words, never which: they are what the agency wants hidden.
            details = {
                "keep_days": given["keep_days"],
                "words": len(given["words"]),
                "forbidden": len(given["forbidden"]),
            }
            append([Entry("gateway.policy_set", by, agency.pk, f"agency:{agency.pk}", details)])
        return gettext("Set. It is in force within two seconds.")

    context = {
        "title": gettext("Rules of %(agency)s") % {"agency": agency.name},
        "lead": gettext("They apply to every call with a key of this agency."),
        "send": gettext("Set the rules"),
        "room": gettext("Rules for calls"),
    }
    return answered(request, form, context, act, reverse("gateway:policies"))
