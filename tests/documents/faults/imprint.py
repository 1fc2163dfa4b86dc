"""What do officers get wrong in the imprint?"""

from __future__ import annotations

import re

from tests.documents.faults.fault import WHOLE, Hurt, drop, fault, look, retext, swap
from tests.documents.sheet import Para, Sheet

CC = ("copy_to.", "imprint.", "copyto.", "cc.", "punctuation.")
COPIED = "notice notice_secret reply decision opinion circular minutes"
for identity, said, hurt, rules, fix in (
    ("copyto.no_stop", "抄送末尾缺句号", retext("copy_to", lambda text: text.removesuffix("。")), CC, True),
    (
        "copyto.comma_end",
        "抄送末尾用逗号",
        retext("copy_to", lambda text: text.removesuffix("。") + "，"),
        CC,
        True,
    ),
    ("copyto.half_colon", "抄送用半角冒号", swap("抄送：", "抄送:", "copy_to"), CC, True),
    ("copyto.no_colon", "抄送后没有冒号", swap("抄送：", "抄送", "copy_to"), CC, True),
    ("copyto.half_comma", "抄送用半角逗号", swap("，", ",", "copy_to"), CC, True),
    ("copyto.report_to", "用“抄报”", swap("抄送：", "抄报：", "copy_to"), CC, True),
    ("copyto.size_3", "抄送用 3 号", look("copy_to", runs={"size": 16}), ("size.",), True),
    ("copyto.small", "抄送用小四", look("copy_to", runs={"size": 12}), ("size.",), True),
    ("copyto.hei", "抄送用黑体", look("copy_to", runs={"font": "hei"}), ("font.",), True),
    ("copyto.sun", "抄送用宋体", look("copy_to", runs={"font": "sun"}), ("font.",), True),
    ("copyto.bold", "抄送加粗", look("copy_to", runs={"bold": True}), ("bold.",), True),
    ("copyto.flush", "抄送没有左空一字", look("copy_to", left=3), ("indent.",), True),
):
    fault(identity, said, hurt, *rules, fix=fix, texts=COPIED)

IMPRINT = ("imprint.", "date.", "numerals.", "calendar.")
PRINTED = "notice notice_secret request reply report decision opinion circular minutes announcement public_notice motion"


def printed(pattern: str, new: str) -> Hurt:
    def hurt(sheet: Sheet) -> list[Para] | None:
        one = sheet.first("imprint")
        if not one:
            return None
        run = one.runs[-1]
        changed = re.sub(pattern, new, run.text)
        if changed == run.text:
            return None
        run.text = changed
        return [one]

    return hurt


for identity, said, hurt, fix in (
    ("imprint.no_word", "印发日期后没有“印发”", printed("印发$", ""), True),
    ("imprint.printed", "“印发”写成“印制”", printed("印发$", "印制"), True),
    ("imprint.zero", "印发日期编虚位", printed(r"年(\d)月", r"年0\1月"), True),
    ("imprint.dots", "印发日期写“2026.3.20印发”", printed(r"(\d+)年(\d+)月(\d+)日", r"\1.\2.\3"), True),
    ("imprint.hao", "印发日期“日”写成“号”", printed("日印发", "号印发"), True),
    ("imprint.chinese", "印发日期用汉字数字", printed("2026年", "二〇二六年"), True),
    ("imprint.earlier", "印发日期早于成文日期", printed(r"2026年\d+月", "2026年1月"), False),
    ("imprint.no_such", "印发日期不存在", printed(r"月\d+日", "月32日"), False),
):
    fault(
        identity,
        said,
        hurt,
        *IMPRINT,
        fix=fix,
        texts=PRINTED if identity != "imprint.earlier" else PRINTED.replace(" minutes", ""),
    )
for identity, said, runs, rules in (
    ("imprint.size_3", "印发机关用 3 号", {"size": 16}, ("size.",)),
    ("imprint.small", "印发机关用小四", {"size": 12}, ("size.",)),
    ("imprint.hei", "印发机关用黑体", {"font": "hei"}, ("font.",)),
    ("imprint.sun", "印发机关用宋体", {"font": "sun"}, ("font.",)),
    ("imprint.bold", "印发机关加粗", {"bold": True}, ("bold.",)),
    ("imprint.red", "印发机关红色", {"color": "FF0000"}, ("colour.",)),
):
    fault(identity, said, look("imprint", "first", runs=runs), *rules, fix=True, texts=PRINTED)


def _copy_below(sheet: Sheet) -> list[Para] | None:
    copied, imprint = sheet.first("copy_to"), sheet.first("imprint")
    if not copied or not imprint:
        return None
    sheet.drop(copied)
    imprint.above, copied.above = copied.above, 0
    sheet.put_after(imprint, copied)
    return [copied, imprint]


fault(
    "imprint.order",
    "抄送排在印发机关之下",
    _copy_below,
    "imprint.",
    "copy_to.",
    "order.",
    "line.",
    texts=COPIED,
    near=True,
)


def edges(*sides: str) -> Hurt:
    def hurt(sheet: Sheet) -> list[Para] | None:
        if "between" in sides and not sheet.first("copy_to"):
            return None
        sheet.no_edges |= set(sides)
        return WHOLE

    return hurt


def _red(sheet: Sheet) -> list[Para] | None:
    sheet.edge_color = "FF0000"
    return WHOLE


LINE = ("line.", "imprint.", "imprint_line.")
fault("imprint.no_top", "版记没有首条分隔线", edges("top"), *LINE, fix=True, texts=PRINTED)
fault("imprint.no_bottom", "版记没有末条分隔线", edges("bottom"), *LINE, fix=True, texts=PRINTED)
fault("imprint.no_between", "抄送与印发机关之间没有分隔线", edges("between"), *LINE, fix=True, texts=COPIED)
fault("imprint.no_lines", "版记没有分隔线", edges("top", "between", "bottom"), *LINE, fix=True, texts=COPIED)
fault("imprint.red_lines", "版记分隔线红色", _red, *LINE, "colour.", fix=True, texts=COPIED)


def _subordinate(sheet: Sheet) -> list[Para] | None:
    imprint = sheet.first("imprint")
    if not imprint:
        return None
    copied = Para(
        "copy_to",
        [type(imprint.run)("抄送：各街道办事处，区属各学校。", size=14)],
        left=4,
        first=-3,
        right=1,
        above=imprint.above,
    )
    imprint.above = 0
    sheet.items.insert(sheet.at(imprint), copied)
    return [copied]


fault(
    "imprint.copied_down",
    "上行文抄送下级机关",
    _subordinate,
    "direction.",
    "copy_to.",
    texts="request report",
    group="direction",
)
fault("imprint.no_date", "印发机关没有印发日期", printed(r".+", ""), *IMPRINT, texts=PRINTED)
fault(
    "imprint.missing",
    "只有抄送没有印发机关",
    drop("imprint"),
    "imprint.",
    texts="notice reply circular decision",
    near=True,
)
