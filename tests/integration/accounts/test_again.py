"""Is an officer asked again who he is before he signs, and is what he was sending kept meanwhile?"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

from bangban.agencies.models import Officer
from bangban.agencies.permissions import requires
from bangban.services.accounts import recent
from tests.support.accounts import PASSWORD, code_now, kinds, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@requires("self")
@recent.recent_sign_in(minutes=5)
def sign_order(request: HttpRequest) -> HttpResponse:
    at = recent.reauthenticated_at(request)
    assert at is not None
    return HttpResponse(f"{request.method} {request.POST.get('reason', '')} {at.isoformat()}")


urlpatterns = [path("accounts/", include("bangban.services.accounts.urls")), path("sign-order", sign_order)]
from bangban.site.urls import urlpatterns as site_urls  # noqa: E402

urlpatterns += site_urls


@pytest.fixture
def signed_in(client: Client, guardian: Officer) -> Client:
    sign_in(client, "zhang")
    client.post("/accounts/sign-in/code", {"code": code_now(-1)})
    return client


def make_old(client: Client, minutes: float = 6) -> None:
    session = client.session
    session[recent.PROVED_AT] = time.time() - minutes * 60
    session.save()


def test_a_fresh_sign_in_is_proof_enough(signed_in: Client) -> None:
    answer = signed_in.get("/sign-order").content.decode()
    at = datetime.fromisoformat(answer.split()[-1])
    assert abs(datetime.now(UTC) - at) < timedelta(minutes=1)


@pytest.mark.parametrize("minutes", [5.01, 600, -1], ids=["just too old", "old", "in the future"])
def test_otherwise_he_is_asked(signed_in: Client, minutes: float) -> None:
    make_old(signed_in, minutes)
    assert signed_in.get("/sign-order?a=1")["Location"] == "/accounts/again?next=%2Fsign-order%3Fa%3D1"


def test_password_and_code_prove_it(signed_in: Client) -> None:
    make_old(signed_in)
    for typed in (
        {"password": "wrong", "code": code_now()},
        {"password": PASSWORD, "code": "000000"},
        {"password": PASSWORD, "code": code_now(-1)},
    ):
        assert signed_in.post("/accounts/again", {**typed, "next": "/sign-order"}).status_code == 403
    assert signed_in.get("/sign-order").status_code == 302
    right = {"password": PASSWORD, "code": code_now(), "next": "/sign-order"}
    assert signed_in.post("/accounts/again", right)["Location"] == "/sign-order"
    assert signed_in.get("/sign-order").status_code == 200
    assert kinds()[-1] == "login.again"


def test_what_he_was_sending_is_not_lost(signed_in: Client) -> None:
    make_old(signed_in)
    asked = signed_in.post("/sign-order", {"reason": "急事 <b>先办</b>", "tick": ["1", "2"]})
    address = asked["Location"]
    assert "held=" in address
    held = address.rpartition("held=")[2]
    page = signed_in.post("/accounts/again", {"password": PASSWORD, "code": code_now(), "held": held})
    assert page.status_code == 200
    assert "急事 &lt;b&gt;先办&lt;/b&gt;" in page.content.decode()
    assert page.context["path"] == "/sign-order"
    assert ["tick", "2"] in [list(pair) for pair in page.context["fields"]]
    done = signed_in.post("/sign-order", dict(page.context["fields"]))
    assert done.content.decode().startswith("POST 急事")


def test_a_held_form_is_given_out_once_and_only_for_its_key(signed_in: Client) -> None:
    make_old(signed_in)
    signed_in.post("/sign-order", {"reason": "x"})
    other = signed_in.post("/accounts/again", {"password": PASSWORD, "code": code_now(), "held": "guessed"})
    assert other.status_code == 302


def test_nobody_proves_anything_without_being_signed_in(client: Client, guardian: Officer) -> None:
    answer = client.post("/accounts/again", {"password": PASSWORD, "code": code_now()})
    assert answer["Location"].startswith("/accounts/sign-in")
