"""Do copy-to line and imprint end as they should, name the right bodies, and agree with the date?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bangban.skills.documents.check.elements.day import day_in
from bangban.skills.documents.check.elements.said import anchor, bare, joined, notice, replace, trimmed
from bangban.skills.documents.check.view import View
from bangban.skills.documents.findings import Direction, Element, Finding, Kind, SetText
from bangban.skills.documents.model import Paragraph

_COPY = re.compile(
    r"(?P<word>抄\s*送|抄\s*报|分\s*送|主\s*送|发\s*送|报\s*送|印\s*送|主\s*报|报(?=[:：])|送(?=[:：])|发(?=[:：]))(?P<more>单位|机关)?\s*(?P<colon>[:：;；﹕︰]?)\s*"
)
_DIVIDED = re.compile(r"[,;；](?=.)|(?<=[\u4e00-\u9fff]{3})[ \u3000]+(?=[\u4e00-\u9fff]{3})")
_STOPS = re.compile(r"[。．.，,；;、]*\s*$")
_SUBORDINATE = re.compile(
    r"各(?:县|区|街道|镇|乡|科室|学校|中小学|分局|派出所|所属|直属|下属|村|社区|基层|站所|中队|大队)|所属|下属|局属|区属|市属|县属|本局各|我局各"
)


def copy_to(view: View) -> Iterator[Finding]:
    """抄送, a full-width colon, bodies divided by ，and 、, a full stop at the end of all."""
    places = [one for one in view.of(Element.COPY_TO) if bare(one.paragraph.text)]
    for order, place in enumerate(places):
        text, at = trimmed(place)
        paragraph, end = place.paragraph, at + len(text)
        match = _COPY.match(text)
        if match:
            yield from _label(view, place.paragraph, match, at)
        body = text[match.end() :] if match else text
        begin = end - len(body)
        spans = [(begin + one.start(), begin + one.end()) for one in _DIVIDED.finditer(body)]
        if spans:
            edits = [SetText(paragraph.index, *span, "，") for span in spans]
            right = _DIVIDED.sub("，", body)
            yield notice("copy_to.separators", paragraph, begin, end, right, *edits)
        following = places[order + 1].paragraph.text if order + 1 < len(places) else ""
        if following and not _COPY.match(following.strip()):
            continue  # it goes on in the next line
        if not text.endswith("。") and body.strip():
            stop = _STOPS.search(text)
            start = at + (stop.start() if stop else len(text))
            yield replace("copy_to.stop", paragraph, start, end, "。")


def _label(view: View, paragraph: Paragraph, match: re.Match[str], at: int) -> Iterator[Finding]:
    word = bare(match.group("word"))
    first, last = match.span("word")
    if word in ("抄报", "发送", "印送", "报送", "主报", "报", "送", "发") or (
        word == "分送" and view.outline.format != "minutes"
    ):
        yield replace("copy_to.word", paragraph, at + first, at + last, "抄送")
    elif word != match.group("word"):
        yield replace("copy_to.word", paragraph, at + first, at + last, word)
    if match.group("more"):
        yield replace("copy_to.word", paragraph, at + match.start("more"), at + match.end("more"), "")
    after = match.end("more") if match.group("more") else last
    if match.group("colon") != "：" or match.start("colon") > after:
        start = after
        end = match.end("colon") if match.group("colon") else match.end()
        yield replace("copy_to.colon", paragraph, at + start, at + end, "：")


def _names(text: str) -> list[str]:
    return [one for one in re.split(r"[，,；;、。]+", _COPY.sub("", text.strip(), count=1)) if one]


def copied(view: View) -> Iterator[Finding]:
    """No subordinate bodies on an upward document's copies; nobody who has the original; nobody twice."""
    addressed = {
        name
        for place in view.of(Element.ADDRESSEE)
        for name in re.split(r"[、，,；;：:]+", bare(place.paragraph.text))
        if len(name) > 2
    }
    seen: set[str] = set()
    for place in view.of(Element.COPY_TO):
        text, at = trimmed(place)
        if bare(text).startswith("主送"):
            continue
        if view.outline.direction is Direction.UP and (below := _SUBORDINATE.search(text)):
            yield notice(
                "copy_to.downward", place.paragraph, at + below.start(), at + below.end(), found=text
            )
        for name in _names(text):
            start = place.paragraph.text.find(name)
            if name in addressed and not name.startswith("各"):
                yield notice("copy_to.addressed", place.paragraph, start, start + len(name))
            elif name in seen and len(name) > 2:
                start = place.paragraph.text.rfind(name)
                yield notice("copy_to.repeated", place.paragraph, start, start + len(name))
            seen.add(name)


_DAY = re.compile(r"[\d〇○零一二三四五六七八九十]+年|[\d一二三四五六七八九十]+[月日号]|印\s*[发制刷]|共印.*")
_PRINTED = re.compile(r"(?P<printed>\s*印\s*发|\s*印制|\s*印|\s*发)?\s*(?P<sign>[。．.，,；;]?)\s*$")


