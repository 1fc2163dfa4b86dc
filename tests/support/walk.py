"""How many queries does each page of an installation run, for whoever opens it? Follows links, as every kind of visitor.

    BANGBAN_HOME=… BANGBAN_PROCESS=web DJANGO_SETTINGS_MODULE=bangban.site.settings python -m tests.support.walk [EXAMPLES]

prints one JSON object a page opened. Only GET: what it leaves behind is what opening pages leaves behind.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

FRAME = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")
"""What only marks the borders of a transaction."""
WRITES = ("INSERT", "UPDATE", "DELETE")
LEFT_OUT = ("/accounts/sign-out", "/accounts/oidc", "/api/", "/static/", "/health", "/ready")
_LINK = re.compile(r"""\b(?:href|src|hx-get|data-[a-z-]*(?:url|address|stream))=["']([^"'#]*)""")


@dataclass(frozen=True)
class Opened:
    """One page opened by one visitor: queries, and how many of them wrote; and queries of the next time, if any did."""

    visitor: str
    route: str
    address: str
    status: int
    first: int
    second: int
    written: int
    milliseconds: float


def routes(resolver: Any = None, prefix: str = "/") -> Iterator[str]:
    """Every address of the site as it is written in urls.py."""
    from django.urls import URLResolver, get_resolver

    for entry in (resolver or get_resolver()).url_patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry, address)
        else:
            yield address


def walk(visitor: Any, beginnings: Iterable[str], examples: int) -> Iterator[Opened]:
    """Open what `visitor` (an officer, or None for a resident) reaches: of each kind of address, `examples`."""
    from django.test import Client

    client = Client(headers={"host": "localhost"}, raise_request_exception=False)
    if visitor is not None:
        client.force_login(visitor)
    ahead = deque(beginnings)
    known, opened = set(ahead), Counter[Any]()
    while ahead:
        address = ahead.popleft()
        route, form = _kind(address)
        # One example is one of the page; of more, each form is another.
        kind = form if examples > 1 else route
        if not route or opened[kind] >= examples:
            continue
        opened[kind] += 1
        first, text = _open(client, address)
        second = _open(client, address)[0] if first["written"] else first
        yield Opened(
            getattr(visitor, "username", "resident"),
            route,
            address,
            first["status"],
            first["queries"],
            second["queries"],
            first["written"],
            second["milliseconds"],
        )
        for link in _links(address, text):
            if link not in known and not link.startswith(LEFT_OUT):
                known.add(link)
                ahead.append(link)


def _kind(address: str) -> tuple[str, Any]:
    """The route, and which of its forms: by the names of what stands behind the question mark."""
    from django.urls import Resolver404, resolve

    path, _, query = address.partition("?")
    try:
        route = resolve(path).route
    except Resolver404:
        return "", None
    return f"/{route}", (route, tuple(sorted(name for name, _ in parse_qsl(query))))


def _open(client: Any, address: str) -> tuple[dict[str, Any], str]:
    import time

    from django.db import connection, reset_queries
    from django.test.utils import CaptureQueriesContext

    # The log of queries is a ring: once full it would tell of none.
    reset_queries()
    began = time.process_time()
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    spent = time.process_time() - began
    statements = [one["sql"] for one in asked if not one["sql"].startswith(FRAME)]
    html = "html" in answer.get("Content-Type", "")
    found = {
        "status": answer.status_code,
        "queries": len(statements),
        "written": sum(one.startswith(WRITES) for one in statements),
        "milliseconds": spent * 1000,
    }
    moved = answer.get("Location", "")
    return found, body.decode("utf-8", "replace") if html else f'href="{moved}"'


def _links(address: str, text: str) -> Iterator[str]:
    for raw in _LINK.findall(text):
        target = urlsplit(urljoin(f"http://localhost{address}", unescape(raw)))
        if target.netloc == "localhost":
            yield target.path + (f"?{target.query}" if target.query else "")


def visitors() -> Iterator[tuple[Any, list[str]]]:
    """(who, where he begins): every officer with a role, and a resident who knows his numbers."""
    from bangban.agencies.models import Officer
    from bangban.governance.models import Case
    from bangban.services.consult.models import Conversation

    plain = [one for one in routes() if not set(one) & set("<(^$\\") and not one.startswith(LEFT_OUT)]
    seen: set[Any] = set()
    for officer in Officer.objects.filter(is_active=True).select_related("agency").order_by("pk"):
        if officer.role_names and officer.role_names not in seen:
            seen.add(officer.role_names)
            yield officer, plain
    kinds: dict[Any, Case] = {}
    for case in Case.objects.order_by("pk"):
        kinds[case.scenario, case.status, case.source] = case
    talks = Conversation.objects.order_by("-pk")[:10]
    yield (
        None,
        [
            *plain,
            *(f"/follow/{case.follow_code}" for case in kinds.values()),
            *(f"/consult/c/{talk.token}" for talk in talks),
        ],
    )


def main() -> None:
    import django

    django.setup()
    examples = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    for visitor, beginnings in visitors():
        for one in walk(visitor, beginnings, examples):
            print(json.dumps(asdict(one), ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
