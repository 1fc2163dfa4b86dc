"""Where does a page listen for what is said, and may it? The streams' address, and the one line of policy it needs."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from bangban.services.consult.models import Conversation, LiveEvent

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self' {streams}; manifest-src 'self'; form-action 'self'; frame-ancestors {ancestors}; base-uri 'none'"
)
"""The policy of every page, and one more address it may connect to."""


def queue_stream() -> str:
    """The address of an officer's stream; without a public one, its port, which the page puts behind its own host."""
    return _address("queue")


def conversation_stream(conversation: Conversation) -> str:
    """The address of one conversation's stream."""
    return _address(f"c/{conversation.token}")


def _address(path: str) -> str:
    url = str(settings.CONFIG["streams.url"]).rstrip("/")
    return f"{url}/{path}" if url else f":{settings.CONFIG['streams.port']}/{path}"


def last_event() -> int:
    """The newest event's id: a page that was just read need not be told of it."""
    newest = LiveEvent.objects.order_by("-pk").values_list("pk", flat=True).first()
    return newest or 0


def allow_streams(request: HttpRequest, response: HttpResponseBase, ancestors: str = "'none'") -> None:
    """Let this page connect to the streams; `ancestors`: the sites that may show it inside their pages."""
    url = str(settings.CONFIG["streams.url"])
    if url:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
    else:
        host = urlsplit(f"//{request.get_host()}").hostname or "localhost"
        host = f"[{host}]" if ":" in host else host
        origin = f"{request.scheme}://{host}:{settings.CONFIG['streams.port']}"
    response.headers["Content-Security-Policy"] = POLICY.format(streams=origin, ancestors=ancestors)
