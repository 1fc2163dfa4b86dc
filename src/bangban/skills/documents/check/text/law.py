"""Are the laws that are cited called what they are called, in force, and as long as the article cited?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from bangban.skills.documents import laws
from bangban.skills.documents.check.elements.day import day_in
from bangban.skills.documents.check.elements.said import notice
from bangban.skills.documents.check.text import chinese
from bangban.skills.documents.check.text.calendar import written_on
from bangban.skills.documents.check.text.prose import NAMING, found, paragraphs
from bangban.skills.documents.check.view import View
from bangban.skills.documents.findings import Element, Finding, SetText

_TITLE = re.compile("《([^《》]{2,60})》")
_LAW = re.compile("(?:法|法典|条[例列倒]|通则|总则)(?:（试行）)?$")
_NO_LAW = re.compile(
    "^关于|^[^法]{0,20}(?:省|自治区|特区|(?<!城)市|自治州|县)(?!场|政|容)|的(?:通知|意见|决定|批复|函)"
)
_HISTORY = re.compile("废止|失效|原[《]?$|修订前|已由|替代|取代|当时")
_ARTICLE = re.compile(r"^第([一二三四五六七八九十百千零〇]+|\d{1,4})条(?!例)")


def table_of(view: View) -> laws.Table:
    """The agency's own table where its words bring one."""
    own = getattr(view.terms, "laws", None)
    return own if isinstance(own, laws.Table) else laws.shipped()


def _on(view: View) -> date | None:
    """The day by which a law is in force or not: the document's own, however it is written, else today."""
    if own := written_on(view):
        return own
    for element in (Element.DATE, Element.IMPRINT):
        for place in view.of(element):
            said = day_in(place.paragraph.text, place.start, place.end)
            if said is not None and 1949 < said.year < 2100:
                return said.date or date(said.year, 12, 31)
    for place in view.of(Element.NUMBER):
        if year := re.search(r"20\d\d", place.paragraph.text[place.start : place.end]):
            return date(int(year.group()), 12, 31)
    return view.today


def cited(view: View) -> Iterator[Finding]:
    """Every 《…法》《…条例》: a known one in force, or one that could not be verified; a near miss is a finding."""
    table = table_of(view)
    day = _on(view)
    said: set[str] = set()
    for paragraph in paragraphs(view, NAMING):
        text = paragraph.text
        if "《" not in text:
            continue
        for match in _TITLE.finditer(text):
            name = match.group(1)
            law = table.find(name)
            start, end = match.span(1)
            if law is None:
                if name in said or not _LAW.search(name) or _NO_LAW.search(name):
                    continue
                right = _meant(table, name)
                if right is not None:
                    yield found(view, "law.misnamed", paragraph, start, end, right)
                continue
            if law.until is not None and day is not None and law.until <= day and law.name not in said:
                around = text[max(0, match.start() - 12) : match.end() + 14]
                if not _HISTORY.search(around):
                    said.add(law.name)
                    yield found(
                        view,
                        "law.repealed",
                        paragraph,
                        start,
                        end,
                        _like(name, law.replaced_by),
                        sure=False,
                        until=law.until.isoformat(),
                        instead=f"《{law.replaced_by}》" if law.replaced_by else "",
                    )
            article = _ARTICLE.match(text[match.end() : match.end() + 12])
            if article and law.articles:
                written = article.group(1)
                number = int(written) if written.isdecimal() else chinese.value(written.replace("〇", "零"))
                if number and number > law.articles:
                    yield found(
                        view,
                        "law.no_such_article",
                        paragraph,
                        match.end(),
                        match.end() + article.end(),
                        sure=False,
                        law=law.name,
                        last=str(law.articles),
                    )


def _like(said: str, name: str) -> str:
    """A law's name, short where the text says names short."""
    return name if said.startswith(laws.NATION) else name.removeprefix(laws.NATION)


def _meant(table: laws.Table, name: str) -> str | None:
    """The law that was meant, when only one can be."""
    if re.search("(?:实施条例|实施细则|实施办法)$", name):
        return None
    national = name.startswith(laws.NATION)
    if not national and not name.endswith(("法", "法典")) and len(name) < 7:
        return None
    right = table.near(name.removeprefix(laws.NATION) if national else name)
    if right is None and national:
        right = table.near(name)
    if right is None:
        return None
    if national and not right.startswith(laws.NATION):
        return laws.NATION + right if table.find(laws.NATION + right) else None
    return right


_QUOTED = re.compile("“([^“”]{3,40}(?:法|条例|办法|规定))”")


def quoted(view: View) -> Iterator[Finding]:
    """A law's whole name in “” where it stands in 《》."""
    table = table_of(view)
    for paragraph in paragraphs(view, NAMING):
        for match in _QUOTED.finditer(paragraph.text) if "“" in paragraph.text else ():
            name, (start, end) = match.group(1), match.span()
            if name in table.laws and len(name) > 4:
                yield notice(
                    "law.no_marks",
                    paragraph,
                    start,
                    end,
                    f"《{name}》",
                    SetText(paragraph.index, start, start + 1, "《"),
                    SetText(paragraph.index, end - 1, end, "》"),
                )


def bare(view: View) -> Iterator[Finding]:
    """A law's full name without its marks, at the head of a basis: 根据中华人民共和国数据安全法."""
    table = table_of(view)
    for paragraph in paragraphs(view):
        text = paragraph.text
        for match in _BARE.finditer(text):
            for length in range(min(40, len(text) - match.end()), 1, -1):
                name = text[match.end() : match.end() + length]
                if name in table.laws and not name.endswith("宪法"):
                    start, end = match.end(), match.end() + length
                    if text[end : end + 1] == "》":
                        break
                    yield found(
                        view,
                        "law.no_marks",
                        paragraph,
                        start,
                        end,
                        f"《{name}》",
                        edits=(
                            SetText(paragraph.index, start, start, "《"),
                            SetText(paragraph.index, end, end, "》"),
                        ),
                    )
                    break


_BARE = re.compile("(?:根据|依据|按照|依照|违反|遵守|贯彻|落实|执行)(?=中华人民共和国)")
