"""What does an officer do with a work order beside answering it? One address a step, one answer for all."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from bangban.agencies.models import Agency
from bangban.agencies.permissions import OfficerRequest, requires
from bangban.errors import NotFound, Problem
from bangban.services.hotline import extensions, following, joint, life, replies
from bangban.services.hotline.forms import (
    CallForm,
    DecideExtensionForm,
    DraftForm,
    ExtensionForm,
    JointForm,
    OpinionForm,
    ReasonForm,
    WordForm,
)
from bangban.services.hotline.models import WorkOrder
from bangban.services.hotline.views.orders import show

Act = Callable[[WorkOrder, Form], object]


def _do(request: OfficerRequest, pk: int, name: str, form: Form, act: Act, told: str) -> HttpResponse:
    """Check what was typed, do it, and go back to the order; what went wrong is told on its page."""
    order = life.find(request.user, pk)
    if not form.is_valid():
        return show(request, order, forms={name: form})
    try:
        act(order, form)
    except NotFound:
        raise
    except Problem as problem:
        typed = str(form.cleaned_data.get("text") or form.cleaned_data.get("reason") or "")
        return show(request, life.find(request.user, pk), problem=problem, typed=typed, forms={name: form})
    messages.success(request, told)
    return HttpResponseRedirect(f"/workorders/{pk}")


@requires("workorder.follow")
@require_POST
def urge(request: OfficerRequest, pk: int) -> HttpResponse:
    told = gettext("Urged. The agency has been told.")
    return _do(
        request, pk, "urge", WordForm(request.POST),
        lambda order, form: following.urge(order, request.user, form.cleaned_data["text"]), told,
    )  # fmt: skip


@requires("workorder.approve")
@require_POST
def supervise(request: OfficerRequest, pk: int) -> HttpResponse:
    told = gettext("Under supervision. The agency has been told.")
    return _do(
        request, pk, "supervise", ReasonForm(request.POST),
        lambda order, form: following.supervise(order, request.user, form.cleaned_data["text"]), told,
    )  # fmt: skip


@requires("workorder.follow")
@require_POST
def call(request: OfficerRequest, pk: int) -> HttpResponse:
    def act(order: WorkOrder, form: Form) -> None:
        said = form.cleaned_data
        following.call_back(order, request.user, said["satisfaction"], said["text"])

    return _do(request, pk, "call", CallForm(request.POST), act, gettext("The call-back is entered."))


@requires("workorder.follow")
@require_POST
def reopen(request: OfficerRequest, pk: int) -> HttpResponse:
    told = gettext("Reopened, with a new time limit.")
    return _do(
        request, pk, "reopen", ReasonForm(request.POST),
        lambda order, form: following.reopen(order, request.user, form.cleaned_data["text"]), told,
    )  # fmt: skip


@requires("workorder.follow")
@require_POST
def archive(request: OfficerRequest, pk: int) -> HttpResponse:
    return _do(
        request, pk, "archive", Form(request.POST),
        lambda order, form: following.archive(order, request.user), gettext("Archived."),
    )  # fmt: skip


@requires("workorder.handle")
@require_POST
def ask_joint(request: OfficerRequest, pk: int) -> HttpResponse:
    def act(order: WorkOrder, form: Form) -> None:
        agency = Agency.objects.get(code=form.cleaned_data["agency"], is_active=True)
        joint.ask(order, request.user, agency, form.cleaned_data["text"])

    told = gettext("Asked. The agency sees the order from now on.")
    return _do(request, pk, "joint", JointForm(request.POST), act, told)


@requires("workorder.handle")
@require_POST
def give(request: OfficerRequest, pk: int) -> HttpResponse:
    told = gettext("Given. The agency that leads has been told.")
    return _do(
        request, pk, "joined", OpinionForm(request.POST),
        lambda order, form: joint.give(order, request.user, form.cleaned_data["text"]), told,
    )  # fmt: skip


@requires("workorder.handle")
@require_POST
def ask_extension(request: OfficerRequest, pk: int) -> HttpResponse:
    def act(order: WorkOrder, form: Form) -> None:
        extensions.ask(order, request.user, form.cleaned_data["reason"], form.cleaned_data["amount"])

    told = gettext("Asked. A reviewer of the hotline decides; the clock goes on until then.")
    return _do(request, pk, "extension", ExtensionForm(request.POST), act, told)


@requires("workorder.approve")
@require_POST
def decide_extension(request: OfficerRequest, pk: int) -> HttpResponse:
    def act(order: WorkOrder, form: Form) -> None:
        said = form.cleaned_data
        extensions.decide(order, request.user, said["granted"] == "yes", said["text"])

    return _do(request, pk, "extended", DecideExtensionForm(request.POST), act, gettext("Decided."))


@requires("workorder.handle")
@require_POST
def draft(request: OfficerRequest, pk: int) -> HttpResponse:
    """Have a reply drafted; it stands in the answer's box, labelled, and is nobody's answer yet."""

    def act(order: WorkOrder, form: Form) -> None:
        outcome = replies.draft(order, request.user, form.cleaned_data["outcome"])
        if outcome.refusal is not None:
            raise outcome.refusal

    told = gettext("A draft stands in the box. Read it before you send it.")
    return _do(request, pk, "draft", DraftForm(request.POST), act, told)
