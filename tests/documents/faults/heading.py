"""What do officers get wrong in the levels of headings?"""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.documents.faults.fault import Hurt, fault, look
from tests.documents.sheet import Para, Sheet

HEAD = ("heading.", "numbering.")
TYPED = "word styles wps python-docx points vml dml table libreoffice grid tolerance"
"""Where numbers are typed."""

for level, right in ((1, "黑体"), (2, "楷体")):
    role = f"heading_{level}"
    for identity, said, runs, para, rules in (
        ("fang", f"不用{right}而用仿宋", {"font": "fang"}, {}, ("font.",)),
        (
            "other",
            "用" + ("楷体" if level == 1 else "黑体"),
            {"font": "kai" if level == 1 else "hei"},
            {},
            ("font.",),
        ),
        ("sun", "用宋体", {"font": "sun"}, {}, ("font.",)),
        ("small", "用四号", {"size": 14}, {}, ("size.",)),
        ("large", "用小二号", {"size": 18}, {}, ("size.",)),
        ("no_indent", "顶格", {}, {"first": 0}, ("indent.",)),
        ("centred", "居中", {}, {"align": "center"}, ("align.",)),
        ("bold", "加粗", {"bold": True}, {}, ("bold.",)),
        ("red", "红色", {"color": "FF0000"}, {}, ("colour.",)),
        ("underlined", "加下划线", {"underline": True}, {}, ("decoration.",)),
    ):
        texts = "notice opinion request minutes communique" if level == 1 else "notice opinion"
        hurt = look(role, "last", runs=runs, **para)
        fault(
            f"heading.h{level}_{identity}",
            f"第{'一二'[level - 1]}层标题{said}",
            hurt,
            *rules,
            *HEAD,
            fix=True,
            texts=texts,
            group="heading",
        )
fault(
    "heading.h1_all_fang",
    "第一层标题全用仿宋",
    look("heading_1", "all", runs={"font": "fang"}),
    "font.",
    fix=True,
    texts="notice opinion request minutes communique",
)
fault(
    "heading.h2_all_fang",
    "第二层标题全用仿宋",
    look("heading_2", "all", runs={"font": "fang"}),
    "font.",
    fix=True,
    texts="notice opinion",
)
fault(
    "heading.h3_kai",
    "第三层用楷体",
    look("heading_3", "first", runs={"font": "kai"}),
    "font.",
    fix=True,
    texts="notice",
)
fault(
    "heading.h3_no_indent",
    "第三层顶格",
    look("heading_3", "first", first=0),
    "indent.",
    fix=True,
    texts="notice",
)
fault(
    "heading.h4_hei",
    "第四层用黑体",
    look("heading_4", "first", runs={"font": "hei"}),
    "font.",
    fix=True,
    texts="notice",
)


def relabel(role: str, which: int, change: Callable[[str], str]) -> Hurt:
    """Change the number of the `which`-th heading of a level."""

    def hurt(sheet: Sheet) -> list[Para] | None:
        found = sheet.all(role)
        if len(found) <= which:
            return None
        one = found[which]
        new = change(one.run.text)
        if new == one.run.text:
            return None
        one.run.text = new
        one.label = ""
        return [one]

    return hurt


def sub(pattern: str, new: str) -> Callable[[str], str]:
    return lambda text: re.sub(pattern, new, text, count=1)


