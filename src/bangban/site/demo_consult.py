"""What have residents asked of the demo's answering employee? Invented questions, answered, rated and handed over by the real path."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F
from django.utils import timezone

from bangban.agencies.models import Officer
from bangban.catalog import demo
from bangban.executor.act import act_on_pending
from bangban.executor.orders import apply_orders
from bangban.governance import complaints
from bangban.governance.inprocess import run_in_process
from bangban.services.consult import asking, gaps
from bangban.services.consult.handover import machine, queueing, triggers
from bangban.services.consult.handover.found import live_one
from bangban.services.consult.handover.models import Handover, Presence
from bangban.services.consult.models import Conversation, Release, Role, Turn
from bangban.services.consult.rating import rate
from bangban.skillhost.inprocess import run_here

BETWEEN = timedelta(seconds=50)
"""From one thing a resident says to the next."""
ENTRY = (
    "养犬登记证在哪里办、到期怎么续？",
    "养犬登记由区城市管理局办理：带本人身份证、住所证明和犬只免疫证明，到街道便民服务中心或者通过“云栖办”申请，"
    "5 个工作日内发证，有效期一年；到期前 30 日内持新的免疫证明续登。",
)
"""What the guardian selected of the gaps and worded; invented, like the district."""


def seed(officers: Mapping[str, Officer], now: datetime) -> None:
    """Let the invented residents ask, a handler talk, and the guardian select one entry of what had no answer."""
    cursor: dict[Any, int] = {}
    with triggers.judged_by(_judge):
        for row in demo.conversations():
            hour, minute = map(int, row["time"].split(":"))
            at = timezone.localtime(now).replace(hour=hour, minute=minute, second=0, microsecond=0)
            _held(row, min(at - timedelta(days=row["day"]), now - timedelta(minutes=9)), officers, cursor)
    dogs = [one for one in gaps.gather(now) if ENTRY[0][:4] in one.name + one.drafted_question]
    if dogs:
        gaps.publish(dogs[0], officers["zhangmin"], *ENTRY, now - timedelta(hours=5))


def _judge(turns: list[dict[str, str]]) -> Mapping[str, Any]:
    """Whether a person is called for, without a host: none runs while the demo is being made."""
    content: Mapping[str, Any] = run_here(triggers.SKILL, {"turns": turns})["content"]
    return content


def _held(
    row: Mapping[str, Any], at: datetime, officers: Mapping[str, Officer], cursor: dict[Any, int]
) -> None:
    """One conversation from its first word to its last; its dates are the past's, those of the records today's."""
    conversation = Conversation()
    for place, one in enumerate(row["said"]):
        if row.get("talk") and place == len(row["said"]) - 1:
            _talk(conversation, one["say"], row["talk"], officers[row["talk"]["officer"]])
            break
        turn = _asked(conversation, one["say"], cursor)
        offered = turn.release.choices if turn.release else []
        if one.get("choose") and offered:
            turn = _asked(conversation, one["say"], cursor, choice=str(offered[0]["id"]))
        if "helped" in one:
            rate(turn, 1 if one["helped"] else -1)
        if row.get("complaint") and turn.case is not None:
            complaints.file_complaint(turn.case, row["complaint"])
    for number, turn in enumerate(conversation.turns.order_by("number")):
        Turn.objects.filter(pk=turn.pk).update(at=at + number * BETWEEN)
        if turn.case_id is not None:
            Release.objects.filter(case_id=turn.case_id).update(released_at=at + number * BETWEEN)
    last = conversation.turns.count() * BETWEEN
    Conversation.objects.filter(pk=conversation.pk).update(opened_at=at, last_at=at + last)
    for one in Handover.objects.filter(conversation=conversation, case=None):
        past = one.since - at
        Handover.objects.filter(pk=one.pk).update(
            since=at, accepted_at=F("accepted_at") - past, ended_at=F("ended_at") - past
        )


def _asked(conversation: Conversation, text: str, cursor: dict[Any, int], choice: str = "") -> Turn:
    turn = asking.ask(conversation, text, choice=choice, run=run_in_process)
    if turn.case is not None and turn.case.employee_id is not None:
        apply_orders(cursor, only={(turn.case.employee_id, turn.case.scenario)})
        act_on_pending()
    return turn


def _talk(conversation: Conversation, text: str, talk: Mapping[str, Any], officer: Officer) -> None:
    """A resident wants a person, in office hours and with an officer there, who answers."""
    now = _office_hour()
    Presence.objects.update_or_create(officer=officer, defaults={"on_duty": True, "seen_at": now})
    asked = asking.say(conversation, Role.RESIDENT, text)
    said = [{"role": str(one["role"]), "text": str(one["text"])} for one in asking.spoken(conversation)]
    triggers.begin(conversation, asked, _judge(said), now)
    handover = live_one(conversation)
    if handover is not None:
        machine.accept(handover, officer, now)
        for line in talk["replies"]:
            machine.reply(handover, officer, line)
        if talk["ends"]:
            machine.end(handover, officer, now + timedelta(minutes=7))
    Presence.objects.filter(officer=officer).update(on_duty=False)


def _office_hour() -> datetime:
    """The last moment persons answered in: now, or on the last workday."""
    at = timezone.now()
    while queueing.opens_at(at) is not None:
        at -= timedelta(minutes=30)
    return at
