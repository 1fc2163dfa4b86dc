"""How does a resident complain about an answer, and by when is the complaint answered?"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bangban.agencies.permissions import public
from bangban.errors import Problem
from bangban.governance.clock import find_profile
from bangban.governance.complaints import CLOCK, file_complaint
from bangban.governance.models import ComplaintStatus
from bangban.services.portal import follow, loads
from bangban.services.portal.forms import ComplaintForm
from bangban.services.portal.intake import letterbox
from bangban.services.portal.pages import show


def _page(request: HttpRequest, form: ComplaintForm, problem: Problem | None = None) -> HttpResponse:
    return show(request, "complain", problem=problem, form=form, limit=find_profile(CLOCK).limit)


@public("a complaint by the number of a case; rate-limited")
@require_http_methods(["GET", "HEAD", "POST"])
@letterbox()
def complain(request: HttpRequest) -> HttpResponseBase:
    if request.method != "POST":
        return _page(request, ComplaintForm(initial={"number": request.GET.get("number", "")[:60]}))
    form = ComplaintForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    try:
        loads.pay(request, loads.LETTERS)
        case = follow.find(form.cleaned_data["number"])
        if case is None:
            form.add_error("number", _("We find no message with this number. Check each letter and digit."))
            return _page(request, form)
        # One at a time: sent twice, or said again before the answer, it is the same complaint.
        if case.complaints.filter(
            status=ComplaintStatus.OPEN, text=form.cleaned_data["text"].strip()
        ).exists():
            messages.info(request, _("We have this complaint already."))
        else:
            file_complaint(case, form.cleaned_data["text"])
            messages.success(
                request, _("Your complaint has been received. The answer will stand on this page.")
            )
    except Problem as problem:
        return _page(request, form, problem)
    return redirect("portal:case", number=case.follow_code)
