"""What do the report's codes mean in Chinese?"""

from __future__ import annotations

from typing import Any

from bangban.skills.documents.kinds import KINDS
from bangban.skills.documents.record import count_levels

LEVELS = {"required": "必须", "recommended": "建议", "practice": "惯例"}
DIRECTIONS = {"up": "上行文", "down": "下行文", "level": "平行文", "public": "公布性", "unknown": "未判定"}
KIND = {kind.value: about.zh for kind, about in KINDS.items()} | {"unknown": "未判定"}
ELEMENTS = {
    "page": "页面",
    "serial_number": "份号",
    "classification": "密级和保密期限",
    "urgency": "紧急程度",
    "issuer_mark": "发文机关标志",
    "document_number": "发文字号",
    "signer": "签发人",
    "red_line": "红色分隔线",
    "title": "标题",
    "addressee": "主送机关",
    "body": "正文",
    "heading_1": "一级标题",
    "heading_2": "二级标题",
    "heading_3": "三级标题",
    "heading_4": "四级标题",
    "attendance": "出席人员",
    "closing": "结语",
    "attachment_note": "附件说明",
    "signature": "署名",
    "date": "成文日期",
    "note": "附注",
    "attachment_mark": "附件标记",
    "attachment_title": "附件标题",
    "attachment_body": "附件正文",
    "copy_to": "抄送机关",
    "imprint": "印发机关和日期",
    "imprint_line": "版记分隔线",
    "page_number": "页码",
    "ai_label": "AI 标识",
    "table": "表格",
    "blank": "空行",
    "other": "其他",
}
NOTE = "本报告由程序按规则自动生成，供工作人员核对；是否采纳由工作人员决定。"


def summary(record: dict[str, Any]) -> dict[str, Any]:
    """One file in one line: kind, direction and how many findings of each level, or what went wrong."""
    if "error" in record:
        return {"file": record["file"], "error": record["error"]["message"]["zh"]}
    return {
        "file": record["file"],
        "kind": KIND.get(record["kind"], record["kind"]),
        "direction": DIRECTIONS.get(record["direction"], record["direction"]),
        **count_levels(record["findings"]),
        "fixable": sum(1 for one in record["findings"] if one["fixable"]),
        "error": "",
    }


def place(finding: dict[str, Any]) -> str:
    return "全文" if finding["paragraph"] is None else f"第 {finding['paragraph'] + 1} 段"


def basis(finding: dict[str, Any]) -> str:
    return f"{finding['standard']} {finding['clause']}".strip()
