"""Does the attachment note say what is attached, in its form, and is that what is attached?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bangban.skills.documents.check.elements.attached import Attached, attached, count_of
from bangban.skills.documents.check.elements.noted import LABEL, NUMBER, Entry, entries, same
from bangban.skills.documents.check.elements.said import bare, notice, replace
from bangban.skills.documents.check.view import View
from bangban.skills.documents.findings import Element, Finding, SetText

_SIGNS = re.compile(r"[。．.，,；;、：:]+[\s\u3000]*$")
_PASSED_ON = re.compile(r"印发|转发|批转")


def label(view: View) -> Iterator[Finding]:
    """附件 and a full-width colon."""
    places = view.of(Element.ATTACHMENT_NOTE)
    if not places:
        return
    paragraph, start = places[0].paragraph, places[0].start
    match = LABEL.match(paragraph.text, start)
    if match is None:
        return
    word, colon = match.span("word"), match.span("colon")
    if match.group("word") != "附件":
        yield replace("attachment.word", paragraph, word[0], word[1], "附件")
    if match.group("own").strip() and match.group("colon"):
        # "附件1：名称" is how an attachment is marked, not how it is announced.
        number = NUMBER.match(paragraph.text, match.end())
        if number is None:
            several = len(entries(view)) > 1
            right = f"：{count_of(match.group('own').strip())}." if several else "："
            yield replace("attachment.number_place", paragraph, match.start("own"), match.end(), right)
            return
    after = match.end() - colon[1]
    if match.group("colon") == "：" and after and NUMBER.match(paragraph.text, colon[1]):
        yield replace("attachment.colon", paragraph, colon[0], match.end(), "：")
    elif match.group("colon") != "：":
        end = (
            colon[1]
            if match.group("colon")
            else match.end("word") + len(match.group()) - match.end("word") + match.start()
        )
        first = colon[0] if match.group("colon") else match.end("word")
        if not match.group("own").strip():
            yield replace("attachment.colon", paragraph, first, end, "：")


def numbers(view: View) -> Iterator[Finding]:
    """Several attachments are numbered 1. 2. 3.; one is not numbered."""
    found = entries(view)
    if any(one.paragraph.number for one in found):
        return
    if len(found) == 1:
        one = found[0]
        if one.written and one.number == 1 and len(attached(view)) <= 1:
            yield notice(
                "attachment.single_numbered",
                one.paragraph,
                *one.label,
                "",
                SetText(one.paragraph.index, *one.label, ""),
                found=one.written,
            )
        return
    for order, one in enumerate(found, 1):
        right = f"{order}."
        if one.written and one.label[0] == one.label[1]:
            continue  # "附件1：": its place is what is wrong
        if not one.written:
            if not bare(one.paragraph.text).startswith("附件1"):
                yield replace(
                    "attachment.unnumbered", one.paragraph, one.start, one.start, right, name=one.name
                )
        elif one.number != order:
            yield replace("attachment.sequence", one.paragraph, *one.label, right)
        elif one.written.replace("．", ".") != right:
            yield replace("attachment.number_form", one.paragraph, *one.label, right)


def names(view: View) -> Iterator[Finding]:
    """No sign after a name, no 《》 around it."""
    found = entries(view)
    for one, after in zip(found, [*found[1:], None], strict=False):
        text = one.last.text
        signs = _SIGNS.search(text, 0, one.last_end)
        if signs and signs.start() > (one.start if one.last is one.paragraph else 0):
            if after is not None and after.paragraph is one.last:
                # All on one line: without the sign the two names would run together. They go on lines of their own.
                yield notice("attachment.end_sign", one.last, signs.start(), one.last_end, "", name=one.name)
            else:
                yield replace("attachment.end_sign", one.last, signs.start(), one.last_end, "", name=one.name)
        name = one.name.rstrip("。．.，,；;、：:")
        if (
            name.startswith("《")
            and name.endswith("》")
            and name.count("《") == 1
            and one.last is one.paragraph
        ):
            opened = one.paragraph.text.index("《", one.start)
            closed = one.paragraph.text.rindex("》", 0, one.end)
            yield notice(
                "attachment.title_marks",
                one.paragraph,
                opened,
                closed + 1,
                name[1:-1],
                SetText(one.paragraph.index, opened, opened + 1, ""),
                SetText(one.paragraph.index, closed, closed + 1, ""),
            )


# ── the note and what is attached ──


def agreement(view: View) -> Iterator[Finding]:
    """What the note names is attached, in that order, under that name, and nothing else is."""
    named, there = entries(view), attached(view)
    marked = [one for one in there if one.mark is not None]
    if named and not there:
        if view.of(Element.MARK) and view.document.format not in ("pdf", "ofd"):
            paragraph = named[0].paragraph
            yield notice("attachment.not_here", paragraph, named[0].start, named[0].end, found=named[0].name)
        return
    if not named:
        title = "".join(bare(one.paragraph.text) for one in view.of(Element.TITLE))
        if marked and not _PASSED_ON.search(title) and view.outline.format in ("document", "letter"):
            yield _mark("attachment.no_note", marked[0])
        elif not there:
            yield from _nowhere(view)
        return
    if not marked:
        return
    yield from _names_agree(named, marked)
    if len(marked) < len(named):
        missing = named[len(marked)]
        numbers_there = {one.number for one in marked}
        missing = next((one for order, one in enumerate(named, 1) if order not in numbers_there), missing)
        yield notice(
            "attachment.missing",
            missing.paragraph,
            missing.start,
            missing.end,
            found=missing.name,
            count=str(len(marked)),
        )
    elif len(marked) > len(named):
        yield _mark("attachment.not_named", marked[len(named)], count=str(len(named)))


def _mark(rule: str, one: Attached, **facts: str) -> Finding:
    return notice(
        rule, one.mark, 0, len(one.mark.text) if one.mark else 0, found=None, confidence=1.0, **facts
    )


_SEE = re.compile(
    r"(?:详?见|参见|按|按照|依照|填写|填报|报送)附件(?![：:》])|《[^《》]+》（(?:详?见)?附件\d{0,2}）"
)


def _nowhere(view: View) -> Iterator[Finding]:
    """The text sends its reader to an attachment, and there is none."""
    for paragraph in view.body_paragraphs:
        if see := _SEE.search(paragraph.text):
            yield notice("attachment.nowhere", paragraph, *see.span())
            return


def _names_agree(named: list[Entry], marked: list[Attached]) -> Iterator[Finding]:
    titles = [one.name for one in marked]
    for order, one in enumerate(marked, 1):
        number = one.number or order
        if one.title is None or number > len(named) or same(named[number - 1].name, one.name):
            continue
        if any(same(entry.name, one.name) for entry in named) and len(titles) == len(named):
            yield notice(
                "attachment.order",
                one.title,
                0,
                len(one.title.text.rstrip()),
                named[number - 1].name,
                found=one.name,
            )
            return
        yield notice(
            "attachment.name",
            one.title,
            0,
            len(one.title.text.rstrip()),
            named[number - 1].name.rstrip("。；，、;,."),
            found=one.name,
        )


_MARK = re.compile(
    r"[\s\u3000]*(?P<word>附\s*件|附\s*表|附\s*录|附)[\s\u3000]*(?:[:：](?=\d))?(?P<number>[\d０-９]{0,2}|[一二三四五六七八九十]{1,2})[\s\u3000]*(?P<colon>[:：]?)[\s\u3000]*"
)


def marks(view: View) -> Iterator[Finding]:
    """附件 and an Arabic numeral, nothing after; no numeral when there is one attachment only."""
    marked = [one for one in attached(view) if one.mark is not None]
    for order, one in enumerate(marked, 1):
        paragraph = one.mark
        if paragraph is None:
            continue
        text = paragraph.text
        begin = text.rfind("附件")
        match = _MARK.fullmatch(text, max(begin, 0)) or _MARK.fullmatch(text)
        if match is None:
            continue
        single = len(marked) == 1 and len(entries(view)) <= 1
        right = "附件" if single else f"附件{one.number or order}"
        written = text[match.start() : match.end()].strip()
        start = match.start() + len(match.group()) - len(match.group().lstrip())
        if bare(written) == right and written != right and not match.group("colon"):
            continue  # a blank between 附件 and its number is a matter of taste
        if written != right:
            rule = (
                "attachment.mark_single"
                if single and match.group("number") and not match.group("colon")
                else "attachment.mark_form"
            )
            yield replace(rule, paragraph, start, start + len(written), right)
        elif (
            not single
            and one.number
            and one.number != order
            and [x.number for x in marked] != list(range(1, len(marked) + 1))
        ):
            yield notice("attachment.mark_order", paragraph, start, start + len(written), f"附件{order}")
            return


def titles(view: View) -> Iterator[Finding]:
    """An attachment's title, as every title, ends without a sign."""
    for one in attached(view):
        if one.title is not None and (sign := _SIGNS.search(one.title.text)):
            end = len(one.title.text.rstrip())
            yield replace("attachment.title_sign", one.title, sign.start(), end, "", name=one.name)


def below(view: View) -> Iterator[Finding]:
    """The note stands between the text and the signature, not below the date."""
    notes = [one.paragraph for one in view.of(Element.ATTACHMENT_NOTE) if not one.recognised.section]
    days = [one.paragraph for one in view.of(Element.DATE) if not one.recognised.section]
    if notes and days and notes[0].index > days[-1].index:
        yield notice("attachment.below_date", notes[0], 0, len(notes[0].text))


CHECKS = (label, numbers, names, agreement, marks, titles, below)
