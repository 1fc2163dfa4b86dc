"""Are pages told at once, only of what is theirs, and again of what they missed?"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from bangban.agencies.models import Officer
from bangban.services.consult import asking
from bangban.services.consult.handover import machine
from bangban.services.consult.handover.live import tell
from bangban.services.consult.handover.models import HandoverState, Presence
from bangban.services.consult.models import Conversation, LiveEvent, Role
from bangban.site import lookers, streams
from bangban.site.lookers import Answers, Asked, Reader, channels_of, missed


def asked(path: str, *, last: int = 0, key: str = "", origin: str = "", host: str = "here:8762") -> Asked:
    given = [(b"host", host.encode()), (b"last-event-id", str(last).encode())]
    given += [(b"cookie", f"{settings.SESSION_COOKIE_NAME}={key}".encode())] if key else []
    given += [(b"origin", origin.encode())] if origin else []
    return Asked.of({"path": path, "headers": given, "query_string": b""})


def session_of(officer: Any) -> str:
    client = Client()
    client.force_login(officer)
    return str(client.cookies[settings.SESSION_COOKIE_NAME].value)


def test_a_token_opens_its_conversation_and_no_other(chat: Conversation) -> None:
    assert channels_of(asked(f"/c/{chat.token}")) == (("conversation", chat.pk),)
    for path in ("/c/other", "/c/", "/", "/queue", "/c/x/y"):
        assert channels_of(asked(path)) == ()


def test_an_officer_listens_to_his_agencies(people: Any, chat: Conversation) -> None:
    at_centre = channels_of(asked("/queue", key=session_of(people.handler)))
    assert ("agency", people.centre.pk) in at_centre
    elsewhere = channels_of(asked("/queue", key=session_of(people.elsewhere)))
    assert ("agency", people.centre.pk) not in elsewhere
    assert channels_of(asked("/queue", key="forged")) == ()


def test_a_session_that_ended_listens_to_nothing(people: Any) -> None:
    key = session_of(people.handler)
    people.handler.set_password("another-long-password")
    people.handler.save()
    assert channels_of(asked("/queue", key=key)) == ()


def test_what_a_page_would_not_show_a_stream_does_not_tell(people: Any) -> None:
    for change in ({"valid_until": timezone.now() - timedelta(days=1)}, {"must_change_password": True}):
        client = Client()
        client.force_login(people.handler)
        session = client.session
        session["accounts.standing"] = {"method": "password", "factor": False}
        session.save()
        key = str(client.cookies[settings.SESSION_COOKIE_NAME].value)
        assert channels_of(asked("/queue", key=key))
        Officer.objects.filter(pk=people.handler.pk).update(**change)
        assert channels_of(asked("/queue", key=key)) == ()
        Officer.objects.filter(pk=people.handler.pk).update(valid_until=None, must_change_password=False)


def test_what_was_missed_is_told_once_and_in_order(chat: Conversation) -> None:
    other = asking.open_conversation()
    for number in (1, 2, 3):
        tell(chat, "turn", number)
    tell(other, "turn", 1)
    first = LiveEvent.objects.filter(conversation=chat).order_by("pk")[0].pk
    request = asked(f"/c/{chat.token}", last=first)
    events = missed(request, channels_of(request))
    assert [b'"number": 2' in one.frame or b'"number": 3' in one.frame for one in events] == [True, True]
    assert missed(asked(f"/c/{chat.token}"), (("conversation", chat.pk),)) == []


def test_an_event_is_read_once(chat: Conversation) -> None:
    reader = Reader()
    tell(chat, "turn", 1)
    assert len(reader.fresh()) == 1
    assert reader.fresh() == []


def test_another_window_is_told_of_an_answer_though_asking_writes_no_event(chat: Conversation) -> None:
    asking.say(chat, Role.ASSISTANT, "before anybody looked")
    answers = Answers()
    assert answers.fresh() == []
    asking.say(chat, Role.RESIDENT, "question")
    turn = asking.say(chat, Role.ASSISTANT, "answer")
    [event] = answers.fresh()
    assert event.channels == (("conversation", chat.pk),)
    assert f'"number": {turn.number}'.encode() in event.frame
    # A page that comes back names the last event it was told: this one is none.
    assert b"id:" not in event.frame
    assert answers.fresh() == []
    assert not LiveEvent.objects.exists()


def test_what_was_said_before_a_page_began_to_listen_it_is_told(chat: Conversation) -> None:
    asking.say(chat, Role.RESIDENT, "question")
    asking.say(chat, Role.ASSISTANT, "answer")
    for last in (0, 1):
        request = asked(f"/c/{chat.token}", last=last)
        assert b'"number": 2' in missed(request, channels_of(request))[-1].frame


def test_only_pages_of_the_same_host_may_read() -> None:
    names = dict(lookers.headers(asked("/queue", origin="http://here:8760")))
    assert names[b"access-control-allow-origin"] == b"http://here:8760"
    assert b"access-control-allow-origin" not in dict(
        lookers.headers(asked("/queue", origin="http://evil.example"))
    )


def test_a_stream_begins_with_what_was_missed_and_ends_when_the_page_is_gone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    event = lookers.Event(7, (("conversation", 1),), b"id: 7\nevent: turn\ndata: {}\n\n")
    fresh = lookers.Event(8, (("conversation", 1),), b"id: 8\nevent: turn\ndata: {}\n\n")
    foreign = lookers.Event(9, (("conversation", 2),), b"id: 9\nevent: turn\ndata: {}\n\n")
    hub = streams.Hub()
    monkeypatch.setattr(streams, "hub", hub)
    monkeypatch.setattr(hub, "start", lambda: None)
    monkeypatch.setattr(lookers, "channels_of", lambda request: (("conversation", 1),))
    monkeypatch.setattr(lookers, "missed", lambda request, channels: [event])
    sent: list[Any] = []

    async def run() -> None:
        gone = asyncio.Event()

        async def receive() -> dict[str, Any]:
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {"type": "http", "method": "GET", "path": "/c/x", "headers": [], "query_string": b""}
        page = asyncio.create_task(streams.application(scope, receive, send))
        while hub.count == 0 or len(sent) < 3:
            await asyncio.sleep(0.01)
        hub._tell(foreign)
        hub._tell(fresh)
        while not any(b"id: 8" in one.get("body", b"") for one in sent):
            await asyncio.sleep(0.01)
        gone.set()
        await asyncio.wait_for(page, 5)

    asyncio.run(asyncio.wait_for(run(), 10))
    bodies = b"".join(one.get("body", b"") for one in sent)
    assert sent[0]["status"] == 200
    assert bodies.index(b"id: 7") < bodies.index(b"id: 8")
    assert b"id: 9" not in bodies
    assert hub.count == 0
    assert hub.pages == {}


@pytest.fixture
def connections_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test's own transaction outlives the wait."""
    monkeypatch.setattr(streams, "close_old_connections", lambda: None)
    monkeypatch.setattr(streams.connections, "close_all", lambda: None)


@pytest.mark.usefixtures("connections_kept")
def test_while_the_port_is_anothers_the_queue_moves_all_the_same(
    people: Any, chat: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = timezone.now()
    monkeypatch.setattr("bangban.services.consult.handover.tick.opens_at", lambda now: None)
    Presence.objects.create(officer=people.handler, on_duty=True, languages=["zh"], seen_at=now)
    made = machine.open_handover(chat, "asked_for_person", "normal", why={}, now=now)
    taken = iter([False, False, True])
    streams.move_until(lambda: next(taken), every=0)
    made.refresh_from_db()
    assert made.state == HandoverState.OFFERED
    assert next(taken, None) is None


@pytest.mark.usefixtures("connections_kept")
def test_a_database_that_is_away_for_a_moment_ends_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    steps = []

    def away() -> None:
        steps.append(1)
        raise OperationalError("away")

    monkeypatch.setattr(streams, "_tick", away)
    taken = iter([False, False, True])
    streams.move_until(lambda: next(taken), every=0)
    assert len(steps) == 2
