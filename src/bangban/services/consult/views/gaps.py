"""How does a guardian close the gaps? A weekly page of what was not answered; each selected and worded by a person."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from bangban.agencies.models import Officer
from bangban.agencies.permissions import OfficerRequest, requires
from bangban.agencies.tenancy import reach
from bangban.services.consult import gaps
from bangban.services.consult.models import Gap


class EntryForm(forms.Form):
    question = forms.CharField(label=_("Question"), max_length=500)
    answer = forms.CharField(label=_("Answer"), max_length=5000, widget=forms.Textarea(attrs={"rows": 8}))


def _may_see(officer: Officer, gap: Gap) -> bool:
    """A gap of an agency is for whom reaches it; one of none, for every guardian."""
    return gap.agency_id is None or gap.agency_id in reach(officer, "faq.select")


@requires("faq.select")
@require_safe
def week(request: OfficerRequest) -> HttpResponseBase:
    shown = [gap for gap in gaps.gather() if _may_see(request.user, gap)]
    return render(request, "consult/gaps.html", {"gaps": shown, "stale": gaps.stale()})


@requires("faq.select")
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: OfficerRequest, gap_id: int) -> HttpResponseBase:
    gap = Gap.objects.filter(pk=min(gap_id, 2**63 - 1)).first()
    if gap is None or not _may_see(request.user, gap):
        raise Http404
    if request.method == "POST" and request.POST.get("do") == "drop":
        gaps.drop(gap, request.user)
        return redirect("consult:gaps")
    form = EntryForm(
        request.POST if request.method == "POST" else None,
        initial={"question": gap.drafted_question, "answer": gap.drafted_answer},
    )
    if request.method == "POST" and form.is_valid():
        gaps.publish(gap, request.user, form.cleaned_data["question"], form.cleaned_data["answer"])
        return redirect("consult:gaps")
    return render(request, "consult/gap.html", {"gap": gap, "form": form}, status=422 if form.errors else 200)
