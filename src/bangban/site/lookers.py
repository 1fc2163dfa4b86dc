"""Who may look on where, and what did they miss? A resident by the conversation's token, an officer by his session."""

from __future__ import annotations

import json
import time
from collections import deque
from collections.abc import Iterable, MutableMapping
from dataclasses import dataclass
from datetime import timedelta
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from bangban.agencies.models import Officer
from bangban.agencies.permissions import has_permission
from bangban.agencies.tenancy import reach
from bangban.services.accounts.session_store import SessionStore
from bangban.services.accounts.signing_in import stands_in
from bangban.services.consult.models import Audience, Conversation, LiveEvent, Role, Turn

Channel = tuple[str, int]
"""("conversation", id) or ("agency", id); agency 0 is that of conversations which belong to none."""
LATE = timedelta(seconds=15)
"""How long after its id was given an event may come to be seen, because its transaction took that long."""
LATE_ANSWER = 2.0
"""The same, in seconds, of an answer: what was asked is written in one short transaction."""
REPLAYED = 500
"""Events a page that comes back is told at most; it then reads itself anew."""


@dataclass(frozen=True)
class Event:
    """One row, as it goes out."""

    id: int
    channels: tuple[Channel, ...]
    frame: bytes

    @classmethod
    def of(cls, row: dict[str, Any]) -> Event:
        data = json.dumps({"conversation": row["conversation_id"], "number": row["number"]})
        frame = f"id: {row['id']}\nevent: {row['kind']}\ndata: {data}\n\n".encode()
        return cls(
            row["id"], (("conversation", row["conversation_id"]), ("agency", row["agency_id"] or 0)), frame
        )


def said(conversation: int, number: int) -> Event:
    """That a conversation has this turn. No row of its own: a page that comes back is told of the newest one anyway."""
    data = json.dumps({"conversation": conversation, "number": number})
    return Event(0, (("conversation", conversation),), f"event: turn\ndata: {data}\n\n".encode())


_FIELDS = ("id", "conversation_id", "agency_id", "kind", "number")


class Reader:
    """Reads events as they come. Ids are given before rows are seen, so the last seconds are looked at again."""

    def __init__(self) -> None:
        self._seen: dict[int, None] = {}
        self._from = timezone.now()

    def fresh(self) -> list[Event]:
        """The events nobody was told yet, in order."""
        now = timezone.now()
        rows = LiveEvent.objects.filter(at__gte=max(self._from, now - LATE)).order_by("id").values(*_FIELDS)
        events = [Event.of(row) for row in rows if row["id"] not in self._seen]
        self._seen.update(dict.fromkeys(event.id for event in events))
        while len(self._seen) > 50_000:
            del self._seen[next(iter(self._seen))]
        return events


class Answers:
    """Reads what the assistant said, for the other windows of a conversation.

    Asking writes no event for it: a hundred answers a second would each cost a row that hardly ever anybody reads.
    """

    def __init__(self) -> None:
        self._seen: dict[int, None] = {}
        # (when, newest id then): ids are given before rows are seen, so it begins where it was a moment ago.
        self._marks: deque[tuple[float, int]] = deque()

    def fresh(self) -> list[Event]:
        """Those nobody was told yet, in order; nothing at the first look."""
        now = time.monotonic()
        if not self._marks:
            newest = Turn.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
            self._marks.append((now, newest))
        while len(self._marks) > 1 and self._marks[1][0] < now - LATE_ANSWER:
            self._marks.popleft()
        floor = self._marks[0][1]
        spoken = Turn.objects.filter(pk__gt=floor, role__in=(Role.ASSISTANT, Role.NOTICE)).order_by("pk")
        rows = [
            row for row in spoken.values_list("pk", "conversation_id", "number") if row[0] not in self._seen
        ]
        self._seen = {one: None for one in self._seen if one > floor} | {row[0]: None for row in rows}
        self._marks.append((now, max(self._marks[-1][1], *(row[0] for row in rows), 0)))
        return [said(conversation, number) for _, conversation, number in rows]


