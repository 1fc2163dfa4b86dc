"""Is the title made of issuer, matter and kind, the kind one of the 15, with no signs where none belong?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bangban.skills.documents.check.elements.said import anchor, bare, joined, notice, replace
from bangban.skills.documents.check.view import View
from bangban.skills.documents.findings import Element, Finding, Kind, SetText
from bangban.skills.documents.kinds import KIND_AT_END, KINDS, NOT_KINDS, kind_of_title
from bangban.skills.documents.model import Paragraph
from bangban.skills.documents.recognise.shapes import POST

_END = re.compile(r"[。．.，,；;：:、！!]+\s*$")
_QUOTED = re.compile(r"《[^》]*》|〈[^〉]*〉|“[^”]*”|（[^）]*）|\([^)]*\)")
_INNER = re.compile(r"[，,；;。！!？?：:](?=.)")
_PASSED_ON = re.compile(r"印发|转发|批转|发布|公布|废止|修改")
_NO_MATTER = frozenset(
    {
        Kind.ORDER,
        Kind.ANNOUNCEMENT,
        Kind.PUBLIC_NOTICE,
        Kind.COMMUNIQUE,
        Kind.MINUTES,
        Kind.RESOLUTION,
        Kind.CIRCULAR,
        Kind.DECISION,
        Kind.MOTION,
    }
)
"""Kinds that may be titled by issuer and kind alone."""
_SAID_TWICE = re.compile(
    rf"的({'|'.join(sorted({one.zh for one in KINDS.values()}, key=len, reverse=True))})的\1$"
)

_RUN_ON = re.compile(
    r"(?:情况|工作|执行|进展|年度|调查|调研|自查|总结|述职|专题)报告$|(?:紧急|补充|若干)[\u4e00-\u9fff]{2}$"
)
"""Kinds with a word of their own before them need no 的."""


def _lines(view: View) -> list[Paragraph]:
    return [one.paragraph for one in view.of(Element.TITLE) if one.recognised.section == 0]


def _in_use(view: View) -> bool:
    """Whether this is a document on its way, not a text that is to be issued with one."""
    return any(view.of(one) for one in (Element.MARK, Element.NUMBER, Element.ADDRESSEE))


def signs(view: View) -> Iterator[Finding]:
    """No sign at the end; inside, only those of titles of laws and of brackets."""
    lines = _lines(view)
    if not lines:
        return
    last = lines[-1]
    if end := _END.search(last.text):
        start = end.start()
        yield replace("title.end_sign", last, start, len(last.text.rstrip()), "")
    for line in lines:
        text = line.text
        hidden = _QUOTED.sub(lambda one: "〇" * len(one.group()), text)
        for found in _INNER.finditer(hidden if line is last else hidden + "〇"):
            if found.end() < len(text.rstrip()) or line is not last:
                yield notice("title.signs", line, found.start(), found.end())
                break


_GAP = re.compile(
    r"(?<=[\u4e00-\u9fff])(?<![局厅部委院会处署办府社行团校站所县市区省镇乡司心])[ \u3000\u00a0]+(?=[\u4e00-\u9fff])"
)
"""Blanks stand between the names of joint issuers, and nowhere else."""
_DOUBLED = re.compile(r"(的|关于|通知|工作|进一步|有关|开展|加强|做好)\1")
_UNMARKED = re.compile(
    r"(?P<verb>印发|发布|转发|公布)(?P<name>[^《》“”]{4,40}?(?:条例|规定|办法|细则|规则|章程)(?:（[^）]{1,8}）)?)的(?:通知|公告|通告|决定|命令)"
)


def slips(view: View) -> Iterator[Finding]:
    """No blanks inside a name, no word twice, title marks around what a notice issues."""
    lines = _lines(view)
    for line in lines:
        text = line.text
        if len(bare(text)) > 4 and (gap := _GAP.search(text)):
            yield notice(
                "title.gap",
                line,
                gap.start(),
                gap.end(),
                "",
                SetText(line.index, gap.start(), gap.end(), ""),
                found=text[gap.start() - 1 : gap.end() + 1],
            )
        if twice := _DOUBLED.search(text):
            yield replace("title.doubled", line, twice.start(), twice.end(), twice.group(1))
    if lines and (unmarked := _UNMARKED.search(joined(view, Element.TITLE))):
        name = unmarked.group("name")
        holder = next((one for one in lines if name in one.text), None)
        if holder is None:
            yield notice("title.book_marks", lines[0], 0, len(lines[0].text), f"《{name}》", found=name)
        else:
            at = holder.text.index(name)
            edits = (
                SetText(holder.index, at, at, "《"),
                SetText(holder.index, at + len(name), at + len(name), "》"),
            )
            yield notice("title.book_marks", holder, at, at + len(name), f"《{name}》", *edits)


def kind(view: View) -> Iterator[Finding]:
    """It ends with one of the 15 kinds."""
    lines = _lines(view)
    if not lines or not _in_use(view):
        return
    title = joined(view, Element.TITLE)
    last = lines[-1]
    end = len(last.text.rstrip())
    plain = _END.sub("", title)
    wrong = next((one for one in sorted(NOT_KINDS, key=len, reverse=True) if plain.endswith(one)), "")
    likely = KINDS[view.outline.kind].zh if view.outline.kind in KINDS else ""
    if wrong:
        start = max(last.text.rfind(wrong), 0)
        yield notice("title.not_a_kind", last, start, end, likely, found=wrong)
    elif kind_of_title(title) is Kind.UNKNOWN and view.outline.format in ("document", "letter"):
        yield notice("title.no_kind", last, 0, end, likely)
    elif (
        likely
        and kind_of_title(title) is not view.outline.kind
        and view.outline.format in ("document", "letter")
    ):
        ends = KIND_AT_END.search(title)
        word = ends.group(1) if ends else ""
        start = max(last.text.rfind(word), 0)
        # 通知函 has its kind already, and one more behind it.
        right = "" if last.text[:start].endswith(likely) else likely
        edits = (SetText(last.index, start, start + len(word), right),) if word and start else ()
        yield notice("title.other_kind", last, start, start + len(word), likely, *edits)
    elif doubled := _SAID_TWICE.search(plain):
        yield notice("title.kind_twice", last, 0, end, found=doubled.group().removeprefix("的"))


def parts(view: View) -> Iterator[Finding]:
    """Issuer, 关于 and the matter, 的 and the kind."""
    lines = _lines(view)
    if not lines or not _in_use(view) or view.outline.format not in ("document", "letter"):
        return
    title = joined(view, Element.TITLE)
    ends = KIND_AT_END.search(title)
    if ends is None:
        return
    first, about = lines[0], title.find("关于")
    start = len(first.text) - len(first.text.lstrip())
    if about == 0:
        issuer = joined(view, Element.SIGNATURE)
        mark = joined(view, Element.MARK).removesuffix("文件")
        edits = (SetText(first.index, start, start, issuer),) if issuer and issuer == mark else ()
        yield notice("title.issuer", first, start, start + 2, issuer or mark, *edits, found=title)
    elif about < 0 and view.outline.kind not in _NO_MATTER and not _PASSED_ON.search(title):
        yield notice("title.matter", first, start, len(first.text.rstrip()), found=title)
    before = title[: ends.start()]
    if (
        about >= 0
        and before
        and "的" not in before[-6:]
        and not _PASSED_ON.search(before[-3:])
        and not _RUN_ON.search(title)
    ):
        last = lines[-1]
        at = last.text.rstrip().rfind(ends.group(1))
        if at > 0 and ends.group(1) == KINDS[kind_of_title(title)].zh and before[-1] not in "）》":
            yield notice(
                "title.of",
                last,
                at,
                at + len(ends.group(1)),
                "的" + ends.group(1),
                SetText(last.index, at, at, "的"),
            )
    if (
        about >= 0
        and "关于" in title[about + 3 :]
        and not re.search(r"[《“]|转发|批转|印发|同意|答复|批复|复函", title)
    ):
        line = next(one for one in reversed(lines) if "关于" in one.text)
        at = line.text.rindex("关于")
        yield notice("title.about_twice", line, at, at + 2)


_SIGNS = re.compile(r"[，。；：、！？,.;:!?]+$")
_ISSUER = re.compile(r"^(.{3,40}?)(?:关于|印发|转发|批转)")
_PERSON = re.compile(rf".{{0,12}}{POST}[\u4e00-\u9fff·]{{2,5}}")


def _agree(one: str, other: str) -> bool:
    """Whether two names can be the same body's: the same, or one shortens the other as is usual."""
    if one.replace("人民政府", "政府") == other.replace("人民政府", "政府"):
        return one == other  # a government's regular name has 人民 in it
    short, long = sorted((one, other), key=len)
    if short == long:
        return True
    if long.startswith(short):
        return False  # 云山区人民政府 and 云山区人民政府办公室 are two bodies
    rest = iter(long)
    return all(sign in rest for sign in short)


