"""What does the API look like from outside? One document at /api/openapi.json, one shape for every error."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from bangban import __version__
from bangban.agencies.permissions import public
from bangban.errors import BadInput, Busy, NotFound, Problem, TooLarge
from bangban.services.api.auth import TokenAuth
from bangban.services.api.operations import router
from bangban.services.api.sources import router as sources


class NoToken(Problem):
    """需要有效的接口令牌（Authorization: Bearer …）。请向本部门安全管理员申请。 | A valid token is needed (Authorization: Bearer …). Ask your agency's security administrator."""

    code = "no_token"
    status = 401


class WrongRequest(BadInput):
    """请求不符合接口说明：{what}。 | The request does not fit the API's description: {what}."""

    code = "wrong_request"
    status = 422


api = NinjaAPI(
    title="Bangban 帮办",
    version=__version__,
    description="AI proposes, a person decides: no operation here lets anything take effect.",
    auth=TokenAuth(),
    docs_decorator=public("the API's description holds no data"),
    openapi_url="/openapi.json",
    docs_url="/docs",
)
api.add_router("", router)
api.add_router("", sources)


def _answer(request: HttpRequest, problem: Problem) -> HttpResponse:
    return api.create_response(request, problem.as_dict(), status=problem.status)


@api.exception_handler(Problem)
def on_problem(request: HttpRequest, problem: Any) -> HttpResponse:
    return _answer(request, problem)


@api.exception_handler(OperationalError)
@api.exception_handler(InterfaceError)
def on_busy(request: HttpRequest, error: Any) -> HttpResponse:
    return _answer(request, Busy())


@api.exception_handler(RequestDataTooBig)
def on_too_large(request: HttpRequest, error: Any) -> HttpResponse:
    return _answer(request, TooLarge())


@api.exception_handler(AuthenticationError)
def on_no_token(request: HttpRequest, error: Any) -> HttpResponse:
    return _answer(request, NoToken())


@api.exception_handler(ValidationError)
def on_wrong_request(request: HttpRequest, error: Any) -> HttpResponse:
    first = error.errors[0] if error.errors else {}
    place = ".".join(str(part) for part in first.get("loc", ()))[:120]
    return _answer(request, WrongRequest(what=f"{place}: {str(first.get('msg', ''))[:200]}"))


@api.exception_handler(HttpError)
def on_http_error(request: HttpRequest, error: Any) -> HttpResponse:
    # Ninja's own: a body that is no JSON.
    problem: Problem = (
        NotFound(what="page") if error.status_code == 404 else WrongRequest(what=str(error)[:200])
    )
    return _answer(request, problem)
