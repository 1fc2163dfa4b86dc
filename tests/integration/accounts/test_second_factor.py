"""Is the second factor asked of those who must have one, and is a code good for once only?"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from bangban.agencies.models import Officer
from bangban.agencies.permissions import NotAllowed
from bangban.services.accounts import administration, factors, limits
from bangban.services.accounts.models import SignIn
from bangban.services.accounts.problems import FactorAlreadySet
from tests.support.accounts import SECRET, code_now, is_in, kinds, sign_in

pytestmark = pytest.mark.django_db


def test_a_password_alone_opens_nothing(client: Client, guardian: Officer) -> None:
    assert sign_in(client, "zhang")["Location"] == "/accounts/sign-in/code"
    assert not is_in(client)
    assert client.get("/desk/").status_code in (302, 404)
    assert "login.ok" not in kinds()


def test_the_code_completes_it(client: Client, guardian: Officer) -> None:
    sign_in(client, "zhang", next="/console/?day=today")
    answer = client.post("/accounts/sign-in/code", {"code": code_now()})
    assert answer["Location"] == "/console/?day=today"
    assert is_in(client)
    assert SignIn.objects.get().second_factor


def test_a_code_works_once(guardian: Officer) -> None:
    code = code_now()
    for turn in range(2):
        client = Client()
        sign_in(client, "zhang")
        client.post("/accounts/sign-in/code", {"code": code})
        assert is_in(client) is (turn == 0)


@pytest.mark.parametrize("code", ["000000", "12345", "１２３４５６", "abcdef", "-12345", "1" * 12])
def test_what_is_not_the_code_is_refused(client: Client, guardian: Officer, code: str) -> None:
    sign_in(client, "zhang")
    answer = client.post("/accounts/sign-in/code", {"code": code})
    assert answer.status_code == 403
    assert not is_in(client)
    assert kinds() == ["factor.failed"]


def test_a_code_may_be_typed_with_a_space_and_a_little_late(client: Client, guardian: Officer) -> None:
    sign_in(client, "zhang")
    late = code_now(-1)
    assert client.post("/accounts/sign-in/code", {"code": f"{late[:3]} {late[3:]}"}).status_code == 302


def test_guessing_codes_locks_even_with_the_right_password_in_between(guardian: Officer) -> None:
    statuses = []
    for _ in range(limits.LIMIT):
        client = Client()
        statuses.append(sign_in(client, "zhang").status_code)
        client.post("/accounts/sign-in/code", {"code": "000000"})
    assert statuses == [302] * limits.LIMIT
    assert sign_in(Client(), "zhang").status_code == 429
    assert kinds()[-1] == "login.locked"


@pytest.mark.parametrize("role", ["guardian", "system", "security", "auditor"])
def test_who_must_have_one_sets_it_up_when_first_signing_in(
    client: Client, make_officer: Callable[..., Officer], role: str
) -> None:
    officer = make_officer("neu", role)
    assert sign_in(client, "neu")["Location"] == "/accounts/sign-in/set-up"
    page = client.get("/accounts/sign-in/set-up")
    secret = page.context["key"].replace(" ", "")
    assert len(secret) == 32
    assert "<svg" in page.content.decode()
    assert not is_in(client)
    assert client.post("/accounts/sign-in/set-up", {"code": "000000"}).status_code == 403
    assert client.get("/accounts/sign-in/set-up").context["key"].replace(" ", "") == secret
    client.post("/accounts/sign-in/set-up", {"code": code_now(secret=secret)})
    assert is_in(client)
    officer.refresh_from_db()
    assert officer.totp_secret == secret
    assert kinds() == ["factor.enrolled", "login.ok"]


def test_a_handler_needs_none(client: Client, handler: Officer) -> None:
    sign_in(client)
    assert is_in(client)


def test_a_handler_may_have_one(client: Client, handler: Officer) -> None:
    sign_in(client)
    page = client.get("/accounts/second-factor")
    secret = page.context["key"].replace(" ", "")
    client.post("/accounts/second-factor", {"code": code_now(secret=secret)})
    assert is_in(client)
    other = Client()
    assert sign_in(other)["Location"] == "/accounts/sign-in/code"


def test_one_on_the_way_cannot_replace_what_is_there(guardian: Officer) -> None:
    from django.utils import timezone

    other = factors.new_secret()
    with pytest.raises(FactorAlreadySet):
        factors.enrol(guardian, other, code_now(secret=other), timezone.now())
    guardian.refresh_from_db()
    assert guardian.totp_secret == SECRET


def test_only_another_security_administrator_resets_it(
    client: Client, guardian: Officer, make_officer: Callable[..., Officer]
) -> None:
    security = make_officer("zhao", "security", totp_secret=SECRET)
    system = make_officer("wang", "system", totp_secret=SECRET)
    sign_in(client, "zhang")
    client.post("/accounts/sign-in/code", {"code": code_now()})
    for officer, by in ((guardian, system), (guardian, guardian), (security, security)):
        with pytest.raises(NotAllowed):
            administration.reset_second_factor(officer, by)
    assert is_in(client)
    administration.reset_second_factor(guardian, security)
    assert not is_in(client)
    assert "officer.changed" in kinds()
    assert sign_in(client, "zhang")["Location"] == "/accounts/sign-in/set-up"


def test_a_role_given_while_signed_in_demands_it_at_once(client: Client, handler: Officer) -> None:
    sign_in(client)
    assert is_in(client)
    handler.roles.create(agency=handler.agency, role="guardian")
    assert not is_in(client)
    assert sign_in(client)["Location"] == "/accounts/sign-in/set-up"


def test_the_picture_holds_the_key_and_no_style(guardian: Officer) -> None:
    picture = factors.setup_picture(SECRET, guardian)
    assert picture.startswith("<svg")
    assert not re.search(r"style|<script|on[a-z]+=", picture)
    assert SECRET in factors.setup_uri(SECRET, guardian)


def test_the_steps_cannot_be_entered_from_the_side(
    client: Client, guardian: Officer, handler: Officer
) -> None:
    for path in ("code", "set-up", "password"):
        assert client.get(f"/accounts/sign-in/{path}")["Location"] == "/accounts/sign-in"
        assert (
            client.post(f"/accounts/sign-in/{path}", {"code": code_now()})["Location"] == "/accounts/sign-in"
        )
    sign_in(client, "zhang")
    assert (
        client.post("/accounts/sign-in/set-up", {"code": code_now()})["Location"] == "/accounts/sign-in/code"
    )
    assert client.post("/accounts/sign-in/password", {"new": "x"})["Location"] == "/accounts/sign-in/code"
    assert not is_in(client)


def test_the_second_step_does_not_wait_for_ever(
    client: Client, guardian: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bangban.services.accounts import signing_in

    sign_in(client, "zhang")
    now = signing_in.time.time
    monkeypatch.setattr(signing_in.time, "time", lambda: now() + signing_in.MINUTES * 60 + 1)
    assert client.post("/accounts/sign-in/code", {"code": code_now()})["Location"] == "/accounts/sign-in"
    assert not is_in(client)


def test_an_account_closed_between_the_steps_stays_out(client: Client, guardian: Officer) -> None:
    sign_in(client, "zhang")
    Officer.objects.filter(pk=guardian.pk).update(is_active=False)
    client.post("/accounts/sign-in/code", {"code": code_now()})
    Officer.objects.filter(pk=guardian.pk).update(is_active=True)
    assert not is_in(client)
