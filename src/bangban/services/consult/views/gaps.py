"""How does a guardian close the gaps? A weekly page of what was not answered; each selected and worded by a person."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bangban.agencies.models import Officer
from bangban.agencies.permissions import OfficerRequest, requires
from bangban.agencies.tenancy import reach
from bangban.services.consult import gaps
from bangban.services.consult.models import Gap, SelectedEntry


class EntryForm(forms.Form):
    question = forms.CharField(label=_("Question"), max_length=500)
    answer = forms.CharField(label=_("Answer"), max_length=5000, widget=forms.Textarea(attrs={"rows": 8}))


def _may_see(officer: Officer, gap: Gap) -> bool:
    """A gap of an agency is for whom reaches it; one of none, for every guardian."""
    return gap.agency_id is None or gap.agency_id in reach(officer, "faq.select")


@requires("faq.select")
@require_safe
def week(request: OfficerRequest) -> HttpResponseBase:
    mine = reach(request.user, "faq.select")
    stale = {entry.pk for entry in gaps.stale(mine)}
    entries = gaps.published(mine)
    # What no longer stands on anything comes first: it answers nobody until somebody looked.
    entries.sort(key=lambda entry: entry.pk not in stale)
    context = {
        "gaps": [gap for gap in gaps.gather(drafts=False) if _may_see(request.user, gap)],
        "entries": [(entry, entry.pk in stale) for entry in entries],
        "stale": len(stale),
    }
    return render(request, "consult/gaps.html", context)


@requires("faq.select")
@require_POST
def withdraw(request: OfficerRequest, entry_id: int) -> HttpResponseBase:
    """Take a published entry back."""
    gaps.withdraw(_entry(request.user, entry_id), request.user)
    return redirect("consult:gaps")


def _entry(officer: Officer, entry_id: int) -> SelectedEntry:
    entry = SelectedEntry.objects.filter(pk=min(entry_id, 2**63 - 1)).select_related("agency", "gap").first()
    if entry is None or entry.agency_id not in reach(officer, "faq.select"):
        raise Http404
    return entry


@requires("faq.select")
@require_http_methods(["GET", "HEAD", "POST"])
def published(request: OfficerRequest, entry_id: int) -> HttpResponseBase:
    """A published entry beside what it rests on, then and now: worded anew, or left as it is because it still holds."""
    entry = _entry(request.user, entry_id)
    form = EntryForm(
        request.POST if request.method == "POST" else None,
        initial={"question": entry.question, "answer": entry.answer},
    )
    if request.method == "POST" and form.is_valid():
        gaps.renew(entry, request.user, form.cleaned_data["question"], form.cleaned_data["answer"])
        return redirect("consult:gaps")
    texts = [
        (then, now, {"text": then.text}, {"text": now.text if now else ""})
        for then, now in gaps.rested_on(entry)
    ]
    context = {
        "entry": entry,
        "form": form,
        "texts": texts,
        "changes": {"text": _("Then and now")},
        "stale": entry.withdrawn_at is None
        and any(not now or now.digest != then.digest for then, now, *__ in texts),
    }
    return render(request, "consult/entry.html", context, status=422 if form.errors else 200)


@requires("faq.select")
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: OfficerRequest, gap_id: int) -> HttpResponseBase:
    gap = Gap.objects.filter(pk=min(gap_id, 2**63 - 1)).first()
    if gap is None or not _may_see(request.user, gap):
        raise Http404
    gaps.word(gap)
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
