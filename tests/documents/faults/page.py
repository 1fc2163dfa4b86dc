"""What do officers get wrong about paper, margins, pitch and page numbers?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.documents.faults.fault import WHOLE, Hurt, fault, look, page
from tests.documents.sheet import Footer, Para, Sheet

PAGE = ("page.",)

for identity, said, values in (
    ("page.letter_paper", "纸张用了信纸（215.9×279.4 mm）", {"width": 215.9, "height": 279.4}),
    ("page.sixteen", "纸张用了 16 开（184×260 mm）", {"width": 184, "height": 260}),
    ("page.b5", "纸张用了 B5", {"width": 182, "height": 257}),
    ("page.word_margins", "四边都用软件默认值（25.4/31.8 mm）", {"top": 25.4, "bottom": 25.4, "left": 31.8, "right": 31.8}),
    ("page.top_short", "上边距 37→25.4 mm", {"top": 25.4}),
    ("page.top_33", "上边距 37→33 mm", {"top": 33}),
    ("page.top_40", "上边距 37→41 mm", {"top": 41}),
    ("page.left_wide", "左边距 28→31.8 mm", {"left": 31.8}),
    ("page.left_short", "左边距 28→20 mm", {"left": 20}),
    ("page.right_wide", "右边距 26→31.8 mm", {"right": 31.8}),
    ("page.right_short", "右边距 26→20 mm", {"right": 20}),
    ("page.bottom_short", "下边距 35→25.4 mm", {"bottom": 25.4}),
    ("page.bottom_30", "下边距 35→30 mm", {"bottom": 30}),
    ("page.swapped", "左右边距写反", {"left": 25, "right": 29}),
    ("page.gutter", "另加 10 mm 装订线", {"gutter": 10}),
    ("page.columns", "正文分两栏", {"columns": 2}),
):  # fmt: skip
    fault(identity, said, page(**values), *PAGE, fix=identity != "page.columns")
fault(
    "page.landscape",
    "纸张横放",
    page(width=297, height=210, landscape=True),
    *PAGE,
    texts="notice request reply circular opinion",
)


def body_roles(sheet: Sheet) -> list[Para]:
    return [one for one in sheet.paras if one.role in ("body", "closing") or one.role.startswith("heading")]


def everywhere(**values: Any) -> Hurt:
    def hurt(sheet: Sheet) -> list[Para] | None:
        chosen = body_roles(sheet)
        for one in chosen:
            for name, value in values.items():
                setattr(one, name, value)
        return chosen if len(chosen) > 3 else None

    return hurt


PITCH = ("pitch.", "space.", "page.grid")
EXACT = "word styles wps points spaces vml dml table numbered libreoffice python-docx"
fault(
    "pitch.one_and_a_half",
    "正文用 1.5 倍行距",
    everywhere(line_rule="auto", pitch=1.5),
    *PITCH,
    fix=True,
    flavours="spaces",
)
fault("pitch.narrow", "正文行距固定值 22 磅", everywhere(pitch=22), *PITCH, fix=True, flavours=EXACT)
fault("pitch.wide", "正文行距固定值 36 磅", everywhere(pitch=36), *PITCH, fix=True, flavours=EXACT)
fault(
    "pitch.one_narrow", "一段行距 20 磅", look("body", "middle", pitch=20), *PITCH, fix=True, flavours=EXACT
)
fault("pitch.one_wide", "一段行距 40 磅", look("body", "middle", pitch=40), *PITCH, fix=True, flavours=EXACT)
fault("pitch.after", "正文段后留 10 磅", everywhere(after=10), *PITCH, fix=True)
fault("pitch.before", "一段段前留 15.6 磅", look("body", "middle", before=15.6), *PITCH, fix=True)


def _blank_between(sheet: Sheet) -> list[Para] | None:
    flow = [one for one in sheet.paras if one.role == "body" or one.role.startswith("heading")]
    if len(flow) < 4:
        return None
    flow[len(flow) // 2].above = 1
    return WHOLE


fault(
    "pitch.blank_between",
    "正文两段之间空一行",
    _blank_between,
    "space.",
    "blank.",
    fix=True,
    flavours="word wps table python-docx",
    near=True,
)


# ── page numbers ──


def footers(change: Callable[[Footer], None], sides: str = "both") -> Hurt:
    def hurt(sheet: Sheet) -> list[Para] | None:
        for name in ("odd", "even"):
            found = getattr(sheet, name)
            if found and sides in ("both", name):
                change(found)
        return WHOLE

    return hurt


def setting(**values: Any) -> Callable[[Footer], None]:
    def change(footer: Footer) -> None:
        for name, value in values.items():
            setattr(footer, name, value)

    return change


def _missing(sheet: Sheet) -> list[Para] | None:
    sheet.odd = sheet.even = None
    return WHOLE if sheet.format != "letter" else None


def _no_even(sheet: Sheet) -> list[Para] | None:
    sheet.even = None
    return WHOLE


def _swapped(sheet: Sheet) -> list[Para] | None:
    sheet.odd, sheet.even = sheet.even, sheet.odd
    return WHOLE


FOOT = (
    "footer.",
    "font.page_number",
    "size.page_number",
    "bold.page_number",
    "colour.page_number",
    "page_number.",
)
for identity, said, values in (
    ("pagenumber.no_dash", "页码没有一字线", {"before": "", "behind": ""}),
    ("pagenumber.hyphen", "页码用半角连字符“- 1 -”", {"before": "- ", "behind": " -"}),
    ("pagenumber.short_dash", "页码用短横线“–1–”", {"before": "–", "behind": "–"}),
    ("pagenumber.words", "页码写成“第1页”", {"before": "第", "behind": "页"}),
    ("pagenumber.one_dash", "页码只有左边有一字线", {"behind": ""}),
    ("pagenumber.centred", "单双页页码都居中", {"align": "center", "indent": 0}),
    ("pagenumber.flush", "页码没有空一字", {"indent": 0}),
    ("pagenumber.small", "页码用小五号（9 磅）", {"size": 9}),
    ("pagenumber.large", "页码用 3 号（16 磅）", {"size": 16}),
    ("pagenumber.roman_font", "页码用 Times New Roman", {"font": "Times New Roman"}),
    ("pagenumber.fang", "页码用仿宋", {"font": "fang"}),
    ("pagenumber.bold", "页码加粗", {"bold": True}),
    ("pagenumber.typed", "页码是敲上去的数字，不会变", {"field": False}),
    ("pagenumber.red", "页码红色", {"color": "FF0000"}),
):  # fmt: skip
    fault(identity, said, footers(setting(**values)), *FOOT, fix=True)
fault("pagenumber.missing", "没有页码", _missing, *FOOT, fix=True)
fault("pagenumber.no_even", "没有设奇偶页不同，双页页码也居右", _no_even, *FOOT, fix=True)
fault("pagenumber.swapped", "单页居左、双页居右", _swapped, *FOOT, fix=True)
fault("pagenumber.both_right", "双页页码居右", footers(setting(align="right"), "even"), *FOOT, fix=True)
fault("pagenumber.too_low", "页码离版心太远（页脚边距 15 mm）", page(footer=12), *FOOT, *PAGE, fix=True)
