"""Which level of heading does a paragraph's number claim, and is the number written as it should be?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_HAN = "一二三四五六七八九十百零〇"
_DIGITS = {one: at for at, one in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}

_SHAPES: tuple[tuple[int, str, re.Pattern[str]], ...] = (
    # level, what is right, whatever people write for it
    (2, "（{han}）", re.compile(rf"[（(〔\[]\s*([{_HAN}]{{1,4}})\s*[）)〕\]]\s*[、，,.．]?")),
    (4, "（{arabic}）", re.compile(r"[（(〔\[]\s*([0-9０-９]{1,3})\s*[）)〕\]]\s*[、，,.．]?")),
    (4, "（{arabic}）", re.compile(r"([⑴-⒇])")),
    (2, "（{han}）", re.compile(rf"([{_HAN}]{{1,3}})[)）][、，,.．]?")),
    (3, "{arabic}.", re.compile(r"([0-9０-９]{1,2})[)）][、，,.．]?")),
    (1, "{han}、", re.compile(rf"([{_HAN}]{{1,4}})\s*[、，,.．:：](?!\d)")),
    (1, "{han}、", re.compile(rf"([{_HAN}]{{1,3}})[\s\u3000]+(?=[\u4e00-\u9fff]{{2,20}}[\s\u3000]*$)")),
    (3, "{arabic}.", re.compile(r"([0-9０-９]{1,3})\s*[.．、，](?![0-9０-９])")),
)
_LEAD = re.compile(r"[\s\u3000]*")
_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")


@dataclass(frozen=True, slots=True)
class Numbered:
    """A paragraph's own number."""

    level: int
    """1 to 4: 一、（一）1.（1）."""
    value: int
    start: int
    end: int
    """Where the number and its mark stand in the text."""
    written: str
    right: str
    """How it is written by GB/T 9704, 7.3.3."""


def han_value(text: str) -> int:
    """Return the value of a Chinese numeral below 1,000: 一, 十二, 二十, 一百零三; 0 when it is none."""
    total, digit = 0, 0
    for one in text:
        if one == "百":
            total, digit = total + (digit or 1) * 100, 0
        elif one == "十":
            total, digit = total + (digit or 1) * 10, 0
        elif one in _DIGITS:
            digit = _DIGITS[one]
        else:
            return 0
    return total + digit


def han(value: int) -> str:
    """Return 1…999 in Chinese numerals, as headings are numbered."""
    digits = "零一二三四五六七八九"
    hundreds, rest = divmod(value, 100)
    tens, ones = divmod(rest, 10)
    text = digits[hundreds] + "百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else digits[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (digits[ones] if ones else "")


@lru_cache(maxsize=4096)
def numbered(text: str) -> Numbered | None:
    """Return the number a paragraph's text begins with, however badly written; None when it has none.

    "1.5万" and "2025年" are not numbers of paragraphs, "１、" and "(二)" are.
    """
    lead = _LEAD.match(text)
    start = lead.end() if lead else 0
    for level, form, shape in _SHAPES:
        match = shape.match(text, start)
        if not match:
            continue
        written = match.group(1)
        if level in (1, 2):
            value = han_value(written)
        elif "⑴" <= written <= "⒇":
            value = ord(written) - ord("⑴") + 1
        else:
            value = int(written.translate(_WIDE))
        if value:
            right = form.format(han=han(value), arabic=value)
            return Numbered(level, value, start, match.end(), match.group().strip(), right)
    return None
