"""Which numbers in a text are personal? Phones, identity numbers, cards, codes, plates, however they are spaced."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from bangban.llm.masking.checksums import (
    is_card,
    is_credit_code,
    is_identity,
    is_landline,
    is_mobile,
    looks_like_card,
    looks_like_identity,
)
from bangban.llm.masking.view import BOUNDARY


class Span(NamedTuple):
    """A piece of text to hide, and what it is."""

    start: int
    end: int
    kind: str


_SPOKEN = {
    sign: str(digit)
    for digit, signs in enumerate(
        ("零〇○", "一壹幺", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
    )
    for sign in signs
}
_PLAIN = str.maketrans(_SPOKEN)
_DIGIT = f"[0-9{''.join(_SPOKEN)}]"
# Signs people, forms and screens put between digits; those of the second row also stand between two numbers.
_NARROW = rf" \t\u00a0\u2000-\u200a\u202f\u3000\-\u2010-\u2015\u2212_.·•・*()（）\[\]【】~～+'\"“”’{BOUNDARY}"
_WIDE = r"\n\r,，、;；:：/|\\"
_BETWEEN = rf"[{_NARROW}{_WIDE}]{{0,3}}"
# The first digits are spelled out so that a year or an amount is left at once.
_RUN = re.compile(
    rf"{_DIGIT}(?:{_BETWEEN}{_DIGIT})(?:{_BETWEEN}{_DIGIT})(?:{_BETWEEN}{_DIGIT})(?:{_BETWEEN}{_DIGIT}){{2,60}}(?:[{_NARROW}]{{0,3}}[xX](?![A-Za-z0-9]))?"
)
_GROUP = re.compile(rf"{_DIGIT}+[xX]?|[xX]")
_DIGITS = re.compile(rf"{_DIGIT}+[xX]?")
_WIDE_GAP = re.compile(f"[{_WIDE}]")
_LABELS = (
    "电话|手机|座机|固话|联系方式|号码|致电|拨打|来电|传真|微信|QQ|支付宝|账号|帐号|账户|帐户|卡号|银行卡|存折|护照|军官证|证件|证件号|身份证|身份证号|社保|医保|"
    "Tel|tel|TEL|Phone|phone|Mobile|mobile"
)
_LABEL = re.compile(rf"(?:{_LABELS})[^0-9。；\n]{{0,6}}$")
_LABEL_ENDS = frozenset(label[-1] for label in _LABELS.split("|"))
_ENOUGH = re.compile(r"(?:[0-9][^0-9]{0,3}){6}")
_LETTERED = re.compile(r"[A-Za-z]")
_CODE = re.compile(rf"(?<![0-9A-Za-z])[0-9A-Za-z](?:[{_NARROW}]{{0,3}}[0-9A-Za-z]){{17}}(?![0-9A-Za-z])")
_BARE = re.compile(f"[^{_NARROW}]")
_PAPER = re.compile(
    r"(?<![A-Za-z0-9])(?:[EGDSPKeg][0-9A-Z]?[0-9]{7,8}|[HMhm][0-9]{8}(?:[0-9]{2})?)(?![A-Za-z0-9])"
)
_PLATE_GAP = rf"[{_NARROW}]{{0,3}}"
_PLATE = re.compile(
    rf"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]{_PLATE_GAP}[A-HJ-NP-Za-hj-np-z]{_PLATE_GAP}"
    rf"((?:[A-HJ-NP-Za-hj-np-z0-9]{_PLATE_GAP}){{4,5}}[A-HJ-NP-Za-hj-np-z0-9挂学警港澳])(?![A-Za-z0-9])"
)
_ANY_DIGIT = re.compile("[0-9]")
_EMAIL = re.compile(
    r"[A-Za-z0-9][A-Za-z0-9._%+\-]{0,63}\s?@\s?[A-Za-z0-9](?:[A-Za-z0-9\-]{0,62}\.){1,4}[A-Za-z]{2,12}"
)
_ACCOUNT = re.compile(
    r"(?:微信|QQ|支付宝|抖音|钉钉|账号|帐号|卡号|护照|军官证|社保号|医保号)(?:号码?|账号|帐号)?"
    rf"[\s是为:：\"'“”{BOUNDARY}]{{0,4}}([A-Za-z0-9][A-Za-z0-9_\-]{{4,29}})"
)
_KEY = re.compile(
    r"(?:sk-|ak-|bbk_|ghp_|gho_|glpat-|xox[bp]-|AKIA|AKID|LTAI)[A-Za-z0-9_\-]{12,200}"
    r"|-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----(?s:.{1,5000}?)-----END [A-Z ]{0,20}PRIVATE KEY-----"
)
_PART = r"(?:[0-9一二三四五六七八九十两几]{0,2}\s?位|[半段面])"
# Here and below, every alternative begins with a plain sign, so that the search skips what cannot begin one.
_HINT = re.compile(
    rf"前{_PART}|后{_PART}|末{_PART}|接着|余下|剩下|继续|尾号|开头|结尾|其余|the (?:next|rest|last|first)"
)
_ROOM = 80
"""Signs around a boundary or hint in which the halves of a number are looked for."""
_LETTERS_AROUND = 40
_FEWEST, _LONGEST = 10, 23
"""Digits of a number that is known by itself."""
_SIZES = (11, 18, 19, 16, 17)
"""Digits of a mobile phone, an identity number, a card: what may be glued to another."""
_MOST_GLUED = 60
_WRITTEN = {(3, 4, 4), (3, 3, 5), (3, 8), (4, 4, 3), (7, 4), (5, 6), (6, 5)}
"""How mobile phones are broken up; only so do commas and line ends stand within one."""


def numbers(text: str) -> Iterator[Span]:
    """Every personal number, in no order; spans may overlap."""
    for run in _RUN.finditer(text):
        start, end = run.span()
        digits, any_found = run[0], False
        # Most numbers stand whole and plain: what they are is asked at once.
        if digits.isdigit() and digits.isascii() and (kind := _kind(digits)):
            any_found = True
            yield Span(start, end, kind)
        elif len(digits) >= _FEWEST:
            for span in _in_run(text, start, end):
                any_found = True
                yield span
        if _LETTERED.search(text, max(0, start - 4), end + 24):
            yield from _codes(text, max(0, start - 10), end + _LETTERS_AROUND)
        if not any_found and _is_labelled(text, start, end):
            yield Span(start, end, "号码")
    for found in _PLATE.finditer(text):
        if len(_ANY_DIGIT.findall(found[1])) >= 3:
            yield Span(*found.span(), "车牌")
    for found in _ACCOUNT.finditer(text):
        yield Span(*found.span(1), "账号")
    if "@" in text:
        for found in _EMAIL.finditer(text):
            yield Span(*found.span(), "邮箱")
    if "-" in text or "_" in text or "AK" in text or "LTAI" in text:
        for found in _KEY.finditer(text):
            yield Span(*found.span(), "密钥")


def apart(text: str) -> Iterator[Span]:
    """Numbers whose halves stand in different texts of a request, or in one with "the first three are" between them."""
    at = -1
    places = [found.start() for found in _HINT.finditer(text)]
    while (at := text.find(BOUNDARY, at + 1)) >= 0:
        places.append(at)
    for start, end in _stretches(sorted(places)):
        groups = [
            (found.start(), found.end(), found[0].translate(_PLAIN))
            for found in _DIGITS.finditer(text, start, end)
        ]
        if len(groups) > 1:
            yield from _joined(text, groups)


def _stretches(places: list[int]) -> Iterator[tuple[int, int]]:
    """Where to look around `places`; what lies around several of them is looked at once."""
    start = end = -1
    for place in places:
        if end < place - _ROOM:
            if end >= 0:
                yield start, end
            start = max(0, place - _ROOM)
        end = place + _ROOM
    if end >= 0:
        yield start, end


def _joined(text: str, groups: list[tuple[int, int, str]]) -> Iterator[Span]:
    for first in range(len(groups) - 1):
        digits = groups[first][2]
        for last in range(first + 1, len(groups)):
            gap = text[groups[last - 1][1] : groups[last][0]]
            digits += groups[last][2]
            if len(digits) > 19 or not _goes_on(gap):
                break
            kind = _whole(digits)
            if kind and kind != "电话":
                yield from (Span(start, end, kind) for start, end, _ in groups[first : last + 1])
                break


def _goes_on(gap: str) -> bool:
    """Whether what stands between two pieces says, or lets one think, that they are one number."""
    if len(gap) <= 3:
        return True
    before, boundary, after = gap.partition(BOUNDARY)
    if boundary:
        return len(before) <= 4 and len(after.rpartition(BOUNDARY)[2]) <= 12
    return len(gap) <= 30 and _HINT.search(gap) is not None


def _in_run(text: str, start: int, end: int) -> Iterator[Span]:
    """The numbers in a run of digits and separators: any stretch of whole groups that is one."""
    run = text[start:end]
    if run.isascii() and run.isdigit():
        groups = [(start, end)]
    else:
        groups = [found.span() for found in _GROUP.finditer(text, start, end)]
    first = 0
    while first < len(groups):
        last, kind = _longest(text, groups, first)
        if not kind:
            yield from _inside(text, *groups[first])
            first += 1
            continue
        yield Span(groups[first][0], groups[last][1], kind)
        first = last + 1


def _is_labelled(text: str, start: int, end: int) -> bool:
    """Whether what stands before a run of digits says that it is somebody's number."""
    before = max(0, start - 14)
    if _LABEL_ENDS.isdisjoint(text[before:start]):
        return False
    return bool(_ENOUGH.search(text, start, end) and _LABEL.search(text, before, start))


