"""What do officers get wrong in signature, date and note?"""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.documents.faults.fault import WHOLE, Hurt, drop, fault, look, retext
from tests.documents.sheet import Para, Sheet

DATE = ("date.", "numerals.", "calendar.", "punctuation.")
ALL = "notice notice_secret request reply report letter decision opinion circular announcement public_notice motion order"
PARTS = re.compile(r"(\d{4})年(\d+)月(\d+)日")


def dated(change: Callable[[str, str, str], str]) -> Hurt:
    def swap(text: str) -> str:
        found = PARTS.fullmatch(text)
        return change(*found.groups()) if found else text

    return retext("date", swap)


DIGITS = "〇一二三四五六七八九"


def _chinese(year: str, month: str, day: str) -> str:
    def small(number: str) -> str:
        tens, ones = divmod(int(number), 10)
        return ("" if tens == 0 else "十" if tens == 1 else DIGITS[tens] + "十") + (
            DIGITS[ones] if ones else ""
        )

    return "".join(DIGITS[int(one)] for one in year) + f"年{small(month)}月{small(day)}日"


for identity, said, hurt, fix in (
    ("date.chinese", "成文日期用汉字数字", dated(_chinese), True),
    (
        "date.zero_sign",
        "成文日期年份写“二0二六”",
        dated(lambda y, m, d: "二0二六年" + _chinese(y, m, d)[5:]),
        True,
    ),
    ("date.zero_month", "成文日期月份编虚位", dated(lambda y, m, d: f"{y}年{int(m):02d}月{d}日"), True),
    ("date.zero_day", "成文日期日编虚位", dated(lambda y, m, d: f"{y}年{m}月{int(d):02d}日"), True),
    ("date.short_year", "成文日期年份两位", dated(lambda y, m, d: f"{y[2:]}年{m}月{d}日"), True),
    ("date.dots", "成文日期写“2026.3.20”", dated(lambda y, m, d: f"{y}.{m}.{d}"), True),
    ("date.hyphens", "成文日期写“2026-3-20”", dated(lambda y, m, d: f"{y}-{m}-{d}"), True),
    ("date.slashes", "成文日期写“2026/3/20”", dated(lambda y, m, d: f"{y}/{m}/{d}"), True),
    ("date.no_day", "成文日期没有日", dated(lambda y, m, d: f"{y}年{m}月"), False),
    ("date.hao", "成文日期“日”写成“号”", dated(lambda y, m, d: f"{y}年{m}月{d}号"), True),
    ("date.full_digits", "成文日期用全角数字", dated(lambda y, m, d: "２０２６" + f"年{m}月{d}日"), True),
    ("date.spaces", "成文日期里有空格", dated(lambda y, m, d: f"{y} 年 {m} 月 {d} 日"), True),
    ("date.stop", "成文日期后加句号", dated(lambda y, m, d: f"{y}年{m}月{d}日。"), True),
    ("date.no_such", "成文日期不存在（2月30日）", dated(lambda y, m, d: f"{y}年2月30日"), False),
    ("date.month_13", "成文日期写13月", dated(lambda y, m, d: f"{y}年13月{d}日"), False),
):
    small = "request_joint decision notice_issue reply public_notice"  # Days of one digit.
    fault(identity, said, hurt, *DATE, fix=fix, texts=small if identity == "date.zero_day" else ALL)
SEALED = "notice notice_secret reply decision opinion circular announcement public_notice"
PLACE = ("place.", "date.", "signature.", "align.", "indent.")
for identity, said, hurt, rules in (
    ("date.left", "成文日期居左", look("date", align="left", right=0), PLACE),
    ("date.centred", "成文日期居中", look("date", align="center", right=0), PLACE),
    ("date.flush", "成文日期没有右空四字", look("date", right=0), PLACE),
    ("date.hei", "成文日期用黑体", look("date", runs={"font": "hei"}), ("font.",)),
    ("date.sun", "成文日期用宋体", look("date", runs={"font": "sun"}), ("font.",)),
    ("date.small", "成文日期用四号", look("date", runs={"size": 14}), ("size.", "place.")),
    ("date.bold", "成文日期加粗", look("date", runs={"bold": True}), ("bold.",)),
    ("date.red", "成文日期红色", look("date", runs={"color": "FF0000"}), ("colour.",)),
    ("signature.left", "发文机关署名居左", look("signature", align="left", right=0), PLACE),
    ("signature.hei", "发文机关署名用黑体", look("signature", runs={"font": "hei"}), ("font.",)),
    ("signature.sun", "发文机关署名用宋体", look("signature", runs={"font": "sun"}), ("font.",)),
    ("signature.small", "发文机关署名用小三", look("signature", runs={"size": 15}), ("size.", "place.")),
    ("signature.bold", "发文机关署名加粗", look("signature", runs={"bold": True}), ("bold.",)),
    ("signature.red", "发文机关署名红色", look("signature", runs={"color": "FF0000"}), ("colour.",)),
    ("signature.flush", "发文机关署名顶右，不与日期居中", look("signature", right=0), PLACE),
):
    fault(identity, said, hurt, *rules, fix=True, texts=SEALED, near=rules is PLACE)
