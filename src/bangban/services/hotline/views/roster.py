"""Who is on duty at the hotline, and how is the roster kept?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from bangban.agencies.models import Agency, Officer
from bangban.agencies.permissions import OfficerRequest, requires
from bangban.agencies.tenancy import may
from bangban.errors import NotFound, Problem
from bangban.services.hotline import roster
from bangban.services.hotline.models import DutyPart
from bangban.services.hotline.views.rooms import hotline_of, rooms

HERE = "/workorders/roster"
_MOMENT = "%Y-%m-%dT%H:%M"


def _moment(label: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        input_formats=[_MOMENT, "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_MOMENT),
        error_messages={
            "required": _("Say day and time."),
            "invalid": _("Write day and time as 2026-01-31 08:30."),
        },
    )


class TurnForm(forms.Form):
    officer = forms.ChoiceField(label=_("Officer"), error_messages={"required": _("Choose an officer.")})
    part = forms.ChoiceField(label=_("Part"), choices=DutyPart.choices, initial=DutyPart.DUTY)
    begins_at = _moment(_("From"))
    ends_at = _moment(_("Until"))
    phone = forms.CharField(label=_("Telephone on duty"), max_length=40, required=False)

    def __init__(self, agency: Agency, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.officers = {str(one.pk): one for one in roster.eligible(agency)}
        field = self.fields["officer"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 — declared above
        field.choices = [("", "—"), *((pk, one.shown_name) for pk, one in self.officers.items())]

    @property
    def chosen(self) -> Officer:
        return self.officers[self.cleaned_data["officer"]]


@requires("workorder.read")
@require_safe
def page(request: OfficerRequest) -> HttpResponse:
    return _show(request)


def _show(
    request: OfficerRequest, form: TurnForm | None = None, problem: Problem | None = None
) -> HttpResponse:
    agency, now = hotline_of(request.user, "workorder.read"), timezone.now()
    edits = may(request.user, roster.PERMISSION, agency.pk)
    context = {
        "rooms_here": rooms(request.user, "incidents"),
        "agency": agency,
        "now": roster.on_duty(agency, now),
        "coming": roster.coming(agency, now),
        "may": edits,
        "form": (form or TurnForm(agency)) if edits else None,
        "problem": problem,
    }
    return render(request, "hotline/roster.html", context, status=problem.status if problem else 200)


@requires("workorder.approve")
@require_POST
def enter(request: OfficerRequest) -> HttpResponse:
    agency = hotline_of(request.user, roster.PERMISSION)
    form = TurnForm(agency, request.POST)
    if not form.is_valid():
        return _show(request, form)
    said = form.cleaned_data
    try:
        roster.enter(
            agency,
            request.user,
            form.chosen,
            said["begins_at"],
            said["ends_at"],
            part=said["part"],
            phone=said["phone"],
        )
    except NotFound:
        raise
    except Problem as problem:
        return _show(request, form, problem)
    messages.success(request, gettext("Entered in the roster."))
    return HttpResponseRedirect(HERE)


@requires("workorder.approve")
@require_POST
def take_off(request: OfficerRequest, pk: int) -> HttpResponse:
    roster.take_off(pk, request.user)
    messages.success(request, gettext("Taken off the roster."))
    return HttpResponseRedirect(HERE)
