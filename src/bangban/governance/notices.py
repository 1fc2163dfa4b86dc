"""Who must be told what? The outbox: a notice stands on the page at once, and goes out until it was delivered.

A notice holds ids and codes, never content: what is behind them is read after signing in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language

from bangban import config
from bangban.agencies.models import Agency, Officer
from bangban.governance.models import Notice


@dataclass(frozen=True)
class NoticeKind:
    """What a notice says; `{names}` are filled from its details. `urgent` ones are shown first."""

    zh: str
    en: str
    urgent: bool = False


NOTICES: Mapping[str, NoticeKind] = {
    "case.warned": NoticeKind(
        "办件 {reference} 将于 {due} 到期，请尽快办理。",
        "Case {reference} is due at {due}; please see to it.",
    ),
    "case.overdue": NoticeKind(
        "办件 {reference} 已于 {due} 逾期。", "Case {reference} is overdue since {due}.", urgent=True
    ),
    "complaint.made": NoticeKind(
        "办件 {reference} 收到投诉，请于 {due} 前答复。",
        "A complaint was made about case {reference}; answer it before {due}.",
    ),
    "complaint.warned": NoticeKind(
        "办件 {reference} 的投诉将于 {due} 到期。", "The complaint about case {reference} is due at {due}."
    ),
    "complaint.overdue": NoticeKind(
        "办件 {reference} 的投诉已于 {due} 逾期。",
        "The complaint about case {reference} is overdue since {due}.",
        urgent=True,
    ),
    "complaint.upheld": NoticeKind(
        "办件 {reference} 的投诉成立，相关常设授权（{orders} 项）已中止。",
        "The complaint about case {reference} was upheld; {orders} standing orders behind it are suspended.",
        urgent=True,
    ),
    "guardian.asked": NoticeKind(
        "请您确认担任数字员工 {employee} 的监护人或副监护人。",
        "You are asked to be guardian or deputy of digital employee {employee}.",
    ),
    "guardian.declined": NoticeKind(
        "数字员工 {employee} 的监护邀请被谢绝，请另行指定。",
        "The guardianship of digital employee {employee} was declined; name someone else.",
    ),
    "guardian.replaced": NoticeKind(
        "您已接任数字员工 {employee} 的监护人，原监护人的常设授权已撤回。",
        "You are now guardian of digital employee {employee}; the former guardian's standing orders are withdrawn.",
        urgent=True,
    ),
    "employee.unguarded": NoticeKind(
        "数字员工 {employee} 没有监护人，已暂停工作，请指定监护人。",
        "Digital employee {employee} has no guardian and is suspended; name one.",
        urgent=True,
    ),
    "employee.no_deputy": NoticeKind(
        "数字员工 {employee} 没有副监护人，请指定。",
        "Digital employee {employee} has no deputy guardian; name one.",
    ),
    "employee.suspended": NoticeKind(
        "数字员工 {employee} 已暂停工作。", "Digital employee {employee} is suspended.", urgent=True
    ),
    "contract.ending": NoticeKind(
        "数字员工 {employee} 的服务合同将于 {until} 到期。",
        "The contract of digital employee {employee} ends on {until}.",
    ),
    "standing_order.suspended": NoticeKind(
        "数字员工 {employee} 在场景 {scenario} 的常设授权已中止。",
        "The standing order of digital employee {employee} for {scenario} is suspended.",
        urgent=True,
    ),
    "standing_order.expiring": NoticeKind(
        "数字员工 {employee} 在场景 {scenario} 的常设授权将于 {due} 到期。",
        "The standing order of digital employee {employee} for {scenario} expires at {due}.",
    ),
    "standing_order.cap": NoticeKind(
        "数字员工 {employee} 在场景 {scenario} 的常设授权今日已达上限（{cap} 件），其余由人决定。",
        "The standing order of digital employee {employee} for {scenario} reached today's cap of {cap}; people decide the rest.",
    ),
    "effect.refused": NoticeKind(
        "办件 {reference} 的决定没有通过执行前核验，未执行，请重新办理。",
        "The decision on case {reference} failed the check before acting and was not carried out; handle it anew.",
        urgent=True,
    ),
    "reversal.second": NoticeKind(
        "办件 {reference} 的撤销已由一人决定，需第二人同意。",
        "Undoing case {reference} was decided by one person and needs a second one's consent.",
        urgent=True,
    ),
    "stop.set": NoticeKind(
        "已按下停止键（范围：{scope}）。", "The brake was pulled (scope: {scope}).", urgent=True
    ),
    "effect.failed": NoticeKind(
        "办件 {reference} 的决定未能执行，请人工处理。",
        "The decision on case {reference} could not take effect; a person must see to it.",
        urgent=True,
    ),
    "workorder.warned": NoticeKind(
        "办件 {reference} 的工单将于 {due} 到期，请尽快答复。",
        "The work order of case {reference} is due at {due}; please answer it.",
    ),
    "workorder.overdue": NoticeKind(
        "办件 {reference} 的工单已于 {due} 逾期。",
        "The work order of case {reference} is overdue since {due}.",
        urgent=True,
    ),
    "workorder.returned": NoticeKind(
        "办件 {reference} 的工单被承办部门退回，请重新办理。",
        "The work order of case {reference} was returned by its agency; please handle it anew.",
        urgent=True,
    ),
    "workorder.changed": NoticeKind(
        "办件 {reference} 的工单 {workorder}：{step}，状态 {status}。",
        "Work order {workorder} of case {reference}: {step}, now {status}.",
    ),
    "workorder.urged": NoticeKind(
        "办件 {reference} 的工单被催办，请尽快答复（时限 {due}）。",
        "The work order of case {reference} is urged; please answer it (due {due}).",
        urgent=True,
    ),
    "workorder.supervised": NoticeKind(
        "办件 {reference} 的工单已列入督办，时限 {due}。",
        "The work order of case {reference} is under supervision; due {due}.",
        urgent=True,
    ),
    "workorder.joint": NoticeKind(
        "请协办办件 {reference} 的工单，请于 {due} 前提出意见。",
        "Your agency is asked to co-handle the work order of case {reference}; answer by {due}.",
    ),
    "workorder.joined": NoticeKind(
        "办件 {reference} 的协办部门已提出意见。", "A co-handling agency has answered in case {reference}."
    ),
    "workorder.extension": NoticeKind(
        "办件 {reference} 的承办部门申请延期，请审批。",
        "The agency handling case {reference} asks for more time; please decide.",
    ),
    "workorder.extended": NoticeKind(
        "办件 {reference} 的延期申请已批准，新时限 {due}。",
        "More time was granted for case {reference}; now due {due}.",
    ),
    "workorder.not_extended": NoticeKind(
        "办件 {reference} 的延期申请未获批准，时限仍为 {due}。",
        "More time was refused for case {reference}; still due {due}.",
    ),
    "workorder.reopened": NoticeKind(
        "办件 {reference} 的工单经回访重新办理，时限 {due}。",
        "The work order of case {reference} was reopened after the call-back; due {due}.",
        urgent=True,
    ),
    "workorder.rated": NoticeKind(
        "办件 {reference} 的群众对答复不满意，请回访或重新办理。",
        "The resident of case {reference} is not content with the answer; call back, or have it handled again.",
        urgent=True,
    ),
    "incident.opened": NoticeKind(
        "办件 {reference} 可能危及生命，请立即处置。",
        "Case {reference} may mean danger to life; act at once.",
        urgent=True,
    ),
    "alert.proposed": NoticeKind(
        "一项预警建议等待决定（办件 {reference}）。",
        "An early warning waits for a decision (case {reference}).",
    ),
    "alert.raised": NoticeKind(
        "热线发布预警，请关注（办件 {reference}）。",
        "The hotline raised an early warning about your duty (case {reference}).",
        urgent=True,
    ),
    "person.asked": NoticeKind(
        "办件 {reference} 的来信人要求人工办理，请联系。",
        "The resident of case {reference} asks for a person; please see to it.",
        urgent=True,
    ),
    "case.supplemented": NoticeKind(
        "办件 {reference} 的来信人已补充说明，请继续办理。",
        "The resident added what was asked for in case {reference}; please go on with it.",
    ),
    "faq.stale": NoticeKind(
        "常见问答第 {entry} 条依据的资料已变更或失效，现已停用，请核对：改写、确认或撤回。",
        "Published entry {entry} rests on text that changed or is out of force, and answers nobody: word it anew, confirm or withdraw it.",
    ),
    "holidays.missing": NoticeKind(
        "{year} 年的节假日安排尚未录入，时限暂按周一至周五计算。",
        "The holidays of {year} are not entered yet; time limits count Monday to Friday.",
    ),
    "executor.hindered": NoticeKind(
        "执行进程的一项工作无法进行（{duty}：{code}），请查看日志并执行 bangban check 与 bangban ledger verify。",
        "The executor cannot do one of its duties ({duty}: {code}); see its log, bangban check and bangban ledger verify.",
        urgent=True,
    ),
    "ledger.unsound": NoticeKind(
        "台账验证发现问题，请立即联系审计管理员。",
        "Verification of the ledger found something wrong; call the auditor at once.",
        urgent=True,
    ),
}


def notify(
    kind: str,
    *,
    key: str,
    officers: Iterable[Officer] = (),
    agency: Agency | None = None,
    subject: str = "",
    details: Mapping[str, Any] | None = None,
    now: datetime | None = None,
    posted_only: bool = False,
) -> int:
    """Put a notice into the outbox for each officer, and for the agency; return how many are new.

    `posted_only`: for other systems, not for people; it goes to the webhook and stands on no page.

    `key` names the event: told twice with the same key, nobody is told again. `subject` is as in the
    ledger ("case:5"); `details` are ids, codes and numbers that the text of `kind` names. Call it in the
    transaction of the event, so that the two stand or fall together.

    Raises:
        KeyError: no such kind, or a detail that its text names is missing.
    """
    now = now or timezone.now()
    kept = dict(details or {})
    NOTICES[kind].en.format_map(kept)
    people = {officer.pk: officer for officer in officers}.values()
    rows: list[Notice] = []
    for officer in people:
        for channel in _channels(officer):
            rows.append(_notice(kind, channel, f"o{officer.pk}", key, kept, subject, now, officer=officer))
    if agency is not None:
        for channel in [one for one in _channels(None) if one != Notice.Channel.PAGE or not posted_only]:
            rows.append(_notice(kind, channel, f"a{agency.pk}", key, kept, subject, now, agency=agency))
    known = set(Notice.objects.filter(key__in=[row.key for row in rows]).values_list("key", flat=True))
    new = [row for row in rows if row.key not in known]
    # Another process may tell the same at the same moment: the unique key decides, quietly.
    Notice.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def _channels(officer: Officer | None) -> list[str]:
    settings = config.load()
    channels = [Notice.Channel.PAGE.value]
    if settings["email.host"] and officer is not None and officer.email:
        channels.append(Notice.Channel.EMAIL.value)
    if settings["webhook.url"]:
        channels.append(Notice.Channel.WEBHOOK.value)
    return channels


def _notice(
    kind: str,
    channel: str,
    whom: str,
    key: str,
    details: dict[str, Any],
    subject: str,
    now: datetime,
    **to: Any,
) -> Notice:
    return Notice(
        kind=kind,
        channel=channel,
        subject=subject,
        details=details,
        key=f"{key}:{channel}:{whom}"[:160],
        created_at=now,
        not_before=now,
        # A notice on the page is delivered by standing there.
        delivered_at=now if channel == Notice.Channel.PAGE else None,
        **to,
    )


def text_of(notice: Notice, language: str | None = None) -> str:
    """Return what a notice says, in `language` or the reader's."""
    kind = NOTICES[notice.kind]
    english = (language or get_language() or "").startswith("en")
    values = {name: _shown(value) for name, value in notice.details.items()}
    return (kind.en if english else kind.zh).format_map(values)


