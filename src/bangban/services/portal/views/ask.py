"""How does a resident leave a message, and learn its number?"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from bangban.agencies.permissions import public
from bangban.errors import Problem
from bangban.services.portal import follow, hours, letters, loads, offers, story, uploads
from bangban.services.portal.forms import AskForm
from bangban.services.portal.intake import letterbox
from bangban.services.portal.letters import Letter
from bangban.services.portal.pages import said, show
from bangban.services.portal.problems import MessageTooLarge, NoReceiver
from bangban.services.portal.staff import public_list
from bangban.services.portal.uploads import Upload


def _page(request: HttpRequest, form: AskForm | None, problem: Problem | None = None) -> HttpResponse:
    return show(request, "ask", problem=problem, form=form, phone=hours.PHONE, most=uploads.MOST)


def _too_large(request: HttpRequest, problem: MessageTooLarge) -> HttpResponse:
    return _page(request, AskForm(offers.offered() or [offers.chosen()]), problem)


@public("residents leave messages without an account; size, rate and files are limited")
@require_http_methods(["GET", "HEAD", "POST"])
@letterbox(_too_large)
def ask(request: HttpRequest) -> HttpResponseBase:
    offered = offers.offered()
    if not offered:
        return _page(request, None, NoReceiver())
    if request.method != "POST":
        return _page(request, AskForm(offered))
    form = AskForm(offered, request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form)
    try:
        loads.pay(request, loads.LETTERS)
        files = _read_files(form)
        if form.errors:
            return _page(request, form)
        case = letters.send(_letter(form, files))
    except Problem as problem:
        return _page(request, form, problem)
    return redirect("portal:sent", number=case.follow_code)


def _read_files(form: AskForm) -> list[Upload]:
    read = []
    for name in form.FILES:
        file = form.cleaned_data.get(name)
        if not file:
            continue
        try:
            read.append(uploads.read(file))
        except Problem as problem:
            form.add_error(name, said(problem))
    return read


def _letter(form: AskForm, files: list[Upload]) -> Letter:
    given = form.cleaned_data
    return Letter(
        scenario=offers.chosen(given.get("about", "")),
        text=given["text"],
        key=given["key"],
        title=given["title"],
        name=given["name"],
        phone=given["phone"],
        files=files,
    )


@public("shows the number of a message to whoever already holds it")
@require_safe
def sent(request: HttpRequest, number: str) -> HttpResponseBase:
    loads.pay(request, loads.LOOK_UPS)
    case = follow.find(number)
    if case is None:
        return redirect("portal:lookup")
    cards = [card for card in public_list() if card.employee.pk == case.employee_id]
    groups = case.follow_code.split("-")
    return show(
        request, "sent", case=case, groups=groups, story=story.tell(case), card=cards[0] if cards else None
    )
