"""Which features of a paragraph speak for which element, and how loudly?

One table. No cue decides: a document's faults may sit on any of them, so they are added up, and the order
of the elements (`order`) has its say too.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum, auto

from bangban.skills.documents.kinds import KIND_AT_END, NOT_KINDS
from bangban.skills.documents.recognise.seen import Seen


class State(IntEnum):
    """What a paragraph may be on the path from a document's first line to its last."""

    SERIAL = 0
    CLASSIFICATION = auto()
    URGENCY = auto()
    MARK = auto()
    NUMBER = auto()
    SIGNER = auto()
    HEAD_LINE = auto()
    """Issuer and date over the red line of minutes."""
    TITLE = auto()
    PASSED = auto()
    """"（2025年3月14日……会议通过）" under a title."""
    ADDRESSEE = auto()
    TEXT = auto()
    ATTENDANCE = auto()
    ATTENDANCE_MORE = auto()
    """Names that run on into a line of their own; so do copies."""
    NOTE_OF = auto()
    """The attachment note's first line, and its further ones."""
    NOTE_OF_MORE = auto()
    SIGNATURE = auto()
    DATE = auto()
    NOTE = auto()
    A_MARK = auto()
    A_TITLE = auto()
    A_TEXT = auto()
    COPY_TO = auto()
    COPY_MORE = auto()
    IMPRINT = auto()


AGENCY = (
    r"(?:政府|委员会|办公室|办公厅|办公所|局|厅|部|委|院|会|处|中心|公司|集团|学校|大学|中学|小学|学院|医院|街道|办事处|指挥部"
    r"|领导小组|党组|党委|支部|总队|支队|大队|所|站|馆|署|台|社|行|室|科|组|团|法院|检察院|人大|政协|协会|纪委|监委|银行|园区|管委会|镇|乡|村)"
)
POST = r"(?:省长|市长|区长|县长|州长|主席|局长|主任|部长|院长|旗长|盟长|乡长|镇长|厅长|总理|书记|会长|行长|处长|检察长)"
YEAR = r"(?:[\d０-９]{2,4}|[一二三四五六七八九〇○零Ｏ０OoО]{4}|[×xX]{2,4})"
MONTH = r"(?:[\d０-９]{1,2}|[元正一二三四五六七八九十]{1,3}|[×xX]{1,2})"


def _date(gap: str) -> str:
    mark, digits = r"[年.\-－/．]", r"(?:[\d０-９]{1,2}|[一二三四五六七八九十廿卅]{1,4}|[×xX]{1,2})"
    return rf"{YEAR}{gap}{mark}{gap}{MONTH}{gap}(?:[月.\-－/．]{gap}{digits}?)?{gap}[日号]?"


DATE = _date("")
"""A date however written, in a text without blanks."""
DATE_SPACED = _date(r"[\s\u3000]*")
"""The same in a text as it stands."""

Test = Callable[[Seen], bool]


@dataclass(frozen=True, slots=True)
class Cue:
    state: State
    weight: float
    test: Test


def _has(pattern: str) -> Test:
    search = re.compile(pattern).search
    return lambda one: search(one.bare) is not None


def _is(pattern: str) -> Test:
    match = re.compile(pattern).fullmatch
    return lambda one: match(one.bare) is not None


def _starts(pattern: str) -> Test:
    match = re.compile(pattern).match
    return lambda one: match(one.bare) is not None


def _near(pattern: str, *, after: bool) -> Test:
    search = re.compile(pattern).search
    return lambda one: search(one.after if after else one.before) is not None


def _across(*where: str) -> Test:
    return lambda one: one.across in where


def _size(low: float, high: float) -> Test:
    return lambda one: low <= one.size <= high


