"""How does an officer send a document in, and what does he read when it cannot be taken?"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from bangban.agencies.permissions import OfficerRequest, requires
from bangban.errors import Problem, Refusal
from bangban.services.documents import reviews, uploads
from bangban.services.documents.forms import SendForm
from bangban.skillhost.problems import HostUnavailable, SkillCrashed, SkillFailed, SkillTimeout

UNSEEN = (HostUnavailable, SkillCrashed, SkillFailed, SkillTimeout)
"""Nobody could look at the file just now."""


@requires("document.work")
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: OfficerRequest) -> HttpResponse:
    """GET: the form. POST: the document is read, checked, and its page shown."""
    form = SendForm(request.POST, request.FILES) if request.method == "POST" else SendForm()
    if request.method != "POST" or not form.is_valid():
        return _show(request, form)
    given = form.cleaned_data
    try:
        upload = uploads.receive(request.user, given["file"])
    except (*UNSEEN, uploads.UploadEmpty, uploads.UploadTooLarge, uploads.UploadUnreadable) as no:
        return _show(request, form, no)
    try:
        review = reviews.open_review(
            upload, request.user, profile=given.get("profile") or "", alone=given["alone"]
        )
    except Refusal as no:
        # Classified, or of no use to anybody here: nothing of it stays.
        uploads.forget(upload)
        return _show(request, form, no)
    return redirect("documents:review", review.pk)


def _show(request: OfficerRequest, form: SendForm, problem: Problem | None = None) -> HttpResponse:
    context = {"form": form, "problem": problem}
    return render(request, "documents/send.html", context, status=problem.status if problem else 200)
