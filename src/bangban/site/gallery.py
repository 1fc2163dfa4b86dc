"""What does each component look like with texts of real length? Invented district, invented people."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

MESSAGE = (
    "我住在临江区梧桐街道听涛苑小区 6 号楼，楼下的地下车库从上周三开始一直漏水，11 月 18 日晚上下雨以后"
    "水已经漫到配电箱旁边，物业说要等开发商来修，开发商电话打不通。我们这一栋有六十多户老人和孩子，"
    "每天从车库走都很害怕，请政府派人来看一看，尽快修好，谢谢！"
)
QUOTES = ("地下车库从上周三开始一直漏水", "配电箱旁边", "六十多户老人和孩子")
WHERE = {"zh": "临江区住房和城乡建设局", "en": "Linjiang Housing and Construction Bureau"}


class MessageForm(forms.Form):
    """A form with one of each control; bound empty it shows its errors."""

    title = forms.CharField(
        label=_("Title"), help_text=_("In one sentence, what should be solved?"), max_length=40
    )
    text = forms.CharField(
        label=_("What happened?"),
        help_text=_("Where, since when, and whom it affects. Please leave out identity card numbers."),
        max_length=2000,
        widget=forms.Textarea(attrs={"data-count": ""}),
    )
    phone = forms.CharField(
        label=_("Mobile number"), required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    reply = forms.ChoiceField(
        label=_("How shall we answer you?"),
        choices=[
            ("sms", _("By text message")),
            ("call", _("By telephone")),
            ("none", _("I will look it up myself")),
        ],
        widget=forms.RadioSelect,
    )
    street = forms.ChoiceField(
        label=_("Street office"), choices=[("", "—"), ("wt", "梧桐街道"), ("ht", "河头街道")]
    )
    file = forms.FileField(
        label=_("Photograph or document"), required=False, help_text=_("Up to 5 files of 10 MB each.")
    )
    agree = forms.BooleanField(label=_("My message may be passed on to the agency that is responsible."))


def _spans() -> list[tuple[int, int, int]]:
    return [(MESSAGE.index(quote), MESSAGE.index(quote) + len(quote), n) for n, quote in enumerate(QUOTES, 1)]


def _evidence() -> list[dict[str, Any]]:
    claims = (
        (
            _("Water damage in the shared parts of a housing estate"),
            "住建局职责第 3 条：物业管理活动的监督管理",
        ),
        (_("Electrical installation at risk, so it cannot wait"), "市应急处置清单（2026 年版）第 12 项"),
        (_("Many people are affected"), "12345 工单紧急程度判定规则第 4 条"),
    )
    return [
        {
            "claim": claim,
            "quote": QUOTES[n],
            "start": MESSAGE.index(QUOTES[n]),
            "source_name": source,
            "source_url": "#",
        }
        for n, (claim, source) in enumerate(claims)
    ]


def _charts() -> dict[str, dict[str, Any]]:
    days = [f"11-{n:02}" for n in range(9, 23)]
    agreement = [86, 88, 87, 90, 91, 84, 85, 92, 93, 91, 94, 93, 92, 94]
    return {
        "trend": {
            "kind": "line", "unit": "%", "x_name": "", "labels": days, "limits": [60, 100],
            "series": [{"name": "0012 分拨员小栖", "values": agreement},
                       {"name": "0015 分拨员小临", "values": [value - 7 + (n % 3) for n, value in enumerate(agreement)]}],
            "threshold": {"name": "复核线", "value": 80},
        },
        "ranking": {
            "kind": "ranking", "unit": "件", "labels": ["住房和城乡建设局", "城市管理局", "生态环境分局", "市场监管局", "公安分局"],
            "series": [{"name": "工单", "values": [128, 96, 61, 40, 22]}],
        },
        "calibration": {
            "kind": "scatter", "x_name": "给出的把握", "y_name": "实际采纳率", "labels": [], "limits": [0, 1], "diagonal": True,
            "series": [{"name": "0012", "values": [[0.45, 0.41], [0.55, 0.5], [0.65, 0.69], [0.75, 0.73], [0.85, 0.88], [0.95, 0.96]]}],
        },
    }  # fmt: skip


def _timeline() -> list[dict[str, Any]]:
    now = timezone.now()
    return [
        {"at": now - timedelta(hours=5), "by": "resident", "who": "群众（匿名）", "what": "提交来信", "text": "附照片 2 张"},
        {"at": now - timedelta(hours=5, seconds=-3), "by": "machine", "who": "数字员工 0012", "what": "建议分派至住建局",
         "text": "把握较大；依据职责第 3 条"},
        {"at": now - timedelta(hours=4), "by": "officer", "who": "周文静（经办）", "what": "修改后采纳", "text": "紧急程度由普通改为紧急"},
        {"at": now - timedelta(hours=4, seconds=-1), "by": "system", "who": "执行进程", "what": "工单送达住建局待办"},
        {"at": now + timedelta(hours=20), "by": "law", "who": "", "what": "首次联系群众的时限", "state": "waiting"},
        {"at": now + timedelta(days=4), "by": "law", "who": "", "what": "办结时限（5 个工作日）", "state": "ahead"},
    ]  # fmt: skip


def _cases() -> list[dict[str, Any]]:
    now = timezone.now()
    rows = [
        ("LJ20261122-0007", "听涛苑小区地下车库漏水，水已漫到配电箱", WHERE, 0.91, now + timedelta(hours=20), "amber", _("waiting for me")),
        ("LJ20261122-0006", "滨江路夜间施工噪声扰民，凌晨两点仍在打桩", {"zh": "临江区城市管理局", "en": "Linjiang Urban Management Bureau"}, 0.72, now + timedelta(days=3), "amber", _("waiting for me")),
        ("LJ20261121-0031", "菜场旁餐馆油烟直排，住户无法开窗", {"zh": "生态环境分局", "en": "Ecology and Environment Branch"}, 0.41, now - timedelta(hours=3), "red", _("overdue")),
        ("LJ20261121-0018", "咨询老年人乘车卡如何办理", {"zh": "临江区人力资源和社会保障局", "en": "Linjiang Human Resources and Social Security Bureau"}, 0.95, now + timedelta(days=5), "blue", _("done")),
    ]  # fmt: skip
    names = ("number", "title", "agency", "confidence", "due", "tone", "status")
    return [dict(zip(names, row, strict=True)) for row in rows]


def show(request: HttpRequest) -> HttpResponse:
    """The gallery in one of the three faces (?face=resident, officer, guardian)."""
    asked = request.GET.get("face", "")
    face = asked if asked in ("resident", "guardian") else "officer"
    messages.success(
        request, _("The work order has been sent to the Housing Bureau. You can undo this until 18:00.")
    )
    context = {
        "face": face,
        "now": timezone.now(),
        "earlier": timezone.now() - timedelta(minutes=3),
        "message": MESSAGE,
        "spans": _spans(),
        "evidence": _evidence(),
        "where": WHERE,
        "charts": _charts(),
        "finding": gettext("Agreement rose to %(share)d%% and stays above the review line") % {"share": 94},
        "timeline": _timeline(),
        "cases": _cases(),
        "form": MessageForm(data={}) if "errors" in request.GET else MessageForm(),
        "before": {"title": "听涛苑地下车库漏水", "urgency": "普通", "agency": "临江区住房和城乡建设局"},
        "after": {"title": "听涛苑 6 号楼地下车库漏水，危及配电箱", "urgency": "紧急", "agency": "临江区住房和城乡建设局"},
        "labels": {"title": _("Title"), "urgency": _("Urgency"), "agency": _("Responsible agency")},
        "facts": [
            (_("Place"), "临江区梧桐街道听涛苑小区 6 号楼"), (_("People affected"), "六十多户"),
            (_("Urgency"), _("urgent")), (_("Asked for"), "派人查看并尽快修好"), (_("Contact"), ""),
        ],
        "tiles": [
            {"label": _("Handled today"), "value": "214", "unit": _("cases"), "note": _("31 more than yesterday")},
            {"label": _("Waiting for me"), "value": "7", "unit": _("cases"), "tone": "amber", "url": "#", "note": _("the oldest since 09:12")},
            {"label": _("Refused"), "value": "3", "unit": _("cases"), "note": _("2 not on the list, 1 out of hours"), "url": "#"},
            {"label": _("Accepted unchanged"), "value": "93%", "note": _("last 7 days; review below 80%")},
            {"label": _("Overdue"), "value": "1", "unit": _("cases"), "tone": "red", "url": "#"},
        ],
        "tabs": [
            {"label": _("Waiting for me"), "url": "#a", "count": 7, "current": True},
            {"label": _("Decided"), "url": "#b", "count": 207},
            {"label": _("Refused"), "url": "#c", "count": 3},
        ],
    }  # fmt: skip
    return render(request, f"bangban/gallery_{face}.html", context)
