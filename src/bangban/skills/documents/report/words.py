"""What do the report's codes mean, in Chinese and in English?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from bangban.skills.documents.kinds import KINDS
from bangban.skills.documents.record import count_levels

Language = Literal["zh", "en"]
Said = Mapping[Language, str]
"""The same in both languages."""
LANGUAGE_TAG: Said = {"zh": "zh-Hans", "en": "en"}
UNKNOWN: Said = {"zh": "未判定", "en": "not clear"}
LEVELS: Mapping[str, Said] = {
    "required": {"zh": "必须", "en": "required"},
    "recommended": {"zh": "建议", "en": "recommended"},
    "practice": {"zh": "惯例", "en": "customary"},
}
DIRECTIONS: Mapping[str, Said] = {
    "up": {"zh": "上行文", "en": "to a higher authority"},
    "down": {"zh": "下行文", "en": "to lower authorities"},
    "level": {"zh": "平行文", "en": "between equals"},
    "public": {"zh": "公布性", "en": "to the public"},
    "unknown": UNKNOWN,
}
KIND: Mapping[str, Said] = {
    **{kind.value: {"zh": about.zh, "en": about.en} for kind, about in KINDS.items()},
    "unknown": UNKNOWN,
}
ELEMENTS: Mapping[str, Said] = {
    "page": {"zh": "页面", "en": "page"},
    "serial_number": {"zh": "份号", "en": "copy number"},
    "classification": {"zh": "密级和保密期限", "en": "classification"},
    "urgency": {"zh": "紧急程度", "en": "urgency"},
    "issuer_mark": {"zh": "发文机关标志", "en": "issuing authority's mark"},
    "document_number": {"zh": "发文字号", "en": "document number"},
    "signer": {"zh": "签发人", "en": "signer"},
    "red_line": {"zh": "红色分隔线", "en": "red line"},
    "title": {"zh": "标题", "en": "title"},
    "addressee": {"zh": "主送机关", "en": "addressee"},
    "body": {"zh": "正文", "en": "body text"},
    "heading_1": {"zh": "一级标题", "en": "heading, level 1"},
    "heading_2": {"zh": "二级标题", "en": "heading, level 2"},
    "heading_3": {"zh": "三级标题", "en": "heading, level 3"},
    "heading_4": {"zh": "四级标题", "en": "heading, level 4"},
    "attendance": {"zh": "出席人员", "en": "attendance"},
    "closing": {"zh": "结语", "en": "closing formula"},
    "attachment_note": {"zh": "附件说明", "en": "attachment note"},
    "signature": {"zh": "署名", "en": "signature"},
    "date": {"zh": "成文日期", "en": "date"},
    "note": {"zh": "附注", "en": "note"},
    "attachment_mark": {"zh": "附件标记", "en": "attachment mark"},
    "attachment_title": {"zh": "附件标题", "en": "attachment title"},
    "attachment_body": {"zh": "附件正文", "en": "attachment text"},
    "copy_to": {"zh": "抄送机关", "en": "copy to"},
    "imprint": {"zh": "印发机关和日期", "en": "imprint"},
    "imprint_line": {"zh": "版记分隔线", "en": "imprint line"},
    "page_number": {"zh": "页码", "en": "page number"},
    "ai_label": {"zh": "AI 标识", "en": "AI label"},
    "table": {"zh": "表格", "en": "table"},
    "blank": {"zh": "空行", "en": "empty line"},
    "other": {"zh": "其他", "en": "something else"},
}
TITLE: Said = {"zh": "公文校核报告", "en": "Report on documents"}
NOTE: Said = {
    "zh": "本报告由程序按规则自动生成，供工作人员核对；是否采纳由工作人员决定。",
    "en": "A program made this report by rules, for an officer to go through; the officer decides what to take up.",
}
SUMMARY: Said = {"zh": "汇总", "en": "Summary"}
FINDINGS: Said = {"zh": "问题", "en": "Findings"}
COUNTED: Said = {
    "zh": "共 {all} 份文件：{right} 份无必须修改的问题，{wrong} 份有，{unread} 份未能读取。",
    "en": "{all} files: nothing that must be corrected in {right}, something in {wrong}, {unread} could not be read.",
}
HEADS: Mapping[str, Said] = {
    "file": {"zh": "文件", "en": "File"},
    "kind": {"zh": "文种", "en": "Kind"},
    "direction": {"zh": "行文方向", "en": "Direction"},
    "fixable": {"zh": "可自动修正", "en": "Correctable"},
    "unread": {"zh": "未能读取", "en": "Could not be read"},
    "level": {"zh": "级别", "en": "Level"},
    "place": {"zh": "位置", "en": "Place"},
    "element": {"zh": "要素", "en": "Element"},
    "message": {"zh": "问题", "en": "Finding"},
    "found": {"zh": "现状", "en": "Stands"},
    "expected": {"zh": "应为", "en": "Should be"},
    "basis": {"zh": "依据", "en": "Basis"},
    "may_fix": {"zh": "可修正", "en": "Correctable"},
    "rule": {"zh": "规则", "en": "Rule"},
    **LEVELS,
}
YES: Said = {"zh": "是", "en": "yes"}


def summary(record: dict[str, Any], lang: Language) -> dict[str, Any]:
    """One file in one line: kind, direction and how many findings of each level, or what went wrong."""
    if "error" in record:
        return {"file": record["file"], "error": record["error"]["message"][lang]}
    return {
        "file": record["file"],
        "kind": named(KIND, record["kind"], lang),
        "direction": named(DIRECTIONS, record["direction"], lang),
        **count_levels(record["findings"]),
        "fixable": sum(1 for one in record["findings"] if one["fixable"]),
        "error": "",
    }


def named(table: Mapping[str, Said], code: str, lang: Language) -> str:
    """What a code is called; the code itself where nothing is known of it."""
    return table[code][lang] if code in table else code


def heads(names: tuple[str, ...], lang: Language) -> tuple[str, ...]:
    return tuple(HEADS[name][lang] for name in names)


def message(finding: dict[str, Any], lang: Language) -> str:
    return str(finding["message_en" if lang == "en" else "message"])


def place(finding: dict[str, Any], lang: Language) -> str:
    number = finding["paragraph"]
    if number is None:
        return "全文" if lang == "zh" else "whole document"
    return f"第 {number + 1} 段" if lang == "zh" else f"paragraph {number + 1}"


def basis(finding: dict[str, Any]) -> str:
    return f"{finding['standard']} {finding['clause']}".strip()
