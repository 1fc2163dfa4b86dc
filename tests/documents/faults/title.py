"""What do officers get wrong in titles and addressees?"""

from __future__ import annotations

import copy
from collections.abc import Callable

from tests.documents.faults.fault import WHOLE, Hurt, drop, fault, look, part, retext, swap
from tests.documents.sheet import Para, Sheet

TITLE = ("title.",)
LINES = "word wps python-docx points spaces vml dml table libreoffice grid"
"""Where each line of a title is a paragraph."""

for identity, said, runs, para, rules in (
    ("title.left", "标题左对齐", {}, {"align": "left"}, ("align.",)),
    ("title.right", "标题右对齐", {}, {"align": "right"}, ("align.",)),
    ("title.justified", "标题两端对齐", {}, {"align": "both"}, ("align.",)),
    ("title.hei", "标题用黑体", {"font": "hei"}, {}, ("font.",)),
    ("title.sun_bold", "标题用宋体加粗代替小标宋", {"font": "sun", "bold": True}, {}, ("font.", "bold.")),
    ("title.fang", "标题用仿宋", {"font": "fang"}, {}, ("font.",)),
    ("title.yahei", "标题用微软雅黑", {"font": "微软雅黑"}, {}, ("font.",)),
    ("title.bold", "标题加粗", {"bold": True}, {}, ("bold.",)),
    ("title.small", "标题用小二号", {"size": 18}, {}, ("size.",)),
    ("title.size_3", "标题用 3 号", {"size": 16}, {}, ("size.",)),
    ("title.size_1", "标题用一号", {"size": 26}, {}, ("size.",)),
    ("title.red", "标题红色", {"color": "FF0000"}, {}, ("colour.",)),
    ("title.underlined", "标题加下划线", {"underline": True}, {}, ("decoration.", *TITLE)),
    ("title.italic", "标题倾斜", {"italic": True}, {}, ("decoration.", *TITLE)),
    ("title.indented", "居中的标题又缩进两字", {}, {"first": 2}, ("indent.", "align.")),
):
    fault(identity, said, look("title", "all", runs=runs, **para), *rules, *TITLE, fix=True)
fault(
    "title.second_line_small",
    "标题第二行字小一号",
    look("title", "last", runs={"size": 18}),
    "size.",
    *TITLE,
    fix=True,
    texts="notice request reply report decision opinion circular letter",
    flavours=LINES,
)
fault(
    "title.second_line_left",
    "标题第二行没有居中",
    look("title", "last", align="left"),
    "align.",
    *TITLE,
    fix=True,
    texts="notice request reply report decision opinion circular letter",
    flavours=LINES,
)

MOST = "notice request reply report letter decision opinion circular announcement public_notice"
KINDS = (
    "的通知",
    "的请示",
    "的批复",
    "的报告",
    "的函",
    "的决定",
    "的意见",
    "的通报",
    "的公告",
    "的通告",
    "的复函",
)


def title_ends(change: Callable[[str], str]) -> Hurt:
    return retext("title", change, "last")


def _without_kind(text: str) -> str:
    return next((text.removesuffix(kind) for kind in KINDS if text.endswith(kind)), text)


def _issuerless(sheet: Sheet) -> list[Para] | None:
    lines = sheet.all("title")
    whole = "".join(line.text for line in lines)
    if "关于" not in whole or whole.startswith("关于") or len(lines) < 2:
        return None
    rest = whole[whole.index("关于") :]
    if len(rest) > 20:
        lines[0].say(rest[:12] if len(rest) < 30 else rest[:15])
        lines[1].say(rest[len(lines[0].text) :])
        for line in lines[2:]:
            sheet.drop(line)
        return lines[:2]
    lines[0].say(rest)
    for line in lines[1:]:
        sheet.drop(line)
    return lines[:1]


fault(
    "title.stop",
    "标题末尾加句号",
    title_ends(lambda text: text + "。"),
    *TITLE,
    "punctuation.",
    fix=True,
    texts=MOST,
)
fault(
    "title.no_kind",
    "标题没有文种",
    title_ends(_without_kind),
    *TITLE,
    "kind.",
    texts="notice request report circular decision",
    near=True,
)
fault("title.no_issuer", "标题没有发文机关", _issuerless, *TITLE, texts="notice circular opinion", near=True)
fault(
    "title.two_kinds",
    "文种写“请示报告”",
    title_ends(lambda text: text.replace("的请示", "的请示报告")),
    *TITLE,
    "kind.",
    "direction.",
    texts="request",
)
fault(
    "title.made_up_kind",
    "自造文种“汇报”",
    title_ends(lambda text: text.replace("的报告", "的汇报")),
    *TITLE,
    "kind.",
    texts="report",
)
fault(
    "title.no_book_marks",
    "标题中法规名没有书名号",
    retext("title", lambda text: text.replace("《", "").replace("》", ""), "last"),
    *TITLE,
    texts="notice_issue",
)
fault(
    "title.half_open",
    "标题书名号不成对",
    retext("title", lambda text: text.replace("》", ""), "last"),
    *TITLE,
    "punctuation.",
    texts="notice_issue",
)
fault(
    "title.doubled_word",
    "标题重复“的”",
    title_ends(lambda text: next((text.replace(k, "的" + k) for k in KINDS if text.endswith(k)), text)),
    *TITLE,
    "text.",
    "wording.",
    "typo.",
    texts=MOST,
)
fault(
    "title.space_in_word",
    "标题字间敲空格",
    retext("title", lambda text: text.replace("关于", "关 于")),
    *TITLE,
    "punctuation.",
    "text.",
    fix=True,
    texts="notice_issue reply opinion decision letter circular",
)


