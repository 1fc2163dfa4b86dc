"""What does the single sign-on say: who is this, and when did he prove it? (OpenID Connect Core 1.0)

How it is asked stands in `provider`, with the library that speaks the protocol.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

LEEWAY_SECONDS = 30
PURPOSE = "accounts.oidc"


@dataclass(frozen=True)
class Identity:
    """What the provider vouches for. `auth_time`: seconds since 1970, None if it does not say."""

    issuer: str
    subject: str
    name: str
    auth_time: int | None
    strong: bool


@dataclass(frozen=True)
class Purpose:
    """Why somebody was sent to the provider, and since when he is awaited back."""

    kind: str
    next: str
    started: float
    held: str = ""


def is_configured() -> bool:
    return bool(settings.CONFIG["oidc.issuer"] and settings.CONFIG["oidc.client_id"])


def proved_again(identity: Identity, purpose: Purpose) -> bool:
    """Whether the provider says that the proof was given after we asked for it (`auth_time`, OIDC Core 3.1.3.7 item 13)."""
    return identity.auth_time is not None and identity.auth_time >= purpose.started - LEEWAY_SECONDS
