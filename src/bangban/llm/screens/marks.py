"""Does a text carry a mark of classification? (保守国家秘密法实施条例: the class, a star, and the period.)"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bangban.llm.masking.view import BOUNDARY


@dataclass(frozen=True)
class Mark:
    code: str
    zh: str
    en: str


_MARKS = {
    "秘": Mark("secret", "秘密", "secret (秘密)"),
    "机": Mark("confidential", "机密", "confidential (机密)"),
    "绝": Mark("top", "绝密", "top secret (绝密)"),
}
_GAP = rf"[\s{BOUNDARY}]*"
# Without star or period the word alone is talk about secrecy, so it counts only where a document puts its mark: by
# itself in a line, or after "密级".
_MARK = re.compile(
    rf"([秘机绝]){_GAP}密{_GAP}[★☆✩✭⭐*＊]{_GAP}(?:\d|[一二三五十]|长期|启封|解密|★|☆|[\n{BOUNDARY}]|$)|([秘机绝])\s*密\s*[★☆⭐]"
)
_LINE = re.compile(
    rf"(?:^|[\n{BOUNDARY}])[ \t\u3000\d【〔\[(（]*([秘机绝])\s*密[\s★☆】〕\])）]*(?:\d+\s*(?:年|个月|天)|长期)?[ \t\u3000】〕\])）]*(?=$|[\n\r{BOUNDARY}])"
)
_NAMED = re.compile(r"密\s*级\s*(?:为|是)?\s*[:：]\s*([秘机绝])\s*密")


def mark_in(text: str) -> Mark | None:
    """The mark that stands in a text; None when there is none."""
    if "密" not in text:
        return None
    for pattern in (_MARK, _LINE, _NAMED):
        if found := pattern.search(text):
            return _MARKS[next(sign for sign in found.groups() if sign)]
    return None
