"""How does a page of signing in show what went wrong, and go on when it went right?"""

from __future__ import annotations

from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from bangban.errors import Problem
from bangban.services.accounts import signing_in
from bangban.services.accounts.problems import TooManyTries


def show(request: HttpRequest, page: str, *, problem: Problem | None = None, **context: Any) -> HttpResponse:
    """Render a page of this service; `problem` is told in the form (or above one not filled in) and sets the status."""
    form: Form | None = context.get("form")
    status = 200
    if problem is not None:
        status = problem.status
        if form is not None and form.is_bound:
            form.add_error(None, problem.text(get_language() or "zh-hans"))
        else:
            context["problem"] = problem
    elif form is not None and form.is_bound and not form.is_valid():
        status = 422
    response = render(request, f"accounts/{page}.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    if isinstance(problem, TooManyTries):
        response.headers["Retry-After"] = str(problem.details["seconds"])
    return response


def go_on(request: HttpRequest, way: signing_in.OnTheWay, officer: Any) -> HttpResponseRedirect:
    """To the next step of signing in, or in."""
    step = signing_in.next_step(way, officer)
    if step:
        signing_in.keep(request, way)
        return redirect(step)
    return HttpResponseRedirect(signing_in.complete(request, way, officer))
