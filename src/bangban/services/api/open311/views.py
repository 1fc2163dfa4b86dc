"""What do the GeoReport v2 addresses answer? Services to anybody, requests to whoever holds a token or the number."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from bangban.agencies import loads
from bangban.agencies.loads import Allowance, address_of
from bangban.agencies.models import ApiToken
from bangban.agencies.permissions import public
from bangban.errors import BadInput, Busy, NotAllowed, NotFound, TooLarge
from bangban.governance.models import Case
from bangban.ledger.record import Entry, append
from bangban.services.api import tokens
from bangban.services.api.open311 import requests, services
from bangban.services.api.open311.answers import ApiKeyNeeded, speaks
from bangban.services.hotline.lookout import LETTERS

Answer = tuple[str, str, Any, int]
LOOK_UPS = Allowance("open311", 60, 3.0)
"""Asking without a token, from one address."""
WITH_KEY = "asks for a token of an agency (api_key or Bearer), and answers with that agency's requests only"
BY_NUMBER = "opens one request to whoever holds its unguessable number; rate-limited and recorded"


@public("duty lists of agencies are published")
@speaks
def service_list(request: HttpRequest) -> Answer:
    return "services", "service", services.listed(), 200


@public("duty lists of agencies are published")
@speaks
def service(request: HttpRequest, code: str) -> Answer:
    found = services.find(code)
    return (
        "service_definition",
        "",
        {"service_code": services.code_of(found.agency, found.code), "attributes": []},
        200,
    )


@public(WITH_KEY)
@speaks
def request_list(request: HttpRequest) -> Answer:
    if request.method == "POST":
        return _post(request)
    token = _token(request, "case.read")
    rows = requests.rows_of(token, request.GET.dict())
    with transaction.atomic():
        details = {"what": "open311", "rows": len(rows)}
        append(
            [Entry("read.list", f"token:{token.pk}", token.agency_id, f"agency:{token.agency_id}", details)]
        )
    return "service_requests", "request", requests.told(rows), 200


def _post(request: HttpRequest) -> Answer:
    token = _token(request, "case.open")
    try:
        given = request.POST.dict()
    except RequestDataTooBig as error:
        raise TooLarge() from error
    case = requests.post(token, {name: str(value) for name, value in given.items()})
    row = {
        "service_request_id": case.follow_code,
        "service_notice": requests.notice(case),
        "account_id": None,
    }
    return "service_requests", "request", [row], 201


@public(BY_NUMBER)
@speaks
def one_request(request: HttpRequest, number: str) -> Answer:
    case = _followed(request, number)
    with transaction.atomic():
        append([Entry("read.resident", "resident:anonymous", case.agency_id, f"case:{case.pk}")])
    return "service_requests", "request", requests.told([case]), 200


@public(BY_NUMBER)
@speaks
def token_of(request: HttpRequest, number: str) -> Answer:
    """A request has its number at once, so the number is its own token."""
    case = _followed(request, number)
    row = {"service_request_id": case.follow_code, "token": case.follow_code}
    return "service_requests", "request", [row], 200


@public("says where the addresses are")
@speaks
def discovery(request: HttpRequest) -> Answer:
    root = request.build_absolute_uri("/open311/v2")
    point = {
        "specification": "http://wiki.open311.org/GeoReport_v2",
        "url": root,
        "changeset": "2026-11-22T00:00:00Z",
        "type": "production",
        "formats": [{"format": "application/json"}, {"format": "text/xml"}],
    }
    about = {"changeset": "2026-11-22T00:00:00Z", "contact": "12345", "key_service": "/register/tokens/"}
    return "discovery", "", {**about, "endpoints": [point]}, 200


def _token(request: HttpRequest, permission: str) -> ApiToken:
    scheme, _blank, bearer = request.headers.get("Authorization", "").partition(" ")
    secret = bearer.strip() if scheme.lower() == "bearer" else ""
    secret = secret or request.POST.get("api_key", "") or request.GET.get("api_key", "")
    token = tokens.find(secret) if secret else None
    if token is None:
        raise ApiKeyNeeded()
    if permission not in token.permissions:
        raise NotAllowed(permission=permission)
    return token


def _followed(request: HttpRequest, number: str) -> Case:
    if request.method != "GET":
        raise BadInput(what=str(request.method))
    if loads.pay(LOOK_UPS, address_of(request), timezone.now()).wait:
        raise Busy()
    rows = Case.objects.filter(follow_code=number[:19], scenario__in=LETTERS)
    case = requests.with_orders(rows).first()
    if case is None:
        raise NotFound(what="request")
    return case
