"""Which 15 kinds of document are there, which way does each go, and how does each open and close?

Kinds: 《党政机关公文处理工作条例》(2012) 第八条. Closings are practice, not law: see `closing.yaml`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from bangban.skills.documents.findings import Direction, Kind

Whether = Literal["needed", "usual", "none"]


@dataclass(frozen=True, slots=True)
class About:
    """What is conventional for one kind."""

    kind: Kind
    zh: str
    en: str
    direction: Direction
    addressee: Whether
    closing: Whether
    """Whether the text must end, may end, or must not end with a formula."""
    formula: str
    """A closing to propose; empty where there is none."""
    closings: re.Pattern[str]
    """What closes this kind: searched in a closing with all blanks removed."""
    opens: re.Pattern[str]
    """What in the text says that it is this kind."""
    endings: tuple[str, ...]
    """How a title names the kind, longest first."""


def _about(
    kind: Kind,
    zh: str,
    en: str,
    direction: Direction,
    addressee: Whether,
    closing: Whether,
    formula: str,
    closings: str,
    opens: str,
    endings: tuple[str, ...] = (),
) -> About:
    return About(
        kind,
        zh,
        en,
        direction,
        addressee,
        closing,
        formula,
        re.compile(closings or r"(?!)"),
        re.compile(opens or r"(?!)"),
        endings or (zh,),
    )


_UP, _DOWN, _LEVEL, _PUBLIC = Direction.UP, Direction.DOWN, Direction.LEVEL, Direction.PUBLIC
_ASKS = (
    r"(?:妥否|当否|可否|是否妥当|是否可行|以上(?:请示|意见|事项|方案)?|如无不妥|特此请示).{0,14}请.{0,8}(?:批示|批复|指示|审批|批准|审示|核准|示复|审定|审核|同意)"
    r"|(?:请|恳请|请予|盼).{0,6}(?:批示|批复|示复|批准|审批|核准|指示)|特此请示"
)

KINDS: dict[Kind, About] = {
    one.kind: one
    for one in (
        _about(Kind.RESOLUTION, "决议", "resolution", _DOWN, "none", "none", "", r"号召|特此决议", r"会议(?:决定|认为|号召|批准|同意)"),
        _about(Kind.DECISION, "决定", "decision", _DOWN, "usual", "none", "", r"本决定自.{2,16}(?:施行|实施|生效)|希望|号召|特此决定", r"(?:特)?(?:作出|作如下|现作出|做出)(?:如下)?决定|决定如下|现?决定"),
        _about(Kind.ORDER, "命令", "order", _DOWN, "none", "none", "此令。", r"此令|现予公布|予以公布|起施行|嘉奖", r"现予公布|现予发布|此令|特发布(?:如下)?命令", ("命令", "令")),
        _about(Kind.COMMUNIQUE, "公报", "communiqué", _PUBLIC, "none", "none", "", "", r"现公报如下"),
        _about(Kind.ANNOUNCEMENT, "公告", "announcement", _PUBLIC, "none", "usual", "特此公告。", r"特此公告|现予公告|予以公告|起施行", r"现(?:将.{0,60})?公告如下|特此公告"),
        _about(Kind.PUBLIC_NOTICE, "通告", "public notice", _PUBLIC, "none", "usual", "特此通告。", r"特此通告|本通告自.{1,20}(?:施行|实施|生效|执行)|起(?:施行|执行|生效)", r"现(?:将.{0,60})?通告如下|特此通告|本通告"),
        _about(Kind.OPINION, "意见", "opinion", _DOWN, "usual", "none", "", r"请.{0,12}(?:贯彻|执行|落实|批转)|以上意见", r"(?:提出|现提出|制定)(?:如下|以下|本)?(?:实施|指导|贯彻)?意见|本意见|以上意见", ("实施意见", "指导意见", "意见")),
        _about(Kind.NOTICE, "通知", "notice", _DOWN, "needed", "usual", "特此通知。", r"特此通知|请.{0,20}(?:执行|落实|贯彻|实施|办理)|起(?:施行|执行|实施)|遵照执行", r"现?(?:将.{0,60})?通知如下|特此通知|现印发给你|现转发给你|印发给你们|本通知"),
        _about(Kind.CIRCULAR, "通报", "circular", _DOWN, "needed", "usual", "特此通报。", r"特此通报|希望|引以为戒|借鉴|学习", r"现?(?:将.{0,60})?通报如下|特此通报|予以通报|通报表扬|通报批评"),
        _about(Kind.REPORT, "报告", "report", _UP, "needed", "usual", "特此报告。", r"特此报告|专此报告|(?:以上|上述)(?:情况|报告)?.{0,8}(?:请|特此).{0,6}(?:审阅|报告|审议|查阅|阅示|知悉)|请审阅|请审议|谨此报告|请予审议", r"现?(?:将.{0,60})?(?:报告|汇报)如下|特此报告|专此报告"),
        _about(Kind.REQUEST, "请示", "request for instructions", _UP, "needed", "needed", "妥否，请批示。", _ASKS, r"现?(?:将.{0,60})?请示如下|(?:妥否|当否|可否)，?请|特此请示|以上请示"),
        _about(Kind.REPLY, "批复", "reply", _DOWN, "needed", "usual", "此复。", r"此复|特此批复|专此批复", r"现?(?:就.{0,60})?批复如下|特此批复|(?:请示|报告》?.{0,30})收悉", ("批复",)),
        _about(Kind.MOTION, "议案", "motion", _UP, "needed", "needed", "请予审议。", r"(?:请|现提请|提请).{0,20}(?:审议|审查|审定|决定|批准)", r"提请.{0,30}审议|请予审议|请审议"),
        _about(Kind.LETTER, "函", "letter", _LEVEL, "needed", "usual", "特此函达。", r"特此(?:函|致函|复|商|告)|专此(?:函|奉|致)|此复|此函|函复|函告|函商|请.{0,16}(?:复函|函复|支持|协助|为盼|为荷|为谢|研究|研复|见复|反馈|回复|批准|审批|审核|答复|复)|盼复|望.{0,10}(?:复|支持|协助|为盼)|请予", r"现?(?:就.{0,60}|将.{0,60})?(?:函复|函告|函商|复函|答复|函询)如下|特此函|来函收悉|的函》.{0,30}收悉|请.{0,12}函复", ("复函", "邀请函", "函")),
        _about(Kind.MINUTES, "纪要", "minutes", _DOWN, "none", "none", "", "", r"会议(?:议定|研究了|认为|听取|指出|强调|决定|要求|审议)|纪要如下", ("会议纪要", "纪要")),
    )
}  # fmt: skip

NAMES = "|".join(sorted({one for about in KINDS.values() for one in about.endings}, key=len, reverse=True))
KIND_AT_END = re.compile(
    rf"({NAMES})(?:[（(](?:试行|暂行|修订|送审稿|征求意见稿|草案|代拟稿|[^）)]{{1,12}}版?)[）)])?[。．.]?$"
)
"""The kind a title ends with, in group 1."""

OPENINGS: dict[Kind, tuple[str, ...]] = {
    Kind.NOTICE: ("通知",),
    Kind.CIRCULAR: ("通报",),
    Kind.REPORT: ("报告", "汇报"),
    Kind.REQUEST: ("请示", "报告", "汇报"),
    Kind.REPLY: ("批复", "答复"),
    Kind.LETTER: ("函复", "函告", "复函", "函商", "回复", "答复", "通报", "汇报", "报告"),
    Kind.ANNOUNCEMENT: ("公告",),
    Kind.PUBLIC_NOTICE: ("通告",),
}
"""What a kind may say in 现将有关情况……如下, its own word first."""
OPENS = re.compile(
    r"(?P<word>通知|通报|报告|汇报|请示|批复|函复|函告|复函|函商|回复|公告|通告|答复)如下[：。:]?\s*$"
)

FORMULAS: dict[Kind, tuple[str, ...]] = {
    Kind.NOTICE: ("通知",),
    Kind.CIRCULAR: ("通报",),
    Kind.ANNOUNCEMENT: ("公告",),
    Kind.PUBLIC_NOTICE: ("通告",),
    Kind.REPORT: ("报告",),
    Kind.REQUEST: ("请示",),
    Kind.REPLY: ("批复", "此复"),
    Kind.LETTER: (
        "函复",
        "函告",
        "函达",
        "函商",
        "函询",
        "函请",
        "复函",
        "致函",
        "回复",
        "答复",
        "此复",
        "此函",
    ),
    Kind.ORDER: ("命令", "此令"),
    Kind.DECISION: ("决定",),
    Kind.MOTION: ("议案",),
    Kind.OPINION: ("意见",),
}
"""What a kind may say after 特此 or 专此, and the short ones that stand alone."""
FORMULA = re.compile(
    r"(?:特此|专此)(?P<word>通知|通报|公告|通告|报告|请示|批复|函复|函告|函达|函商|函询|函请|复函|致函|回复|纪要|决定|命令|答复|议案|意见)|(?P<short>此复|此令|此函)"
)
ASKS = re.compile(
    r"(?:妥否|当否|可否|是否妥当)[，,]?(?:恳)?请.{0,8}?(?:批示|批复|批准|审批|指示|示复)|以上请示"
)
"""How a request closes, and nothing else."""

NOT_KINDS = (
    "请示报告",
    "汇报",
    "申请报告",
    "申请书",
    "申请",
    "请求",
    "计划",
    "总结",
    "汇报材料",
    "通知书",
    "报告书",
    "建议",
    "说明",
    "工作安排",
    "安排",
    "打算",
    "要点",
    "情况反映",
    "公函",
    "指示",
    "布告",
    "启事",
    "条例",
    "通告书",
    "请示函",
    "请示的报告",
    "函告",
    "会议记录",
)
"""What people take for kinds, and 条例 8 does not know."""


def kind_of_title(title: str) -> Kind:
    """Return the kind a title (blanks removed) ends with; `Kind.UNKNOWN` when it ends with none."""
    found = KIND_AT_END.search(title)
    if not found:
        return Kind.UNKNOWN
    return next(kind for kind, about in KINDS.items() if found.group(1) in about.endings)
