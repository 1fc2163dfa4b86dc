"""Are other documents and attachments cited as they should be: title first, number in 〔〕, an attachment that exists?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bangban.skills.documents.check.text.calendar import written_on
from bangban.skills.documents.check.text.prose import HAN, found, paragraphs
from bangban.skills.documents.check.view import View
from bangban.skills.documents.findings import Element, Finding, Kind

_NUMBER = re.compile(
    r"(?P<open>[〔\[［【(（])(?P<year>(?:19|20)\d\d)年?(?P<close>[〕\]］】)）])(?P<ordinal>第?)(?P<number>0*\d{1,4})(?P<sign>号?)"
)
_CODE = re.compile(rf"[{HAN}]{{2,12}}$")


def numbers(view: View) -> Iterator[Finding]:
    """云教〔2025〕27号: hexagonal brackets, no 第, no leading zero, 号 at the end, no year to come."""
    own = written_on(view)
    for paragraph in paragraphs(view):
        text = paragraph.text
        for match in _NUMBER.finditer(text):
            if not _CODE.search(text[max(0, match.start() - 14) : match.start()]):
                continue
            hexagonal = match.group("open") == "〔" and match.group("close") == "〕"
            if not match.group("sign") and not hexagonal:
                continue
            number = match.group("number").lstrip("0") or "0"
            right = f"〔{match.group('year')}〕{number}号"
            if match.group() != right:
                yield found(view, "citation.number", paragraph, *match.span(), right)
            elif own is not None and int(match.group("year")) > own.year:
                yield found(view, "citation.future", paragraph, *match.span(), sure=False)


_BEFORE_TITLE = re.compile(
    rf"(?P<number>[{HAN}]{{1,8}}〔\d{{4}}〕\d{{1,4}}号)(?:文件)?(?P<title>《[^《》]{{4,60}}》)(?!的?附件)"
)


def title_first(view: View) -> Iterator[Finding]:
    """《title》（number）, not number《title》."""
    for paragraph in paragraphs(view):
        text = paragraph.text
        if "〕" not in text:
            continue
        for match in _BEFORE_TITLE.finditer(text):
            number = re.sub(
                "^(?:根据|按照|依据|贯彻|落实|现将|执行|收到|和|及|与|对)", "", match.group("number")
            )
            start = match.end("number") - len(number)
            right = f"{match.group('title')}（{number}）"
            # Where the code of the issuing body begins is a person's to say.
            yield found(view, "citation.title_first", paragraph, start, match.end(), right, sure=False)


_BRACKETED = re.compile(
    rf"(?P<number>（[{HAN}]{{1,8}}〔\d{{4}}〕\d{{1,4}}号）)(?P<title>《[^《》]{{4,60}}》)(?!（)"
)


def bracketed_first(view: View) -> Iterator[Finding]:
    """《title》（number）, not （number）《title》."""
    for paragraph in paragraphs(view):
        for match in _BRACKETED.finditer(paragraph.text) if "）《" in paragraph.text else ():
            before = paragraph.text[: match.start()]
            if not before.endswith("》"):
                right = match.group("title") + match.group("number")
                yield found(view, "citation.title_first", paragraph, *match.span(), right)


_ANSWERED = re.compile(
    rf"(?:你|贵)[{HAN}]{{1,4}}《[^《》]{{4,60}}?(?P<kind>报告|通知|函|意见|方案)》(?:（(?P<code>[{HAN}]{{2,8}})〔\d{{4}}〕\d+号）)?收悉"
)
_CODED = re.compile(
    rf"(?:你|贵)[{HAN}]{{1,4}}《[^《》]{{4,60}}》（(?P<code>[{HAN}]{{2,8}})〔\d{{4}}〕\d+号）收悉"
)


def answered(view: View) -> Iterator[Finding]:
    """A reply (批复) answers a request; the number cited bears the code of the body that asked."""
    whom = "".join(one.paragraph.text for one in view.of(Element.ADDRESSEE))
    for paragraph in view.body_paragraphs[:3]:
        text = paragraph.text
        if view.outline.kind is Kind.REPLY and (match := _ANSWERED.search(text)):
            yield found(view, "citation.answers", paragraph, *match.span("kind"), "请示", sure=False)
        if (match := _CODED.search(text)) and 3 <= len(whom) <= 14 and _foreign(match.group("code"), whom):
            yield found(
                view,
                "citation.other_code",
                paragraph,
                *match.span("code"),
                sure=False,
                whom=whom.strip("：:"),
            )


_OF_CODES = {"政": "政府", "府": "政府", "发": "发", "函": "", "办": "办", "字": "", "文": "", "请": ""}


def _foreign(code: str, whom: str) -> bool:
    """清财 is no code of 市水利局: none of its characters but the place's stands in the name."""
    rest = [one for one in code[1:] if _OF_CODES.get(one, one)]
    return bool(rest) and not any(part in whom for one in rest for part in _OF_CODES.get(one, one))


_INSIDE = re.compile(
    rf"(?P<mark>》)?(?P<number>[（(][{HAN}]{{1,8}}[〔\[]\d{{4}}[〕\]]\d{{1,4}}号[）)])(?P<end>》)"
)


def number_inside(view: View) -> Iterator[Finding]:
    """《title》（number）, not 《title（number）》."""
    for paragraph in paragraphs(view):
        text = paragraph.text
        for match in _INSIDE.finditer(text) if "》" in text else ():
            if not match.group("mark") and "《" in text[max(0, match.start() - 80) : match.start()]:
                right = f"》{match.group('number')}"
                yield found(view, "citation.number_inside", paragraph, *match.span(), right)


_REFERENCE = re.compile(
    r"(?:[（(]?(?:详?见|参见|按|填写|填报|按照|依照|报送)\s?|《[^《》]+》[（(])附件\s?(?P<n>\d{1,2})(?!\d|[-—.])"
)


def attachments(view: View) -> Iterator[Finding]:
    """附件3 is cited only when there is a third one."""
    note = [place.paragraph.text for place in view.of(Element.ATTACHMENT_NOTE)]
    if not note:
        return
    listed = re.findall(r"(?:^|[：:]|\s)\s*(\d{1,2})[.．、]", "\n".join(note))
    last = max(map(int, listed), default=1)
    for paragraph in paragraphs(view):
        if view.role(paragraph) is Element.ATTACHMENT_BODY:
            continue
        for match in _REFERENCE.finditer(paragraph.text):
            if int(match.group("n")) > last:
                start = match.start("n") - 2
                yield found(
                    view, "citation.attachment", paragraph, start, match.end("n"), sure=False, last=str(last)
                )
