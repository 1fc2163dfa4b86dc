"""Does a request carry one matter, and does a reply say what it replies to?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bangban.skills.documents.check.elements.said import joined, notice
from bangban.skills.documents.check.view import View
from bangban.skills.documents.findings import Element, Finding, Kind

_VERB = r"(?:解决|增加|增设|调整|拨付|设立|购置|采购|建设|成立|安排|追加|开展|举办|核定|核拨|新建|改建|扩建|修建|招聘|划拨|更换|组建|聘用|租赁|处置|报废|提高|减免|核销|变更|落实|补充|配备|改造)"
_TWO_MATTERS = re.compile(
    rf"关于(?:申请|请求|要求|同意|拟)?{_VERB}[^和及并暨与、]{{2,24}}(?:和|及|以及|并|暨|与|、)(?:申请|请求|同时)?{_VERB}[^的]{{2,24}}的?请示"
)
_ANOTHER = re.compile(
    r"(?:^|[。；])[\s\u3000]*(?:另外?|此外|除此之外|同时，?(?=[^。]{0,60}一并))[，,]?(?P<what>[^。]{0,80}?(?:恳请|请求|请(?:予|一并)?|申请|一并)[^。]{0,40}?(?:批准|批示|审批|解决|安排|拨付|同意|支持|核定|批复|请示|给予))"
    r"|一并(?:请示|报请|提请|恳请|申请|请予|予以)(?:批准|批示|审批|解决)?"
    r"|请示(?:以下|下列|如下)?(?:两|二|三|四|几|多)(?:个|项|件|方面)?(?:的)?(?:事项|问题|事)"
)


def one_matter(view: View) -> Iterator[Finding]:
    """One request, one matter."""
    if view.outline.kind is not Kind.REQUEST:
        return
    title = joined(view, Element.TITLE)
    if match := _TWO_MATTERS.search(title):
        paragraph = view.first(Element.TITLE)
        yield notice(
            "direction.one_matter",
            paragraph,
            0,
            len(paragraph.text) if paragraph else 0,
            found=match.group(),
            confidence=0.8,
        )
        return
    for paragraph in view.body_paragraphs:
        if match := _ANOTHER.search(paragraph.text):
            start = match.start() + len(match.group()) - len(match.group().lstrip("。； \u3000"))
            yield notice("direction.one_matter", paragraph, start, match.end(), confidence=0.9)
            return


_ALSO = re.compile(
    r"(?:^|[。；])[\s\u3000]*(?:同时|另外?|此外|并)[，,]?(?:恳请|请求|申请|拟请|请(?!示))[^。]{0,50}?(?:批准|解决|安排|拨付|同意|支持|核定|给予|增加|成立|购置|调整|协调)"
)
_LISTED = re.compile(r"^[\s\u3000]*(?:（[一二三四五]）|[1-5][.．])(?:恳请|请求|申请)")


def also(view: View) -> Iterator[Finding]:
    """A second wish in a request may be a second matter: whether it is, a person says."""
    if view.outline.kind is not Kind.REQUEST:
        return
    listed = [one for one in view.body_paragraphs if _LISTED.search(one.text)]
    for paragraph in view.body_paragraphs:
        if _ANOTHER.search(paragraph.text):
            return
        if match := _ALSO.search(paragraph.text):
            start = match.start() + len(match.group()) - len(match.group().lstrip("。； \u3000"))
            yield notice("direction.also", paragraph, start, match.end())
            return
    if len(listed) > 1:
        yield notice("direction.also", listed[1], 0, len(listed[1].text.rstrip()))


_TITLE = re.compile(r"《[^》]{4,}》")
_NUMBER = re.compile(r"[〔\[（(【]\s*\d{2,4}\s*[〕\]）)】]\s*第?\s*\d+\s*号?")
_RECEIVED = re.compile(r"收悉|你们?(?:局|委|办|院|区|市|县|镇|街道|单位|公司|厅|部|校)|报来|来文|请示|报告")


_COMMANDS = re.compile(r"责令|严令|着令|勒令|命令你|必须严格(?:执行|遵照)|不得有误")


def commands(view: View) -> Iterator[Finding]:
    """Bodies of one rank ask; they do not command."""
    if view.outline.kind is not Kind.LETTER:
        return
    for paragraph in view.body_paragraphs:
        if match := _COMMANDS.search(paragraph.text):
            yield notice("direction.commands", paragraph, *match.span())
            return


def reply(view: View) -> Iterator[Finding]:
    """A reply, by 批复 or by letter, names what it answers by title and number."""
    opening = view.body_paragraphs[:2]
    answers = view.outline.kind is Kind.LETTER and any("收悉" in one.text for one in opening)
    if not opening or not (view.outline.kind is Kind.REPLY or answers):
        return
    for paragraph in opening:
        if title := _TITLE.search(paragraph.text):
            if not _NUMBER.search(paragraph.text):
                yield notice("direction.reply_number", paragraph, *title.span())
            return
    first = opening[0]
    if _RECEIVED.search(first.text):
        numbered = _NUMBER.search(first.text)
        span = numbered.span() if numbered else (0, len(first.text.rstrip()))
        yield notice("direction.reply_title", first, *span)


CHECKS = (one_matter, also, commands, reply)