def printed(view: View) -> Iterator[Finding]:
    """The printing office and the day, in Arabic numerals, then 印发."""
    if view.outline.format == "letter":
        yield from _of_letter(view)
        return
    dated = False
    for place in view.of(Element.IMPRINT):
        text, at = trimmed(place)
        if "共印" in text and "年" not in text:
            continue
        written = day_in(place.paragraph.text, at, at + len(text))
        if written is None:
            continue
        dated = True
        paragraph, end = place.paragraph, at + len(text)
        if written.faults - {"spaces", "incomplete"} and written.day:
            yield replace("imprint.date", paragraph, written.start, written.end, written.right)
        elif "incomplete" in written.faults or written.date is None:
            yield notice("imprint.date", paragraph, written.start, written.end)
        tail = _PRINTED.search(paragraph.text, written.end, end)
        if tail is None:
            continue
        if bare(tail.group("printed") or "") != "印发":
            yield notice(
                "imprint.printed",
                paragraph,
                written.start,
                end,
                written.right + "印发",
                SetText(paragraph.index, written.end, end, "印发"),
            )
        elif tail.group("printed") != "印发":
            yield replace("imprint.printed", paragraph, tail.start("printed"), tail.end("printed"), "印发")
        elif tail.group("sign"):
            yield replace("imprint.sign", paragraph, tail.start("sign"), tail.end("sign"), "")
    places = view.of(Element.IMPRINT)
    if places and not dated:
        yield notice("imprint.no_date", places[-1].paragraph, places[-1].start, places[-1].end)
    elif len(places) == 1 and not re.search(
        r"[\u4e00-\u9fff]{2}", _DAY.sub("", bare(places[0].paragraph.text))
    ):
        yield notice("imprint.no_office", places[0].paragraph, places[0].start, places[0].end)


def _of_letter(view: View) -> Iterator[Finding]:
    for place in view.of(Element.IMPRINT):
        text, at = trimmed(place)
        yield notice("imprint.of_letter", place.paragraph, at, at + len(text))
        return


def days(view: View) -> Iterator[Finding]:
    """It is not printed before it is made."""
    made = view.of(Element.DATE)
    if not made:
        return
    own = day_in(made[-1].paragraph.text, made[-1].start, made[-1].end)
    for place in view.of(Element.IMPRINT):
        out = day_in(place.paragraph.text, place.start, place.end)
        if own and out and own.date and out.date and out.date < own.date:
            yield notice("imprint.before_date", place.paragraph, out.start, out.end, date=own.written)


def order(view: View) -> Iterator[Finding]:
    """主送 moved here, then copies, then the imprint, after all else."""
    copies, imprint = view.of(Element.COPY_TO), view.of(Element.IMPRINT)
    if copies and imprint and copies[0].paragraph.index > imprint[-1].paragraph.index:
        text, at = trimmed(copies[0])
        yield notice("imprint.order", copies[0].paragraph, at, at + len(text))
    last = max((one.paragraph.index for one in view.of(Element.ATTACHMENT_MARK)), default=-1)
    first = min((one.paragraph.index for one in (*copies, *imprint)), default=-1)
    if -1 < first < last:
        paragraph = view.paragraphs[first]
        yield notice("imprint.not_last", paragraph, 0, len(paragraph.text))


_NO_IMPRINT = frozenset({Kind.COMMUNIQUE, Kind.ANNOUNCEMENT, Kind.PUBLIC_NOTICE, Kind.RESOLUTION})
"""What is published needs nobody to have printed it."""


def missing(view: View) -> Iterator[Finding]:
    """A document says who printed it and when; letters do not."""
    if view.outline.format != "document" or not view.of(Element.MARK) or view.of(Element.IMPRINT):
        return
    if view.outline.kind in _NO_IMPRINT or not view.of(Element.NUMBER):
        return
    yield notice("imprint.missing", anchor(view, Element.COPY_TO, Element.DATE, Element.BODY), found="")


_PLACE = re.compile("^[\u4e00-\u9fff]{2,5}?[省市县区州旗]")


def office(view: View) -> Iterator[Finding]:
    """云山区's document is not printed by an office of 云峰区: one character apart is a slip."""
    issued = _PLACE.match(joined(view, Element.MARK))
    place = next(iter(view.of(Element.IMPRINT)), None)
    if issued is None or place is None:
        return
    text, at = trimmed(place)
    own = issued.group()
    other = text[: len(own)]
    if sum(one != two for one, two in zip(own, other, strict=False)) == 1 and _PLACE.fullmatch(other):
        yield notice("imprint.office", place.paragraph, at, at + len(other), own)


CHECKS = (copy_to, copied, printed, days, order, missing, office)
