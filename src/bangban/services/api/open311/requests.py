"""What became of requests, and how does a new one come in? Cases of the hotline, told as GeoReport v2 tells them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language

from bangban.agencies.models import ApiToken, Resident
from bangban.errors import BadInput
from bangban.governance.admission import Work
from bangban.governance.handle import handle
from bangban.governance.models import Case
from bangban.services.api.open311 import services
from bangban.services.api.tokens import agencies_of
from bangban.services.hotline.lookout import LETTERS
from bangban.services.hotline.models import OrderStatus, Position, WorkOrder

SPAN = timedelta(days=90)
"""GeoReport v2: the longest stretch of one answer when none is given."""
MOST = 1000
LONGEST = 100_000
SCENARIO = "hotline.dispatch"
_YEARS = (1970, 9000)
"""What lies beyond cannot be reckoned with in every zone."""
_CLOSED = (OrderStatus.ANSWERED, OrderStatus.ARCHIVED)
_GONE = (OrderStatus.RETURNED, OrderStatus.WITHDRAWN)
"""What came back or was taken back stands no more: until it is dispatched anew, it is with the hotline."""


def rows_of(token: ApiToken, given: Mapping[str, str]) -> list[Case]:
    """The requests the token's agencies keep or answer, newest first, narrowed as GeoReport v2 names it.

    Raises:
        BadInput: a filter cannot be read.
    """
    ours = agencies_of(token)
    theirs = WorkOrder.objects.filter(case=OuterRef("pk"), agency_id__in=ours)
    rows = Case.objects.filter(Q(agency_id__in=ours) | Exists(theirs), scenario__in=LETTERS)
    ids = [one for one in given.get("service_request_id", "").split(",") if one]
    if ids:
        rows = rows.filter(follow_code__in=ids[:50])
    else:
        since, until = _span(given)
        rows = rows.filter(opened_at__gte=since, opened_at__lte=until)
    if given.get("service_code"):
        agency, _point, duty = given["service_code"].partition(".")
        wanted = WorkOrder.objects.filter(case=OuterRef("pk"), agency__code=agency).exclude(status__in=_GONE)
        rows = rows.filter(Exists(wanted.filter(category=duty) if duty else wanted))
    status = given.get("status", "")
    if status and not set(status.split(",")) <= {"open", "closed"}:
        raise BadInput(what=f"status {status[:20]!r}")
    closed = Exists(WorkOrder.objects.filter(case=OuterRef("pk"), status__in=_CLOSED))
    if status in ("open", "closed"):
        rows = rows.filter(closed if status == "closed" else ~closed)
    size = _number(given, "page_size", 50, 200)
    page = _number(given, "page", 1, MOST // size or 1)
    return list(with_orders(rows).order_by("-opened_at", "-pk")[(page - 1) * size : page * size])


def with_orders(rows: QuerySet[Case]) -> QuerySet[Case]:
    orders = WorkOrder.objects.exclude(status__in=_GONE).select_related("agency").order_by("-pk")
    return rows.select_related("agency", "position").prefetch_related(Prefetch("work_orders", orders))


def told(cases: Sequence[Case]) -> list[dict[str, Any]]:
    """Requests of `with_orders` as GeoReport v2 names their fields; what we do not know is null."""
    orders = [order for case in cases for order in case.work_orders.all()]
    names = services.names((order.agency_id, order.category) for order in orders)
    return [_told(case, names) for case in cases]


def _told(case: Case, names: Mapping[tuple[int, str], str]) -> dict[str, Any]:
    order = next(iter(case.work_orders.all()), None)
    answered = order is not None and order.status in _CLOSED
    code = services.code_of(order.agency, order.category) if order else ""
    updated = (order.closed_at or order.created_at) if order else case.opened_at
    return {
        "service_request_id": case.follow_code,
        "status": "closed" if answered else "open",
        "status_notes": order.outcome if order and answered else None,
        "service_name": names.get((order.agency_id, order.category)) or order.agency.name if order else None,
        "service_code": code or None,
        "description": case.input_values.get("text") if not case.erased_at else None,
        "agency_responsible": order.agency.name if order else case.agency.name,
        "service_notice": None,
        "requested_datetime": _iso(case.opened_at),
        "updated_datetime": _iso(updated),
        "expected_datetime": _iso(order.due_at) if order else None,
        **_where(case, order),
    }


def _where(case: Case, order: WorkOrder | None) -> dict[str, Any]:
    """The position as it was sent; without one, the place that was read out of the message."""
    given = None if case.erased_at else getattr(case, "position", None)
    return {
        "address": (given.address if given else "") or (order.place if order else "") or None,
        "address_id": (given.address_id if given else "") or None,
        "zipcode": None,
        "lat": given.lat if given else None,
        "long": given.long if given else None,
        "media_url": (given.media_url if given else "") or None,
    }


def post(token: ApiToken, given: Mapping[str, str]) -> Case:
    """Take a new request through the same intake as the portal's: read by an employee, decided by a person.

    Raises:
        BadInput: there is no description, it is too long, or the position is none.
        NotFound: no service has this code.
        what governance refuses without keeping anything.
    """
    description = given.get("description", "").replace("\x00", "").strip()
    if not description:
        raise BadInput(what="description")
    if len(description) > LONGEST:
        raise BadInput(what=f"description > {LONGEST}")
    if given.get("service_code"):
        # Only a hint: where it belongs is proposed from the message, and decided by a person.
        services.find(given["service_code"])
    position = _position(given)
    text = f"{description}\n地点：{position.address}" if position and position.address else description
    name = " ".join(part for part in (given.get("last_name", ""), given.get("first_name", "")) if part)[:60]
    phone = given.get("phone", "")[:20]
    resident = Resident.objects.create(name=name, phone=phone) if name or phone else None
    work = Work(
        SCENARIO,
        {"text": text},
        f"resident:{resident.pk}" if resident else "resident:anonymous",
        "api",
        agency=token.agency,
        resident_id=resident.pk if resident else None,
    )
    outcome = handle(work)
    if outcome.case is None:
        if resident is not None:
            resident.delete()
        assert outcome.refusal is not None  # noqa: S101 — one of the two is set
        raise outcome.refusal
    if position is not None:
        position.case = outcome.case
        position.save(force_insert=True)
    return outcome.case


def _position(given: Mapping[str, str]) -> Position | None:
    """Where the client says it is: `lat` and `long` together (WGS 84), `address_string`, `address_id`, `media_url`.

    Raises:
        BadInput: one of the two without the other, not on earth, or a picture's address that is none.
    """
    lat, long = (given.get(name, "").strip() for name in ("lat", "long"))
    if bool(lat) != bool(long):
        raise BadInput(what="lat, long")
    row = Position(
        address=given.get("address_string", "").replace("\x00", "").strip()[:200],
        address_id=given.get("address_id", "").replace("\x00", "").strip()[:60],
        media_url=given.get("media_url", "").replace("\x00", "").strip()[:500],
    )
    if row.media_url and not row.media_url.startswith(("https://", "http://")):
        raise BadInput(what=f"media_url {row.media_url[:40]!r}")
    if lat:
        row.lat, row.long = _degrees("lat", lat, 90), _degrees("long", long, 180)
    return row if lat or row.address or row.address_id or row.media_url else None


def _degrees(name: str, text: str, most: int) -> float:
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not -most <= value <= most:
        raise BadInput(what=f"{name} {text[:20]!r} (-{most}…{most})")
    return value


def notice(case: Case) -> str:
    """What the client shows after sending."""
    english = (get_language() or "").startswith("en")
    return (
        f"Received. Follow it with the number {case.follow_code}."
        if english
        else f"已收到，可凭编号 {case.follow_code} 查询办理情况。"
    )


def _span(given: Mapping[str, str]) -> tuple[datetime, datetime]:
    until = _moment(given, "end_date") or timezone.now()
    since = _moment(given, "start_date") or until - SPAN
    return max(since, until - SPAN), until


def _moment(given: Mapping[str, str], name: str) -> datetime | None:
    text = given.get(name, "")
    if not text:
        return None
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    if found is None or not _YEARS[0] <= found.year <= _YEARS[1]:
        raise BadInput(what=f"{name} {text[:40]!r}")
    return found if found.tzinfo else timezone.make_aware(found)


def _number(given: Mapping[str, str], name: str, usual: int, most: int) -> int:
    text = given.get(name, "") or str(usual)
    if not text.isdecimal() or not 1 <= int(text[:9]) <= most:
        raise BadInput(what=f"{name} {text[:20]!r} (1–{most})")
    return int(text)


def _iso(moment: datetime | None) -> str | None:
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else None