def _longest(text: str, groups: list[tuple[int, int]], first: int) -> tuple[int, str]:
    """The longest number that begins with the group `first`: its last group, and its kind; "" when there is none."""
    digits, sizes, found, wide = "", [], (first, ""), False
    for last in range(first, len(groups)):
        start, end = groups[last]
        if last > first and not wide:
            wide = _WIDE_GAP.search(text, groups[last - 1][1], start) is not None
        piece = text[start:end]
        if not piece.isascii():
            piece = piece.translate(_PLAIN)
        digits += piece
        sizes.append(len(piece))
        if len(digits) > _LONGEST:
            break
        if len(digits) < _FEWEST:
            continue
        kind = _kind(digits)
        if kind and wide and not _may_be_broken(kind, sizes):
            kind = ""
        if kind:
            found = (last, kind)
    return found


def _kind(digits: str) -> str:
    """As `_whole`; what begins and ends like no number is left at once."""
    size = len(digits)
    if size == 11 and digits[0] == "1":
        return "手机" if digits[1] in "3456789" and digits.isdigit() else ""
    return _whole(digits) if _FEWEST <= size <= _LONGEST else ""


def _whole(digits: str) -> str:
    """The kind of number these digits are, whole; "" for none."""
    size = len(digits)
    if size in (15, 18) and (is_identity(digits) or looks_like_identity(digits)):
        return "身份证"
    if 10 <= size <= 12 and digits[0] == "0" and is_landline(digits):
        return "电话"
    bare = digits
    if size > 11:
        bare = digits.removeprefix("00").removeprefix("86")
        bare = bare.removeprefix("0") if len(bare) == 12 else bare
    if is_mobile(bare):
        return "手机"
    return "卡号" if size >= 13 and (is_card(digits) or looks_like_card(digits)) else ""


