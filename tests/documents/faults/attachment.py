"""What do officers get wrong about attachments, their note and their pages?"""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.documents.faults.fault import WHOLE, Hurt, drop, fault, look, retext, swap
from tests.documents.sheet import Para, Sheet

ATT = ("attachment.", "attaching.", "attachment_note.", "attachment_mark.", "attachment_title.")
NOTED = "notice decision request letter_reply motion announcement"
MANY = "notice decision"
NOTE = "attachment_note"
for identity, said, hurt, fix, texts in (
    ("attachment.half_colon", "附件说明用半角冒号", swap("附件：", "附件:", NOTE), True, NOTED),
    ("attachment.no_colon", "“附件”后没有冒号", swap("附件：", "附件", NOTE), True, NOTED),
    ("attachment.space_colon", "“附件”两字间有空格", swap("附件：", "附 件：", NOTE), True, NOTED),
    ("attachment.label", "“附件：”写成“附：”", swap("附件：", "附：", NOTE), True, NOTED),
    ("attachment.stop", "附件名称后加句号", retext(NOTE, lambda text: text + "。", "last"), True, NOTED),
    ("attachment.semicolon", "附件名称后加分号", retext(NOTE, lambda text: text + "；"), True, MANY),
    (
        "attachment.book_marks",
        "附件名称加书名号",
        retext(NOTE, lambda text: re.sub(r"^(附件：(?:1\.)?)(.+)$", r"\1《\2》", text)),
        True,
        NOTED,
    ),
    ("attachment.third_sign", "附件序号写成“1、”", swap("1.", "1、", NOTE), True, MANY),
    ("attachment.full_digit", "附件序号用全角数字", swap("1.", "１.", NOTE), True, MANY),
    ("attachment.chinese_digit", "附件序号用汉字“一、”", swap("1.", "一、", NOTE), False, MANY),
    ("attachment.bracket_digit", "附件序号写成“（1）”", swap("1.", "（1）", NOTE), False, MANY),
    (
        "attachment.repeated",
        "附件说明重号",
        retext(NOTE, lambda text: text.replace("2.", "1."), "last"),
        False,
        MANY,
    ),
    (
        "attachment.numbered_alone",
        "只有一个附件却编号",
        swap("附件：", "附件：1.", NOTE),
        True,
        "request letter_reply motion announcement",
    ),
):
    fault(
        identity, said, hurt, *ATT, "punctuation.", "numbering.", "numerals.full_width", fix=fix, texts=texts
    )
for identity, said, runs, para, rules in (
    ("attachment.note_flush", "附件说明顶格", {}, {"first": 0, "left": 0}, ("indent.",)),
    ("attachment.note_hei", "附件说明用黑体", {"font": "hei"}, {}, ("font.",)),
    ("attachment.note_sun", "附件说明用宋体", {"font": "sun"}, {}, ("font.",)),
    ("attachment.note_small", "附件说明用四号", {"size": 14}, {}, ("size.",)),
    ("attachment.note_bold", "附件说明加粗", {"bold": True}, {}, ("bold.",)),
):
    fault(identity, said, look(NOTE, "first", runs=runs, **para), *rules, *ATT, fix=True, texts=NOTED)
fault(
    "attachment.item_out",
    "第二个附件名称没有与第一个对齐",
    look(NOTE, "last", first=2),
    "indent.",
    *ATT,
    fix=True,
    texts=MANY,
)


def _no_gap(sheet: Sheet) -> list[Para] | None:
    one = sheet.first(NOTE)
    if not one:
        return None
    one.above = 0
    return WHOLE


fault(
    "attachment.no_gap",
    "附件说明与正文之间没有空行",
    _no_gap,
    "space.",
    *ATT,
    fix=True,
    texts=NOTED,
    flavours="word wps python-docx libreoffice spaces",
    near=True,
)
fault("attachment.no_note", "有附件没有附件说明", drop(NOTE), *ATT, texts=NOTED, near=True)


def _one_missing(sheet: Sheet) -> list[Para] | None:
    """The note names two, only one is there."""
    marks = sheet.all("attachment_mark")
    if len(marks) != 2:
        return None
    at = sheet.at(marks[1])
    end = next(
        (n for n, one in enumerate(sheet.items) if n > at and one.role in ("copy_to", "imprint")),
        len(sheet.items),
    )
    del sheet.items[at:end]
    return WHOLE


def _name_differs(sheet: Sheet) -> list[Para] | None:
    title = sheet.first("attachment_title")
    note = sheet.first(NOTE)
    if not title or not note or len(title.text) < 5:
        return None
    title.say("新版" + title.text)
    return [title, note]