_OPEN, _CLOSE = r"[〔\[（(［【{﹝〈<「]", r"[〕\]）)］】}﹞〉>」]"
_COUNT = r"第?(?:[\d０-９]{1,5}|[一二三四五六七八九十百〇]{1,5})"
_NUMBER = (
    rf"[\u4e00-\u9fff]{{1,12}}(?:{_OPEN}(?:[\d０-９OoО]{{2,4}}|[〇○零一二三四五六七八九]{{4}})年?{_CLOSE}(?:字)?{_COUNT}(?:[号期]|(?=签)|$)"
    r"|[〔\[（(［【{]?[\d０-９]{2,4}年?[〕\]）)］】}]?[\-—－·]?(?:字)?第?[\d０-９]{1,5}(?:[号期]|(?=签)|$))"
)
_ORDER_NUMBER = rf"{_OPEN}?(?:{_OPEN}?\d{{2,4}}年?{_CLOSE}?)?{_COUNT}[号期]{_CLOSE}?|第[\d０-９]{{1,5}}"
_YEAR_NUMBER = rf"{_OPEN}[\d０-９]{{2,4}}年?{_CLOSE}第?[\d０-９]{{1,4}}[号期]?|[\d０-９]{{4}}[\-—－·][\d０-９]{{1,4}}[号期]"
_CLASSIFIED = r"(?:绝密|机密|秘密|内部|密级[:：]?.{0,3})(?:[★☆*＊·\-—﹡]?(?:[\d一二三四五六七八九十]{1,3}(?:年|个?月|天|日)?|长期|启封前|公布前))?"
_URGENT = r"(?:特急|加急|急件|特提|平急|紧急|急|火急|特级|十万火急|普通|一般|快|限时)(?:件|文件|公文)?"
_SIGNER = r"签发人?[:：;；]?[\u4e00-\u9fff·、，]{0,20}"
_COPY = r"(?:抄送|抄报|分送|发送|报送|印送|主送)(?:单位|机关)?"
_COLON = r"[:：;；﹕]"
_ATTACHMENT = r"(?:附件|附)"
_CHINESE_OR_DIGIT = r"[\d０-９一二三四五六七八九十]"
_NAME_LIST = re.compile(
    rf"{AGENCY}(?:[、，,；;和及]|$)|各|你(?:局|委|办|单位|公司|院|区|市|省|县|厅|校|街道)|部门|单位|机构|机关|企业|代表大会|同志|先生|女士"
)
_DONE = re.compile(r"如下|以下|包括|要求|方面|情况|事项|原则|目标|问题|内容|为|是|做到|实现$")


_AGENCIES = re.compile(rf"[\u4e00-\u9fff]{{2,20}}?{AGENCY}(?=[\u4e00-\u9fff]{{3}}|$)")


def _like_names(one: Seen) -> bool:
    body = one.bare.rstrip("：:；;。，")
    return bool(_NAME_LIST.search(body)) and not _DONE.search(body[-3:]) and not re.search("[。！？]", body)


def _like_agency(one: Seen) -> bool:
    return bool(re.search(rf"{AGENCY}$", one.bare)) and not re.search("[，。；：！？、《》]", one.bare)


def _issuer(one: Seen) -> bool:
    return any(one.bare == name or (len(name) > 3 and one.bare.endswith(name)) for name in one.issuers)


def _ends_sentence(one: Seen) -> bool:
    return one.bare[-1] in "。；：！？!?;:…"


def _plain(one: Seen) -> bool:
    return one.bare[-1] not in "。；：！？!?;:，、,"


def _bad_kind(one: Seen) -> bool:
    return one.bare.endswith(NOT_KINDS)


