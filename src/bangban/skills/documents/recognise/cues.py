"""Which features of a paragraph speak for which element, and how loudly?

One table. No cue decides: a document's faults may sit on any of them, so they are added up, and the order
of the elements (`order`) has its say too.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum, auto
from functools import lru_cache

from bangban.skills.documents.kinds import KIND_AT_END, NOT_KINDS
from bangban.skills.documents.recognise.seen import Seen
from bangban.skills.documents.recognise.shapes import (
    AGENCY,
    ATTACHMENT,
    CHINESE_OR_DIGIT,
    CLASSIFIED,
    COLON,
    COPY,
    DATE,
    MONTH,
    NUMBER,
    OPEN_NUMBER,
    ORDER_NUMBER,
    POST,
    SIGNER,
    URGENT,
    YEAR,
    YEAR_NUMBER,
)


class State(IntEnum):
    """What a paragraph may be on the path from a document's first line to its last."""

    # Enum's own is written in Python; states are keys at every step of the path.
    __hash__ = int.__hash__

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


Test = Callable[[Seen], bool]


@dataclass(frozen=True, slots=True)
class Cue:
    state: State
    weight: float
    test: Test


class Worded:
    """A test of nothing but the words, so that its answer holds wherever the same words stand again."""

    def __init__(self, holds: Callable[[str], object]) -> None:
        self.holds = holds

    def __call__(self, one: Seen) -> bool:
        return bool(self.holds(one.bare))


def _has(pattern: str) -> Test:
    return Worded(re.compile(pattern).search)


def _is(pattern: str) -> Test:
    return Worded(re.compile(pattern).fullmatch)


def _starts(pattern: str) -> Test:
    return Worded(re.compile(pattern).match)


def _near(pattern: str, *, after: bool) -> Test:
    search = lru_cache(maxsize=4096)(re.compile(pattern).search)
    return lambda one: search(one.after if after else one.before) is not None


def _across(*where: str) -> Test:
    return lambda one: one.across in where


def _size(low: float, high: float) -> Test:
    return lambda one: low <= one.size <= high


_NAME_LIST = re.compile(
    rf"{AGENCY}(?:[、，,；;和及]|$)|各|你(?:局|委|办|单位|公司|院|区|市|省|县|厅|校|街道)|部门|单位|机构|机关|企业|代表大会|同志|先生|女士"
)
_DONE = re.compile(r"如下|以下|包括|要求|方面|情况|事项|原则|目标|问题|内容|为|是|做到|实现$")


_AGENCIES = re.compile(rf"[\u4e00-\u9fff]{{2,20}}?{AGENCY}(?=[\u4e00-\u9fff]{{3}}|$)")


_AGENCY_LAST, _STOPS, _FULL_STOPS = (
    re.compile(rf"{AGENCY}$"),
    re.compile("[，。；：！？、《》]"),
    re.compile("[。！？]"),
)


def _like_names(bare: str) -> bool:
    body = bare.rstrip("：:；;。，")
    return bool(_NAME_LIST.search(body)) and not _DONE.search(body[-3:]) and not _FULL_STOPS.search(body)


def _like_agency(bare: str) -> bool:
    return _AGENCY_LAST.search(bare) is not None and _STOPS.search(bare) is None


def _issuer(one: Seen) -> bool:
    return any(one.bare == name or (len(name) > 3 and one.bare.endswith(name)) for name in one.issuers)


def by_whom(one: Seen) -> bool:
    """The body's name between a communiqué's title and its date in brackets."""
    return (
        one.across == "center"
        and 0 < one.size <= 18
        and one.after[:1] in ("（", "(")
        and one.after[1:5].isdecimal()
        and _like_agency(one.bare)
    )


def _ends_sentence(bare: str) -> bool:
    return bare[-1] in "。；：！？!?;:…"


def _plain(bare: str) -> bool:
    return bare[-1] not in "。；：！？!?;:，、,"


def _bad_kind(bare: str) -> bool:
    return bare.endswith(NOT_KINDS)


