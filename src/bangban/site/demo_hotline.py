"""What has become of the demo district's work orders? A quarter of them closed, some urged, shared or extended, one topic rising."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from bangban.agencies.models import Agency, Officer
from bangban.executor.act import act_on_pending
from bangban.governance import decide
from bangban.governance.admission import Work
from bangban.governance.handle import handle_many
from bangban.governance.inprocess import run_in_process
from bangban.governance.models import Case, CaseStatus, DecisionKind
from bangban.services.hotline import extensions, following, joint, orders
from bangban.services.hotline.models import OrderStatus, OrderStep, WorkOrder

PLACES = (
    "钢花新村",
    "锦绣家园",
    "翰林花园",
    "观潮小区",
    "朝阳里",
    "机械厂宿舍",
    "石桥路",
    "望江路",
    "书院街",
    "东渡路",
)
SAID = (
    "{place}从昨晚开始自来水发黄，放了半小时还是浑的，请自来水公司查一查水质。",
    "{place}整栋楼停水一天没有通知，老人小孩用水困难，什么时候恢复供水？",
    "{place}水压太低，五楼以上白天没有水，请水务部门处理。",
)
QUIET, RISEN = (1, 2, 1, 2, 1, 2, 1, 1, 2, 1, 2), 9
"""Messages about water: a week in the quiet weeks, oldest first, and in the last whole week."""
DONE = "您好，已派人到现场检修管道并冲洗管网，当日恢复正常供水，水质检测合格。"


def seed(officers: Mapping[str, Officer], now: datetime) -> None:
    """Write the past of one topic, then let the hotline and the agencies do what they do."""
    _water(officers, now)
    _follow(officers, now)


def _water(officers: Mapping[str, Officer], now: datetime) -> None:
    """Old messages go the way of all messages; their dates are the past's."""
    hotline = Agency.objects.get(code="hotline")
    monday = timezone.localtime(now).replace(hour=9, minute=0, second=0, microsecond=0)
    monday -= timedelta(days=monday.weekday())
    weeks = (*QUIET, RISEN)
    works: list[Work] = []
    for place, count in enumerate(weeks):
        begin = monday - timedelta(weeks=len(weeks) - place)
        for number in range(count):
            at = begin + timedelta(days=number % 5, hours=number)
            text = SAID[(place + number) % 3].format(place=PLACES[(place * 3 + number) % len(PLACES)])
            works.append(
                Work("hotline.dispatch", {"text": text}, "resident:anonymous", "phone", agency=hotline,
                     source_key=f"demo:water:{len(works)}", opened_at=at)
            )  # fmt: skip
    handler = officers["zhouwenjing"]
    for outcome in handle_many(works, run_in_process, now):
        if outcome.case is not None and outcome.proposal is not None:
            verdict = decide.Verdict(DecisionKind.ACCEPT, outcome.proposal.digest)
            decide.decide(outcome.case, handler, verdict, now)
    act_on_pending(now, limit=len(works))
    rows = WorkOrder.objects.filter(case__source_key__startswith="demo:water:").select_related("case")
    for place, order in enumerate(rows):
        made = order.case.opened_at + timedelta(minutes=12)
        values: dict[str, Any] = {"created_at": made, "due_at": made + timedelta(days=7), "warn_at": None}
        if made < monday - timedelta(weeks=1):
            values |= {
                "status": OrderStatus.ARCHIVED, "outcome": DONE, "closed_at": made + timedelta(days=2 + place % 5),
                "satisfaction": ("satisfied", "fair", "satisfied", "dissatisfied")[place % 4],
                "called_at": made + timedelta(days=8),
            }  # fmt: skip
        WorkOrder.objects.filter(pk=order.pk).update(**values)
        Case.objects.filter(pk=order.case_id).update(closed_at=made)
    OrderStep.objects.filter(order__in=rows).delete()


def _follow(officers: Mapping[str, Officer], now: datetime) -> None:
    """The hotline urges, calls back and reopens; a bureau asks another one, and for more time."""
    reviewer, handler = officers["lijianguo"], officers["zhouwenjing"]
    handlers = {one.agency_id: one for one in officers.values() if "handler" in one.role_names}
    running = WorkOrder.objects.filter(status=OrderStatus.ACCEPTED, agency_id__in=handlers)
    listed = list(running.select_related("agency", "case__agency").order_by("pk")[:6])
    urban = Agency.objects.get(code="urban")
    for place, order in enumerate(listed):
        theirs = handlers[order.agency_id]
        if place == 0:
            following.supervise(order, reviewer, "群众三次来电，请在两日内反馈进展。", now)
        elif place == 1:
            following.urge(order, handler, "来信人今天又来电询问。", now)
        elif place == 2 and order.due_at > now:
            extensions.ask(order, theirs, "需等待第三方检测结果。", 3, now)
        elif place in (3, 4) and order.agency_id != urban.pk:
            joint.ask(order, theirs, urban, "请提供该路段管养单位和近期养护记录。", now)
    answered = WorkOrder.objects.filter(status=OrderStatus.ANSWERED)
    for place, order in enumerate(answered.select_related("agency", "case__agency").order_by("pk")[:5]):
        said = ("satisfied", "dissatisfied", "fair", "satisfied", "unreached")[place]
        following.call_back(order, handler, said, "", now)
        if place == 0:
            following.archive(order, handler, now)
        elif place == 1:
            following.reopen(order, handler, "来信人说问题没有解决，请重新核实。", now)


def returnable(order: WorkOrder) -> bool:
    """Whether a person had dispatched it: the demo's return suspends no standing order."""
    return not order.case.decisions.exclude(standing_order=None).exists()


def give_back(order: WorkOrder, handler: Officer, now: datetime) -> None:
    orders.return_order(order, handler, "反映地点不在本部门管辖路段，请转交通运输局核实。", now)
    assert order.case.status == CaseStatus.MANUAL  # noqa: S101 — what a newcomer is shown
