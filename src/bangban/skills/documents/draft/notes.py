"""What did a meeting decide? Rough notes (who was there, who said what, what was settled) become the form of minutes."""

from __future__ import annotations

import re
from typing import Any

from bangban.skills.documents.draft.phrases import bare, sentence

LABELS = {
    "会议名称": "meeting",
    "会议": "meeting",
    "名称": "meeting",
    "时间": "meeting_time",
    "会议时间": "meeting_time",
    "地点": "meeting_place",
    "会议地点": "meeting_place",
    "主持人": "host",
    "主持": "host",
    "出席": "present",
    "出席人员": "present",
    "参会": "present",
    "参会人员": "present",
    "参加人员": "present",
    "请假": "absent",
    "缺席": "absent",
    "列席": "listeners",
    "列席人员": "listeners",
    "发文机关": "issuer",
    "编号": "number",
    "印发日期": "printed_on",
    "抄送": "copy_to",
}
LISTS = {"present", "absent", "listeners", "copy_to"}
SETTLED = {
    "决定": "会议决定",
    "议定": "会议议定",
    "会议决定": "会议决定",
    "会议议定": "会议议定",
    "同意": "会议同意",
    "会议同意": "会议同意",
    "原则通过": "会议审议并原则通过",
    "要求": "会议要求",
    "会议要求": "会议要求",
    "明确": "会议明确",
    "会议明确": "会议明确",
    "指出": "会议指出",
    "会议指出": "会议指出",
    "强调": "会议强调",
    "会议强调": "会议强调",
    "认为": "会议认为",
    "会议认为": "会议认为",
}
_ROW = re.compile(r"^([\u4e00-\u9fff]{1,12})\s*[：:]\s*(.+)$")
_TOPIC = re.compile(
    r"^(?:议题[一二三四五六七八九十\d]*\s*[：:、]?|[一二三四五六七八九十]+、|\d+[.、．])\s*(.+)$"
)

_HEAD = re.compile(
    r"^(?P<meeting>[^：:。，,]{2,40}会(?:议)?)(?:会议)?(?:的)?(?:记录|纪要|纪录|记要)(?:稿|草稿)?$"
)
"""What rough notes are headed with: the meeting's name and that these are its notes."""
_COUNTED = re.compile(
    r"(?:^|(?<=[。；;]))\s*(?:[一二三四五六七八九十]{1,2}、|\d{1,2}[.、．](?!\d)|[（(][一二三四五六七八九十\d]{1,2}[）)])"
)
"""The number before one of several things that were settled in one breath."""


def form_of(notes: str) -> tuple[dict[str, Any], list[str]]:
    """(the form of minutes, the remarks it leaves out).

    Rows "出席：…", "议题一：…", "汇报：…", "决定：…", "张三：…" are understood. What persons said is not what the
    meeting settled: remarks are given back, for the officer to take up what belongs in the minutes.
    """
    form: dict[str, Any] = {"kind": "jiyao"}
    topics: list[dict[str, Any]] = []
    remarks: list[str] = []
    rows = [row for raw in notes.splitlines() if (row := raw.strip())]
    if rows and (head := _HEAD.match(rows[0])):
        form["meeting"] = bare(head["meeting"])
        del rows[0]
    for row in rows:
        found = _ROW.match(row)
        label, said = (found[1], found[2].strip()) if found else ("", row)
        if label in LABELS:
            field = LABELS[label]
            form[field] = (
                [one for one in re.split(r"[、，,；;\s　]+", said) if one] if field in LISTS else bare(said)
            )
        elif label in SETTLED or _unlabelled(row):
            _topic(topics)["settled"].append(_settled(label, said))
        elif label in ("汇报", "汇报单位", "汇报人"):
            _topic(topics)["report"] = bare(said)
        elif _TOPIC.match(row) or label.startswith("议题"):
            name = _TOPIC.match(row)
            topics.append({"heading": _heading(name[1] if name else said), "settled": [], "report": ""})
        else:
            remarks.append(row)
    points = [_point(one) for one in topics if one["settled"] or one["report"]]
    form["points"] = points if any("heading" in one for one in points) else [one["text"] for one in points]
    if len(topics) == 1 and topics[0]["heading"] and "matter" not in form:
        form["matter"] = topics[0]["heading"].removeprefix("关于")
        form["points"] = [_settled("", one) for one in topics[0]["settled"]] or form["points"]
    return {name: value for name, value in form.items() if value}, remarks


def _topic(topics: list[dict[str, Any]]) -> dict[str, Any]:
    if not topics:
        topics.append({"heading": "", "settled": [], "report": ""})
    return topics[-1]


def _unlabelled(row: str) -> bool:
    return row.startswith(
        ("会议决定", "会议议定", "会议同意", "会议要求", "会议明确", "会议指出", "会议强调", "会议认为")
    )


def _settled(label: str, said: str) -> str:
    if len(_COUNTED.findall(said)) > 1:
        parts = [one.strip().rstrip("。；;") for one in _COUNTED.split(said)]
        said = "；".join(one for one in parts if one)
    opening = SETTLED.get(label, "")
    if not opening or said.startswith("会议"):
        return sentence(said)
    return sentence(f"{opening}{said}" if opening.endswith("通过") else f"{opening}，{said}")


def _heading(name: str) -> str:
    name = bare(name)
    return name if name.startswith("关于") else f"关于{name}"


def _point(topic: dict[str, Any]) -> dict[str, Any]:
    subject = topic["heading"].removeprefix("关于").removesuffix("工作")
    text = f"会议听取了{topic['report']}关于{subject}工作情况的汇报。" if topic["report"] and subject else ""
    text += "".join(topic["settled"])
    return {"heading": topic["heading"], "text": text} if topic["heading"] else {"text": text}
