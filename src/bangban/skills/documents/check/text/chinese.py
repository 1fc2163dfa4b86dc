"""Which number is written there: 二十一, 〇, ①, １２?"""

from __future__ import annotations

DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
NUMERAL = "零〇一二三四五六七八九十百两"


def value(text: str) -> int | None:
    """The whole number a Chinese numeral below ten thousand says; None when it is not one.

    >>> value("二十一"), value("十"), value("一百零五"), value("一二")
    (21, 10, 105, None)
    """
    total, digit = 0, None
    for sign in text:
        if sign in _UNITS:
            total += (1 if digit is None else digit) * _UNITS[sign]
            digit = None
        elif sign in DIGITS:
            if digit not in (None, 0):
                return None
            digit = DIGITS[sign]
        else:
            return None
    return total + (digit or 0) if text else None


def numeral(number: int) -> str:
    """1…199 as headings write them.

    >>> numeral(10), numeral(21), numeral(105)
    ('十', '二十一', '一百零五')
    """
    signs = "零一二三四五六七八九"
    if number >= 100:
        rest = number % 100
        head = signs[number // 100] + "百"
        if rest == 0:
            return head
        return head + ("零" + signs[rest] if rest < 10 else ("一" if rest < 20 else "") + numeral(rest))
    if number < 10:
        return signs[number]
    tens, ones = divmod(number, 10)
    return ("" if tens == 1 else signs[tens]) + "十" + (signs[ones] if ones else "")