def _table() -> list[Cue]:
    s = State
    rows: list[tuple[State, float, Test]] = [
        (s.SERIAL, 6, _is(r"(?:№|No\.?|NO\.?|份号[:：]?|编号[:：]?)?[\d０-９]{5,8}(?:号)?")),
        (s.SERIAL, 3.5, _is(r"(?:№|No\.?|份号[:：]?)?[\d０-９]{1,4}")),
        (s.SERIAL, 1, _across("left")),
        (s.CLASSIFICATION, 7, _is(_CLASSIFIED)),
        (s.CLASSIFICATION, 4, _is(rf"[\d０-９]{{5,8}}{_CLASSIFIED}.{{0,4}}")),
        (s.CLASSIFICATION, 6.5, _is(r"[\u4e00-\u9fff]{2}[★☆＊*][\d一二三四五六七八九十长启公]{1,4}[年月天日期前]?.{0,3}")),
        (s.CLASSIFICATION, 2, _starts(r"(?:绝密|机密|秘密)[^，。]{0,8}$")),
        (s.URGENCY, 6.5, _is(_URGENT)),
        (s.URGENCY, 0.5, _across("left")),
        # ── the mark: an agency's name in large red letters over everything else ──
        (s.MARK, 3, lambda one: one.red),
        (s.MARK, 2, _size(26, 120)),
        (s.MARK, 3.5, _is(rf".{{2,60}}(?:{AGENCY}|中国|人民|组织)文件")),
        (s.MARK, 2.5, _is(rf".{{2,40}}{AGENCY}(?:（.{{1,8}}）)?(?:命令|令|公告|通告|公报)?")),
        (s.MARK, 2, _is(r".{2,40}(?:纪要|会议纪要|办公会议纪要|令|命令)")),
        (s.MARK, 1, _across("center")),
        (s.MARK, 1.5, _near(_NUMBER + "|^" + _ORDER_NUMBER + "$", after=True)),
        (s.MARK, 1, lambda one: one.order < 4),
        (s.MARK, -5, _has(r"关于|[，。；：]")),
        (s.MARK, -3, lambda one: one.order > 12),
        (s.MARK, -1.5, lambda one: 0 < one.size <= 16.5 and not one.red),
        (s.MARK, 2.5, _is(r"文件")),
        # ── numbers ──
        (s.NUMBER, 7, _is(_NUMBER)),
        (s.NUMBER, 5, _is(_NUMBER + _SIGNER)),
        (s.NUMBER, 6, _is(_ORDER_NUMBER)),
        (s.NUMBER, 6, _is(_YEAR_NUMBER)),
        (s.NUMBER, 6, _is(rf"(?:{_YEAR_NUMBER}|{_NUMBER})(?:{_SIGNER})")),
        (s.NUMBER, 4, _starts(_NUMBER + r"(?:签发人|[\u4e00-\u9fff·]{0,9}$)")),
        (s.NUMBER, 6, _is(rf"(?:\d{{4,8}}|{_CLASSIFIED}|{_URGENT}){_NUMBER}")),
        (s.NUMBER, 3, _is(r"[\u4e00-\u9fff]{1,8}[〔\[（(［【][\d×xX〇]{2,4}[〕\]）)］】].{0,8}")),
        (s.NUMBER, 2, _is(r"[\u4e00-\u9fff]{1,8}(?:字)?第?[\d０-９]{1,5}号")),
        (s.NUMBER, 0.5, _across("center", "right")),
        (s.NUMBER, -2, _has(r"[，。；]")),
        (s.SIGNER, 7, _is(_SIGNER)),
        (s.SIGNER, 2, _is(r"[\u4e00-\u9fff]{2,4}(?:[、，\s][\u4e00-\u9fff]{2,4})?")),
        (s.SIGNER, -5, lambda one: "签发" not in one.bare and "签发" not in one.before),
        (s.HEAD_LINE, 5, _is(rf".{{2,30}}{AGENCY}(?:编|编印|主办|整理)?{DATE}")),
        (s.HEAD_LINE, -4, lambda one: one.order > 6),
        # ── title ──
        (s.TITLE, 3, _has(r"关于")),
        (s.TITLE, 3, lambda one: KIND_AT_END.search(one.bare) is not None),
        (s.TITLE, 2, _bad_kind),
        (s.TITLE, 1, _is(r".{2,60}关于.{2,80}的.{1,6}")),
        (s.TITLE, 2, _size(18, 26)),
        (s.TITLE, 1.5, _across("center")),
        (s.TITLE, 0.7, lambda one: "标宋" in one.font or "小标" in one.font),
        (s.TITLE, 0.5, _plain),
        (s.TITLE, -1.5, lambda one: one.red),
        (s.TITLE, -3, _has(r"[。；].|[：:]$")),
        (s.TITLE, -2, _across("right")),
        (s.TITLE, -3, lambda one: one.numbered),
        (s.TITLE, -1, lambda one: one.bare[-1] in "。，、"),
        (s.TITLE, -2, _is(r"[（(].*[）)]")),
        (s.PASSED, 6, _is(rf"[（(].{{0,6}}{DATE}.{{0,60}}(?:通过|批准|公布|发布|修订|修正|施行)[）)]")),
        (s.PASSED, 3, _is(rf"[（(]{DATE}[）)]")),
        # ── addressee ──
        (s.ADDRESSEE, 3, lambda one: one.bare[-1] in "：:；;﹕" and _like_names(one)),
        (s.ADDRESSEE, 2, _like_names),
        (s.ADDRESSEE, 1, lambda one: one.across == "left" and one.n < 120),
        (s.ADDRESSEE, 1, _near(r"关于|通知$|请示$|报告$|批复$|函$|意见$|决定$|通报$|议案$", after=False)),
        (s.ADDRESSEE, 1, lambda one: 2 < one.n <= 40),
        (s.ADDRESSEE, -1.5, _across("right", "center")),
        (s.ADDRESSEE, -4, _has("[。！？].|[！？]|现将|如下|根据|按照|为|经研究|决定|现予")),
        (s.ADDRESSEE, -5, lambda one: one.numbered),
        (s.ADDRESSEE, 4, _starts(r"主送(?:机关|单位)?[:：]")),
        # ── body ──
        (s.TEXT, 1.5, lambda one: True),
        (s.TEXT, 2, lambda one: one.n > 30),
        (s.TEXT, 2, lambda one: one.n > 60),
        (s.TEXT, 1.5, _ends_sentence),
        (s.TEXT, 1, _across("indent")),
        (s.TEXT, 2.5, lambda one: one.numbered),
        (s.TEXT, 1.5, _starts(r"第[一二三四五六七八九十百]{1,4}[章节条]")),
        (s.TEXT, 3, _is(r"[^，。：]{0,10}[，]?(?:特此|此复|此令|妥否|当否|可否|请予|专此|以上|盼复|请[^，。]{0,8})[^。]{0,40}[。！]?")),
        (s.TEXT, 3, lambda one: one.in_cell),
        (s.TEXT, -1.5, _across("center")),
        (s.TEXT, -2, _across("right")),
        (s.TEXT, -2, lambda one: one.size > 18),
        (s.TEXT, -2, lambda one: one.red),
        (s.TEXT, -0.5, lambda one: 0 < one.size < 15),
        (s.ATTENDANCE, 7, _starts(rf"(?:出席|请假|列席|缺席|主持人?|记录人?|参加|主持|列席会议)(?:人员?|单位|同志|会议)?{_COLON}")),
        (s.ATTENDANCE, 4, _starts(r"(?:出席|请假|列席|缺席)(?:人员?)?[^，。]{2,30}[、，]?")),
        (s.ATTENDANCE_MORE, 4, _is(r"[\u4e00-\u9fff·（）]{2,40}(?:[、，][\u4e00-\u9fff·（）]{1,40})*[、，]?")),
        (s.ATTENDANCE_MORE, 1, lambda one: one.n <= 60 and one.before[-1:] != "。"),
        (s.ATTENDANCE_MORE, 1, _across("right", "indent")),
        (s.ATTENDANCE_MORE, -5, lambda one: one.numbered or (one.near_end and one.ruled)),
        (s.ATTENDANCE, 5, _starts(rf"(?:时间|地点|会议时间|会议地点){_COLON}")),
        # ── after the text ──
        (s.NOTE_OF, 6.5, _starts(rf"{_ATTACHMENT}{_CHINESE_OR_DIGIT}?{_COLON}.{{2,}}")),
        (s.NOTE_OF, 4.5, _starts(rf"附件{_CHINESE_OR_DIGIT}?[.．、]?[\u4e00-\u9fff《《]")),
        (s.NOTE_OF, 4.5, _is(r"附件\d{4}年[^，。；：]{4,60}")),
        (s.NOTE_OF, 4, _is(rf"{_ATTACHMENT}{_COLON}?")),
        (s.NOTE_OF, -3, _is(rf"附件{_CHINESE_OR_DIGIT}{{0,3}}")),
        (s.NOTE_OF, -3, lambda one: one.new_page),
        (s.NOTE_OF_MORE, 5.5, _starts(r"(?:附件)?[\d０-９]{1,2}[.．、，:：][^，。]{2,80}[。；，、;]?$")),
        (s.NOTE_OF_MORE, 2.5, lambda one: one.n <= 40 and _plain(one) and one.across in ("right", "indent")),
        (s.NOTE_OF_MORE, -4, _is(rf"附件{_CHINESE_OR_DIGIT}{{0,3}}")),
        (s.NOTE_OF_MORE, -3, lambda one: one.new_page or (_like_agency(one) and not one.numbered)),
        (s.SIGNATURE, 2, _like_agency),
        (s.SIGNATURE, 3, _issuer),
        (s.SIGNATURE, 2, _across("right")),
        (s.SIGNATURE, 2.5, _near(rf"^{DATE}$", after=True)),
        (s.SIGNATURE, 1, _near(rf"^{DATE}$", after=False)),
        (s.SIGNATURE, 4, _is(rf"(?:代|副|代理)?{POST}[:：]?[\u4e00-\u9fff·]{{2,5}}")),
        (s.SIGNATURE, 1, lambda one: one.across == "center" and 0 < one.size <= 18),
        (s.SIGNATURE, 3, _is(rf".{{2,70}}{AGENCY}{DATE}")),
        (s.SIGNATURE, 1.5, lambda one: _like_agency(one) and len(_AGENCIES.findall(one.bare)) > 1),
        (s.SIGNATURE, -4, _has(r"[，。；：？！《》]")),
        (s.SIGNATURE, -2, lambda one: one.in_cell),
        (s.SIGNATURE, -4, lambda one: one.numbered),
        (s.SIGNATURE, -2, lambda one: one.size > 18),
        (s.DATE, 7, _is(DATE)),
        (s.DATE, 5, _is(rf"(?:成文日期[:：])?{YEAR}年{MONTH}月.{{0,4}}[日号]?[。.]?")),
        (s.DATE, 1, _across("right")),
        (s.DATE, -2, lambda one: one.in_cell),
        (s.NOTE, 3, _is(r"[（(\[【〔].{2,80}[）)\]】〕][。.]?")),
        (s.NOTE, 3.5, _starts(r"[（(\[【〔]?(?:联系人|联系电话|联系方式|此件|本件|公开|不公开|主动公开|依申请公开|此文|此页)")),
        (s.NOTE, 1.5, _has(r"联系人.*电话|此件(?:公开|发至|可|依|主动|不)|发至|印发.{0,6}级|传达到|公开发布|公开方式")),
        (s.NOTE, -2, lambda one: one.n > 80),
        (s.NOTE, -2, lambda one: one.in_cell),
        # ── attachments ──
        (s.A_MARK, 6, _is(rf"(?:附件|附表|附录|附){_CHINESE_OR_DIGIT}{{0,3}}{_COLON}?")),
        (s.A_MARK, 3.5, _starts(rf"附件{_CHINESE_OR_DIGIT}{{0,3}}{_COLON}?[^，。]{{2,40}}$")),
        (s.A_MARK, 2, lambda one: one.new_page and one.bare.startswith("附")),
        (s.A_MARK, 5, _is(r"附件[:：]\d{1,2}")),
        (s.NOTE_OF, -6, _is(r"附件[:：]\d{1,2}")),
        (s.A_MARK, 0.5, _across("left")),
        (s.A_MARK, 5, _is(rf"{_NUMBER}附件{_CHINESE_OR_DIGIT}{{0,3}}{_COLON}?")),
        (s.A_TITLE, 2, _across("center")),
        (s.A_TITLE, 2, _size(18, 26)),
        (s.A_TITLE, 2, _near(r"^附(?:件|表|录)?[\d一二三四五六七八九十]{0,3}[:：]?$", after=False)),
        (s.A_TITLE, 1, _plain),
        (s.A_TITLE, -3, lambda one: one.n > 60 or one.numbered),
        (s.A_TITLE, -2, lambda one: one.in_cell),
        (s.A_TITLE, -5, _starts(r"第[一二三四五六七八九十百]{1,4}[章节条编]")),
        (s.A_TITLE, 1, lambda one: one.new_page),
        (s.A_TITLE, -2, lambda one: 0 < one.size < 15),
        # ── imprint ──
        (s.COPY_TO, 7, _starts(rf"{_COPY}{_COLON}")),
        (s.COPY_TO, 5.5, lambda one: one.near_end and re.match("(?:主报|报|送|发)[:：]", one.bare) is not None),
        (s.COPY_TO, 6.5, _starts(r"(?:抄送|抄报|分送)(?:单位|机关)?[^，。]{2}")),
        (s.COPY_TO, 1, lambda one: one.ruled or one.in_cell),
        (s.COPY_TO, 0.5, _size(13, 15)),
        (s.COPY_TO, 2, lambda one: one.before.startswith(("抄送", "抄报", "分送")) and _like_names(one) and one.near_end),
        (s.COPY_TO, -2, lambda one: one.numbered),
        (s.COPY_MORE, 3.5, lambda one: one.before[-1:] not in "。" and one.n <= 80),
        (s.COPY_MORE, 2, lambda one: _like_names(one) or one.bare[-1] == "。"),
        (s.COPY_MORE, 0.7, _size(13, 15)),
        (s.COPY_MORE, -6, lambda one: one.bare.endswith("印发") or one.before[-1:] == "。"),
        (s.IMPRINT, 7, _is(rf"(?:.{{2,40}})?{DATE}(?:印发|印制|印|发|编发|印发。)")),
        (s.IMPRINT, 5.5, lambda one: one.near_end and bool(re.fullmatch(rf".{{2,40}}{AGENCY}{DATE}", one.bare))),
        (s.IMPRINT, 3, _is(r"[（(]?共印[\d一二三四五六七八九十百]{1,6}份[）)]?。?")),
        (s.IMPRINT, 4, lambda one: _like_agency(one) and one.after.endswith("印发") and one.n < 40),
        (s.IMPRINT, 4, lambda one: _like_agency(one) and one.near_end and one.in_cell),
        (s.IMPRINT, 2, lambda one: one.near_end and one.in_cell and bool(re.fullmatch(DATE, one.bare))),
        (s.IMPRINT, 1, lambda one: one.ruled and one.near_end),
        (s.IMPRINT, 0.7, lambda one: 13 <= one.size <= 15 and one.near_end),
        (s.IMPRINT, 2, _has(r"印发[。.]?$")),
        (s.IMPRINT, -4, lambda one: one.n > 60),
    ]  # fmt: skip
    return [Cue(*row) for row in rows]


