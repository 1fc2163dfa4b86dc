"""Does every notice reach its reader at least once, and does nothing but ids leave the house?"""

from __future__ import annotations

import hashlib
import hmac
import json
import string
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.core import mail

from bangban import config
from bangban.governance import couriers, notices
from bangban.governance.models import Notice
from bangban.governance.notices import NOTICES, mark_read, notify, text_of, unread
from bangban.ledger.models import LedgerEntry

DETAILS = {"reference": "20260311-000005", "due": "2026-03-11T09:30:00.000000Z"}


class Gateway:
    """A message gateway on the loopback that answers as it is told."""

    def __init__(self) -> None:
        self.answers: list[int] = []
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.over = threading.Event()
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                gateway.got.append((dict(self.headers), body))
                status = gateway.answers.pop(0) if gateway.answers else 200
                if status == 0:
                    # Hangs for as long as the test lasts: a machine that stalls must not see it close first.
                    gateway.over.wait(600)
                    return
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", gateway.url)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *arguments: Any) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/sms"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def close(self) -> None:
        self.over.set()
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    gateway = Gateway()
    yield gateway
    gateway.close()


@pytest.fixture
def configure(monkeypatch):
    def configure(**values: str) -> None:
        present = config.load()
        changed = {name.replace("__", "."): value for name, value in values.items()}
        new = replace(present, values={**present.values, **changed})
        monkeypatch.setattr(config, "load", lambda: new)

    return configure


def tell(people, key="case.warned:5", now=None) -> int:
    when = now or people.now
    return notify(
        "case.warned", key=key, officers=[people.handler], subject="case:5", details=DETAILS, now=when
    )