def issuer(view: View) -> Iterator[Finding]:
    """Mark, title and signature name one body; of three the odd one is wrong."""
    signatures = [
        bare(one.paragraph.text[one.start : one.end])
        for one in view.of(Element.SIGNATURE)
        if not one.recognised.section
    ]
    marks = [_SIGNS.sub("", bare(one.paragraph.text)).removesuffix("文件") for one in view.of(Element.MARK)]
    marks = [one for one in marks if one]
    title = _ISSUER.match(joined(view, Element.TITLE))
    if len(signatures) != 1 or len(marks) != 1 or view.outline.format not in ("document", "letter"):
        return
    if re.search(r"\s{2,}", view.of(Element.SIGNATURE)[0].paragraph.text.strip()):
        return
    signed, marked = signatures[0], marks[0]
    if _PERSON.fullmatch(signed):
        return  # a motion is signed by post and name
    titled = title.group(1) if title and title.group(1) != "" else ""
    if re.search(r"[、，]| ", titled) or re.search("公告|通告|公报|令$", marked):
        return
    place = view.of(Element.SIGNATURE)[0]
    if not _agree(signed, marked) and (not titled or _agree(titled, marked)):
        text = place.paragraph.text[place.start : place.end].rstrip()
        start = place.start + len(text) - len(text.lstrip())
        edits = (
            (SetText(place.paragraph.index, start, place.start + len(text), marked),)
            if titled == marked
            else ()
        )
        yield notice("signature.issuer", place.paragraph, start, place.start + len(text), marked, *edits)
    elif titled and _agree(signed, marked) and not _agree(titled, marked):
        line = _lines(view)[0]
        at = len(line.text) - len(line.text.lstrip())
        whole = bare(line.text).startswith(titled) and line.text[at : at + len(titled)] == titled
        edits = (SetText(line.index, at, at + len(titled), marked),) if whole and signed == marked else ()
        yield notice("title.issuer_name", line, at, at + len(titled), marked, *edits, found=titled)
    elif titled and not _agree(signed, marked) and _agree(titled, signed):
        paragraph = anchor(view, Element.MARK)
        yield notice("mark.issuer", paragraph, 0, len(paragraph.text) if paragraph else 0, signed)


def missing(view: View) -> Iterator[Finding]:
    """A document or a letter has a title."""
    if view.outline.format in ("document", "letter") and not view.of(Element.TITLE):
        at = anchor(view, Element.NUMBER, Element.MARK)
        if at is not None and view.of(Element.BODY):
            yield notice("title.missing", at)


CHECKS = (signs, slips, kind, parts, issuer, missing)
