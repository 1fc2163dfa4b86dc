"""What can be pulled out of a passage? Its lists, and when, where, how much, how long, whom to call. Patterns alone."""

from __future__ import annotations

import re
from collections.abc import Mapping

_DAY = r"(?:\d{2,4}年)?\d{1,2}月(?:\d{1,2}日)?(?:(?:至|-|—|~|到)(?:\d{1,2}月)?\d{1,2}日)?"
_WEEKDAY = r"(?:周|星期|每周|每週|週)[一二三四五六日天](?:\s*(?:至|到|-|—|~|、)\s*(?:周|星期|週)?[一二三四五六日天])*"
_CLOCK = r"\d{1,2}[:：]\d{2}(?:\s*(?:至|-|—|~|到)\s*\d{1,2}[:：]\d{2})?"
PATTERNS: Mapping[str, re.Pattern[str]] = {
    "phone": re.compile(r"(?<![\d-])(?:\(?0\d{2,3}\)?[-‐ ]?\d{3,4}-?\d{4}|1[0-9]{4}|9[56]\d{3}|1(?:10|13|19|20|22)|1999|400-?\d{3}-?\d{4})(?![\d])(?:(?:转|轉|分机|分機|#)\s?\d+)?"),
    "money": re.compile(r"(?:人民币|新台币|新臺幣|NT\$?|￥|¥)?\s?\d[\d,，]*(?:\.\d+)?\s*(?:万|萬|亿|千|百)?\s*元(?:/\S{1,3})?|免费|免費|不收费|不收費"),
    "when": re.compile(rf"{_DAY}|{_WEEKDAY}(?:\s?(?:上午|下午|晚上)?\s?{_CLOCK})?|{_CLOCK}"),
    "how_long": re.compile(r"\d+\s*(?:个)?(?:工作日|年|个月|個月|月|天|日|小时|小時|分钟|分鐘)(?:内|內|以内|以內)?"),
    "where": re.compile(r"[\u4e00-\u9fff]{2,12}(?:路|街|巷|大道|弄)[\u4e00-\u9fff]{0,4}\d+(?:-\d+)?号?(?:[\u4e00-\u9fff]{0,6}\d*楼)?|[\u4e00-\u9fff]{2,12}(?:路|街|巷)[\u4e00-\u9fff]{0,4}\d+(?:-\d+)?號(?:[\u4e00-\u9fff]{0,6}\d*樓)?"),
    "web": re.compile(r"https?://[^\s，。；、）)]+|www\.[^\s，。；、）)]+"),
}  # fmt: skip
_ITEM = re.compile(
    r"(?:^|(?<=[。；;：:\s]))(?:[（(][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十]{1,3}、|\d{1,2}[.、．](?!\d))"
)
_CLAUSE = re.compile(r"[。；;，,：\n]|(?<!\d):|:(?!\d)")
IN_CONTEXT, LONGEST_CLAUSE = frozenset(("money", "how_long")), 40
_HEADS = {
    "materials": re.compile(r"材料|证件|文件|資料|资料|證件|备齐|檢附|检附|携带|攜帶|提交"),
    "conditions": re.compile(r"条件|條件|资格|資格|对象|對象|符合|具备|具備|下列情形"),
    "steps": re.compile(r"流程|程序|步骤|步驟|方式|办理"),
}


def facts(text: str) -> dict[str, list[str]]:
    """What a passage says of when, where, how much, how long, whom to call; in its own words, each once."""
    # The year of a date is no span of time.
    undated = PATTERNS["when"].sub(lambda found: " " * len(found[0]), text)
    found = {
        name: list(
            dict.fromkeys(
                match.group().strip() for match in pattern.finditer(undated if name == "how_long" else text)
            )
        )
        for name, pattern in PATTERNS.items()
    }
    return {name: values[:8] for name, values in found.items() if values}


def told(text: str) -> dict[str, list[str]]:
    """`facts`, amounts and spans of time with the words they stand among: "每穴2600元", not "2600元"."""
    found = facts(text)
    clauses = [one.strip() for one in _CLAUSE.split(text)]
    for name in IN_CONTEXT & found.keys():
        whole = [
            next((one for one in clauses if value in one and len(one) <= LONGEST_CLAUSE), value)
            for value in found[name]
        ]
        found[name] = list(dict.fromkeys(whole))
    return found


def lists(text: str) -> list[dict[str, object]]:
    """Numbered lists of a passage: `{"of": "materials"|"conditions"|"steps"|"", "head": str, "items": [str]}`."""
    marks = list(_ITEM.finditer(text))
    if len(marks) < 2:
        return []
    made: list[dict[str, object]] = []
    group: list[str] = []
    head = _head(text[: marks[0].start()])
    for place, mark in enumerate(marks):
        end = marks[place + 1].start() if place + 1 < len(marks) else len(text)
        item = text[mark.end() : end].strip()
        # The last item ends with its sentence; what follows is the passage going on.
        if place + 1 == len(marks):
            item = re.split(r"(?<=[。\n])", item, maxsplit=1)[0].strip()
        if item:
            group.append(item.rstrip("；;。"))
    if len(group) > 1:
        kind = next((name for name, pattern in _HEADS.items() if pattern.search(head)), "")
        made.append({"of": kind, "head": head, "items": group})
    return made


def _head(before: str) -> str:
    parts = [part for part in re.split(r"[。；;\n]", before) if part.strip()]
    return parts[-1].strip(" ：:") if parts else ""