@pytest.mark.parametrize("kind", NOTICES)
def test_every_kind_says_the_same_in_both_languages(kind) -> None:
    def fields(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    row = NOTICES[kind]
    assert fields(row.zh) == fields(row.en)
    assert any("\u4e00" <= letter <= "\u9fff" for letter in row.zh)
    assert row.en.isascii()


def test_a_notice_stands_on_the_page_at_once_and_is_told_once(people) -> None:
    assert tell(people) == 1
    assert tell(people) == 0
    notice = unread(people.handler)[0]
    assert text_of(notice, "zh") == "办件 20260311-000005 将于 2026-03-11 17:30 到期，请尽快办理。"
    assert text_of(notice, "en") == "Case 20260311-000005 is due at 2026-03-11 17:30; please see to it."
    assert mark_read(people.reviewer, [notice.pk]) == 0
    assert mark_read(people.handler, [notice.pk]) == 1
    assert unread(people.handler) == []


def test_an_agencys_notice_is_seen_by_its_officers_only(people) -> None:
    notify("case.warned", key="k", agency=people.centre, details=DETAILS, now=people.now)
    assert [len(unread(who)) for who in (people.handler, people.reviewer, people.elsewhere)] == [1, 1, 0]


def test_an_unknown_kind_or_a_missing_detail_is_a_mistake_at_once(people) -> None:
    with pytest.raises(KeyError):
        notify("case.exploded", key="k", officers=[people.handler])
    with pytest.raises(KeyError):
        notify("case.warned", key="k", officers=[people.handler], details={"due": "x"})
    assert Notice.objects.filter(key__startswith="k:").count() == 0


def test_e_mail_goes_to_those_who_have_an_address(people, configure) -> None:
    configure(email__host="mail.local")
    people.handler.email = "handler@example.test"
    people.handler.save()
    tell(people)
    assert couriers.deliver_now(people.now) == 1
    assert mail.outbox[0].to == ["handler@example.test"]
    assert "20260311-000005" in mail.outbox[0].body
    assert couriers.deliver_now(people.now + timedelta(days=1)) == 0
    assert LedgerEntry.objects.latest("seq").kind == "notification.sent"


def test_the_webhook_is_signed_and_carries_ids_only(people, configure, gateway) -> None:
    configure(webhook__url=gateway.url, webhook__secret="s3cret")
    tell(people)
    assert couriers.deliver_now(people.now) == 1
    headers, body = gateway.got[0]
    signed = headers["X-Bangban-Timestamp"].encode() + b"." + body
    expected = hmac.new(b"s3cret", signed, hashlib.sha256).hexdigest()
    assert headers["X-Bangban-Signature"] == f"sha256={expected}"
    sent = json.loads(body)
    assert (sent["kind"], sent["subject"], sent["username"]) == ("case.warned", "case:5", "handler")
    assert str(sent["id"]) == headers["X-Bangban-Id"]


def test_it_is_tried_again_later_and_later_until_it_arrives(people, configure, gateway) -> None:
    configure(webhook__url=gateway.url, webhook__secret="s")
    gateway.answers = [500, 503]
    tell(people)
    assert couriers.deliver_now(people.now) == 0
    notice = Notice.objects.get(channel="webhook")
    assert (notice.attempts, notice.failure, notice.delivered_at) == (1, "http_500", None)
    assert couriers.deliver_now(people.now + timedelta(seconds=59)) == 0
    assert len(gateway.got) == 1
    second = people.now + timedelta(minutes=1)
    assert couriers.deliver_now(second) == 0
    assert couriers.deliver_now(second + timedelta(minutes=5)) == 1
    assert len({headers["X-Bangban-Id"] for headers, _ in gateway.got}) == 1
    notice.refresh_from_db()
    assert notice.failure == ""
    assert notice.delivered_at is not None


def test_redirects_are_not_followed(people, configure, gateway) -> None:
    configure(webhook__url=gateway.url, webhook__secret="s")
    gateway.answers = [302]
    tell(people)
    assert couriers.deliver_now(people.now) == 0
    assert len(gateway.got) == 1
    assert Notice.objects.get(channel="webhook").failure == "http_302"


def test_a_gateway_that_hangs_costs_its_own_notice_only(people, configure, gateway, monkeypatch) -> None:
    monkeypatch.setattr(couriers, "ANSWER_SECONDS", 0.3)
    configure(webhook__url=gateway.url, webhook__secret="s")
    gateway.answers = [0]
    tell(people, key="a")
    tell(people, key="b")
    assert couriers.deliver_now(people.now) == 1
    assert Notice.objects.filter(channel="webhook", failure="ReadTimeout").count() == 1


def test_it_is_given_up_in_the_end_and_that_is_recorded(people, configure, gateway) -> None:
    configure(webhook__url=gateway.url, webhook__secret="s")
    gateway.answers = [500] * 20
    tell(people)
    for day in range(20):
        couriers.deliver_now(people.now + timedelta(days=2 * day))
    assert len(gateway.got) == len(couriers.WAITS) + 1
    assert LedgerEntry.objects.filter(kind="notification.failed").count() == 1


def test_another_executor_that_took_it_first_keeps_it(people, configure, gateway) -> None:
    configure(webhook__url=gateway.url, webhook__secret="s")
    tell(people)
    stale = Notice.objects.get(channel="webhook")
    Notice.objects.filter(pk=stale.pk).update(attempts=1)
    assert not couriers._deliver(stale, people.now)
    assert gateway.got == []


@pytest.mark.django_db(transaction=True)
def test_delivery_does_not_hold_up_the_executor(people, configure, gateway, monkeypatch) -> None:
    monkeypatch.setattr(couriers, "ANSWER_SECONDS", 1.0)
    configure(webhook__url=gateway.url, webhook__secret="s")
    gateway.answers = [0]
    tell(people)
    couriers.deliver_due(people.now)
    assert couriers._courier is not None
    couriers._courier.join(timeout=60)
    assert Notice.objects.get(channel="webhook").failure == "ReadTimeout"


def test_without_anything_due_no_thread_is_started(people, monkeypatch) -> None:
    tell(people)
    monkeypatch.setattr(couriers, "_courier", None)
    couriers.deliver_due(people.now)
    assert couriers._courier is None
    assert notices.unread(people.handler)
