"""Which passages do these lines make: articles under their chapters, rows with their headers, matters, paragraphs?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import groupby

from bangban.skills.passages.lines import Line
from bangban.skills.passages.rows import MATTERS, as_guide, rows_of

NUMERAL = "[〇零一二三四五六七八九十百千两\\d]+"
_ARTICLE = re.compile(rf"^(第{NUMERAL}条(?:之[一二三四五六七八九十]+)?)(?:[\s　:：]+|(?=\S))(.*)$", re.S)
_CHAPTER = re.compile(rf"^第{NUMERAL}([编篇分章节])(?:[\s　]|$|[^\d条款项])")
_RANK = {"编": 1, "篇": 1, "分": 2, "章": 3, "节": 4}
_NUMBERED = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）|\([一二三四五六七八九十]{1,3}\))"
)
_MATTER = re.compile(
    rf"^[（(]?[一二三四五六七八九十\d]{{0,3}}[）)、.．]?\s*({MATTERS})\s*[:：]?\s*(.*)$", re.S
)
_DATE = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_FROM = re.compile(r"自\s*(\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日)\s*起(?:施行|实施|执行|生效)")
_OF_ITSELF = re.compile(
    r"本(?:办法|规定|规则|细则|条例|意见|措施|通知|方案|政策|标准|指南)[^。；]{0,12}(?:自|从|有效期|施行|实施|执行)"
)
_UNTIL = re.compile(r"(?:有效期(?:限)?(?:截)?至|[，,]\s*至)\s*(\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日)")
_YEARS = re.compile(r"有效期(?:限)?(?:为|是)?\s*([一二三四五六七八九十\d]{1,3})\s*年")
_INDEX = re.compile(r"^目\s*录$")
_SENTENCE = re.compile(r"(?<=[。！？；])")
ENOUGH, MOST = 220, 600
"""Characters after which a paragraph passage is whole, and that it does not exceed."""
LAW_ARTICLES = 3
_DIGITS = "〇一二三四五六七八九"
_FULL, _ENDS = 25, "。；：！？;:!?）)"
"""Characters of a line that is as wide as the page, and what ends a paragraph."""
_LONGEST_TITLE, _LONGEST_HEADING, _LONGEST_NAME = 120, 200, 60
_CAPTION = re.compile(r"^附?表[〇零一二三四五六七八九十\d]*\s*[-—.:：　 ]?.{0,40}$")


@dataclass(frozen=True)
class Part:
    """One passage: `kind` article, table, matter or paragraph; `name` the article or the part of a matter."""

    kind: str
    text: str
    name: str = ""
    heading: str = ""
    page: int | None = None


@dataclass(frozen=True)
class Whole:
    """A source's title, its kind (law, document, table), from when it is in force if it says so, and its parts."""

    title: str
    kind: str
    begins: date | None
    parts: list[Part] = field(default_factory=list)
    ends: date | None = None
    """The last day it is in force, if it says so of itself."""


def structure(lines: Sequence[Line], name: str) -> Whole:
    """Cut a source into passages. `name` stands for a title where the source has none."""
    lines = list(_joined(as_guide(lines)))
    texts = [line for line in lines if line.cell is None and line.text.strip()]
    tables = [line for line in lines if line.cell is not None]
    title = _title(texts, name)
    under = _sections(lines, title)
    if sum(1 for line in texts if _ARTICLE.match(line.text)) >= LAW_ARTICLES:
        begin = next(place for place, line in enumerate(texts) if _ARTICLE.match(line.text))
        parts = [*_articles(texts), *_rows(tables, under)]
        begins = _in_force(texts[:begin], texts[begin:])
        return Whole(title, "law", begins, parts, _last_day(texts[begin:], begins))
    matter = [line for line in texts if _MATTER.match(line.text)]
    if len({_MATTER.match(line.text)[1] for line in matter}) >= 3:  # type: ignore[index]
        parts = [*_matter(texts, title), *_rows(tables, under)]
        return Whole(_named_matter(texts) or title, "document", None, parts)
    parts = [*_paragraphs(texts, title), *_rows(tables, under)]
    return Whole(title, "document" if texts or not tables else "table", None, parts)


