"""Does the text close as its kind closes: asking where it asks, never where it only reports?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bangban.skills.documents.check.elements.said import bare, joined, notice, replace
from bangban.skills.documents.check.view import View
from bangban.skills.documents.findings import Direction, Element, Finding, Kind, SetText
from bangban.skills.documents.kinds import FORMULA, FORMULAS, KINDS, OPENINGS, OPENS
from bangban.skills.documents.model import Paragraph

_FITS: dict[Kind, str] = {
    kind: KINDS[kind].zh
    for kind in (
        Kind.NOTICE,
        Kind.CIRCULAR,
        Kind.ANNOUNCEMENT,
        Kind.PUBLIC_NOTICE,
        Kind.REPORT,
        Kind.REQUEST,
        Kind.REPLY,
    )
}
"""The word that exactly fits after 特此."""
_ANSWERS = re.compile(r"收悉|(?:函复|答复|回复)如下|复函$")


def _fitting(view: View) -> str | None:
    """What fits after 特此 in this very document: a letter answers, or tells."""
    if view.outline.kind is not Kind.LETTER:
        return _FITS.get(view.outline.kind)
    said = [*view.outline.all(Element.TITLE), *view.outline.all(Element.BODY)[:2]]
    return "函复" if any(_ANSWERS.search(bare(one.text)) for one in said) else "函告"


_ASKING = ("函商", "函询", "函请")
"""What closes no answer."""


def _tail(view: View, count: int = 3) -> list[Paragraph]:
    return view.body_paragraphs[-count:]


def formula(view: View) -> Iterator[Finding]:
    """特此X names the document's own kind; minutes close with none."""
    kind = view.outline.kind
    if kind not in FORMULAS and kind is not Kind.MINUTES:
        return
    for paragraph in _tail(view):
        if len(bare(paragraph.text)) > 60:
            continue
        match = FORMULA.search(paragraph.text)
        if not match:
            continue
        word = match.group("word") or match.group("short")
        start = match.start("word") if match.group("word") else match.start("short")
        if kind is Kind.MINUTES:
            yield notice("closing.minutes", paragraph, match.start(), match.end())
        elif word not in FORMULAS[kind] or (word in _ASKING and _fitting(view) == "函复"):
            fitting = _fitting(view)
            if match.group("word") and fitting:
                yield replace(
                    "closing.kind",
                    paragraph,
                    start,
                    start + len(word),
                    fitting,
                    kind=KINDS[kind].zh,
                    kind_en=KINDS[kind].en,
                )
            else:
                yield notice(
                    "closing.kind",
                    paragraph,
                    start,
                    start + len(word),
                    KINDS[kind].formula,
                    kind=KINDS[kind].zh,
                    kind_en=KINDS[kind].en,
                )


_ASKS = re.compile(
    r"(?:妥否|当否|可否|是否妥当|是否可行|以上(?:请示|意见|事项)?(?:妥否|当否|如无不妥)?)[，,]?\s*(?:恳)?请.{0,8}?(?:批示|批复|批准|审批|指示|示复|核准|审定|审核)"
    r"|(?<![报申提呈送])请(?:予|上级|领导|区政府|市政府|县政府|省政府)?(?:批示|批复|审批|批准|核准)"
    r"|特此请示|(?<![的，。])以上请示"
)
_BEGS = re.compile(
    r"恳请(?!.{0,8}(?:批评|指正|审阅|审议|提出))[^。]{0,12}?(?:政府|[省市区县]委|委员会|[局厅部办])|恳请.{0,60}?(?:批准|解决|安排|拨付|给予|同意|协调|支持|追加|补助)|请求(?:[省市区县]|上级|贵|领导).{0,40}?(?:批准|解决|安排|拨付|给予|同意|追加)"
)
_ASKS_BACK = re.compile(
    r"(?:妥否|当否|可否|是否妥当)[，,]?\s*请.{0,6}?(?:批示|批复|指示)|请(?:予)?(?:批示|批复)|特此请示"
)


def asks(view: View) -> Iterator[Finding]:
    """A report asks for nothing; nor does what goes down or to everybody."""
    kind, direction = view.outline.kind, view.outline.direction
    if kind is Kind.REPORT:
        last = {one.index for one in _tail(view)}
        for paragraph in view.body_paragraphs:
            match = (_ASKS.search(paragraph.text) if paragraph.index in last else None) or _BEGS.search(
                paragraph.text
            )
            if match:
                yield notice("closing.report_asks", paragraph, *match.span())
                return
    elif kind is Kind.MOTION or (
        direction in (Direction.DOWN, Direction.PUBLIC, Direction.LEVEL)
        and kind not in (Kind.OPINION, Kind.MINUTES, Kind.UNKNOWN)
    ):
        for paragraph in _tail(view):
            match = _ASKS_BACK.search(paragraph.text)
            if match and len(bare(paragraph.text)) <= 40:
                yield notice(
                    "closing.asks",
                    paragraph,
                    *match.span(),
                    KINDS[kind].formula,
                    kind=KINDS[kind].zh,
                    kind_en=KINDS[kind].en,
                )
                return


_APPOINTS = re.compile("任免|任职|免职|职务")
"""Who appoints says who is appointed, and no more."""
_POLITE = re.compile(r"请|望|盼|希望|为荷|为谢|联系人|施行|执行|实施|生效|支持|配合")


