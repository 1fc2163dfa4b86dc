"""What happens to a form that was sent? It is acted on and left, or shown again with what stood in the way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from bangban.agencies.permissions import OfficerRequest
from bangban.errors import NotAllowed, Problem


def answered(
    request: OfficerRequest,
    template: str,
    form: Any,
    context: dict[str, Any],
    act: Callable[[], str],
    url: str | Callable[[], str],
) -> HttpResponse:
    """Show the form; on a right POST do `act` and go to `url`, saying what it returned.

    A Problem is shown above the form, with what was typed; NotAllowed goes on to its own page.
    """
    problem: Problem | None = None
    if request.method == "POST" and form.is_valid():
        try:
            said = act()
        except NotAllowed:
            raise
        except Problem as no:
            problem = no
        else:
            messages.success(request, said)
            return HttpResponseRedirect(url() if callable(url) else url)
    status = problem.status if problem else 400 if form.errors else 200
    return render(request, template, {**context, "form": form, "problem": problem}, status=status)
