"""Does this topic rise beyond what was to be expected? Judges the last week of a series and drafts the warning."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bangban.skills.base import Context, Evidence, Result
from bangban.skills.workorders.alerts import judge

SHOWN_WEEKS = 26


class Alert:
    """The skill "hotline.alert"."""

    name = "hotline.alert"
    version = "1.0"
    input_schema: Mapping[str, Any] = {
        "type": "object",
        "required": ["topic", "agency", "series"],
        "properties": {
            "title": {"type": "string", "x-title": {"zh": "标题", "en": "Title"}},
            "topic": {"type": "string", "x-title": {"zh": "主题", "en": "Topic"}},
            "area": {"type": "string", "x-title": {"zh": "区域", "en": "Area"}},
            "agency": {"type": "string", "x-title": {"zh": "主管部门", "en": "Agency"}},
            "series": {"type": "array", "x-title": {"zh": "每周件数", "en": "Messages a week"}},
        },
    }
    settings_schema: Mapping[str, Any] = {"type": "object", "additionalProperties": False, "properties": {}}

    def run(self, inputs: Mapping[str, Any], context: Context) -> Result:
        """Judge `inputs["series"]` ([[week, count], …], oldest first, no week left out) by its last week."""
        weeks = judge([(str(week), int(count)) for week, count in inputs["series"]])
        last = weeks[-1]
        topic, area = str(inputs["topic"]), str(inputs.get("area") or "")
        where = area or "全区"
        expected = "尚无足够历史" if last.expected is None else f"按往期约 {last.expected:g} 件"
        text = (
            f"{last.week} 起的一周，{where}“{topic}”类来信 {last.count} 件，{expected}"
            + (f"，超过预警线 {last.threshold:g} 件。" if last.threshold is not None and last.alarm else "。")
            + ("建议主管部门核查成因、排查同类点位，并在五个工作日内反馈。" if last.alarm else "")
        )
        shown = weeks[-SHOWN_WEEKS:]
        return Result(
            content={
                "title": f"预警：{where}“{topic}”来信上升"[:200]
                if last.alarm
                else f"{where}“{topic}”来信平稳"[:200],
                "agency": str(inputs["agency"]),
                "topic": topic,
                "area": area,
                "week": last.week,
                "count": last.count,
                "threshold": last.threshold,
                "alarm": last.alarm,
                "text": text,
            },
            evidence=tuple(
                Evidence(
                    kind="week",
                    claim=f"{one.week}：{one.count} 件"
                    + (f"（预警线 {one.threshold:g}）" if one.threshold is not None else ""),
                    source="input:series",
                )
                for one in weeks[-4:]
            ),
            confidence=None,
            path=f"rules:{last.method or 'short'}",
            details={
                "series": [[one.week, one.count, one.threshold] for one in shown],
                "labels": {
                    "topic": {"zh": "主题", "en": "Topic"},
                    "area": {"zh": "区域", "en": "Area"},
                    "week": {"zh": "起始周", "en": "Week from"},
                    "count": {"zh": "本周件数", "en": "Messages this week"},
                    "threshold": {"zh": "预警线", "en": "Threshold"},
                    "alarm": {"zh": "超过预警线", "en": "Above the threshold"},
                    "text": {"zh": "预警内容", "en": "Warning"},
                },
            },
        )


skill = Alert()
