"""How does a portal page show a form and what went wrong with it, with everything still in it?"""

from __future__ import annotations

from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from bangban.errors import Problem
from bangban.services.portal.problems import TooManyRequests


def show(
    request: HttpRequest, page: str, status: int = 200, problem: Problem | None = None, **context: Any
) -> HttpResponse:
    """Render a page of the portal; `problem` is told above the form and sets the status."""
    form: Form | None = context.get("form")
    if problem is not None:
        status = problem.status
        context["problem"] = problem
    elif form is not None and form.is_bound and form.errors:
        status = 422 if status == 200 else status
    response = render(request, f"portal/{page}.html", context, status=status)
    # A number in the address is a key to a case: no shared cache keeps the page.
    response.headers["Cache-Control"] = "no-store"
    if isinstance(problem, TooManyRequests):
        response.headers["Retry-After"] = str(problem.details["seconds"])
    return response


def said(problem: Problem) -> str:
    """The problem's message in the reader's language."""
    return problem.text(get_language() or "zh-hans")