fault("attachment.one_missing", "附件说明列两个，实附一个", _one_missing, *ATT, texts=MANY, near=True)
fault("attachment.name_differs", "附件标题与附件说明不一致", _name_differs, *ATT, texts=NOTED)

MARK = "attachment_mark"
for identity, said, hurt, rules, fix, texts in (
    ("attachment.mark_colon", "“附件”后加冒号", retext(MARK, lambda text: text + "："), (), True, NOTED),
    ("attachment.mark_chinese", "“附件1”写成“附件一”", swap("1", "一", MARK), (), True, MANY),
    ("attachment.mark_full", "“附件1”用全角数字", swap("1", "１", MARK), ("numerals.",), True, MANY),
    ("attachment.mark_fang", "“附件”用仿宋", look(MARK, "first", runs={"font": "fang"}), ("font.",), True, NOTED),
    ("attachment.mark_sun", "“附件”用宋体", look(MARK, "first", runs={"font": "sun"}), ("font.",), True, NOTED),
    ("attachment.mark_small", "“附件”用小四", look(MARK, "first", runs={"size": 12}), ("size.",), True, NOTED),
    ("attachment.mark_centred", "“附件”居中", look(MARK, "first", align="center"), ("align.",), True, NOTED),
    ("attachment.mark_indented", "“附件”空两字", look(MARK, "first", first=2), ("indent.",), True, NOTED),
    ("attachment.same_page", "附件没有另面编排", look(MARK, "first", new_page=False), (), True, NOTED),
    ("attachment.mark_swapped", "附件序号颠倒", lambda sheet: _swapped(sheet), (), False, MANY),
    ("attachment.mark_unnumbered", "多个附件没有编序号", retext(MARK, lambda text: "附件"), (), False, MANY),
):  # fmt: skip
    fault(
        identity, said, hurt, *rules, *ATT, fix=fix, texts=texts, near=identity == "attachment.mark_swapped"
    )


def _swapped(sheet: Sheet) -> list[Para] | None:
    marks = sheet.all(MARK)
    if len(marks) != 2:
        return None
    marks[0].say("附件2")
    marks[1].say("附件1")
    return marks


TITLE = "attachment_title"
for identity, said, runs, para, rules in (
    ("attachment.title_left", "附件标题左对齐", {}, {"align": "left"}, ("align.",)),
    ("attachment.title_hei", "附件标题用黑体", {"font": "hei"}, {}, ("font.",)),
    ("attachment.title_bold", "附件标题加粗", {"bold": True}, {}, ("bold.",)),
    ("attachment.title_small", "附件标题用 3 号", {"size": 16}, {}, ("size.",)),
    ("attachment.title_red", "附件标题红色", {"color": "FF0000"}, {}, ("colour.",)),
):
    fault(identity, said, look(TITLE, "first", runs=runs, **para), *rules, *ATT, fix=True, texts=NOTED)
TEXT = "attachment_body"
for identity, said, runs, para, rules in (
    ("attachment.text_sun", "附件正文用宋体", {"font": "sun"}, {}, ("font.",)),
    ("attachment.text_small", "附件正文用小四", {"size": 12}, {}, ("size.",)),
    ("attachment.text_red", "附件正文红色", {"color": "FF0000"}, {}, ("colour.",)),
):
    fault(
        identity,
        said,
        look(TEXT, "first", runs=runs, **para),
        *rules,
        *ATT,
        fix=True,
        texts="notice decision request motion",
    )


def cited(reference: str) -> Hurt:
    def hurt(sheet: Sheet) -> list[Para] | None:
        body = [one for one in sheet.all("body") if one.text.endswith("。") and len(one.runs) == 1]
        if not body:
            return None
        one = body[-1]
        one.run.text = one.run.text[:-1] + f"（详见{reference}）。"
        return [one]

    return hurt


REFERENCE = (*ATT, "reference.", "leftover.", "text.", "citation.")
fault("attachment.no_such", "正文引用了不存在的附件", cited("附件5"), *REFERENCE, texts=MANY)
fault(
    "attachment.none_at_all",
    "正文说“详见附件”却没有附件",
    cited("附件"),
    *REFERENCE,
    texts="notice_secret reply circular opinion",
)


def _title_line(change: Callable[[Para], None]) -> Hurt:
    def hurt(sheet: Sheet) -> list[Para] | None:
        one = sheet.first(TITLE)
        if not one:
            return None
        change(one)
        return [one]

    return hurt


fault(
    "attachment.title_on_line_2",
    "附件标题没有排在第三行",
    _title_line(lambda one: setattr(one, "above", 0)),
    "space.",
    *ATT,
    fix=True,
    texts=NOTED,
    flavours="word wps python-docx libreoffice spaces",
    near=True,
)
