"""How does automatic numbering write a number: 十二, Ⅻ, １２, ⑫, 壬?"""

from __future__ import annotations

from collections.abc import Callable

_PLAIN = "零一二三四五六七八九"
_CIRCLE_ZERO = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)


def _grouped(value: int, digits: str, units: tuple[str, ...], *, bare_ten: bool) -> str:
    """Return a number below 100 million with 十百千 and 万; `bare_ten` writes 十二 for 一十二."""
    if value == 0:
        return digits[0]
    high, low = divmod(value, 10_000)
    if high:
        head = _grouped(high, digits, units, bare_ten=bare_ten) + "万"
        if not low:
            return head
        return head + (digits[0] if low < 1000 else "") + _grouped(low, digits, units, bare_ten=False)
    text, gap = "", False
    for power in (3, 2, 1, 0):
        digit = value // 10**power % 10
        if not digit:
            gap = bool(text)
            continue
        if gap:
            text += digits[0]
            gap = False
        first_ten = bare_ten and power == 1 and digit == 1 and not text
        text += ("" if first_ten else digits[digit]) + units[power]
    return text


def _thousand(value: int) -> str:
    return _grouped(value, _PLAIN, ("", "十", "百", "千"), bare_ten=True)


def _counting(value: int) -> str:
    """chineseCounting: 十一 … 九十九, then digit by digit (一〇〇)."""
    return _thousand(value) if value < 100 else _digits(value)


def _legal(value: int) -> str:
    return _grouped(value, _LEGAL, ("", "拾", "佰", "仟"), bare_ten=False)


def _digits(value: int) -> str:
    return "".join(_CIRCLE_ZERO[int(one)] for one in str(value))


def _letters(value: int) -> str:
    """a … z, aa, bb, …: Word repeats the letter."""
    times, letter = divmod(value - 1, 26)
    return chr(ord("a") + letter) * min(times + 1, 30)


def _roman(value: int) -> str:
    text = ""
    for amount, sign in _ROMAN:
        times, value = divmod(value, amount)
        text += sign * min(times, 30)
    return text


def _full_width(value: int) -> str:
    return "".join(chr(ord("０") + int(one)) for one in str(value))


def _circled(value: int) -> str:
    if value <= 20:
        return chr(0x2460 + value - 1)
    if value <= 35:
        return chr(0x3251 + value - 21)
    if value <= 50:
        return chr(0x32B1 + value - 36)
    return str(value)


def _ideographs_in_circles(value: int) -> str:
    return chr(0x3280 + value - 1) if value <= 10 else str(value)


def _of(first: int, last: int) -> Callable[[int], str]:
    return lambda value: chr(first + value - 1) if value <= last else str(value)


def _cycle(signs: str) -> Callable[[int], str]:
    return lambda value: signs[(value - 1) % len(signs)]


def _ordinal(value: int) -> str:
    ending = "th" if value // 10 % 10 == 1 else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    return f"{value}{ending}"


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalHalfWidth": str,
    "decimalZero": lambda value: f"{value:02d}",
    "decimalFullWidth": _full_width,
    "decimalFullWidth2": _full_width,
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedFullstop": _of(0x2488, 20),
    "decimalEnclosedParen": _of(0x2474, 20),
    "ideographEnclosedCircle": _ideographs_in_circles,
    "chineseCounting": _counting,
    "chineseCountingThousand": _thousand,
    "chineseLegalSimplified": _legal,
    "ideographLegalTraditional": _legal,
    "japaneseCounting": _thousand,
    "japaneseLegal": _legal,
    "taiwaneseCounting": _counting,
    "taiwaneseCountingThousand": _thousand,
    "ideographDigital": _digits,
    "japaneseDigitalTenThousand": _digits,
    "taiwaneseDigital": _digits,
    "ideographTraditional": _cycle(_STEMS),
    "ideographZodiac": _cycle(_BRANCHES),
    "ideographZodiacTraditional": lambda value: _STEMS[(value - 1) % 10] + _BRANCHES[(value - 1) % 12],
    "lowerLetter": _letters,
    "upperLetter": lambda value: _letters(value).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda value: _roman(value).upper(),
    "ordinal": _ordinal,
    "numberInDash": lambda value: f"- {value} -",
    "none": lambda value: "",
    "bullet": lambda value: "",
}


def written(value: int, style: str) -> str:
    """Return a number in one of the formats of w:numFmt (ISO/IEC 29500-1, 17.18.59); decimal for others.

    Numbers below 1 and above 32,767 (the format's own bound) are written in digits.
    """
    if style in ("none", "bullet"):
        return ""
    if not 1 <= value <= 32_767:
        return str(value)
    return _FORMATS.get(style, str)(value)
