"""What do officers get wrong above the title? Serial number, classification, mark, number, signer, red line."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.documents.faults.fault import WHOLE, Hurt, drop, fault, look, retext, swap
from tests.documents.sheet import Para, Run, Sheet

# ── classification and urgency ──

CLASS = ("classification.", "urgency.", "serial.", "serial_number.", "secrecy.", "corner.", "head.", "mark.")
SECRET = "notice_secret"
for identity, said, old, new, fix in (
    ("classification.no_star", "密级与期限之间缺“★”", "机密★1年", "机密1年", True),
    ("classification.white_star", "密级与期限之间用“☆”", "★", "☆", True),
    ("classification.asterisk", "密级与期限之间用“*”", "★", "*", True),
    ("classification.chinese_term", "保密期限用汉字数字", "1年", "一年", True),
    ("classification.no_term", "标了密级没有保密期限", "★1年", "", False),
    ("classification.made_up", "密级自造为“保密”", "机密", "保密", False),
):
    fault(identity, said, swap(old, new, "classification"), *CLASS, fix=fix, texts=SECRET)
fault(
    "classification.serial_short",
    "份号不足 6 位",
    swap("000012", "12", "serial_number"),
    *CLASS,
    fix=True,
    texts=SECRET,
)
fault("classification.no_serial", "涉密公文没有份号", drop("serial_number"), *CLASS, texts=SECRET)
fault(
    "classification.urgent_made_up", "紧急程度写“急件”", swap("特急", "急件", "urgency"), *CLASS, texts=SECRET
)
fault(
    "classification.urgent_telegram",
    "纸质公文用电报等级“特提”",
    swap("特急", "特提", "urgency"),
    *CLASS,
    texts=SECRET,
)
fault(
    "classification.urgent_long", "紧急程度写“紧急”", swap("加急", "紧急", "urgency"), *CLASS, texts="request"
)
fault(
    "classification.font",
    "密级用仿宋",
    look("classification", runs={"font": "fang"}),
    "font.",
    fix=True,
    texts=SECRET,
)
fault(
    "classification.urgency_font", "紧急程度用宋体", look("urgency", runs={"font": "sun"}), "font.", fix=True
)
fault(
    "classification.urgency_right",
    "紧急程度居右",
    look("urgency", align="right"),
    "align.",
    "place.",
    "indent.",
    fix=True,
)
fault(
    "classification.urgency_size", "紧急程度用小四号", look("urgency", runs={"size": 12}), "size.", fix=True
)
fault(
    "classification.urgency_indent",
    "紧急程度左空两字",
    look("urgency", first=2),
    "indent.",
    "align.",
    fix=True,
)


def _urgency_first(sheet: Sheet) -> list[Para] | None:
    urgent, secret = sheet.first("urgency"), sheet.first("classification")
    if not urgent or not secret:
        return None
    urgent.runs, secret.runs = secret.runs, urgent.runs
    urgent.role, secret.role = "classification", "urgency"
    return [urgent, secret]


fault(
    "classification.order", "紧急程度排在密级之上", _urgency_first, *CLASS, "order.", "place.", texts=SECRET
)

# ── mark ──

MARK = ("mark.", "colour.", "issuer_mark.")
fault("mark.black", "发文机关标志黑色", look("issuer_mark", runs={"color": ""}), *MARK, fix=True)
fault("mark.dark", "发文机关标志暗红色", look("issuer_mark", runs={"color": "7F0000"}), *MARK, fix=True)
fault("mark.blue", "发文机关标志蓝色", look("issuer_mark", runs={"color": "0070C0"}), *MARK, fix=True)
fault("mark.left", "发文机关标志居左", look("issuer_mark", align="left"), "align.", "mark.", fix=True)
fault("mark.hei", "发文机关标志用黑体", look("issuer_mark", runs={"font": "hei"}), "font.", "mark.", fix=True)
fault("mark.sun", "发文机关标志用宋体", look("issuer_mark", runs={"font": "sun"}), "font.", "mark.", fix=True)
fault("mark.small", "发文机关标志只有 3 号字大", look("issuer_mark", runs={"size": 16}), "size.", "mark.")

# ── document number ──

NUMBER = ("number.", "numerals.full_width")
YEAR = re.compile(r"〔(\d{4})〕")


def numbered(change: Callable[[str], str]) -> Hurt:
    return retext("document_number", lambda text: change(text) if YEAR.search(text) else text)


def bracketed(left: str, right: str) -> Hurt:
    return numbered(lambda text: text.replace("〔", left).replace("〕", right))


for identity, said, hurt in (
    ("number.square", "发文字号用[2026]", bracketed("[", "]")),
    ("number.full_square", "发文字号用［2026］", bracketed("［", "］")),
    ("number.round", "发文字号用（2026）", bracketed("（", "）")),
    ("number.half_round", "发文字号用(2026)", bracketed("(", ")")),
    ("number.lenticular", "发文字号用【2026】", bracketed("【", "】")),
    ("number.angle", "发文字号用〈2026〉", bracketed("〈", "〉")),
    ("number.mixed", "发文字号括号一边六角一边圆", bracketed("〔", "）")),
    ("number.short_year", "发文字号年份写两位", numbered(lambda text: text.replace("〔2026〕", "〔26〕"))),
    ("number.ordinal", "发文字号加“第”", numbered(lambda text: text.replace("〕", "〕第"))),
    ("number.zero", "发文字号编虚位", numbered(lambda text: text.replace("〕", "〕0"))),
    ("number.no_end", "发文字号缺“号”", numbered(lambda text: text.removesuffix("号"))),
    ("number.spaces", "发文字号里有空格", numbered(lambda text: text.replace("〕", "〕 "))),
    ("number.full_digits", "发文字号用全角数字", numbered(lambda text: text.replace("2026", "２０２６"))),
    ("number.nian", "发文字号年份后加“年”", numbered(lambda text: text.replace("2026", "2026年"))),
):
    fault(identity, said, hurt, *NUMBER, fix=True)
fault(
    "number.chinese", "发文字号顺序号用汉字", numbered(lambda text: re.sub(r"〕\d+", "〕十二", text)), *NUMBER
)
fault("number.no_brackets", "发文字号没有括号", numbered(lambda text: YEAR.sub(r"\1-", text)), *NUMBER)
fault(
    "number.no_code",
    "发文字号缺机关代字",
    numbered(lambda text: text[text.index("〔") :]),
    *NUMBER,
    texts="notice notice_issue reply letter request report decision",
)
fault(
    "number.other_year",
    "发文字号年份与成文日期不符",
    numbered(lambda text: text.replace("2026", "2025")),
    *NUMBER,
    "date.",
    texts="notice notice_issue reply letter request report decision opinion circular",
)
fault(
    "number.missing",
    "没有发文字号",
    drop("document_number"),
    *NUMBER,
    texts="notice reply circular opinion decision",
)
fault("number.bold", "发文字号加粗", look("document_number", runs={"bold": True}), "bold.", *NUMBER, fix=True)
fault(
    "number.sun",
    "发文字号用宋体",
    look("document_number", runs={"font": "sun"}),
    "font.",
    *NUMBER,
    fix=True,
    texts="notice reply circular opinion decision letter order",
)
fault(
    "number.small",
    "发文字号用四号",
    look("document_number", runs={"size": 14}),
    "size.",
    *NUMBER,
    fix=True,
    texts="notice reply circular opinion decision letter order",
)
fault(
    "number.left",
    "下行文发文字号居左",
    look("document_number", align="left"),
    "align.",
    *NUMBER,
    fix=True,
    texts="notice reply circular opinion decision order",
)
fault(
    "number.red",
    "发文字号红色",
    look("document_number", runs={"color": "FF0000"}),
    "colour.",
    *NUMBER,
    fix=True,
)

# ── signer ──

SIGNER = ("signer.", "number.", "indent.", "place.", "font.", "size.", "align.")
UP = "request request_joint report motion"


def _signer_gone(sheet: Sheet) -> list[Para] | None:
    number = sheet.first("document_number")
    if not number or len(number.runs) < 4:
        return None
    number.runs = number.runs[:1]
    number.align, number.left, number.right, number.tab = "center", 0, 0, None
    return [number]


def _signer_on_down(sheet: Sheet) -> list[Para] | None:
    number = sheet.first("document_number")
    if not number:
        return None
    number.runs += [Run("\t"), Run("签发人："), Run("李明远", "kai")]
    number.align, number.left, number.right, number.tab = "both", 1, 1, 426.2
    return [number]


def signer_run(place: int, **values: object) -> Hurt:
    def hurt(sheet: Sheet) -> list[Para] | None:
        number = sheet.first("document_number")
        if not number or len(number.runs) < 4:
            return None
        for name, value in values.items():
            setattr(number.runs[place], name, value)
        return [number]

    return hurt


fault("signer.missing", "上行文没有签发人", _signer_gone, "signer.", texts=UP, near=True)
fault(
    "signer.on_down", "下行文标了签发人", _signer_on_down, "signer.", texts="notice circular opinion decision"
)
fault(
    "signer.half_colon",
    "“签发人”后用半角冒号",
    swap("签发人：", "签发人:", "document_number"),
    *SIGNER,
    fix=True,
    texts=UP,
)
fault(
    "signer.no_colon",
    "“签发人”后没有冒号",
    swap("签发人：", "签发人", "document_number"),
    *SIGNER,
    fix=True,
    texts=UP,
)
fault("signer.name_fang", "签发人姓名用仿宋", signer_run(3, font="fang"), *SIGNER, fix=True, texts=UP)
fault("signer.name_hei", "签发人姓名用黑体", signer_run(3, font="hei"), *SIGNER, fix=True, texts=UP)
fault("signer.label_hei", "“签发人”三字用黑体", signer_run(2, font="hei"), *SIGNER, fix=True, texts=UP)
fault("signer.small", "签发人姓名用四号", signer_run(3, size=14), *SIGNER, fix=True, texts=UP)
fault(
    "signer.number_flush",
    "上行文发文字号没有左空一字",
    look("document_number", left=0),
    *SIGNER,
    fix=True,
    texts=UP,
)
fault("signer.empty", "有“签发人”没有姓名", signer_run(3, text=""), *SIGNER, "placeholder.", texts=UP)

# ── red line ──

LINE = ("line.", "colour.", "redline.", "red_line.")


def _line(**values: object) -> Hurt:
    def hurt(sheet: Sheet) -> list[Para] | None:
        line = sheet.first("red_line")
        if not line or not line.border:
            return None
        side, kind, size, color = line.border
        line.border = (side, str(values.get("kind", kind)), size, str(values.get("color", color)))
        for name, value in values.items():
            if name not in ("color", "kind"):
                setattr(line, name, value)
        return WHOLE

    return hurt


fault("redline.black", "分隔线黑色", _line(color="000000"), *LINE, fix=True)
fault("redline.dark", "分隔线蓝色", _line(color="0000FF"), *LINE, fix=True)
fault(
    "redline.missing",
    "没有红色分隔线",
    drop("red_line"),
    *LINE,
    fix=False,
    texts="notice request report reply circular opinion decision announcement",
)
fault(
    "redline.short",
    "分隔线短于版心",
    _line(left=4, right=4),
    *LINE,
    fix=True,
    flavours="word python-docx spaces points numbered libreoffice grid tolerance",
)
for identity, said, kind in (
    ("redline.double", "分隔线是双线", "double"),
    ("redline.dashed", "分隔线是虚线", "dashed"),
):
    fault(
        identity,
        said,
        _line(kind=kind),
        *LINE,
        fix=True,
        texts="notice request report reply opinion",
        flavours="word styles points spaces numbered libreoffice grid tolerance",
    )
