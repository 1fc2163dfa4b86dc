"""Which numbers in a text are personal? Phones, identity numbers, cards, codes, plates, however they are spaced."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bangban.llm.masking.checksums import (
    is_card,
    is_credit_code,
    is_identity,
    is_landline,
    is_mobile,
    looks_like_identity,
)


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text to hide, and what it is."""

    start: int
    end: int
    kind: str


_FULL = "０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ"
_PLAIN = {ord(full): plain for full, plain in zip(_FULL, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", strict=True)}
_SPOKEN = {
    ord(sign): digit
    for digit, signs in enumerate(
        ("零〇○", "一壹幺", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
    )
    for sign in signs
}
_SPOKEN_TEXT = {sign: str(digit) for sign, digit in _SPOKEN.items()}

# Signs people and screens put between digits; a zero-width one is there to deceive.
_BETWEEN = r"[ \t\u00a0\u3000\-\u2010-\u2015\u2212_.·•*/()（）\u200b-\u200f\u2060\ufeff\u00ad]"
_RUN = re.compile(
    rf"\+?[0-9０-９](?:{_BETWEEN}{{0,3}}[0-9０-９]){{6,40}}(?:{_BETWEEN}?[xXｘＸ](?![A-Za-z0-9]))?"
)
_DIGITS = re.compile(r"[0-9０-９]+[xXｘＸ]?")
_ANY_DIGITS = re.compile(r"[0-9０-９]+")
_APART, _ROOM, _FEWEST = 4, 24, 4
_WORD = re.compile(r"(?<![A-Za-z0-9])[A-Za-z0-9][A-Za-z0-9_\-]{4,29}")
_SPOKEN_RUN = re.compile(
    r"[零〇○一壹幺二贰两三叁四肆五伍六陆七柒八捌九玖](?:[、，, ]?[零〇○一壹幺二贰两三叁四肆五伍六陆七柒八捌九玖]){9,20}"
)
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Za-hj-np-z]\s?[·•.\-]?\s?"
    r"(?:[A-HJ-NP-Za-hj-np-z0-9]{4}[A-HJ-NP-Za-hj-np-z0-9挂学警港澳]|[DFdf][A-HJ-NP-Za-hj-np-z0-9][0-9]{4}|[0-9]{5}[DFdf])(?![A-Za-z0-9])"
)
_PAPERS = re.compile(r"[EGDSPeg][0-9A-Z]?[0-9]{7,8}|[HMhm][0-9]{8}(?:[0-9]{2})?")
_EMAIL = re.compile(
    r"[A-Za-z0-9][A-Za-z0-9._%+\-]{0,63}@[A-Za-z0-9](?:[A-Za-z0-9\-]{0,62}\.){1,4}[A-Za-z]{2,12}"
)
_ACCOUNT = re.compile(
    r"(?:微信|QQ|qq|支付宝|抖音|钉钉|账号|帐号|卡号|护照|军官证|社保号|医保号)(?:号码?|账号|帐号)?"
    r"\s*(?:是|为|[:：])?\s*([A-Za-z0-9][A-Za-z0-9_\-]{4,29})"
)
_KINDS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("身份证", is_identity),
    ("身份证", looks_like_identity),
    ("手机", is_mobile),
    ("电话", is_landline),
    ("卡号", is_card),
)
_LENGTHS = range(10, 20)


def numbers(text: str) -> Iterator[Span]:
    """Every personal number, in no order; spans may overlap."""
    # Digits are rare in most texts: the dear patterns are tried only around them.
    for start, end in _around_digits(text):
        yield from _near(text, start, end)
    for found in _ACCOUNT.finditer(text):
        yield Span(*found.span(1), "账号")
    if "@" in text:
        for found in _EMAIL.finditer(text):
            yield Span(*found.span(), "邮箱")
    for run in _SPOKEN_RUN.finditer(text):
        plain = "".join(_SPOKEN_TEXT[ord(sign)] for sign in run[0] if ord(sign) in _SPOKEN_TEXT)
        if is_mobile(plain) or looks_like_identity(plain) or is_landline(plain):
            yield Span(*run.span(), "号码")


def _around_digits(text: str) -> Iterator[tuple[int, int]]:
    """Stretches with enough digits close together to hold a number, with some room before and behind."""
    start = end = count = 0
    for run in _ANY_DIGITS.finditer(text):
        at = run.start()
        if at - end > _APART:
            if count >= _FEWEST:
                yield max(0, start - _ROOM), end + _ROOM
            start, count = at, 0
        end = run.end()
        count += end - at
    if count >= _FEWEST:
        yield max(0, start - _ROOM), end + _ROOM


def _near(text: str, start: int, end: int) -> Iterator[Span]:
    for run in _RUN.finditer(text, start, end):
        yield from _in_run(run[0], run.start())
    for word in _WORD.finditer(text, start, end):
        code = word[0]
        if len(code) == 18 and is_credit_code(code.upper()):
            yield Span(*word.span(), "信用代码")
        elif _PAPERS.fullmatch(code):
            yield Span(*word.span(), "证件")
    for found in _PLATE.finditer(text, start, end):
        yield Span(*found.span(), "车牌")


def _in_run(run: str, at: int) -> Iterator[Span]:
    """The numbers in a run of digits and separators: any stretch of whole groups that is one."""
    groups = list(_DIGITS.finditer(run))
    first = 0
    while first < len(groups):
        taken = _longest(run, groups, first)
        if taken is None:
            yield from _inside(groups[first], at)
            first += 1
            continue
        last, kind = taken
        yield Span(at + groups[first].start(), at + groups[last].end(), kind)
        first = last + 1


def _longest(run: str, groups: list[re.Match[str]], first: int) -> tuple[int, str] | None:
    """The longest number that begins with the group `first`: its last group, and its kind."""
    digits, found = "", None
    for last in range(first, len(groups)):
        digits += groups[last][0].translate(_PLAIN)
        if len(digits) > _LENGTHS.stop:
            break
        bare = digits.removeprefix("0086").removeprefix("86") if len(digits) > 11 else digits
        for kind, check in _KINDS:
            if check(digits) or (kind == "手机" and check(bare)):
                found = (last, kind)
                break
    return found


def _inside(group: re.Match[str], at: int) -> Iterator[Span]:
    """A number written without a gap before or after other digits: only what its check digit proves."""
    digits = group[0].translate(_PLAIN)
    if len(digits) <= 18:
        return
    for start in range(len(digits) - 17):
        if is_identity(digits[start : start + 18]):
            yield Span(at + group.start() + start, at + group.start() + start + 18, "身份证")
            return
