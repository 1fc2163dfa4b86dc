"""Do name and password let the right ones in, and nobody else?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from bangban.agencies.loads import Allowance
from bangban.agencies.models import Load, Officer
from bangban.ledger.models import LedgerEntry
from bangban.services.accounts import limits, signing_in
from bangban.services.accounts.models import SignIn, UnknownName
from bangban.site import settings
from tests.support.accounts import PASSWORD, code_now, is_in, kinds, sign_in

pytestmark = pytest.mark.django_db
WRONG = "not-the-password"


def test_the_right_password_lets_in_and_is_entered_in_the_ledger(client: Client, handler: Officer) -> None:
    answer = sign_in(client)
    assert answer.status_code == 302
    assert answer["Location"] == "/desk/"
    assert is_in(client)
    entry = LedgerEntry.objects.get(kind="login.ok")
    assert entry.actor == entry.subject == f"officer:{handler.pk}"
    assert entry.agency_id == handler.agency_id
    assert "127.0.0.1" not in entry.details
    assert SignIn.objects.get().officer == handler


def test_the_session_key_changes_with_every_step(client: Client, guardian: Officer) -> None:
    client.get("/accounts/sign-in")
    session = client.session
    session["planted"] = "by somebody who knows the key"
    session.save()
    client.cookies["sessionid"] = session.session_key
    planted = session.session_key
    sign_in(client, "zhang")
    on_the_way = client.session.session_key
    client.post("/accounts/sign-in/code", {"code": code_now()})
    signed_in = client.session.session_key
    assert len({planted, on_the_way, signed_in}) == 3
    assert "planted" not in client.session
    assert list(Session.objects.values_list("session_key", flat=True)) == [signed_in]


def test_wrong_unknown_closed_and_expired_look_the_same(
    client: Client, handler: Officer, make_officer: Callable[..., Officer]
) -> None:
    make_officer("closed", "handler", is_active=False)
    make_officer("expired", "handler", valid_until=timezone.now() - timedelta(seconds=1))
    answers = [
        sign_in(client, "zhou", WRONG),
        sign_in(client, "nobody", WRONG),
        sign_in(client, "closed", PASSWORD),
        sign_in(client, "expired", PASSWORD),
    ]
    told = {(answer.status_code, str(answer.context["form"].non_field_errors())) for answer in answers}
    assert len(told) == 1
    assert told.pop()[0] == 403
    assert kinds() == ["login.failed"] * 4


def test_an_unknown_name_is_in_the_ledger_only_as_a_salted_digest(client: Client) -> None:
    sign_in(client, "my-secret-typed-into-the-wrong-box", WRONG)
    entry = LedgerEntry.objects.get()
    assert "secret" not in f"{entry.actor}{entry.subject}{entry.details}"
    assert entry.digest.startswith("sha256:")
    assert entry.subject == ""


def test_five_wrong_tries_lock_for_a_quarter_of_an_hour(client: Client, handler: Officer) -> None:
    for _ in range(limits.LIMIT):
        assert sign_in(client, password=WRONG).status_code == 403
    assert kinds()[-2:] == ["login.failed", "login.locked"]
    locked = sign_in(client)
    assert locked.status_code == 429
    assert not is_in(client)
    Officer.objects.update(locked_until=timezone.now() - timedelta(seconds=1))
    assert sign_in(client).status_code == 302
    handler.refresh_from_db()
    assert (handler.failed_sign_ins, handler.locked_until) == (0, None)


def test_an_unknown_name_locks_just_as_a_known_one_does(client: Client, handler: Officer) -> None:
    def answers(name: str) -> list[tuple[int, str]]:
        tried = [sign_in(client, name, WRONG) for _ in range(limits.LIMIT + 2)]
        return [(one.status_code, str(one.context["form"].non_field_errors())) for one in tried]

    assert answers("nobody") == answers("zhou")
    assert UnknownName.objects.count() == 1


def test_a_right_password_forgets_earlier_wrong_ones(client: Client, handler: Officer) -> None:
    for _ in range(3):
        for _ in range(limits.LIMIT - 1):
            sign_in(client, password=WRONG)
        assert sign_in(client).status_code == 302
        client.post("/accounts/sign-out")
    assert "login.locked" not in kinds()


def test_a_thousand_wrong_passwords_lock_nobody_else_out(
    client: Client, handler: Officer, make_officer: Callable[..., Officer]
) -> None:
    make_officer("wu", "handler")
    statuses = {sign_in(client, password=f"{WRONG}-{turn}").status_code for turn in range(1000)}
    assert statuses == {403, 429}
    assert kinds().count("login.failed") == limits.LIMIT
    assert sign_in(client, "wu").status_code == 302


def test_guessing_at_many_names_is_slowed_per_address(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "FAILURES", Allowance("sign_in", 4, 60.0))
    statuses = [sign_in(client, f"name{turn}", WRONG).status_code for turn in range(6)]
    assert statuses == [403] * 4 + [429] * 2
    slowed = sign_in(client, "name9", WRONG)
    assert 0 < int(slowed["Retry-After"]) <= 60
    elsewhere = client.post("/accounts/sign-in", {"name": "name9", "password": WRONG}, REMOTE_ADDR="10.0.0.9")
    assert elsewhere.status_code == 403
    assert Load.objects.count() == 2
    assert kinds().count("login.locked") == 1


def test_nothing_typed_can_break_the_page(client: Client, handler: Officer) -> None:
    for name, password in (
        ("", ""),
        ("zhou\x00", "x"),
        ("‮zhou", "x"),
        ("z" * 5000, "x" * 5000),
        ("' OR 1=1 --", "\ud800".encode("utf-8", "surrogatepass")),
        ("周" * 60, "密码" * 90),
    ):
        answer = client.post("/accounts/sign-in", {"name": name, "password": password})
        assert answer.status_code in (400, 403, 422)
    assert not is_in(client)


def test_the_form_needs_its_token(handler: Officer) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert sign_in(strict).status_code == 403
    assert not is_in(strict)


@pytest.mark.parametrize(
    ("wanted", "lands"),
    [
        ("/desk/cases/7?tab=1", "/desk/cases/7?tab=1"),
        ("https://evil.example/", "/desk/"),
        ("//evil.example/", "/desk/"),
        ("/\\evil.example", "/desk/"),
        ("javascript:alert(1)", "/desk/"),
        ("/accounts/sign-out", "/desk/"),
        ("desk", "/desk/"),
    ],
)
def test_it_leads_back_to_this_site_only(client: Client, handler: Officer, wanted: str, lands: str) -> None:
    assert sign_in(client, next=wanted)["Location"] == lands


def test_nobody_is_signed_in_when_the_ledger_cannot_be_written(
    client: Client, handler: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bangban.ledger import record

    def full(entries: object) -> list[int]:
        raise record.LedgerUnavailable(reason="disk full")

    monkeypatch.setattr(signing_in.record, "append", full)
    assert sign_in(client).status_code == 503
    monkeypatch.undo()
    assert not is_in(client)
    assert not SignIn.objects.exists()


def test_signing_out_ends_the_session_on_the_server(client: Client, handler: Officer) -> None:
    sign_in(client)
    stolen = client.cookies["sessionid"].value
    assert client.get("/accounts/sign-out").status_code == 405
    assert client.post("/accounts/sign-out").status_code == 302
    client.cookies["sessionid"] = stolen
    assert not is_in(client)
    assert kinds() == ["login.ok", "login.out"]


def test_passwords_are_kept_with_argon2_only() -> None:
    assert settings.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]


def test_an_unknown_name_costs_as_much_work_as_a_known_one(
    client: Client, handler: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted, not timed: the hasher runs once for each, with the same parameters."""
    from django.contrib.auth.hashers import Argon2PasswordHasher

    work: list[str] = []
    verify = Argon2PasswordHasher.verify

    def counted(self: Argon2PasswordHasher, password: str, encoded: str) -> bool:
        work.append(encoded.rpartition("$")[0].rpartition("$")[0])
        return verify(self, password, encoded)

    monkeypatch.setattr(Argon2PasswordHasher, "verify", counted)
    sign_in(client, "zhou", WRONG)
    sign_in(client, "nobody", WRONG)
    assert len(work) == 2
    assert work[0] == work[1]