@dataclass(frozen=True)
class Asked:
    """What a request for a stream says."""

    path: str
    last: int
    cookies: dict[str, str]
    origin: str
    host: str

    @classmethod
    def of(cls, scope: MutableMapping[str, Any]) -> Asked:
        given = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
        last = given.get("last-event-id") or (query.get("after") or ["0"])[0]
        try:
            cookies = {name: morsel.value for name, morsel in SimpleCookie(given.get("cookie", "")).items()}
        except CookieError:
            cookies = {}
        return cls(
            scope["path"],
            int(last) if last.isascii() and last.isdigit() and len(last) < 19 else 0,
            cookies,
            given.get("origin", ""),
            given.get("host", ""),
        )


def channels_of(asked: Asked) -> tuple[Channel, ...]:
    """What the asker may look on; empty when nothing."""
    parts = [part for part in asked.path.split("/") if part]
    if len(parts) >= 2 and parts[-2] == "c":
        found = Conversation.objects.filter(token=parts[-1][:24], audience=Audience.RESIDENT).first()
        return (("conversation", found.pk),) if found is not None else ()
    if parts and parts[-1] == "queue":
        officer = officer_of(asked.cookies.get(settings.SESSION_COOKIE_NAME, ""))
        if officer is None or not has_permission(officer, "chat.read"):
            return ()
        return (("agency", 0), *(("agency", one) for one in reach(officer, "chat.read")))
    return ()


def officer_of(key: str) -> Officer | None:
    """The officer whose living session this is."""
    if not key:
        return None
    session = SessionStore(key)
    pk, proof = session.get(SESSION_KEY), session.get(HASH_SESSION_KEY)
    if pk is None or session.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return None
    officer = Officer.objects.select_related("agency").filter(pk=pk).first()
    if officer is None or not officer.may_work(timezone.now()):
        return None
    if not constant_time_compare(proof or "", officer.get_session_auth_hash()):
        return None
    # As a page asks at every request: what was proved when signing in must still be enough.
    return officer if stands_in(session, officer) else None


def missed(asked: Asked, channels: Iterable[Channel]) -> list[Event]:
    """What happened after the asker's Last-Event-ID, and the newest turn of his conversation: he knows whether he shows it."""
    conversations = [number for kind, number in channels if kind == "conversation"]
    newest = [said(one, number) for one in conversations if (number := _newest(one))]
    if not asked.last:
        return newest
    agencies = [number for kind, number in channels if kind == "agency"]
    rows = LiveEvent.objects.filter(id__gt=asked.last).order_by("id")
    rows = rows.filter(conversation_id__in=conversations) if conversations else rows
    found = [Event.of(row) for row in rows.values(*_FIELDS)[:REPLAYED]]
    return [*found, *newest] if conversations else [one for one in found if one.channels[1][1] in agencies]


def _newest(conversation: int) -> int:
    numbers = Turn.objects.filter(conversation_id=conversation).order_by("-number")
    return numbers.values_list("number", flat=True).first() or 0


def headers(asked: Asked) -> list[tuple[bytes, bytes]]:
    """Of a stream's answer."""
    return [
        (b"content-type", b"text/event-stream; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"x-accel-buffering", b"no"),
        (b"x-content-type-options", b"nosniff"),
        (b"vary", b"Origin, Cookie"),
        *readable_by(asked),
    ]


def readable_by(asked: Asked) -> list[tuple[bytes, bytes]]:
    """The pages of the same host, on their own port, may read an answer, a refusal too."""
    origin = urlsplit(asked.origin)
    if origin.hostname and origin.hostname == urlsplit(f"//{asked.host}").hostname:
        return [
            (b"access-control-allow-origin", asked.origin.encode("latin-1")),
            (b"access-control-allow-credentials", b"true"),
        ]
    return []
