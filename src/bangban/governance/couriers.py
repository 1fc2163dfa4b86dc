"""How does a notice leave the house? By e-mail, or posted to a message gateway; again and again until it arrived.

At least once: a crash between sending and noting it sends twice, and every message carries its id.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import smtplib
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.core.mail import EmailMessage, get_connection
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from bangban import config
from bangban.agencies.prepared import Prepared
from bangban.governance.models import Notice
from bangban.governance.notices import text_of
from bangban.ledger.record import Entry, append

WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 1440))
"""How long to wait after each failed attempt; after the last one it is given up and recorded."""
BATCH = 50
CONNECT_SECONDS, ANSWER_SECONDS = 3.05, 5.0

logger = logging.getLogger(__name__)


class NotDelivered(Exception):
    """The other side did not take it; the text is a short code for the record."""


def send_email(notice: Notice) -> None:
    """Send one e-mail. Raises NotDelivered."""
    settings = config.load()
    if notice.officer is None or not notice.officer.email:
        raise NotDelivered("no_address")
    text = text_of(notice, settings["language"])
    subject = f"[帮办 Bangban] {text}"[:120]
    message = EmailMessage(
        subject,
        f"{text}\n\n#{notice.pk} {notice.subject}\n",
        settings["email.sender"],
        [notice.officer.email],
        headers={"Message-ID": f"<notice-{notice.pk}@bangban>", "Auto-Submitted": "auto-generated"},
        connection=get_connection(timeout=ANSWER_SECONDS),
    )
    try:
        message.send()
    except (OSError, smtplib.SMTPException) as error:
        raise NotDelivered(type(error).__name__) from error


def post_webhook(notice: Notice) -> None:
    """POST one notice as JSON, signed. Raises NotDelivered unless the answer is 2xx.

    `X-Bangban-Signature` is "sha256=" and the HMAC-SHA256, with webhook.secret, of the timestamp header,
    a full stop and the body: RFC 2104. Redirects are not followed, so that nobody else gets it.
    """
    # Imported here: most installations never post anything, and it takes a tenth of a second.
    import requests

    settings = config.load()
    if not settings["webhook.url"]:
        raise NotDelivered("no_address")
    body = json.dumps(payload(notice), ensure_ascii=False, sort_keys=True).encode("utf-8")
    sent_at = str(int(timezone.now().timestamp()))
    headers = {
        "Content-Type": "application/json",
        "X-Bangban-Id": str(notice.pk),
        "X-Bangban-Timestamp": sent_at,
        "X-Bangban-Signature": signature(settings["webhook.secret"], sent_at, body),
    }
    try:
        with requests.Session() as session:
            session.trust_env = False
            answer = session.post(
                settings["webhook.url"],
                data=body,
                headers=headers,
                timeout=(CONNECT_SECONDS, ANSWER_SECONDS),
                allow_redirects=False,
                stream=True,
            )
            answer.close()
    except requests.RequestException as error:
        raise NotDelivered(type(error).__name__) from error
    if not 200 <= answer.status_code < 300:
        raise NotDelivered(f"http_{answer.status_code}")


def payload(notice: Notice) -> dict[str, object]:
    """What is posted: ids and codes, and the text that is made of them."""
    return {
        "id": notice.pk,
        "kind": notice.kind,
        "subject": notice.subject,
        "details": notice.details,
        "officer": notice.officer_id,
        "username": notice.officer.username if notice.officer else None,
        "agency": notice.agency.code if notice.agency else None,
        "text": {"zh": text_of(notice, "zh-hans"), "en": text_of(notice, "en")},
        "created_at": notice.created_at.isoformat(),
    }


def signature(secret: str, sent_at: str, body: bytes) -> str:
    """The value of X-Bangban-Signature."""
    mac = hmac.new(secret.encode("utf-8"), sent_at.encode("ascii") + b"." + body, hashlib.sha256)
    return "sha256=" + mac.hexdigest()


ADAPTERS: dict[str, Callable[[Notice], None]] = {
    Notice.Channel.EMAIL.value: send_email,
    Notice.Channel.WEBHOOK.value: post_webhook,
}


def deliver_now(now: datetime) -> int:
    """Send what is due, and return how many arrived."""
    rows = list(_due(now).select_related("officer", "agency").order_by("not_before")[:BATCH])
    return sum(_deliver(notice, now) for notice in rows)


def _due(now: Any) -> QuerySet[Notice]:
    return Notice.objects.filter(delivered_at=None, not_before__lte=now, attempts__lte=len(WAITS))


# Asked every second.
_DUE = Prepared(lambda now: _due(now).values_list("pk")[:1], now=Notice._meta.get_field("not_before"))


def _deliver(notice: Notice, now: datetime) -> bool:
    wait = WAITS[min(notice.attempts, len(WAITS) - 1)]
    mine = Notice.objects.filter(pk=notice.pk, delivered_at=None, attempts=notice.attempts)
    # Taking it puts the next attempt off, so that two executors do not both send it now.
    if not mine.update(attempts=notice.attempts + 1, not_before=now + wait):
        return False
    try:
        ADAPTERS[notice.channel](notice)
    except NotDelivered as failure:
        logger.warning("notice %s not delivered: %s", notice.pk, failure)
        last = notice.attempts + 1 > len(WAITS)
        with transaction.atomic():
            Notice.objects.filter(pk=notice.pk).update(failure=str(failure)[:80])
            if last:
                _record("notification.failed", notice)
        return False
    with transaction.atomic():
        Notice.objects.filter(pk=notice.pk).update(delivered_at=timezone.now(), failure="")
        _record("notification.sent", notice)
    return True


def _record(kind: str, notice: Notice) -> None:
    details = {
        "notice": notice.pk,
        "kind": notice.kind,
        "channel": notice.channel,
        "officer": notice.officer_id,
    }
    append([Entry(kind, "process:executor", notice.agency_id, notice.subject, details)])


_courier: threading.Thread | None = None


def deliver_due(now: datetime) -> None:
    """Send what is due without making the caller wait: a mail server that hangs must not hold up decisions."""
    global _courier
    if _courier is not None and _courier.is_alive():
        return
    if not _DUE.rows(now=now):
        return
    _courier = threading.Thread(target=_errand, args=(now,), name="bangban-courier", daemon=True)
    _courier.start()


def _errand(now: datetime) -> None:
    try:
        deliver_now(now)
    finally:
        connection.close()
