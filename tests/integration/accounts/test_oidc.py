"""Does single sign-on work with a real provider (npm's oidc-provider), and does a new proof mean a new proof?"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from bangban.agencies.models import Officer
from bangban.services.accounts import identities, oidc, recent
from tests.support.accounts import code_now, is_in, kinds
from tests.support.oidc import CALLBACK, Person, configure

SERVER = Path(__file__).with_name("oidc_server.mjs")
MODULES = os.environ.get("BANGBAN_TEST_NODE", "")
SECRET = "a secret: with/odd+characters"
INSTALL = "left out, needs a provider: npm install --prefix DIR oidc-provider@9; export BANGBAN_TEST_NODE=DIR"

pytestmark = pytest.mark.django_db


def _start(claims_in_token: bool) -> Iterator[str]:
    there = MODULES and shutil.which("node") and (Path(MODULES) / "node_modules" / "oidc-provider").is_dir()
    if not there and os.environ.get("BANGBAN_TEST_ALL") != "1":
        pytest.skip(INSTALL)
    assert there, INSTALL
    given = {"modules": MODULES, "redirect": CALLBACK, "secret": SECRET, "claims_in_token": claims_in_token}
    command = ["node", str(SERVER), json.dumps(given)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, text=True, **pipes) as server:
        assert server.stdout is not None
        line = next((line for line in server.stdout if line.startswith("{")), "")
        assert line, "the provider did not start"
        yield json.loads(line)["issuer"]
        server.terminate()


@pytest.fixture(scope="module", params=[True, False], ids=["name in the token", "name only on asking"])
def issuer(request: pytest.FixtureRequest) -> Iterator[str]:
    yield from _start(request.param)


@pytest.fixture
def person(client: Client, issuer: str, settings: Any) -> Person:
    configure(settings, oidc__issuer=issuer, oidc__client_id="bangban", oidc__client_secret=SECRET)
    return Person(client)


def test_an_officer_signs_in_and_is_remembered(person: Person, handler: Officer) -> None:
    answer = person.go("/accounts/oidc?next=/desk/cases/3", "zhou")
    assert answer["Location"] == "/desk/cases/3"
    assert is_in(person.client)
    handler.refresh_from_db()
    assert handler.oidc_subject.startswith("sha256:")
    assert kinds() == ["officer.changed", "login.ok"]


def test_afterwards_the_subject_counts_and_not_the_name(person: Person, handler: Officer) -> None:
    person.go("/accounts/oidc", "zhou")
    person.client.post("/accounts/sign-out")
    Officer.objects.filter(pk=handler.pk).update(username="renamed")
    person.go("/accounts/oidc", "zhou")
    assert is_in(person.client)


def test_another_identity_with_the_same_name_stays_out(person: Person, handler: Officer) -> None:
    person.go("/accounts/oidc", "zhou")
    impostor = Person(Client())
    answer = impostor.go("/accounts/oidc", "sub-zhou")
    assert answer.status_code == 403
    assert not is_in(impostor.client)


def test_nobody_gets_an_account_on_the_way(person: Person, handler: Officer) -> None:
    answer = person.go("/accounts/oidc", "stranger")
    assert answer.status_code == 403
    assert "preferred_username" in answer.content.decode()
    assert Officer.objects.count() == 1
    assert kinds() == ["login.failed"]


def test_an_account_not_in_use_stays_out(person: Person, handler: Officer) -> None:
    Officer.objects.update(is_active=False)
    assert person.go("/accounts/oidc", "zhou").status_code == 403


def test_the_second_factor_is_still_asked_for(person: Person, guardian: Officer) -> None:
    assert person.go("/accounts/oidc", "zhang")["Location"] == "/accounts/sign-in/code"
    assert not is_in(person.client)
    person.client.post("/accounts/sign-in/code", {"code": code_now()})
    assert is_in(person.client)


def test_what_is_asked_of_the_provider(person: Person) -> None:
    asked = parse_qs(urlsplit(person.client.get("/accounts/oidc")["Location"]).query)
    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == [CALLBACK]
    assert len(asked["state"][0]) >= 20
    assert len(asked["nonce"][0]) >= 20
    assert SECRET not in str(asked)


def test_an_answer_works_once_and_only_in_its_own_session(person: Person, handler: Officer) -> None:
    sent = person.client.get("/accounts/oidc")
    back = person.at_provider(sent["Location"], "zhou")
    stranger = Person(Client())
    assert stranger.come_back(back).status_code == 403
    assert not is_in(stranger.client)
    forged = back.replace("state=", "state=x")
    assert person.come_back(forged).status_code == 403
    # A failed return ends the attempt: even the true one is too late now.
    assert person.come_back(back).status_code == 403
    assert not is_in(person.client)


def test_who_refuses_at_the_provider_is_told_so(person: Person) -> None:
    person.client.get("/accounts/oidc")
    state = next(key for key in dict(person.client.session.items()) if key.startswith("_state_oidc_"))
    answer = person.client.get(
        "/accounts/oidc/callback",
        {
            "error": "access_denied",
            "state": state.removeprefix("_state_oidc_"),
            "error_description": "<b>no</b>",
        },
    )
    assert answer.status_code == 403
    assert "access_denied" in answer.content.decode()
    assert "<b>no" not in answer.content.decode()


def test_a_public_client_needs_no_secret(
    issuer: str, client: Client, settings: Any, handler: Officer
) -> None:
    configure(settings, oidc__issuer=issuer, oidc__client_id="bangban-public", oidc__client_secret="")
    Person(client).go("/accounts/oidc", "zhou")
    assert is_in(client)


def _age(client: Client, seconds: float) -> None:
    session = client.session
    session[recent.PROVED_AT] = time.time() - seconds
    session.save()


def test_proving_it_again_at_the_provider(person: Person, handler: Officer) -> None:
    person.go("/accounts/oidc", "zhou")
    _age(person.client, 600)
    sent = person.client.get("/accounts/oidc/again?next=/console/orders/1")
    asked = parse_qs(urlsplit(sent["Location"]).query)
    assert asked["prompt"] == ["login"]
    assert asked["max_age"] == ["0"]
    # The browser has a session at the provider; it must ask for the password all the same.
    page = person.browser.get(sent["Location"], timeout=60)
    assert 'name="password"' in page.text
    back = person.at_provider(sent["Location"], "zhou")
    assert person.come_back(back)["Location"] == "/console/orders/1"
    assert time.time() - person.client.session[recent.PROVED_AT] < 60
    assert kinds()[-1] == "login.again"


def test_somebody_else_cannot_prove_it_for_him(
    person: Person, handler: Officer, make_officer: Callable[..., Officer]
) -> None:
    make_officer("wu", "handler")
    person.go("/accounts/oidc", "zhou")
    _age(person.client, 600)
    proved_at = person.client.session[recent.PROVED_AT]
    answer = person.go("/accounts/oidc/again?next=/desk/", "wu")
    assert answer["Location"].startswith("/accounts/again")
    assert person.client.session[recent.PROVED_AT] == proved_at


def test_an_old_proof_is_no_new_one() -> None:
    purpose = oidc.Purpose("again", "/", started=1000.0)
    told = {"issuer": "i", "subject": "s", "name": "n", "strong": False}
    assert oidc.proved_again(oidc.Identity(**told, auth_time=1001), purpose)
    assert not oidc.proved_again(oidc.Identity(**told, auth_time=900), purpose)
    assert not oidc.proved_again(oidc.Identity(**told, auth_time=None), purpose)


def test_the_same_subject_of_another_provider_is_somebody_else() -> None:
    told = {"subject": "7", "name": "n", "auth_time": None, "strong": False}
    assert identities.subject_of(oidc.Identity(issuer="https://a", **told)) != identities.subject_of(
        oidc.Identity(issuer="https://b", **told)
    )