def _shown(value: Any) -> Any:
    """Times are kept as ISO 8601 in UTC and read on the wall clock here."""
    if isinstance(value, str) and len(value) >= 19 and value[10:11] == "T":
        return timezone.localtime(datetime.fromisoformat(value)).strftime("%Y-%m-%d %H:%M")
    return value


def unread(officer: Officer, most: int = 20, kind: str = "") -> list[Notice]:
    """The officer's newest unread notices on the page, those of his agency included; of one kind where it is named."""
    rows = Notice.objects.filter(channel=Notice.Channel.PAGE, read_at=None)
    rows = rows.filter(kind=kind) if kind else rows
    mine = rows.filter(officer=officer) | rows.filter(agency_id=officer.agency_id)
    return list(mine.order_by("-pk")[:most])


def mark_read(officer: Officer, notice_ids: Iterable[int], now: datetime | None = None) -> int:
    """Mark notices as read; others' are left alone. Returns how many were."""
    rows = Notice.objects.filter(pk__in=list(notice_ids), read_at=None)
    mine = rows.filter(officer=officer) | rows.filter(agency_id=officer.agency_id)
    return mine.update(read_at=now or timezone.now())


def unsettled(kind: str) -> set[str]:
    """The subjects of which there is an unread notice of this kind on a page."""
    rows = Notice.objects.filter(kind=kind, channel=Notice.Channel.PAGE, read_at=None)
    return set(rows.values_list("subject", flat=True))


def settle(kind: str, subjects: Iterable[str], now: datetime | None = None) -> int:
    """What was told of these subjects needs nobody any more: it is as good as read, whoever was told."""
    subjects = list(subjects)
    rows = Notice.objects.filter(kind=kind, subject__in=subjects, read_at=None) if subjects else None
    return rows.update(read_at=now or timezone.now()) if rows is not None else 0