def _may_be_broken(kind: str, sizes: list[int]) -> bool:
    """Whether commas and line ends between groups of these sizes can stand within one number of this kind."""
    if max(sizes) == 1:
        return True
    if kind == "手机":
        return tuple(sizes) in _WRITTEN
    if kind == "卡号":
        return (sizes[0] == 4 and len(set(sizes[:-1])) == 1) or max(sizes) == 1
    return kind == "身份证"


def _inside(text: str, start: int, end: int) -> Iterator[Span]:
    """Numbers written without a gap before or after other digits: only what their checks prove."""
    if end - start <= 18:
        return
    digits = text[start:end].translate(_PLAIN)
    if len(digits) % 11 == 0 and all(is_mobile(digits[at : at + 11]) for at in range(0, len(digits), 11)):
        yield Span(start, end, "手机")
        return
    if tiles := _tiled(digits):
        for size, kind in tiles:
            yield Span(start, start + size, kind)
            start += size
        return
    at = before = 0
    while at <= len(digits) - 18:
        if is_identity(digits[at : at + 18]):
            yield Span(start + at, start + at + 18, "身份证")
            yield from _beside(digits[before:at], start + before)
            at += 18
            before = at
        else:
            at += 1
    if before:
        yield from _beside(digits[before:], start + before)


def _beside(digits: str, start: int) -> Iterator[Span]:
    """What stands right before or after an identity number may be a number as well."""
    for size, kind in _tiled(digits):
        yield Span(start, start + size, kind)
        start += size


def _tiled(digits: str) -> list[tuple[int, str]]:
    """The numbers that a stretch of digits is made of without rest, with their sizes; [] when it is not."""
    if len(digits) > _MOST_GLUED:
        return []
    for size in _SIZES:
        kind = _whole(digits[:size]) if size <= len(digits) else ""
        if kind and size == len(digits):
            return [(size, kind)]
        if kind and (rest := _tiled(digits[size:])):
            return [(size, kind), *rest]
    return []


def _codes(text: str, start: int, end: int) -> Iterator[Span]:
    """Codes of letters and digits around a run: credit codes by their check, passports by their form."""
    found = _CODE.search(text, start)
    while found and found.start() < end:
        if is_credit_code("".join(_BARE.findall(found[0])).upper()):
            yield Span(*found.span(), "信用代码")
            break
        found = _CODE.search(text, found.start() + 1)
    for found in _PAPER.finditer(text, start, end):
        yield Span(*found.span(), "证件")