LONGEST = {
    State.SERIAL: 16, State.CLASSIFICATION: 24, State.URGENCY: 10, State.MARK: 70, State.NUMBER: 60,
    State.SIGNER: 24, State.HEAD_LINE: 60, State.TITLE: 100, State.PASSED: 120, State.ADDRESSEE: 500,
    State.ATTENDANCE_MORE: 80, State.COPY_MORE: 200, State.TEXT: 1 << 30, State.ATTENDANCE: 2000, State.NOTE_OF: 400, State.NOTE_OF_MORE: 100,
    State.SIGNATURE: 90, State.DATE: 24, State.NOTE: 160, State.A_MARK: 60, State.A_TITLE: 80,
    State.A_TEXT: 1 << 30, State.COPY_TO: 1500, State.IMPRINT: 80,
}  # fmt: skip
"""Characters beyond which a paragraph is not asked whether it is this element."""

ONLY: dict[State, Test] = {
    State.SERIAL: lambda one: one.bare[0] in "№Nn份编0123456789０１２３４５６７８９",
    State.SIGNER: lambda one: "签" in one.bare or "签发" in one.before,
    State.PASSED: lambda one: one.bare[0] in "（(",
    State.ATTENDANCE: lambda one: one.bare[0] in "出请列缺主记参时地会",
    State.NOTE_OF: lambda one: one.bare[0] == "附",
    State.A_MARK: lambda one: "附" in one.bare,
    State.COPY_TO: lambda one: one.bare[0] in "抄分发报印主送" or one.before[:1] in ("抄", "分"),
    State.COPY_MORE: lambda one: one.near_end and not one.numbered,
    State.IMPRINT: lambda one: one.near_end or "印" in one.bare or one.after.endswith("印发"),
}
"""Without this a paragraph is not asked whether it is that element; none of it is a thing that may be wrong."""

FLOOR = -1.5
"""Below this an element is not worth a step of the path."""

BY_STATE: list[tuple[State, int, list[tuple[float, Test]]]] = [
    (state, LONGEST[state], [(cue.weight, cue.test) for cue in _table() if cue.state is state])
    for state in State
    if state is not State.A_TEXT
]


def scores(one: Seen) -> dict[State, float]:
    """Return what speaks for each element a paragraph could be; those hardly possible are left out."""
    found: dict[State, float] = {}
    if one.in_data:
        return {State.TEXT: 3.0, State.A_TEXT: 3.0}
    for state, longest, cues in BY_STATE:
        if one.n > longest or (state in ONLY and not ONLY[state](one)):
            continue
        score = 0.0
        for weight, test in cues:
            if test(one):
                score += weight
        if score >= FLOOR and (score > 0 or state is State.TEXT):
            found[state] = score
    found.setdefault(State.TEXT, FLOOR)
    # What stands in an attachment looks like what stands in a body; a title or signature of its own is still it.
    found[State.A_TEXT] = max(found[State.TEXT], 1.5)
    return found
