"""What stands out in the messages? A worker brings hot issues up to date, and proposes a warning for what rises."""

from __future__ import annotations

import logging
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count
from django.db.models.functions import TruncWeek
from django.utils import timezone

from bangban.agencies.models import Agency, AgencyKind, Duty
from bangban.governance.admission import Work
from bangban.governance.handle import Run, ask_host, handle
from bangban.governance.models import Case
from bangban.governance.proposals import read_result
from bangban.services.hotline.models import Alert, HotIssue, HotMember, WorkOrder

log = logging.getLogger("bangban.hotline")

LETTERS = ("hotline.dispatch", "hotline.urgent")
"""Scenarios whose cases are residents' messages."""
WINDOW = timedelta(days=90)
HALF_LIFE = 21.0
"""Days after which a message counts half towards the heat."""
AT_ONCE = 20_000
ISSUES = 30
LEAST = 2
"""Messages without which nothing is an issue."""
WEEKS = 160
RISES_FROM = 4
"""Messages a week below which nothing is worth a warning, however rare the topic is."""
EVERY_SECONDS = 900
SCENARIO = "hotline.alert"

_clusters: dict[int, tuple[Any, int]] = {}
"""By agency: the clustering of this worker process, and the last case it has seen. Rebuilt when a worker starts."""
_asked: dict[int, float] = {}


def on_opened(cases: Sequence[Case]) -> None:
    """New messages came: ask a worker to look, now and then. Called in the transaction that opens them."""
    for agency in {case.agency_id for case in cases if case.scenario in LETTERS}:
        ask(agency)


def ask(agency_id: int) -> bool:
    """Have a worker look around, unless this process asked within the last quarter of an hour."""
    if time.monotonic() - _asked.get(agency_id, -EVERY_SECONDS) < EVERY_SECONDS:
        return False
    from bangban.services.hotline.tasks import look_around

    _asked[agency_id] = time.monotonic()
    transaction.on_commit(lambda: look_around.enqueue(agency_id))
    return True


def work(agency_id: int, run: Run = ask_host, now: datetime | None = None) -> None:
    """Bring both up to date. For the worker."""
    now = now or timezone.now()
    agency = Agency.objects.get(pk=agency_id)
    gather(agency, now)
    warn(agency, run, now)


def gather(agency: Agency, now: datetime) -> int:
    """Take in the messages that came since, and write the issues; return how many there are."""
    # Only the worker loads what clusters.
    from bangban.skills.clusters import Clusters, Message

    clusters, last = _clusters.get(agency.pk) or (Clusters(), 0)
    rows = Case.objects.filter(
        agency=agency, scenario__in=LETTERS, opened_at__gte=now - WINDOW, erased_at=None, pk__gt=last
    )
    for case in rows.order_by("pk")[:AT_ONCE]:
        said = case.input_values
        # Whose telephone it is the worker may not read; who wrote without one counts by the letter.
        person = str(case.resident_id or "")
        clusters.add(
            Message(
                str(case.pk),
                str(said.get("text") or ""),
                case.opened_at,
                person,
                title=str(said.get("title") or ""),
            )
        )
        last = case.pk
    _clusters[agency.pk] = (clusters, last)
    found = [one for one in clusters.issues(ISSUES, now, HALF_LIFE) if len(one.ids) >= LEAST]
    with transaction.atomic():
        _write(agency, found, now)
    return len(found)


def forget() -> None:
    """Start anew, as a worker that just started does."""
    _clusters.clear()
    _asked.clear()


def _write(agency: Agency, found: Sequence[Any], now: datetime) -> None:
    """An issue keeps its number while it shares more than half of its messages with what it was."""
    known = {issue.pk: issue for issue in HotIssue.objects.filter(agency=agency)}
    owners: dict[int, int] = dict(
        HotMember.objects.filter(issue__in=known).values_list("case_id", "issue_id")
    )
    alive = set(
        Case.objects.filter(pk__in={int(i) for one in found for i in one.ids}, erased_at=None).values_list(
            "pk", flat=True
        )
    )
    highest = max((issue.number for issue in known.values()), default=0)
    kept: set[int] = set()
    for one in found:
        ids = [int(i) for i in one.ids if int(i) in alive]
        if len(ids) < LEAST:
            continue
        shared: dict[int, int] = defaultdict(int)
        for case in ids:
            if owners.get(case) is not None and owners[case] not in kept:
                shared[owners[case]] += 1
        same = max(shared, key=lambda pk: shared[pk], default=None)
        issue = (
            known[same]
            if same is not None and shared[same] * 2 > min(len(ids), sum(o == same for o in owners.values()))
            else None
        )
        if issue is None:
            highest += 1
            issue = HotIssue(agency=agency, number=highest, names=[])
        if issue.name and issue.name != one.name[:200]:
            issue.names = [*issue.names, [now.isoformat(timespec="minutes"), issue.name]][-10:]
            issue.named_at = now
        issue.name, issue.heat = one.name[:200], one.heat
        issue.messages, issue.people = len(ids), one.people
        issue.place = "、".join(one.places[:3])[:200]
        issue.first_at, issue.last_at = one.first or now, one.last or now
        issue.save()
        kept.add(issue.pk)
        issue.members.exclude(case_id__in=ids).delete()
        there = set(issue.members.values_list("case_id", flat=True))
        HotMember.objects.bulk_create(
            HotMember(issue=issue, case_id=case) for case in ids if case not in there
        )
    HotIssue.objects.filter(agency=agency).exclude(pk__in=kept).delete()