fault("date.missing", "没有成文日期", drop("date"), "date.", texts=SEALED, near=True)
fault("signature.missing", "没有发文机关署名", drop("signature"), "signature.", texts=SEALED, near=True)


def _other_name(sheet: Sheet) -> list[Para] | None:
    one = sheet.first("signature")
    if not one or "云栖市临江区" not in one.text:
        return None
    one.say(one.text.replace("临江区", "临江县"))
    return [one]


def _under_date(sheet: Sheet) -> list[Para] | None:
    name, day = sheet.first("signature"), sheet.first("date")
    if not name or not day:
        return None
    sheet.drop(name)
    day.above, name.above = name.above, 0
    sheet.put_after(day, name)
    return [name, day]


def _empty_page(sheet: Sheet) -> list[Para] | None:
    name = sheet.first("signature")
    body = sheet.all("body")
    if not name or not body:
        return None
    one = Para("filler", [type(name.run)("（此页无正文）")], first=2)
    sheet.items.insert(sheet.at(name), one)
    return [one]


fault(
    "signature.other_name",
    "署名与发文机关不一致",
    _other_name,
    "signature.",
    "name.",
    "names.",
    "issuer.",
    texts="notice opinion decision report",
    near=True,
)
fault(
    "signature.under_date",
    "署名排在日期之下",
    _under_date,
    "signature.",
    "date.",
    "order.",
    "place.",
    texts=SEALED,
    near=True,
)
fault(
    "signature.empty_page",
    "用“此页无正文”",
    _empty_page,
    "signature.",
    "leftover.",
    "body.",
    "wording.",
    "placeholder.",
    texts=SEALED,
    near=True,
)

# ── note ──

NOTE = ("note.", "punctuation.")
NOTED = "notice notice_issue request report letter decision opinion announcement public_notice"
for identity, said, hurt, rules, fix in (
    ("note.half", "附注用半角括号", retext("note", lambda text: "(" + text[1:-1] + ")"), NOTE, True),
    ("note.none", "附注没有括号", retext("note", lambda text: text[1:-1]), NOTE, True),
    ("note.unpaired", "附注括号不成对", retext("note", lambda text: text[:-1]), NOTE, True),
    ("note.square", "附注用方括号", retext("note", lambda text: "［" + text[1:-1] + "］"), NOTE, True),
    ("note.stop", "附注后加句号", retext("note", lambda text: text + "。"), NOTE, True),
    ("note.flush", "附注顶格", look("note", first=0), ("indent.",), True),
    ("note.right", "附注居右", look("note", align="right", first=0), ("align.", "indent."), True),
    ("note.kai", "附注用楷体", look("note", runs={"font": "kai"}), ("font.",), True),
    ("note.small", "附注用四号", look("note", runs={"size": 14}), ("size.",), True),
):
    fault(identity, said, hurt, *rules, fix=fix, texts=NOTED)
fault(
    "note.no_contact",
    "请示没有联系人和电话",
    drop("note"),
    "note.",
    "direction.",
    "request.",
    texts="request request_joint",
    near=True,
)


def _above_date(sheet: Sheet) -> list[Para] | None:
    note, name = sheet.first("note"), sheet.first("signature")
    if not note or not name:
        return None
    sheet.drop(note)
    sheet.items.insert(sheet.at(name), note)
    return WHOLE


fault("note.above_date", "附注排在成文日期之上", _above_date, "note.", "order.", texts=NOTED, near=True)
