"""What do officers get wrong in letters, orders and minutes?"""

from __future__ import annotations

from tests.documents.faults.fault import WHOLE, Hurt, drop, fault, look, retext, swap
from tests.documents.sheet import Para, Run, Sheet

LETTER = ("letter.", "line.", "colour.", "mark.")
LETTERS = "letter letter_reply"


def line_of(**values: object) -> Hurt:
    """Change the upper line of a letter."""

    def hurt(sheet: Sheet) -> list[Para] | None:
        mark = sheet.first("issuer_mark")
        if not mark or not mark.border:
            return None
        side, kind, size, color = mark.border
        mark.border = (
            None
            if values.get("gone")
            else (side, str(values.get("kind", kind)), size, str(values.get("color", color)))
        )
        return WHOLE

    return hurt


def lower(color: str | None) -> Hurt:
    def hurt(sheet: Sheet) -> list[Para] | None:
        if sheet.format != "letter":
            return None
        sheet.lower_line = color
        return WHOLE

    return hurt


def _number_shown(sheet: Sheet) -> list[Para] | None:
    sheet.first_page_bare = False
    return WHOLE


def _printed(sheet: Sheet) -> list[Para] | None:
    last = sheet.items[-1]
    runs = [
        Run("云栖市临江区发展和改革局办公室", size=14),
        Run("\t", size=14),
        Run("2026年6月12日印发", size=14),
    ]
    one = Para("imprint", runs, left=1, right=1, tab=428.2, above=1)
    sheet.put_after(last, one)
    return [one]


fault("letter.no_line", "信函没有首条红线", line_of(gone=True), *LETTER, texts=LETTERS, near=True)
fault("letter.black_line", "信函首条双线黑色", line_of(color="000000"), *LETTER, fix=True, texts=LETTERS)
fault("letter.no_lower_line", "信函首页下方没有红线", lower(None), *LETTER, texts=LETTERS, near=True)
fault("letter.black_lower_line", "信函下方双线黑色", lower("000000"), *LETTER, fix=True, texts=LETTERS)
fault(
    "letter.first_page_number",
    "信函首页显示页码",
    _number_shown,
    "letter.",
    "footer.",
    texts=LETTERS,
    near=True,
)
fault(
    "letter.number_left",
    "信函发文字号居左",
    look("document_number", align="left"),
    "letter.",
    "number.",
    "align.",
    fix=True,
    texts=LETTERS,
)
fault(
    "letter.number_centred",
    "信函发文字号居中",
    look("document_number", align="center"),
    "letter.",
    "number.",
    "align.",
    fix=True,
    texts=LETTERS,
)
fault(
    "letter.imprint", "信函版记加了印发机关和日期", _printed, "letter.", "imprint.", texts="letter", near=True
)
fault(
    "letter.mark_black",
    "信函标志黑色",
    look("issuer_mark", runs={"color": ""}),
    "colour.",
    "mark.",
    fix=True,
    texts=LETTERS,
)
fault(
    "letter.mark_word",
    "信函标志加了“文件”",
    retext("issuer_mark", lambda text: text + "文件"),
    "letter.",
    "mark.",
    "issuer_mark.",
    texts=LETTERS,
)
fault(
    "letter.mark_hei",
    "信函标志用黑体",
    look("issuer_mark", runs={"font": "hei"}),
    "font.",
    "mark.",
    fix=True,
    texts=LETTERS,
)
fault(
    "letter.notice_closing",
    "函用“特此通知”结尾",
    swap("特此函商，请予支持。", "特此通知。", "closing"),
    "closing.",
    "letter.",
    texts="letter",
)
fault(
    "letter.reply_closing",
    "复函用“特此批复”结尾",
    swap("特此函复。", "特此批复。", "closing"),
    "closing.",
    "letter.",
    texts="letter_reply",
)
fault("letter.no_closing", "去函没有结语", drop("closing"), "closing.", texts=LETTERS, near=True)
fault(
    "letter.commands",
    "平行文用命令口气“责令你局”",
    swap("现商请贵局", "现责令你局", "body"),
    "direction.",
    "wording.",
    "letter.",
    "closing.",
    texts="letter",
)
fault(
    "letter.no_cited_number",
    "复函引来文没有发文字号",
    swap("（临发改函〔2026〕45号）", "", "body"),
    "citation.",
    "reference.",
    "direction.",
    "text.",
    "letter.",
    "body.",
    texts="letter_reply",
)