def _broken_word(sheet: Sheet) -> list[Para] | None:
    lines = sheet.all("title")
    if len(lines) != 2:
        return None
    whole = lines[0].text + lines[1].text
    for word in ("燃气安全", "运动场", "营商环境", "教育", "家政", "数据", "检查情况"):
        at = whole.find(word) + 1
        if 6 < at <= 20 and len(whole) - at <= 20:
            lines[0].say(whole[:at])
            lines[1].say(whole[at:])
            return lines
    return None


def _hourglass(sheet: Sheet) -> list[Para] | None:
    lines = sheet.all("title")
    if len(lines) != 3:
        return None
    whole = "".join(line.text for line in lines)
    cuts = (0, 18, 26, len(whole))
    for line, a, b in zip(lines, cuts, cuts[1:], strict=False):
        line.say(whole[a:b])
    return lines


fault(
    "title.broken_word",
    "标题回行把词拆开",
    _broken_word,
    *TITLE,
    texts="notice request report opinion letter circular",
    near=True,
)
fault("title.hourglass", "标题排成沙漏形", _hourglass, *TITLE, texts="request_joint", near=True)


def _one_line_high(sheet: Sheet) -> list[Para] | None:
    title = sheet.first("title")
    if not title or not title.above:
        return None
    title.above = 0
    return WHOLE


fault(
    "title.no_gap",
    "标题与红线之间没有空行",
    _one_line_high,
    "space.",
    *TITLE,
    fix=True,
    texts="notice reply circular opinion decision request",
    flavours="word wps python-docx libreoffice spaces",
    near=True,
)

# ── addressee ──

TO = ("addressee.", "punctuation.")
for identity, said, hurt, rules, fix in (
    ("addressee.half_colon", "主送机关用半角冒号", swap("：", ":", "addressee"), TO, True),
    (
        "addressee.no_colon",
        "主送机关后没有冒号",
        retext("addressee", lambda text: text.removesuffix("：")),
        TO,
        True,
    ),
    ("addressee.stop", "主送机关后用句号", swap("：", "。", "addressee"), TO, True),
    (
        "addressee.comma",
        "主送机关后用逗号",
        retext("addressee", lambda text: text.removesuffix("：") + "，"),
        TO,
        True,
    ),
    ("addressee.semicolon", "主送机关之间用分号", swap("，", "；", "addressee"), TO, False),
    ("addressee.half_comma", "主送机关之间用半角逗号", swap("，", ",", "addressee"), TO, True),
    ("addressee.indent", "主送机关空两字", look("addressee", first=2), ("indent.", *TO), True),
    ("addressee.centred", "主送机关居中", look("addressee", align="center"), ("align.", *TO), True),
    ("addressee.right", "主送机关居右", look("addressee", align="right"), ("align.", *TO), True),
    ("addressee.hei", "主送机关用黑体", look("addressee", runs={"font": "hei"}), ("font.",), True),
    ("addressee.sun", "主送机关用宋体", look("addressee", runs={"font": "sun"}), ("font.",), True),
    ("addressee.bold", "主送机关加粗", look("addressee", runs={"bold": True}), ("bold.",), True),
    ("addressee.small", "主送机关用四号", look("addressee", runs={"size": 14}), ("size.",), True),
    ("addressee.red", "主送机关红色", look("addressee", runs={"color": "FF0000"}), ("colour.",), True),
    (
        "addressee.underlined",
        "主送机关加下划线",
        look("addressee", runs={"underline": True}),
        ("decoration.",),
        True,
    ),
):
    fault(identity, said, hurt, *rules, fix=fix)
fault(
    "addressee.missing",
    "没有主送机关",
    drop("addressee"),
    "addressee.",
    texts="request report reply letter circular",
    near=True,
)


def _no_line_above(sheet: Sheet) -> list[Para] | None:
    one = sheet.first("addressee")
    if not one or not sheet.first("title"):
        return None
    one.above = 0
    return WHOLE


