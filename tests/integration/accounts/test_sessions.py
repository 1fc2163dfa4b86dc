"""Does a session end when it should: unused, signed out elsewhere, account closed, password changed?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from bangban.agencies.models import Officer
from bangban.services.accounts import administration, middleware, sessions
from bangban.services.accounts.models import SignIn
from tests.support.accounts import PASSWORD, code_now, is_in, kinds, sign_in

pytestmark = pytest.mark.django_db
NEW = "another-good-password-27"


def test_it_ends_after_the_set_minutes_without_activity(client: Client, handler: Officer) -> None:
    sign_in(client)
    left = Session.objects.get().expire_date - timezone.now()
    minutes = settings.CONFIG["web.session_minutes"]
    assert timedelta(minutes=minutes - 1) < left <= timedelta(minutes=minutes)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert client.get("/accounts/")["Location"] == "/accounts/sign-in?next=/accounts/"


def test_activity_keeps_it_but_writes_once_a_minute(
    client: Client, handler: Officer, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Callable
) -> None:
    sign_in(client)
    client.get("/accounts/notices")
    first = Session.objects.get().expire_date
    client.get("/accounts/notices")
    assert Session.objects.get().expire_date == first
    now = middleware.time.time
    monkeypatch.setattr(middleware.time, "time", lambda: now() + 61)
    client.get("/accounts/notices", headers={middleware.PASSIVE: "1"})
    assert Session.objects.get().expire_date == first
    client.get("/accounts/notices")
    assert Session.objects.get().expire_date > first


def test_an_account_closed_or_past_its_end_is_out_at_its_next_request(
    client: Client, handler: Officer
) -> None:
    for change, back in (
        ({"is_active": False}, {"is_active": True}),
        ({"valid_until": timezone.now() - timedelta(seconds=1)}, {"valid_until": None}),
    ):
        sign_in(client)
        assert is_in(client)
        Officer.objects.update(**change)
        assert not is_in(client)
        Officer.objects.update(**back)
        assert not is_in(client), "the session itself must be gone"


def test_signing_out_everywhere(client: Client, handler: Officer) -> None:
    elsewhere, third = Client(), Client()
    for one in (client, elsewhere, third):
        sign_in(one)
    client.post("/accounts/sign-out/elsewhere")
    assert is_in(client)
    assert not is_in(elsewhere)
    assert not is_in(third)
    assert sessions.sign_out_everywhere(handler) == 1
    assert not is_in(client)
    assert kinds().count("login.out") == 2


def test_the_page_lists_where_one_is_signed_in(client: Client, handler: Officer) -> None:
    sign_in(Client(headers={"User-Agent": "Elsewhere/1.0"}))
    sign_in(client)
    places = client.get("/accounts/").context["places"]
    assert [(place.is_open, place.is_here) for place in places] == [(True, True), (True, False)]
    assert places[1].sign_in.browser == "Elsewhere/1.0"


def test_changing_the_password_ends_the_other_sign_ins(client: Client, handler: Officer) -> None:
    elsewhere = Client()
    sign_in(elsewhere)
    sign_in(client)
    wrong = client.post("/accounts/password", {"present": "wrong", "new": NEW, "again": NEW})
    assert wrong.status_code == 403
    done = client.post("/accounts/password", {"present": PASSWORD, "new": NEW, "again": NEW})
    assert done.status_code == 302
    assert is_in(client)
    assert not is_in(elsewhere)
    assert SignIn.objects.get(ended_at=None).session_key == client.session.session_key
    assert sign_in(Client()).status_code == 403
    assert sign_in(Client(), password=NEW).status_code == 302
    assert "password.changed" in kinds()


@pytest.mark.parametrize("new", ["short", "12345678901234", "password1234", "zhou-zhou-zhou", PASSWORD])
def test_a_weak_or_unchanged_password_is_refused(client: Client, handler: Officer, new: str) -> None:
    Officer.objects.update(username="zhou-zhou-zhou")
    sign_in(client, "zhou-zhou-zhou")
    answer = client.post("/accounts/password", {"present": PASSWORD, "new": new, "again": new})
    assert answer.status_code == 422
    assert answer.context["form"].errors["new"]


def test_two_different_ones_are_refused(client: Client, handler: Officer) -> None:
    sign_in(client)
    answer = client.post("/accounts/password", {"present": PASSWORD, "new": NEW, "again": NEW + "x"})
    assert answer.status_code == 422


def test_a_temporary_password_must_be_changed_before_anything_else(
    client: Client, make_officer: Callable[..., Officer]
) -> None:
    officer = make_officer("li", "guardian", totp_secret="JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    system = make_officer("wang", "system")
    given = administration.reset_password(officer, system)
    assert sign_in(client, "li", given)["Location"] == "/accounts/sign-in/code"
    assert (
        client.post("/accounts/sign-in/code", {"code": code_now()})["Location"]
        == "/accounts/sign-in/password"
    )
    assert not is_in(client)
    assert client.post("/accounts/sign-in/password", {"new": given, "again": given}).status_code == 422
    done = client.post("/accounts/sign-in/password", {"new": NEW, "again": NEW})
    assert done["Location"] == "/console/"
    assert is_in(client)
    assert sign_in(Client(), "li", given).status_code == 403


def test_a_password_to_be_changed_ends_the_session_it_finds(client: Client, handler: Officer) -> None:
    sign_in(client)
    Officer.objects.update(must_change_password=True)
    assert not is_in(client)
    assert sign_in(client)["Location"] == "/accounts/sign-in/password"


def test_unlocking_is_the_security_administrators(
    client: Client, make_officer: Callable[..., Officer]
) -> None:
    officer = make_officer(
        "li", "handler", failed_sign_ins=5, locked_until=timezone.now() + timedelta(minutes=9)
    )
    assert sign_in(client, "li").status_code == 429
    administration.unlock(officer, make_officer("zhao", "security"))
    assert sign_in(client, "li").status_code == 302