def warn(agency: Agency, run: Run, now: datetime) -> int:
    """Propose a warning for each topic and area whose last whole week rose beyond expectation; return how many."""
    made = 0
    for topic in _topics(agency, now):
        known = Alert.objects.filter(
            agency=agency, topic=topic["topic"][:80], area=topic["area"][:60], week=topic["week"]
        )
        if not known.exists():
            made += _propose(agency, topic, run, now)
    return made


def _propose(agency: Agency, topic: Mapping[str, Any], run: Run, now: datetime) -> bool:
    from bangban.skills.workorders.alerts import judge

    last = judge(topic["series"])[-1]
    if not last.alarm:
        return False
    inputs = {
        "title": f"预警：{topic['area'] or '全区'}“{topic['topic']}”来信上升"[:200],
        "topic": topic["topic"][:80],
        "area": topic["area"][:60],
        "agency": topic["about"].code,
        "series": [list(one) for one in topic["series"]],
    }
    shown: list[Any] = []

    def and_keep(post: Any) -> Any:
        result = run(post)
        shown.extend((read_result(result).get("details") or {}).get("series") or [])
        return result

    try:
        with transaction.atomic():
            outcome = handle(Work(SCENARIO, inputs, "process:host", "model", agency=agency), and_keep, now)
            if outcome.case is None or outcome.proposal is None:
                # Nobody has asked for this case: it goes again, and the next look proposes it anew.
                transaction.set_rollback(True)
                log.info("no warning could be proposed: %s", outcome.refusal and outcome.refusal.code)
                return False
            Alert.objects.create(
                case=outcome.case, agency=agency, about=topic["about"], topic=inputs["topic"],
                area=inputs["area"], week=topic["week"], count=last.count,
                threshold=last.threshold or 0.0, series=shown, at=now,
            )  # fmt: skip
    except IntegrityError:
        # Another worker proposed it in the same moment.
        return False
    return True


def _topics(agency: Agency, now: datetime) -> Iterator[dict[str, Any]]:
    """{topic, area, about, week, series} of what came often enough last week, whole district first, then each street."""
    monday = timezone.localdate(now) - timedelta(days=timezone.localdate(now).weekday())
    last = monday - timedelta(days=7)
    since = timezone.make_aware(datetime.combine(last - timedelta(weeks=WEEKS - 1), datetime.min.time()))
    until = timezone.make_aware(datetime.combine(monday, datetime.min.time()))
    rows = WorkOrder.objects.filter(
        case__agency=agency, case__opened_at__gte=since, case__opened_at__lt=until
    ).exclude(category="")
    counted = (
        rows.order_by().annotate(week=TruncWeek("case__opened_at"))
        .values_list("agency_id", "category", "week").annotate(n=Count("case_id", distinct=True))
    )  # fmt: skip
    series: dict[tuple[int, str], dict[date, int]] = defaultdict(dict)
    for about, category, week, n in counted:
        series[about, category][timezone.localdate(week)] = n
    often = [key for key, weeks in series.items() if weeks.get(last, 0) >= RISES_FROM]
    agencies = Agency.objects.in_bulk([about for about, _ in often])
    titles = {(duty.agency_id, duty.code): duty.title_zh for duty in Duty.objects.filter(agency__in=agencies)}
    streets = [
        (one.name_zh, [str(part) for part in one.area])
        for one in Agency.objects.filter(kind=AgencyKind.STREET)
    ]
    for about, category in often:
        base = {"topic": titles.get((about, category), category), "about": agencies[about], "week": last}
        yield {**base, "area": "", "series": _filled(series[about, category], last)}
        places = rows.filter(agency_id=about, category=category).values_list("place", "case__opened_at")
        for street, weeks in _by_street(places, streets).items():
            if weeks.get(last, 0) >= RISES_FROM:
                yield {**base, "area": street, "series": _filled(weeks, last)}


def _by_street(places: Any, streets: Sequence[tuple[str, list[str]]]) -> dict[str, dict[date, int]]:
    found: dict[str, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for place, at in places:
        day = timezone.localdate(at)
        for street, parts in streets:
            if place and any(part in place for part in parts):
                found[street][day - timedelta(days=day.weekday())] += 1
                break
    return found


def _filled(weeks: Mapping[date, int], last: date) -> list[tuple[str, int]]:
    """Every week from the first one known to `last`, those without a message as 0."""
    day, made = min(weeks), []
    while day <= last:
        made.append((day.isoformat(), weeks.get(day, 0)))
        day += timedelta(days=7)
    return made
