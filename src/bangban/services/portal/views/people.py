"""How does a resident reach a person, now or by a call back?"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bangban.agencies.permissions import public
from bangban.errors import Problem
from bangban.governance.models import Case
from bangban.governance.people import announce
from bangban.services.portal import hours, letters, loads, offers
from bangban.services.portal.forms import CallBackForm
from bangban.services.portal.intake import letterbox
from bangban.services.portal.letters import Letter
from bangban.services.portal.pages import show


def _page(request: HttpRequest, form: CallBackForm, problem: Problem | None = None) -> HttpResponse:
    offered = offers.offered()
    agency = None
    profile = ""
    if offered:
        profile = offered[0].time_limit
        agency = offers.receiver(offered[0])
    return show(
        request,
        "person",
        problem=problem,
        form=form,
        office=hours.office(profile),
        agency=agency,
        phone=hours.PHONE,
    )


@public("telephone numbers for everybody, and a call back; rate-limited")
@require_http_methods(["GET", "HEAD", "POST"])
@letterbox()
def person(request: HttpRequest) -> HttpResponseBase:
    if request.method != "POST":
        return _page(request, CallBackForm())
    form = CallBackForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    try:
        loads.pay(request, loads.LETTERS)
        case = _call_back(form)
    except Problem as problem:
        return _page(request, form, problem)
    return redirect("portal:sent", number=case.follow_code)


def _call_back(form: CallBackForm) -> Case:
    given = form.cleaned_data
    said = {"phone": given["phone"], "name": given["name"] or _("no name given"), "about": given["about"]}
    text = _("Please call back: %(phone)s (%(name)s).") % said
    letter = Letter(
        scenario=offers.chosen(),
        text="\n".join(part for part in (text, given["about"]) if part),
        key=given["key"],
        title=_("Call back wanted"),
        name=given["name"],
        phone=given["phone"],
        for_person=True,
    )
    case = letters.send(letter)
    announce(case)
    return case