fault(
    "addressee.no_gap",
    "主送机关与标题之间没有空行",
    _no_line_above,
    "space.",
    "addressee.",
    fix=True,
    flavours="word wps python-docx libreoffice spaces",
    near=True,
)

# ── the body's format ──

FLOW = "notice notice_secret request reply report letter decision opinion circular minutes communique announcement"
for role, word, which in (("body", "一段正文", "middle"), ("body", "全部正文", "all")):
    tail = "one" if which == "middle" else "all"
    many = FLOW if which == "middle" else "notice request report opinion minutes"
    for identity, said, runs, para, rules in (
        ("sun", "用宋体", {"font": "sun"}, {}, ("font.",)),
        ("hei", "用黑体", {"font": "hei"}, {}, ("font.",)),
        ("yahei", "用微软雅黑", {"font": "微软雅黑"}, {}, ("font.",)),
        ("dengxian", "用等线", {"font": "等线"}, {}, ("font.",)),
        ("small", "用四号", {"size": 14}, {}, ("size.",)),
        ("small_3", "用小三号", {"size": 15}, {}, ("size.",)),
        ("no_indent", "段首没有空两字", {}, {"first": 0}, ("indent.",)),
        ("left", "整段左缩进两字", {}, {"left": 2}, ("indent.",)),
        ("gray", "是灰色字（网页粘贴）", {"color": "595959"}, {}, ("colour.",)),
        ("bold", "加粗", {"bold": True}, {}, ("bold.",)),
    ):
        fault(
            f"body.{identity}_{tail}",
            word + said,
            look(role, which, runs=runs, **para),
            *rules,
            "body.",
            fix=True,
            texts=many,
        )
for identity, said, hurt, rules, fix in (
    ("body.indent_4", "一段空四字", look("body", "middle", first=4), ("indent.",), True),
    ("body.indent_1", "一段只空一字", look("body", "middle", first=1), ("indent.",), True),
    ("body.centred", "一段居中", look("body", "middle", align="center"), ("align.",), True),
    ("body.right", "一段右对齐", look("body", "middle", align="right"), ("align.",), True),
    ("body.kai", "一段用楷体", look("body", "middle", runs={"font": "kai"}), ("font.",), True),
    ("body.red", "一段红色", look("body", "middle", runs={"color": "FF0000"}), ("colour.",), True),
    ("body.italic", "一段倾斜", look("body", "middle", runs={"italic": True}), ("decoration.",), True),
    ("body.underlined", "一段加下划线", look("body", "middle", runs={"underline": True}), ("decoration.",), True),
    ("body.struck", "一段加删除线", look("body", "middle", runs={"strike": True}), ("decoration.",), False),
    ("body.large", "一段用二号", look("body", "middle", runs={"size": 22}), ("size.",), True),
    ("body.piece_yahei", "段中一截是微软雅黑", part("body", "middle", (0.3, 0.6), font="微软雅黑"), ("font.",), True),
    ("body.piece_sun", "段中一截是宋体", part("body", "middle", (0.3, 0.6), font="sun"), ("font.",), True),
    ("body.piece_small", "段中一截字小", part("body", "middle", (0.3, 0.6), size=12), ("size.",), True),
    ("body.piece_blue", "段中一截蓝色", part("body", "middle", (0.3, 0.6), color="0563C1"), ("colour.",), True),
    ("body.piece_bold", "段中一截加粗", part("body", "middle", (0.3, 0.6), bold=True), ("bold.",), True),
    ("body.piece_underlined", "段中一截加下划线", part("body", "middle", (0.3, 0.6), underline=True), ("decoration.",), True),
    ("body.piece_yellow", "段中一截黄底", part("body", "middle", (0.3, 0.6), highlight="yellow"), ("decoration.", "leftover."), True),
    ("body.closing_hei", "结语用黑体", look("closing", runs={"font": "hei"}), ("font.",), True),
    ("body.closing_no_indent", "结语没有空两字", look("closing", first=0), ("indent.",), True),
    ("body.closing_right", "结语居右", look("closing", align="right"), ("align.",), True),
):  # fmt: skip
    fault(identity, said, hurt, *rules, "body.", "closing.", fix=fix)


def _full_spaces_doubled(sheet: Sheet) -> list[Para] | None:
    """The indent is set and two full-width spaces are typed as well."""
    bodies = sheet.all("body")
    if not bodies:
        return None
    one = bodies[len(bodies) // 2]
    copied = copy.copy(one.run)
    copied.text = "　　" + copied.text
    one.runs[0] = copied
    return [one]


fault(
    "body.indent_twice",
    "既设缩进又敲两个空格，实空四字",
    _full_spaces_doubled,
    "indent.",
    "body.",
    "text.",
    "punctuation.",
    fix=True,
)