def _table() -> list[Cue]:
    s = State
    rows: list[tuple[State, float, Test]] = [
        (s.SERIAL, 6, _is(r"(?:№|No\.?|NO\.?|份号[:：]?|编号[:：]?)?[\d０-９]{5,8}(?:号)?")),
        (s.SERIAL, 3.5, _is(r"(?:№|No\.?|份号[:：]?)?[\d０-９]{1,4}")),
        (s.SERIAL, 1, _across("left")),
        (s.CLASSIFICATION, 7, _is(CLASSIFIED)),
        (s.CLASSIFICATION, 4, _is(rf"[\d０-９]{{5,8}}{CLASSIFIED}.{{0,4}}")),
        (s.CLASSIFICATION, 6.5, _is(r"[\u4e00-\u9fff]{2}[★☆＊*][\d一二三四五六七八九十长启公]{1,4}[年月天日期前]?.{0,3}")),
        (s.CLASSIFICATION, 2, _starts(r"(?:绝密|机密|秘密)[^，。]{0,8}$")),
        (s.URGENCY, 6.5, _is(URGENT)),
        (s.URGENCY, 0.5, _across("left")),
        # ── the mark: an agency's name in large red letters over everything else ──
        (s.MARK, 3, lambda one: one.red),
        (s.MARK, 2, _size(26, 120)),
        (s.MARK, 3.5, _is(rf".{{2,60}}(?:{AGENCY}|中国|人民|组织)文件")),
        (s.MARK, 2.5, _is(rf".{{2,40}}{AGENCY}(?:（.{{1,8}}）)?(?:命令|令|公告|通告|公报)?")),
        (s.MARK, 2, _is(r".{2,40}(?:纪要|会议纪要|办公会议纪要|令|命令)")),
        (s.MARK, 1, _across("center")),
        (s.MARK, 1.5, _near(NUMBER + "|^" + ORDER_NUMBER + "$", after=True)),
        (s.MARK, 1, lambda one: one.order < 4),
        (s.MARK, -5, _has(r"关于|[，。；：]")),
        (s.MARK, -3, lambda one: one.order > 12),
        (s.MARK, -1.5, lambda one: 0 < one.size <= 16.5 and not one.red),
        (s.MARK, 2.5, _is(r"文件")),
        # ── numbers ──
        (s.NUMBER, 7, _is(NUMBER)),
        (s.NUMBER, 5, _is(NUMBER + SIGNER)),
        (s.NUMBER, 6, _is(ORDER_NUMBER)),
        (s.NUMBER, 6, _is(YEAR_NUMBER)),
        (s.NUMBER, 7, _is(rf"{OPEN_NUMBER}(?:{SIGNER}|[\u4e00-\u9fff·]{{2,9}})?")),
        (s.NUMBER, 6, _is(rf"(?:{YEAR_NUMBER}|{NUMBER})(?:{SIGNER})")),
        (s.NUMBER, 4, _starts(NUMBER + r"(?:签发人|[\u4e00-\u9fff·]{0,9}$)")),
        (s.NUMBER, 6, _is(rf"(?:\d{{4,8}}|{CLASSIFIED}|{URGENT}){NUMBER}")),
        (s.NUMBER, 3, _is(r"[\u4e00-\u9fff]{1,8}[〔\[（(［【][\d×xX〇]{2,4}[〕\]）)］】].{0,8}")),
        (s.NUMBER, 2, _is(r"[\u4e00-\u9fff]{1,8}(?:字)?第?[\d０-９]{1,5}号")),
        (s.NUMBER, 0.5, _across("center", "right")),
        (s.NUMBER, -2, _has(r"[，。；]")),
        (s.SIGNER, 7, _is(SIGNER)),
        (s.SIGNER, 2, _is(r"[\u4e00-\u9fff]{2,4}(?:[、，\s][\u4e00-\u9fff]{2,4})?")),
        (s.SIGNER, -5, lambda one: "签发" not in one.bare and "签发" not in one.before),
        (s.HEAD_LINE, 5, _is(rf".{{2,30}}{AGENCY}(?:编|编印|主办|整理)?{DATE}")),
        (s.HEAD_LINE, -4, lambda one: one.order > 6),
        # ── title ──
        (s.TITLE, 3, _has(r"关于")),
        (s.TITLE, 3, Worded(lambda bare: KIND_AT_END.search(bare) is not None)),
        (s.TITLE, 2, Worded(_bad_kind)),
        (s.TITLE, 1, _is(r".{2,60}关于.{2,80}的.{1,6}")),
        (s.TITLE, 2, _size(18, 26)),
        (s.TITLE, 1.5, _across("center")),
        (s.TITLE, 0.7, lambda one: "标宋" in one.font or "小标" in one.font),
        (s.TITLE, 0.5, Worded(_plain)),
        (s.TITLE, -1.5, lambda one: one.red),
        (s.TITLE, -3, _has(r"[。；].|[：:]$")),
        (s.TITLE, -2, _across("right")),
        (s.TITLE, -3, lambda one: one.numbered),
        (s.TITLE, -1, Worded(lambda bare: bare[-1] in "。，、")),
        (s.TITLE, -2, _is(r"[（(].*[）)]")),
        (s.PASSED, 6, _is(rf"[（(].{{0,6}}{DATE}.{{0,60}}(?:通过|批准|公布|发布|修订|修正|施行)[）)]")),
        (s.PASSED, 3, _is(rf"[（(]{DATE}[）)]")),
        (s.PASSED, 6, lambda one: by_whom(one)),
        # ── addressee ──
        (s.ADDRESSEE, 3, Worded(lambda bare: bare[-1] in "：:；;﹕" and _like_names(bare))),
        (s.ADDRESSEE, 2, Worded(_like_names)),
        (s.ADDRESSEE, 1, lambda one: one.across == "left" and one.n < 120),
        (s.ADDRESSEE, 1, _near(r"关于|通知$|请示$|报告$|批复$|函$|意见$|决定$|通报$|议案$", after=False)),
        (s.ADDRESSEE, 1, Worded(lambda bare: 2 < len(bare) <= 40)),
        (s.ADDRESSEE, -1.5, _across("right", "center")),
        (s.ADDRESSEE, -4, _has("[。！？].|[！？]|现将|如下|根据|按照|为|经研究|决定|现予")),
        (s.ADDRESSEE, -5, lambda one: one.numbered),
        (s.ADDRESSEE, 4, _starts(r"主送(?:机关|单位)?[:：]")),
        # ── body ──
        (s.TEXT, 1.5, lambda one: True),
        (s.TEXT, 2, Worded(lambda bare: len(bare) > 30)),
        (s.TEXT, 2, Worded(lambda bare: len(bare) > 60)),
        (s.TEXT, 1.5, Worded(_ends_sentence)),
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
        (s.ATTENDANCE, 7, _starts(rf"(?:出席|请假|列席|缺席|主持人?|记录人?|参加|主持|列席会议)(?:人员?|单位|同志|会议)?{COLON}")),
        (s.ATTENDANCE, 4, _starts(r"(?:出席|请假|列席|缺席)(?:人员?)?[^，。]{2,30}[、，]?")),
        (s.ATTENDANCE_MORE, 4, _is(r"[\u4e00-\u9fff·（）]{2,40}(?:[、，][\u4e00-\u9fff·（）]{1,40})*[、，]?")),
        (s.ATTENDANCE_MORE, 1, lambda one: one.n <= 60 and one.before[-1:] != "。"),
        (s.ATTENDANCE_MORE, 1, _across("right", "indent")),
        (s.ATTENDANCE_MORE, -5, lambda one: one.numbered or (one.near_end and one.ruled)),
        (s.ATTENDANCE, 5, _starts(rf"(?:时间|地点|会议时间|会议地点){COLON}")),
        # ── after the text ──
        (s.NOTE_OF, 6.5, _starts(rf"{ATTACHMENT}{CHINESE_OR_DIGIT}?{COLON}.{{2,}}")),
        (s.NOTE_OF, 4.5, _starts(rf"附件{CHINESE_OR_DIGIT}?[.．、]?[\u4e00-\u9fff《《]")),
        (s.NOTE_OF, 4.5, _is(r"附件\d{4}年[^，。；：]{4,60}")),
        (s.NOTE_OF, 4, _is(rf"{ATTACHMENT}{COLON}?")),
        (s.NOTE_OF, -3, _is(rf"附件{CHINESE_OR_DIGIT}{{0,3}}")),
        (s.NOTE_OF, -3, lambda one: one.new_page),
        (s.NOTE_OF_MORE, 5.5, _starts(r"(?:附件)?[\d０-９]{1,2}[.．、，:：][^，。]{2,80}[。；，、;]?$")),
        (s.NOTE_OF_MORE, 2.5, lambda one: one.n <= 40 and _plain(one.bare) and one.across in ("right", "indent")),
        (s.NOTE_OF_MORE, -4, _is(rf"附件{CHINESE_OR_DIGIT}{{0,3}}")),
        (s.NOTE_OF_MORE, -3, lambda one: one.new_page or (_like_agency(one.bare) and not one.numbered)),
        (s.SIGNATURE, 2, Worded(_like_agency)),
        (s.SIGNATURE, 3, _issuer),
        (s.SIGNATURE, 2, _across("right")),
        (s.SIGNATURE, 2.5, _near(rf"^{DATE}$", after=True)),
        (s.SIGNATURE, 1, _near(rf"^{DATE}$", after=False)),
        (s.SIGNATURE, 4, _is(rf"(?:代|副|代理)?{POST}[:：]?[\u4e00-\u9fff·]{{2,5}}")),
        (s.SIGNATURE, 1, lambda one: one.across == "center" and 0 < one.size <= 18),
        (s.SIGNATURE, 3, _is(rf".{{2,70}}{AGENCY}{DATE}")),
        (s.SIGNATURE, 1.5, Worded(lambda bare: _like_agency(bare) and len(_AGENCIES.findall(bare)) > 1)),
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
        (s.NOTE, -2, Worded(lambda bare: len(bare) > 80)),
        (s.NOTE, -2, lambda one: one.in_cell),
        # ── attachments ──
        (s.A_MARK, 6, _is(rf"(?:附件|附表|附录|附){CHINESE_OR_DIGIT}{{0,3}}{COLON}?")),
        (s.A_MARK, 3.5, _starts(rf"附件{CHINESE_OR_DIGIT}{{0,3}}{COLON}?[^，。]{{2,40}}$")),
        (s.A_MARK, 2, lambda one: one.new_page and one.bare.startswith("附")),
        (s.A_MARK, 5, _is(r"附件[:：]\d{1,2}")),
        (s.NOTE_OF, -6, _is(r"附件[:：]\d{1,2}")),
        (s.A_MARK, 0.5, _across("left")),
        (s.A_MARK, 5, _is(rf"{NUMBER}附件{CHINESE_OR_DIGIT}{{0,3}}{COLON}?")),
        (s.A_TITLE, 2, _across("center")),
        (s.A_TITLE, 2, _size(18, 26)),
        (s.A_TITLE, 2, _near(r"^附(?:件|表|录)?[\d一二三四五六七八九十]{0,3}[:：]?$", after=False)),
        (s.A_TITLE, 1, Worded(_plain)),
        (s.A_TITLE, -3, lambda one: one.n > 60 or one.numbered),
        (s.A_TITLE, -2, lambda one: one.in_cell),
        (s.A_TITLE, -5, _starts(r"第[一二三四五六七八九十百]{1,4}[章节条编]")),
        (s.A_TITLE, 1, lambda one: one.new_page),
        (s.A_TITLE, -2, lambda one: 0 < one.size < 15),
        # ── imprint ──
        (s.COPY_TO, 7, _starts(rf"{COPY}{COLON}")),
        (s.COPY_TO, 5.5, lambda one: one.near_end and re.match("(?:主报|报|送|发)[:：]", one.bare) is not None),
        (s.COPY_TO, 6.5, _starts(r"(?:抄送|抄报|分送)(?:单位|机关)?[^，。]{2}")),
        (s.COPY_TO, 1, lambda one: one.ruled or one.in_cell),
        (s.COPY_TO, 0.5, _size(13, 15)),
        (s.COPY_TO, 2, lambda one: one.near_end and one.before.startswith(("抄送", "抄报", "分送")) and _like_names(one.bare)),
        (s.COPY_TO, -2, lambda one: one.numbered),
        (s.COPY_MORE, 3.5, lambda one: one.before[-1:] not in "。" and one.n <= 80),
        (s.COPY_MORE, 2, Worded(lambda bare: _like_names(bare) or bare[-1] == "。")),
        (s.COPY_MORE, 0.7, _size(13, 15)),
        (s.COPY_MORE, -6, lambda one: one.bare.endswith("印发") or one.before[-1:] == "。"),
        (s.IMPRINT, 7, _is(rf"(?:.{{2,40}})?{DATE}(?:印发|印制|印|发|编发|印发。)")),
        (s.IMPRINT, 5.5, lambda one: one.near_end and bool(re.fullmatch(rf".{{2,40}}{AGENCY}{DATE}", one.bare))),
        (s.IMPRINT, 3, _is(r"[（(]?共印[\d一二三四五六七八九十百]{1,6}份[）)]?。?")),
        (s.IMPRINT, 4, lambda one: one.n < 40 and one.after.endswith("印发") and _like_agency(one.bare)),
        (s.IMPRINT, 4, lambda one: one.near_end and one.in_cell and _like_agency(one.bare)),
        (s.IMPRINT, 2, lambda one: one.near_end and one.in_cell and bool(re.fullmatch(DATE, one.bare))),
        (s.IMPRINT, 1, lambda one: one.ruled and one.near_end),
        (s.IMPRINT, 0.7, lambda one: 13 <= one.size <= 15 and one.near_end),
        (s.IMPRINT, 2, _has(r"印发[。.]?$")),
        (s.IMPRINT, -4, Worded(lambda bare: len(bare) > 60)),
    ]  # fmt: skip
    return [Cue(*row) for row in rows]


CUES = _table()
