"""What does the week's or the month's report say? Figures with their finding, as a document that passes the checker."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from bangban.agencies.models import Officer
from bangban.errors import BadInput
from bangban.services.hotline.figures import Figures, Line, figures
from bangban.services.hotline.models import HotIssue

PERIODS = ("week", "month")
SHOWN = 10


def period(name: str, today: date) -> tuple[date, date]:
    """The last whole week (Monday to Sunday) or calendar month before `today`.

    Raises:
        BadInput: it is neither.
    """
    if name == "week":
        monday = today - timedelta(days=today.weekday())
        return monday - timedelta(days=7), monday - timedelta(days=1)
    if name == "month":
        last = today.replace(day=1) - timedelta(days=1)
        return last.replace(day=1), last
    raise BadInput(what=f"period {name[:20]!r}")


def document(officer: Officer, name: str, today: date) -> tuple[str, bytes]:
    """(file name, .docx) of the report. Every number is counted here; nothing is generated."""
    since, until = period(name, today)
    # As many days before, to compare with.
    found = figures(officer, since, until, compared_from=since - (until - since) - timedelta(days=1))
    # Here, because only this address needs what lays out documents.
    from bangban.skills.documents.draft import draft

    form = form_of(officer, name, found, _issues(officer))
    return f"{form['matter']}.docx", draft(form)


def _issues(officer: Officer) -> list[HotIssue]:
    from bangban.agencies.tenancy import within

    return list(within(HotIssue.objects.all(), officer, "workorder.figures").order_by("-heat")[:5])


def form_of(officer: Officer, name: str, found: Figures, issues: Sequence[HotIssue]) -> dict[str, Any]:
    """The form of `skills.documents.draft` that makes the report."""
    words = (
        f"{_day(found.since)}至{_day(found.until)}"
        if name == "week"
        else f"{found.since.year}年{found.since.month}月"
    )
    agency, total = officer.agency, found.total
    points: list[dict[str, Any]] = [
        {
            "heading": "总体情况",
            "text": _overall(found),
            "charts": [_by_day(found)] if total.orders else [],
        },
        {
            "heading": "各部门办理情况",
            "text": "各部门承办、答复、逾期、退单和满意情况如下。" if found.agencies else "本期没有工单。",
            **({"table": _table(found.agencies)} if found.agencies else {}),
        },
        {
            "heading": "诉求分布",
            "text": _spread(found),
            "charts": [
                _ranking(title, rows)
                for title, rows in (
                    ("反映较多的事项", _most(found.classes)),
                    ("来信较多的区域", _most(found.areas)),
                )
                if rows
            ],
        },
    ]
    if issues:
        said = "；".join(f"{one.name}（{one.messages}件，涉及{one.people}人）" for one in issues)
        points.append({"heading": "热点问题", "text": f"群众反映集中的问题有：{said}。"})
    points.append({"heading": "下一步工作", "text": _next(found)})
    above = agency.parent
    return {
        "kind": "baogao",
        "situation": "work",
        "issuer": agency.name_zh,
        "addressee": above.name_zh if above else agency.name_zh,
        "signer": [officer.name],
        "matter": f"{words}政务热线运行",
        "points": points,
        # A series of its own: the week's or the month's number of the year. The documents section may give another.
        "number": f"{agency.short_zh or agency.name_zh}〔{found.until.year}〕{_number(name, found.until)}号",
        "date": (found.until + timedelta(days=1)).isoformat(),
    }


def _by_day(found: Figures) -> dict[str, Any]:
    day, most = max(((day, line.orders) for day, line in found.days), key=lambda one: one[1])
    return {
        "kind": "line",
        "title": f"每日转办工单数，最多的是{day.month}月{day.day}日，{most}件",
        "labels": [f"{one.month}-{one.day}" for one, _ in found.days],
        "values": [line.orders for _, line in found.days],
        "unit": "件",
    }


def _most(lines: Sequence[Line]) -> list[Line]:
    """Those with the most orders, of what has a name."""
    return [line for line in lines if line.name][:SHOWN]


def _ranking(title: str, rows: Sequence[Line]) -> dict[str, Any]:
    return {
        "kind": "bar",
        "title": title,
        "labels": [line.name for line in rows],
        "values": [line.orders for line in rows],
        "unit": "件",
    }


def _number(name: str, day: date) -> int:
    return day.isocalendar().week if name == "week" else day.month


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _rate(value: float | None) -> str:
    return "暂无数据" if value is None else f"{value * 100:.1f}%"


def _overall(found: Figures) -> str:
    total = found.total
    change = total.orders - found.before.orders
    compared = "与上期持平" if not change else f"比上期{'增加' if change > 0 else '减少'}{abs(change)}件"
    return (
        f"共转办工单{total.orders}件，{compared}；已答复{total.answered}件，逾期{total.late}件，退单{total.returned}件，"
        f"退单率{_rate(total.return_rate)}；回访{total.called}件，满意率{_rate(total.satisfaction)}；"
        f"数字员工建议与人工决定的一致率{_rate(total.agreement)}。"
    )


def _table(lines: Sequence[Line]) -> list[list[str]]:
    head = ["部门", "承办", "答复", "逾期", "退单率", "满意率"]
    rows = [
        [
            one.name,
            str(one.orders),
            str(one.answered),
            str(one.late),
            _rate(one.return_rate),
            _rate(one.satisfaction),
        ]
        for one in lines[:SHOWN]
    ]
    return [head, *rows]


def _spread(found: Figures) -> str:
    classes, areas = (
        "、".join(f"{line.name}（{line.orders}件）" for line in _most(lines)[:5])
        for lines in (found.classes, found.areas)
    )
    said = [f"反映较多的事项为{classes}" if classes else "", f"来信较多的区域为{areas}" if areas else ""]
    text = "；".join(part for part in said if part)
    return f"{text}。" if text else "本期没有可以归类的工单。"


def _next(found: Figures) -> str:
    slow = max(found.agencies, key=lambda one: one.late, default=None)
    if slow is not None and slow.late:
        return (
            f"对逾期工单逐件督办，重点跟进{slow.name}的{slow.late}件逾期工单；对不满意件逐件回访，重新办理。"
        )
    return "继续做好分拨、督办和回访，对不满意件逐件重新办理。"
