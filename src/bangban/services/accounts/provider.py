"""How is the provider of the single sign-on asked? Loaded only where somebody comes in that way: the library is large.

Authorization code flow with PKCE (RFC 7636), state and nonce; the id_token's signature is checked with the
provider's published keys, and its issuer, audience and times with the configuration.
"""

from __future__ import annotations

import base64
import time
from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import quote_plus, urlsplit

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.django_client import DjangoOAuth2App, OAuth
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from joserfc.errors import JoseError

from bangban.services.accounts.oidc import LEEWAY_SECONDS, PURPOSE, Identity, Purpose, is_configured
from bangban.services.accounts.problems import SingleSignOnFailed, SingleSignOnUnset

SIGNATURES = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Only what a published key can check: never "none", never a shared secret."""
TIMEOUT_SECONDS = 10
STRONG = frozenset({"mfa", "otp", "hwk", "swk", "sc", "fpt", "face"})
"""Values of `amr` that stand for more than a password (RFC 8176)."""


def _basic(
    client: Any, method: str, uri: str, headers: dict[str, str], body: str
) -> tuple[str, dict[str, str], str]:
    """Client authentication with both halves form-encoded first (RFC 6749, 2.3.1), as authlib does not."""
    pair = f"{quote_plus(client.client_id)}:{quote_plus(client.client_secret)}"
    headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
    return uri, headers, body


@lru_cache(maxsize=4)
def _client(issuer: str, client_id: str, client_secret: str) -> DjangoOAuth2App:
    return OAuth().register(
        "oidc",
        client_id=client_id,
        client_secret=client_secret or None,
        server_metadata_url=issuer.rstrip("/") + "/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid profile",
            "code_challenge_method": "S256",
            "default_timeout": TIMEOUT_SECONDS,
            "token_endpoint_auth_method": "client_secret_basic" if client_secret else "none",
        },
        client_auth_methods=[("client_secret_basic", _basic)],
    )


def _provider() -> DjangoOAuth2App:
    """The configured provider, its published metadata read and checked.

    Raises:
        SingleSignOnUnset, SingleSignOnFailed.
    """
    if not is_configured():
        raise SingleSignOnUnset()
    issuer = settings.CONFIG["oidc.issuer"]
    where = urlsplit(issuer)
    if where.scheme != "https" and where.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise SingleSignOnFailed(reason="oidc.issuer: https://")
    client = _client(issuer, settings.CONFIG["oidc.client_id"], settings.CONFIG["oidc.client_secret"])
    try:
        metadata = client.load_server_metadata()
    except (requests.RequestException, ValueError) as error:
        raise SingleSignOnFailed(reason=type(error).__name__) from error
    if str(metadata.get("issuer", "")).rstrip("/") != issuer.rstrip("/"):
        _client.cache_clear()
        raise SingleSignOnFailed(reason="issuer")
    offered = metadata.get("id_token_signing_alg_values_supported", ["RS256"])
    metadata["id_token_signing_alg_values_supported"] = [name for name in offered if name in SIGNATURES]
    return client


def leave_for_provider(
    request: HttpRequest, purpose: str, next_url: str, *, again: bool = False, held: str = ""
) -> str:
    """Return the provider's address to send the browser to; `again` demands a new proof (prompt=login)."""
    client = _provider()
    asked: dict[str, Any] = {"prompt": "login", "max_age": 0} if again else {}
    back = request.build_absolute_uri(reverse("accounts:oidc_callback"))
    try:
        made = client.create_authorization_url(back, **asked)
    except (AuthlibBaseError, RuntimeError) as error:
        raise SingleSignOnFailed(reason=_reason(error)) from error
    client.save_authorize_data(request, redirect_uri=back, **made)
    request.session[PURPOSE] = {"kind": purpose, "next": next_url, "started": time.time(), "held": held}
    return str(made["url"])


def return_from_provider(request: HttpRequest) -> tuple[Purpose, Identity]:
    """Check what the browser brought back and return it. Works once.

    Raises:
        SingleSignOnFailed: refused by the person or the provider, or not in order.
    """
    noted = request.session.pop(PURPOSE, None)
    if noted is None:
        raise SingleSignOnFailed(reason="state")
    client = _provider()
    issuer = client.server_metadata["issuer"]
    # RFC 9207: an answer of another provider is no answer.
    if request.GET.get("iss", issuer) != issuer:
        raise SingleSignOnFailed(reason="iss")
    wanted = {
        "iss": {"essential": True, "value": issuer},
        "aud": {"essential": True, "value": client.client_id},
        "sub": {"essential": True},
    }
    try:
        token = client.authorize_access_token(request, claims_options=wanted, leeway=LEEWAY_SECONDS)
    except (AuthlibBaseError, JoseError, requests.RequestException, ValueError, RuntimeError) as error:
        raise SingleSignOnFailed(reason=_reason(error)) from error
    claims = token.get("userinfo")
    if not claims:
        raise SingleSignOnFailed(reason="id_token")
    return Purpose(**noted), _identity(_with_name(client, token, claims), issuer)


def _with_name(client: DjangoOAuth2App, token: dict[str, Any], claims: dict[str, Any]) -> dict[str, Any]:
    """The claims with the account's name in them: a strict provider tells it only when asked (OIDC Core 5.4)."""
    name = settings.CONFIG["oidc.claim"]
    if name in claims or not client.server_metadata.get("userinfo_endpoint"):
        return claims
    try:
        told = client.userinfo(token=token)
    except (AuthlibBaseError, requests.RequestException, ValueError) as error:
        raise SingleSignOnFailed(reason=_reason(error)) from error
    # OIDC Core 5.3.2: what is told about somebody else must not be used.
    if told.get("sub") != claims["sub"]:
        raise SingleSignOnFailed(reason="sub")
    return {**claims, name: told.get(name)}


def _identity(claims: dict[str, Any], issuer: str) -> Identity:
    amr = claims.get("amr")
    methods: Sequence[Any] = amr if isinstance(amr, list) else ()
    auth_time = claims.get("auth_time")
    return Identity(
        issuer=issuer,
        subject=str(claims["sub"]),
        name=str(claims.get(settings.CONFIG["oidc.claim"]) or ""),
        auth_time=auth_time if isinstance(auth_time, int) else None,
        strong=bool(STRONG & {method for method in methods if isinstance(method, str)}),
    )


def _reason(error: Exception) -> str:
    """A short code of what failed; never the provider's free text."""
    code = getattr(error, "error", "") or type(error).__name__
    return str(code)[:60]
