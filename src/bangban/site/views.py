"""What do the pages that belong to no service do: errors, display choices, the component gallery?"""

from __future__ import annotations

import logging
import sys
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token
from django.views.decorators.http import require_POST

from bangban.agencies.permissions import public
from bangban.agencies.programs import is_for_programs
from bangban.errors import Busy, Failed, NotAllowed, NotFound, NotUnderstood, Problem, TooLarge, WrongMethod
from bangban.site.display import remember

log = logging.getLogger("bangban.site")


def _wants_fragment(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _page(request: HttpRequest, status: int, **context: Any) -> HttpResponse:
    """An error page. It uses no database: it must still come out when the database is what failed."""
    context |= {
        "status": status,
        "display": getattr(request, "display", None),
        "request_id": getattr(request, "id", ""),
        "LANGUAGE_CODE": getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE),
    }
    context.setdefault("safe_title", _("Is my work safe?"))
    if _wants_fragment(request):
        body = render_to_string("bangban/parts/problem.html", context)
        return HttpResponse(
            body, status=status, headers={"HX-Retarget": "#messages", "HX-Reswap": "innerHTML"}
        )
    return HttpResponse(render_to_string("bangban/error.html", context), status=status)


def problem(request: HttpRequest, error: Problem) -> HttpResponse:
    """The page of a Problem raised by a view; for programs, its JSON."""
    response = (
        JsonResponse(error.as_dict(), status=error.status)
        if is_for_programs(request)
        else _said(request, error)
    )
    if error.status == 503:
        response.headers["Retry-After"] = "5"
    return response


def _said(request: HttpRequest, error: Problem) -> HttpResponse:
    titles = {
        403: _("You may not open this"),
        404: _("Not found"),
        409: _("This cannot be done now"),
        503: _("This cannot be done at the moment"),
    }
    return _page(
        request,
        error.status,
        title=titles.get(error.status, _("This did not work")),
        text=error.text(getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE)),
        code=error.code,
        safe=_("Nothing was changed. What you typed is kept on this device: go back to continue."),
    )


def wrong_method(request: HttpRequest, allowed: str) -> HttpResponse:
    """An address was asked by a method it does not take; Django itself would answer with nothing to read."""
    response = problem(request, WrongMethod(method=(request.method or "")[:20], allowed=allowed))
    response.headers["Allow"] = allowed
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig | TooManyFilesSent):
        return problem(request, TooLarge())
    if is_for_programs(request):
        return problem(request, NotUnderstood())
    return _page(
        request, 400, code="bad_request",
        title=_("The request was not understood"),
        text=_("Its address or its data is not in order, or it was sent to a host name this service does not answer to."),
        safe=_("Nothing was changed. Go back, reload the page and try again."),
    )  # fmt: skip


def denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if is_for_programs(request):
        return problem(request, NotAllowed())
    return _page(
        request, 403, code="not_allowed",
        title=_("You may not open this"),
        text=_("Your account has no permission for this page. Ask your agency's administrator if your work needs it."),
        safe=_("Nothing was changed."),
    )  # fmt: skip


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if is_for_programs(request):
        return problem(request, NotFound(what="page"))
    return _page(
        request, 404, code="not_found",
        title=_("Not found"),
        text=_("There is no page at this address, or it is not open to you."),
        safe_title=_("What now?"),
        safe=_("Check the address, or start again from the front page."),
    )  # fmt: skip


def failed(request: HttpRequest) -> HttpResponse:
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        # Outside any view, as when a session is saved.
        return problem(request, Busy())
    # Django logs the traceback; this line ties it to the number the reader is shown.
    log.error("request %s failed: %s %s", getattr(request, "id", ""), request.method, request.path)
    if is_for_programs(request):
        return problem(request, Failed(request=getattr(request, "id", "")))
    return _page(
        request, 500, code="internal",
        title=_("Something failed on our side"),
        text=_("It is not your doing. The failure is in the log under the number below."),
        safe=_("What was saved before is safe. What you typed is kept on this device: wait a minute, go back and send it again."),
    )  # fmt: skip


@requires_csrf_token
def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(
        request, 403, code="csrf",
        title=_("This form is too old"),
        text=_("The page was open for too long, or cookies are switched off, so we could not be sure that it was you who sent it."),
        safe=_("Nothing was changed. What you typed is kept on this device: go back, reload the page and send it again."),
    )  # fmt: skip


@public("stores how this browser shows pages, in cookies; nothing else")
@require_POST
def display(request: HttpRequest) -> HttpResponse:
    """Set theme, type size, keyboard shortcuts or language, then return to the page one came from."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        back = "/"
    response = HttpResponseRedirect(back)
    remember(response, request.POST.dict())
    return response


@public("component gallery, demo mode only")
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component of the pages with texts of real length: for page builders and for the look tests."""
    from bangban.site import gallery as exhibits

    if not settings.CONFIG["demo"]:
        raise NotFound(what=_("this page"))
    return exhibits.show(request)