ORDER = ("order.", "number.", "mark.")
ORDERS = "order order_award"
for identity, said, hurt, rules, fix, texts in (
    ("order.no_ordinal", "令号缺“第”", retext("document_number", lambda text: text.replace("第7号", "7号")), ORDER, True, "order"),
    ("order.zero", "令号编虚位“第07号”", retext("document_number", lambda text: text.replace("第7号", "第07号")), ORDER, True, "order"),
    ("order.no_end", "令号缺“号”", retext("document_number", lambda text: text.replace("第7号", "第7")), ORDER, True, "order"),
    ("order.number_left", "令号居左", look("document_number", align="left"), ("align.", *ORDER), True, ORDERS),
    ("order.number_sun", "令号用宋体", look("document_number", runs={"font": "sun"}), ("font.", *ORDER), True, ORDERS),
    ("order.mark_black", "命令标志黑色", look("issuer_mark", runs={"color": ""}), ("colour.", *ORDER), True, ORDERS),
    ("order.mark_left", "命令标志居左", look("issuer_mark", align="left"), ("align.", *ORDER), True, ORDERS),
    ("order.mark_hei", "命令标志用黑体", look("issuer_mark", runs={"font": "hei"}), ("font.", *ORDER), True, ORDERS),
    ("order.mark_word", "命令标志写成“文件”", retext("issuer_mark", lambda text: text[:-1] + "文件"), ("kind.", *ORDER), False, "order"),
    ("order.no_signature", "命令没有签署人", drop("signature"), ("signature.", *ORDER), False, ORDERS),
    ("order.no_date", "命令没有日期", drop("date"), ("date.", *ORDER), False, ORDERS),
    ("order.date_chinese", "命令日期用汉字", retext("date", lambda text: "二〇二六年五月十二日"), ("date.", "numerals.", *ORDER), True, "order"),
    ("order.closing", "命令用“特此通知”结尾", swap("此令。", "特此通知。", "closing"), ("closing.", *ORDER), False, "order_award"),
    ("order.body_sun", "命令正文用宋体", look("body", "all", runs={"font": "sun"}), ("font.",), True, ORDERS),
    ("order.body_flush", "命令正文没有空两字", look("body", "first", first=0), ("indent.",), True, ORDERS),
    ("order.date_flush", "命令日期没有右空四字", look("date", right=0), ("place.", "date.", "indent.", *ORDER), True, ORDERS),
):  # fmt: skip
    fault(
        identity,
        said,
        hurt,
        *rules,
        fix=fix,
        texts=texts,
        near=identity in ("order.no_signature", "order.no_date"),
    )

MINUTES = ("minutes.", "attendance.")
BOTH = "minutes minutes_topic"
for identity, said, hurt, rules, fix in (
    ("minutes.closing", "纪要写“特此纪要”", lambda sheet: _closing(sheet, "特此纪要。"), ("closing.", "minutes."), False),
    ("minutes.notice_closing", "纪要写“特此通知”", lambda sheet: _closing(sheet, "特此通知。"), ("closing.", "minutes."), False),
    ("minutes.label_fang", "“出席”用仿宋", lambda sheet: _label(sheet, font="fang"), ("font.", *MINUTES), True),
    ("minutes.names_hei", "出席人姓名用黑体", lambda sheet: _names(sheet, font="hei"), ("font.", *MINUTES), True),
    ("minutes.names_kai", "出席人姓名用楷体", lambda sheet: _names(sheet, font="kai"), ("font.", *MINUTES), True),
    ("minutes.half_colon", "“出席”后用半角冒号", swap("：", ":", "attendance"), ("punctuation.", *MINUTES), True),
    ("minutes.no_colon", "“出席”后没有冒号", swap("：", "　", "attendance"), ("punctuation.", *MINUTES), True),
    ("minutes.flush", "出席人员顶格", look("attendance", first=-3, left=3), ("indent.", *MINUTES), True),
    ("minutes.small", "出席人员用四号", look("attendance", "first", runs={"size": 14}), ("size.", *MINUTES), True),
    ("minutes.mark_black", "纪要标志黑色", look("issuer_mark", runs={"color": ""}), ("colour.", "mark."), True),
    ("minutes.mark_left", "纪要标志居左", look("issuer_mark", align="left"), ("align.", "mark."), True),
    ("minutes.mark_word", "标志写成“会议记录”", retext("issuer_mark", lambda text: text.replace("会议纪要", "会议记录")), ("kind.", "mark.", "minutes."), False),
    ("minutes.body_sun", "纪要一段正文用宋体", look("body", "middle", runs={"font": "sun"}), ("font.",), True),
    ("minutes.title_left", "纪要标题居左", look("title", align="left"), ("align.", "title."), True),
    ("minutes.number_hyphen", "纪要编号用[2026]", retext("document_number", lambda text: text.replace("〔", "[").replace("〕", "]")), ("number.", "minutes."), True),
    ("minutes.no_attendance", "纪要没有出席人员", drop("attendance"), MINUTES, False),
):  # fmt: skip
    fault(identity, said, hurt, *rules, fix=fix, texts=BOTH, near=identity == "minutes.no_attendance")


def _closing(sheet: Sheet, text: str) -> list[Para] | None:
    last = sheet.last("body")
    if not last:
        return None
    one = Para("closing", [Run(text)], first=2)
    sheet.put_after(last, one)
    return [one]


def _label(sheet: Sheet, **values: object) -> list[Para] | None:
    one = sheet.first("attendance")
    if not one:
        return None
    for name, value in values.items():
        setattr(one.runs[0], name, value)
    return [one]


def _names(sheet: Sheet, **values: object) -> list[Para] | None:
    one = sheet.first("attendance")
    if not one:
        return None
    for name, value in values.items():
        setattr(one.runs[1], name, value)
    return [one]
