"""Is a forged, stale or misdirected id_token refused? A provider of our own gives out one wrong thing at a time."""

from __future__ import annotations

import base64
import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from joserfc import jwt
from joserfc.jwk import RSAKey

from bangban.agencies.models import Officer
from tests.support.accounts import is_in, sign_in
from tests.support.oidc import configure

pytestmark = pytest.mark.django_db
KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
OTHER = RSAKey.generate_key(2048, {"kid": "one"})


@dataclass
class Provider:
    """What it says about itself and what token it gives out next."""

    issuer: str = ""
    metadata: dict[str, Any] = field(default_factory=dict)
    token: str = ""
    userinfo: dict[str, Any] = field(default_factory=dict)

    def answer(self, path: str) -> dict[str, Any]:
        if path.endswith("openid-configuration"):
            return {
                "issuer": self.issuer,
                "authorization_endpoint": self.issuer + "/auth",
                "token_endpoint": self.issuer + "/token",
                "userinfo_endpoint": self.issuer + "/me",
                "jwks_uri": self.issuer + "/keys",
                "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
            } | self.metadata
        return {
            "/keys": {"keys": [KEY.as_dict(private=False)]},
            "/token": {"access_token": "x", "token_type": "Bearer", "id_token": self.token},
            "/me": self.userinfo,
        }[path]


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    it = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps(it.answer(self.path)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET

        def log_message(self, *_: Any) -> None:
            """The tests speak for it."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    it.issuer = f"http://127.0.0.1:{server.server_port}"
    configure(settings, oidc__issuer=it.issuer, oidc__client_id="bangban", oidc__client_secret="s")
    yield it
    server.shutdown()
    server.server_close()
    thread.join()


def _bare(header: dict[str, Any], claims: dict[str, Any]) -> str:
    def part(value: dict[str, Any]) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    return f"{part(header)}.{part(claims)}."


def signed(claims: dict[str, Any], key: RSAKey = KEY) -> str:
    return jwt.encode({"alg": "RS256", "kid": "one"}, claims, key)


def by_shared_secret(claims: dict[str, Any]) -> str:
    """Signed with the published key taken as a shared secret: the oldest trick."""
    unsigned = _bare({"alg": "HS256", "kid": "one"}, claims).rstrip(".")
    mac = hmac.digest(KEY.as_pem(private=False), unsigned.encode(), "sha256")
    return f"{unsigned}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"


def _go(
    client: Client, provider: Provider, make: Callable[[dict[str, Any]], str], start: str = "", **more: Any
) -> Any:
    sent = client.get(start or "/accounts/oidc")
    asked = parse_qs(urlsplit(sent["Location"]).query)
    claims = {
        "iss": provider.issuer, "aud": "bangban", "sub": "7", "preferred_username": "zhou",
        "nonce": asked["nonce"][0], "iat": int(time.time()), "exp": int(time.time()) + 300,
    }  # fmt: skip
    claims = {name: value for name, value in {**claims, **more}.items() if value is not None}
    provider.token = make(claims)
    return client.get("/accounts/oidc/callback", {"code": "c", "state": asked["state"][0]})


def test_the_right_one_is_let_in(client: Client, provider: Provider, handler: Officer) -> None:
    assert _go(client, provider, signed)["Location"] == "/desk/"
    assert is_in(client)


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "https://elsewhere.example"},
        {"aud": "another-program"},
        {"aud": "another-program", "azp": "bangban"},
        {"aud": ["bangban", "another-program"], "azp": "another-program"},
        {"nonce": "guessed"},
        {"nonce": None},
        {"exp": -3600},
        {"exp": None},
        {"iat": 3600},
        {"sub": None},
    ],
    ids=lambda wrong: "-".join(f"{name}={str(value)[:12]}" for name, value in wrong.items()),
)
def test_a_wrong_claim_is_refused(
    client: Client, provider: Provider, handler: Officer, wrong: dict[str, Any]
) -> None:
    # Times stand as distances from now, so that every process that runs these tests collects the same names.
    now = int(time.time())
    wrong = {name: now + value if isinstance(value, int) else value for name, value in wrong.items()}
    assert _go(client, provider, signed, **wrong).status_code == 403
    assert not is_in(client)


@pytest.mark.parametrize(
    "make",
    [
        lambda claims: signed(claims, OTHER),
        lambda claims: _bare({"alg": "none"}, claims),
        by_shared_secret,
        lambda claims: signed(claims)[:-8] + "AAAAAAAA",
        lambda claims: "no token at all",
    ],
    ids=["another key", "alg none", "alg HS256 with the public key", "damaged", "no token"],
)
def test_a_wrong_signature_is_refused(
    client: Client, provider: Provider, handler: Officer, make: Callable[[dict[str, Any]], str]
) -> None:
    assert _go(client, provider, make).status_code == 403
    assert not is_in(client)


def test_an_answer_of_another_provider_is_refused(
    client: Client, provider: Provider, handler: Officer
) -> None:
    sent = client.get("/accounts/oidc")
    state = parse_qs(urlsplit(sent["Location"]).query)["state"][0]
    mixed_up = {"code": "c", "state": state, "iss": "https://elsewhere.example"}
    assert client.get("/accounts/oidc/callback", mixed_up).status_code == 403


def test_what_is_told_about_somebody_else_is_not_used(
    client: Client, provider: Provider, handler: Officer
) -> None:
    provider.userinfo = {"sub": "8", "preferred_username": "zhou"}
    assert _go(client, provider, signed, preferred_username=None).status_code == 403
    provider.userinfo = {"sub": "7", "preferred_username": "zhou"}
    assert _go(client, provider, signed, preferred_username=None).status_code == 302


@pytest.mark.parametrize("name", [None, "", 7, ["zhou"], {"a": 1}, "zhou\x00", "z" * 5000])
def test_a_strange_name_finds_nobody(client: Client, provider: Provider, handler: Officer, name: Any) -> None:
    provider.userinfo = {"sub": "7"}
    assert _go(client, provider, signed, preferred_username=name).status_code == 403


def test_a_stale_proof_is_no_new_one(client: Client, provider: Provider, handler: Officer) -> None:
    _go(client, provider, signed)
    for auth_time in (None, int(time.time()) - 600, "now", True):
        answer = _go(client, provider, signed, "/accounts/oidc/again?next=/desk/", auth_time=auth_time)
        assert answer["Location"].startswith("/accounts/again?")
    answer = _go(client, provider, signed, "/accounts/oidc/again?next=/desk/", auth_time=int(time.time()))
    assert answer["Location"] == "/desk/"


@pytest.mark.parametrize(("trusted", "lands"), [(False, "/accounts/sign-in/code"), (True, "/console/")])
def test_the_providers_word_for_a_second_factor_counts_only_when_set(
    client: Client, provider: Provider, guardian: Officer, settings: Any, trusted: bool, lands: str
) -> None:
    configure(settings, oidc__second_factor=trusted)
    answer = _go(client, provider, signed, preferred_username="zhang", amr=["pwd", "otp"])
    assert answer["Location"] == lands
    weak = Client()
    assert (
        _go(weak, provider, signed, preferred_username="zhang", amr=["pwd"])["Location"]
        == "/accounts/sign-in/code"
    )


@pytest.mark.parametrize("issuer", ["http://sso.example", "http://127.0.0.1:9", "https://127.0.0.1:9"])
def test_a_provider_out_of_reach_or_without_tls_is_one_clear_line(
    client: Client, settings: Any, handler: Officer, issuer: str
) -> None:
    configure(settings, oidc__issuer=issuer, oidc__client_id="bangban")
    answer = client.get("/accounts/oidc")
    assert answer.status_code == 403
    assert "notice error" in answer.content.decode()
    assert sign_in(client).status_code == 302


def test_a_provider_that_names_itself_otherwise_is_refused(client: Client, provider: Provider) -> None:
    provider.metadata = {"issuer": "https://elsewhere.example"}
    assert client.get("/accounts/oidc").status_code == 403


def test_without_configuration_there_is_no_way_in(client: Client, db: None) -> None:
    assert client.get("/accounts/oidc").status_code == 404
    assert client.get("/accounts/oidc/callback", {"code": "c", "state": "s"}).status_code == 403