def missing(view: View) -> Iterator[Finding]:
    """Requests, replies, reports, letters and publications close with a formula."""
    kind = view.outline.kind
    if (
        kind not in KINDS
        or KINDS[kind].closing == "none"
        or kind is Kind.CIRCULAR
        or not view.body_paragraphs
    ):
        return
    if not view.of(Element.MARK) and not view.of(Element.SIGNATURE):
        return
    about = KINDS[kind]
    tail = [bare(one.text) for one in _tail(view)]
    if kind in (Kind.LETTER, Kind.MOTION):
        # A wish within a long sentence belongs to the text; the last short sentence is the closing.
        tail = [one.rstrip("。").rpartition("。")[2] for one in tail if one.endswith("。")]
        tail = [one for one in tail if len(one) <= 24]
    if any(about.closings.search(one) for one in tail) or any(FORMULA.search(one) for one in tail):
        return
    if kind is Kind.MOTION and re.search(
        r"现提请.{0,20}(?:审议|审查|决定|批准)", bare(view.body_paragraphs[-1].text)
    ):
        return
    last_roles = {view.role(one) for one in _tail(view, 2)}
    if Element.CLOSING in last_roles or any(_ASKS.search(one) for one in tail):
        return  # it closes, if with the wrong words
    lead = [bare(one.text) for one in view.body_paragraphs[:3]]
    if kind is Kind.NOTICE and (
        any(about.opens.search(one) for one in lead)
        or any(_POLITE.search(one) for one in tail)
        or _APPOINTS.search(joined(view, Element.TITLE))
    ):
        return
    if kind in (Kind.PUBLIC_NOTICE, Kind.ANNOUNCEMENT) and any(_POLITE.search(one) for one in tail[-2:]):
        return
    last = view.body_paragraphs[-1]
    yield notice(
        "closing.missing",
        last,
        max(len(last.text.rstrip()) - 1, 0),
        len(last.text.rstrip()),
        about.formula,
        found="",
        kind=about.zh,
        kind_en=about.en,
    )


_ORDERS = re.compile(r"请.{0,6}(?:遵照执行|贯彻执行|认真执行|认真落实|贯彻落实|抓好落实)")


def orders(view: View) -> Iterator[Finding]:
    """What goes up does not tell its recipient to carry it out."""
    if view.outline.kind not in (Kind.REQUEST, Kind.REPORT, Kind.MOTION):
        return
    about = KINDS[view.outline.kind]
    for paragraph in _tail(view, 2):
        match = _ORDERS.search(paragraph.text)
        if match and len(bare(paragraph.text)) <= 40:
            yield notice(
                "closing.kind", paragraph, *match.span(), about.formula, kind=about.zh, kind_en=about.en
            )
            return


_AS_FOLLOWS = re.compile(r"通知如下")


def twice(view: View) -> Iterator[Finding]:
    """A notice that began with 现……通知如下 does not end with 特此通知."""
    if view.outline.kind is not Kind.NOTICE or not any(
        _AS_FOLLOWS.search(one.text) for one in view.body_paragraphs[:4]
    ):
        return
    for paragraph in _tail(view):
        if match := re.search("特此通知", paragraph.text):
            yield notice("closing.twice", paragraph, *match.span())


def stop(view: View) -> Iterator[Finding]:
    """A closing is a sentence and ends with a full stop."""
    for place in view.of(Element.CLOSING):
        text = place.paragraph.text[: place.end].rstrip()
        if len(text) >= 20 and "。" in text[:-1]:
            continue  # the check of sentences looks at those
        if "\u4e00" <= text[-1] <= "\u9fff":
            yield _stopped(place.paragraph, len(text), len(text))
        elif text[-1] in "，；、：！!":
            yield _stopped(place.paragraph, len(text) - 1, len(text))


def _stopped(paragraph: Paragraph, start: int, end: int) -> Finding:
    return replace("closing.stop", paragraph, start, end, "。")


def opening(view: View) -> Iterator[Finding]:
    """现将……通知如下 names the document's own kind."""
    kind = view.outline.kind
    if kind not in OPENINGS:
        return
    for paragraph in view.body_paragraphs[:4]:
        match = OPENS.search(paragraph.text)
        if match and match.group("word") not in OPENINGS[kind]:
            right = _FITS.get(kind, "")
            first, last = match.span("word")
            # It is put right only where the closing says the same as the title: else the title may be wrong.
            sure = any(
                formula.group("word") == KINDS[kind].zh
                for one in _tail(view)
                if (formula := FORMULA.search(one.text))
            )
            edits = (SetText(paragraph.index, first, last, right),) if sure else ()
            yield notice(
                "closing.opening",
                paragraph,
                first,
                last,
                right,
                *edits,
                kind=KINDS[kind].zh,
                kind_en=KINDS[kind].en,
            )
            return


_NAME_THEMSELVES = ("决定", "命令", "公告", "通告", "意见", "通知", "通报")
"""Kinds that say by their own name from when they are in force."""
_NAMED = re.compile(rf"本(?P<word>{'|'.join(_NAME_THEMSELVES)})自.{{2,20}}?起?(?:施行|执行|实施|生效)")


def named(view: View) -> Iterator[Finding]:
    """本公告自……施行 in a public notice names another kind than its title."""
    about = KINDS.get(view.outline.kind)
    if about is None or about.zh not in _NAME_THEMSELVES:
        return
    for paragraph in _tail(view):
        match = _NAMED.search(paragraph.text)
        if match and match.group("word") not in (about.zh, *about.endings):
            yield replace(
                "closing.named", paragraph, *match.span("word"), about.zh, kind=about.zh, kind_en=about.en
            )


_PAUSE = re.compile(r"(?:妥否|当否|可否|是否妥当)(?P<sign>[、；。,;?？!！.])(?=\s*请)")


def pause(view: View) -> Iterator[Finding]:
    """妥否，请批示。 takes a comma."""
    for paragraph in _tail(view):
        if match := _PAUSE.search(paragraph.text):
            yield replace("closing.pause", paragraph, *match.span("sign"), "，")


CHECKS = (formula, asks, orders, missing, twice, stop, opening, named, pause)