ONE = "notice opinion request minutes communique"
for identity, said, role, which, change, fix, texts in (
    ("h1_stop", "第一层标题末尾加句号", "heading_1", 1, lambda text: text + "。", True, ONE),
    ("h1_colon", "第一层标题末尾加冒号", "heading_1", 1, lambda text: text + "：", True, ONE),
    ("h1_comma", "“二、”写成“二，”", "heading_1", 1, sub("、", "，"), True, ONE),
    ("h1_dot", "“二、”写成“二.”", "heading_1", 1, sub("、", "."), True, ONE),
    ("h1_half_comma", "“二、”写成“二,”", "heading_1", 1, sub("、", ","), True, ONE),
    ("h1_space", "“二、”写成“二 ”", "heading_1", 1, sub("、", " "), True, ONE),
    ("h1_skipped", "第一层跳号（一、三）", "heading_1", 1, sub("二", "三"), False, ONE),
    ("h1_repeated", "第一层重号（一、一）", "heading_1", 1, sub("二", "一"), False, ONE),
    ("h2_half", "“（二）”写成半角“(二)”", "heading_2", 1, sub("（二）", "(二)"), True, "notice opinion"),
    ("h2_half_left", "“（二）”左半角右全角", "heading_2", 1, sub("（二）", "(二）"), True, "notice opinion"),
    ("h2_sign", "“（二）”后加顿号", "heading_2", 1, sub("（二）", "（二）、"), True, "notice opinion"),
    ("h2_comma", "“（二）”后加逗号", "heading_2", 1, sub("（二）", "（二），"), True, "notice opinion"),
    ("h2_one_bracket", "“（二）”写成“二）”", "heading_2", 1, sub("（二）", "二）"), True, "notice opinion"),
    ("h2_stop", "第二层独立标题末尾加句号", "heading_2", 1, lambda text: text + "。", True, "notice opinion"),
    ("h2_skipped", "第二层跳号", "heading_2", 1, sub("（二）", "（三）"), False, "notice opinion"),
    ("h2_repeated", "第二层重号", "heading_2", 1, sub("（二）", "（一）"), False, "notice opinion"),
    ("h2_square", "“（二）”写成“[二]”", "heading_2", 1, sub("（二）", "[二]"), False, "notice opinion"),
    ("h3_third_sign", "“1.”写成“1、”", "heading_3", 0, sub(r"1\.", "1、"), True, "notice"),
    ("h3_comma", "“1.”写成“1，”", "heading_3", 0, sub(r"1\.", "1，"), True, "notice"),
    ("h3_bracket", "“2.”写成“2)”", "heading_3", 1, sub(r"2\.", "2)"), False, "notice"),
    ("h3_repeated", "第三层重号", "heading_3", 1, sub(r"2\.", "1."), False, "notice"),
    ("h3_skipped", "第三层跳号", "heading_3", 1, sub(r"2\.", "3."), False, "notice"),
    ("h4_half", "“（1）”写成半角“(1)”", "heading_4", 0, sub("（1）", "(1)"), True, "notice"),
    ("h4_sign", "“（1）”后加顿号", "heading_4", 0, sub("（1）", "（1）、"), True, "notice"),
    ("h4_skipped", "第四层跳号", "heading_4", 1, sub("（2）", "（3）"), False, "notice"),
):  # fmt: skip
    fault(
        f"heading.{identity}",
        said,
        relabel(role, which, change),
        *HEAD,
        "punctuation.",
        fix=fix,
        texts=texts,
        flavours=TYPED,
        near="skipped" in identity or "repeated" in identity,
    )


def _level_skipped(sheet: Sheet) -> list[Para] | None:
    """（一）（二）（三） under 一、 become （1）（2）（3）."""
    found = sheet.all("heading_2")
    if len(found) != 3 or sheet.first("heading_3"):
        return None
    for one, old, new in zip(found, "一二三", "123", strict=True):
        one.run.text = one.run.text.replace(f"（{old}）", f"（{new}）", 1)
        one.run.font = "fang"
        one.label, one.role = "", "heading_4"
    return found


fault(
    "heading.level_skipped",
    "“一、”下直接用“（1）”",
    _level_skipped,
    *HEAD,
    texts="opinion",
    flavours=TYPED,
    near=True,
)


def _items_in_text(sheet: Sheet) -> list[Para] | None:
    """Body items 一、二、三、 lose one number."""
    items = [one for one in sheet.all("body") if re.match("[一二三四]、", one.text)]
    if len(items) < 3:
        return None
    items[1].run.text = items[1].run.text.replace("二、", "三、", 1)
    return [items[1], items[2]]


fault(
    "heading.items_repeated",
    "正文条目序号重复",
    _items_in_text,
    *HEAD,
    flavours=TYPED,
    texts="notice_secret reply letter resolution public_notice request_joint minutes_topic",
)