def _joined(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines of a page put together where a sentence goes on: a scan's paragraphs come as they were set."""
    held: Line | None = None
    for line in lines:
        if held is not None and _continues(held, line):
            held = replace(held, text=held.text + line.text)
            continue
        if held is not None:
            yield held
        held = line
    if held is not None:
        yield held


def _continues(one: Line, other: Line) -> bool:
    set_in_lines = one.page is not None and one.cell is None and other.cell is None
    if not set_in_lines or one.level or other.level or len(one.text) < _FULL or one.text[-1] in _ENDS:
        return False
    return not _is_section(other.text) and not _ARTICLE.match(other.text)


def _title(texts: Sequence[Line], name: str) -> str:
    """The first heading of the highest level, else a first line short enough to be one, else the file's name.

    A chapter's or a section's heading is not the whole's: some files have no other headings that are marked as such.
    """
    heads = [line for line in texts[:10] if line.level == 1] or [line for line in texts[:10] if line.level]
    heads = [line for line in heads if not _is_section(line.text)]
    first = texts[0].text if texts else ""
    likely = 4 <= len(first) <= 60 and first[-1] not in "。；：:;，,！？" and not _is_section(first)
    if heads and not (likely and heads[0] is not texts[0] and not texts[0].level and heads[0].level > 1):
        return heads[0].text[:_LONGEST_TITLE]
    return first if likely else name[:_LONGEST_TITLE]


def _is_section(text: str) -> bool:
    return bool(_CHAPTER.match(text) or _ARTICLE.match(text) or _NUMBERED.match(text) or _MATTER.match(text))


def _is_heading(line: Line) -> bool:
    """Whether a line stands over what follows: marked as a heading, or short and numbered."""
    short = len(line.text) <= 40 and line.text[-1] not in "。；，：:;"
    return bool(line.level) or (short and bool(_NUMBERED.match(line.text)))


def _sections(lines: Sequence[Line], title: str) -> dict[int, str]:
    """Under which heading each table stands."""
    found: dict[int, str] = {}
    heading = ""
    for line in lines:
        if line.cell is not None:
            found.setdefault(line.cell[0], heading)
        elif line.text.strip() and line.text != title and (_is_heading(line) or _CAPTION.match(line.text)):
            heading = _unnumbered(line.text)[:80]
    return found


def _unnumbered(text: str) -> str:
    return _NUMBERED.sub("", text).strip(" ：:")


def _in_force(head: Sequence[Line], rest: Sequence[Line]) -> date | None:
    """The day a law itself names: “… 施行” before its first article, the last amendment there, “自…起施行” in it."""
    named = [day for line in head if "施行" in line.text for day in _days(line.text)]
    if named:
        return max(named)
    starts = [day for line in rest[-12:] for found in _FROM.findall(line.text) for day in _days(found)]
    amended = [day for line in head for day in _days(line.text)]
    days = starts + amended
    return max(days) if days else None


def _last_day(rest: Sequence[Line], begins: date | None) -> date | None:
    """The last day a law itself names: "有效期五年", "至2027年12月31日止"; not what it says of a certificate."""
    for line in reversed(rest[-12:]):
        for sentence in _SENTENCE.split(line.text):
            if not _OF_ITSELF.search(sentence):
                continue
            named = [day for found in _UNTIL.findall(sentence) for day in _days(found)]
            if named:
                return named[-1]
            years = _YEARS.search(sentence)
            if years and begins:
                # The day before the anniversary; of the 29th of February, that of the 1st of March.
                month, day = (3, 1) if (begins.month, begins.day) == (2, 29) else (begins.month, begins.day)
                return date(begins.year + _number(years[1]), month, day) - timedelta(days=1)
    return None


def _number(written: str) -> int:
    """三十 and 30 alike, up to ninety-nine."""
    if written.isdigit():
        return int(written)
    tens, ten, ones = written.rpartition("十")
    return (_DIGITS.index(tens) if tens else bool(ten)) * 10 + (_DIGITS.index(ones) if ones else 0)


def _days(text: str) -> Iterator[date]:
    for year, month, day in _DATE.findall(text):
        try:
            yield date(int(year), int(month), int(day))
        except ValueError:
            # A date that no calendar has says nothing.
            continue


def _articles(texts: Sequence[Line]) -> Iterator[Part]:
    headings: dict[int, str] = {}
    name, heading, page = "", "", None
    said: list[str] = []
    for line in texts:
        chapter, article = _CHAPTER.match(line.text), _ARTICLE.match(line.text)
        if not chapter and not article and not line.level and not _INDEX.match(line.text):
            if name:
                said.append(line.text)
            continue
        if name and said:
            yield Part("article", "\n".join(said), name, heading, page)
        name, said = "", []
        if chapter:
            rank = _RANK[chapter[1]]
            headings = {old: text for old, text in headings.items() if old < rank} | {rank: line.text[:80]}
        elif article:
            name, page = article[1], line.page
            said = [article[2]] if article[2] else []
            heading = " ".join(headings[rank] for rank in sorted(headings))[:_LONGEST_HEADING]
    if name and said:
        yield Part("article", "\n".join(said), name, heading, page)


def _rows(tables: Sequence[Line], under: Mapping[int, str]) -> Iterator[Part]:
    """A row each; the heading its table stands under comes before what its columns are called."""
    for number, cells in groupby(tables, key=lambda line: line.cell[0] if line.cell else 0):
        some = [line for line in cells if line.text.strip()]
        for row in rows_of(some) if some else ():
            heading = " ".join(filter(None, (under.get(number), row.heading)))
            yield Part("table", row.text, heading=heading[:_LONGEST_HEADING], page=row.page)


def _named_matter(texts: Sequence[Line]) -> str:
    for line in texts:
        found = _MATTER.match(line.text)
        if found and found[1] == "事项名称" and found[2]:
            return found[2][:_LONGEST_TITLE]
    return ""


def _matter(texts: Sequence[Line], title: str) -> Iterator[Part]:
    """One passage for each thing a guide says of a matter: condition, material, time, place, fee, and what else it heads."""
    name, page = "", None
    said: list[str] = []
    for line in texts:
        found = _MATTER.match(line.text)
        if not found and not _opens(line):
            if line.text != title:
                said.append(line.text)
            continue
        if "".join(said).strip():
            yield Part("matter", "\n".join(said), name, name, page)
        if found:
            name, page, said = found[1], line.page, [found[2]] if found[2] else []
        else:
            name, page, said = (
                _unnumbered(line.text)[:_LONGEST_NAME] if line.text != title else "",
                line.page,
                [],
            )
    if "".join(said).strip():
        yield Part("matter", "\n".join(said), name, name, page)


def _opens(line: Line) -> bool:
    """Whether a line heads another part of a guide: "三、补贴标准", not "（一）身份证"."""
    return _is_heading(line) and (bool(line.level) or line.text[0] not in "（(")


def _paragraphs(texts: Sequence[Line], title: str) -> Iterator[Part]:
    """Paragraphs under one heading together, until they say enough."""
    headings: dict[int, str] = {}
    said: list[str] = []
    page: int | None = None

    def heading() -> str:
        return " ".join(headings[level] for level in sorted(headings))[:_LONGEST_HEADING]

    for place, line in enumerate(texts):
        if place == 0 and line.text == title and len(texts) > 1:
            continue
        level = line.level or (7 if _is_heading(line) else 0)
        if level:
            if said:
                yield Part("paragraph", "\n".join(said), heading=heading(), page=page)
            said = []
            if line.text != title:
                headings = {old: text for old, text in headings.items() if old < level} | {
                    level: line.text[:80]
                }
            continue
        for piece in _pieces(line.text):
            if said and len("\n".join(said)) + len(piece) > MOST:
                yield Part("paragraph", "\n".join(said), heading=heading(), page=page)
                said = []
            page = page if said else line.page
            said.append(piece)
        if len("\n".join(said)) >= ENOUGH:
            yield Part("paragraph", "\n".join(said), heading=heading(), page=page)
            said = []
    if said:
        yield Part("paragraph", "\n".join(said), heading=heading(), page=page)


def _pieces(text: str) -> Iterator[str]:
    """A paragraph, cut between sentences where it is too long for one passage."""
    if len(text) <= MOST:
        yield text
        return
    piece = ""
    for sentence in _SENTENCE.split(text):
        for start in range(0, len(sentence), MOST):
            some = sentence[start : start + MOST]
            if piece and len(piece) + len(some) > MOST:
                yield piece
                piece = ""
            piece += some
    if piece:
        yield piece
