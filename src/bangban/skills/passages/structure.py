"""Which passages do these lines make: articles under their chapters, rows with their headers, matters, paragraphs?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from bangban.skills.passages.lines import Line

NUMERAL = "[〇零一二三四五六七八九十百千两\\d]+"
_ARTICLE = re.compile(rf"^(第{NUMERAL}条(?:之[一二三四五六七八九十]+)?)(?:[\s　:：]+|(?=\S))(.*)$", re.S)
_CHAPTER = re.compile(rf"^第{NUMERAL}([编篇分章节])(?:[\s　]|$|[^\d条款项])")
_RANK = {"编": 1, "篇": 1, "分": 2, "章": 3, "节": 4}
_NUMBERED = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）|\([一二三四五六七八九十]{1,3}\))"
)
_MATTER = re.compile(
    r"^[（(]?[一二三四五六七八九十\d]{0,3}[）)、.．]?\s*(事项名称|办理依据|设定依据|受理条件|办理条件|申请条件|申请材料|所需材料|办理材料|办理流程|"
    r"办理程序|办理时限|承诺时限|法定时限|办理地点|办理时间|收费标准|是否收费|咨询电话|咨询方式|监督电话|监督投诉|服务对象|"
    r"实施机关|实施主体|办理方式|办理结果|常见问题)\s*[:：]?\s*(.*)$",
    re.S,
)
_DATE = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_FROM = re.compile(r"自\s*(\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日)\s*起(?:施行|实施|执行|生效)")
_INDEX = re.compile(r"^目\s*录$")
_SENTENCE = re.compile(r"(?<=[。！？；])")
ENOUGH, MOST = 220, 600
"""Characters after which a paragraph passage is whole, and that it does not exceed."""
LAW_ARTICLES = 3
_LONGEST_TITLE, _LONGEST_HEADING = 120, 200


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


def structure(lines: Sequence[Line], name: str) -> Whole:
    """Cut a source into passages. `name` stands for a title where the source has none."""
    texts = [line for line in lines if line.cell is None and line.text.strip()]
    tables = [line for line in lines if line.cell is not None]
    title = _title(texts, name)
    if sum(1 for line in texts if _ARTICLE.match(line.text)) >= LAW_ARTICLES:
        begin = next(place for place, line in enumerate(texts) if _ARTICLE.match(line.text))
        parts = [*_articles(texts), *_rows(tables)]
        return Whole(title, "law", _in_force(texts[:begin], texts[begin:]), parts)
    matter = [line for line in texts if _MATTER.match(line.text)]
    if len({_MATTER.match(line.text)[1] for line in matter}) >= 3:  # type: ignore[index]
        return Whole(_named_matter(texts) or title, "document", None, [*_matter(texts), *_rows(tables)])
    parts = [*_paragraphs(texts, title), *_rows(tables)]
    return Whole(title, "document" if texts or not tables else "table", None, parts)


def _title(texts: Sequence[Line], name: str) -> str:
    """The first heading of the highest level, else a first line short enough to be one, else the file's name."""
    heads = [line for line in texts[:10] if line.level == 1] or [line for line in texts[:10] if line.level]
    if heads:
        return heads[0].text[:_LONGEST_TITLE]
    first = texts[0].text if texts else ""
    if 4 <= len(first) <= 60 and first[-1] not in "。；：:;，,！？":
        return first
    return name[:_LONGEST_TITLE]


def _in_force(head: Sequence[Line], rest: Sequence[Line]) -> date | None:
    """The day a law itself names: “… 施行” before its first article, the last amendment there, “自…起施行” in it."""
    named = [day for line in head if "施行" in line.text for day in _days(line.text)]
    if named:
        return max(named)
    starts = [day for line in rest[-12:] for found in _FROM.findall(line.text) for day in _days(found)]
    amended = [day for line in head for day in _days(line.text)]
    days = starts + amended
    return max(days) if days else None


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


def _rows(tables: Sequence[Line]) -> Iterator[Part]:
    """A row each, every cell under its column's header."""
    for _, cells in groupby(tables, key=lambda line: line.cell[0] if line.cell else 0):
        rows: dict[int, dict[int, str]] = {}
        page = None
        for line in cells:
            _, row, column = line.cell or (0, 0, 0)
            known = rows.setdefault(row, {})
            known[column] = f"{known[column]} {line.text}" if column in known else line.text
            page = line.page if page is None else page
        if not rows:
            continue
        header = rows[min(rows)]
        body = sorted(row for row in rows if row != min(rows)) or [min(rows)]
        for row in body:
            said = [
                f"{header[column]}：{text}" if row != min(rows) and header.get(column) else text
                for column, text in sorted(rows[row].items())
                if text.strip()
            ]
            if said:
                yield Part(
                    "table", "；".join(said), heading="、".join(header.values())[:_LONGEST_HEADING], page=page
                )


def _named_matter(texts: Sequence[Line]) -> str:
    for line in texts:
        found = _MATTER.match(line.text)
        if found and found[1] == "事项名称" and found[2]:
            return found[2][:_LONGEST_TITLE]
    return ""


def _matter(texts: Sequence[Line]) -> Iterator[Part]:
    """One passage for each thing a guide says of a matter: condition, material, time, place, fee."""
    name, page = "", None
    said: list[str] = []
    for line in texts:
        found = _MATTER.match(line.text)
        if not found:
            said.append(line.text)
            continue
        if "".join(said).strip():
            yield Part("matter", "\n".join(said), name, name, page)
        name, page, said = found[1], line.page, [found[2]] if found[2] else []
    if "".join(said).strip():
        yield Part("matter", "\n".join(said), name, name, page)


def _paragraphs(texts: Sequence[Line], title: str) -> Iterator[Part]:
    """Paragraphs under one heading together, until they say enough."""
    headings: dict[int, str] = {}
    said: list[str] = []
    page: int | None = None

    def heading() -> str:
        return " ".join(headings[level] for level in sorted(headings))[:_LONGEST_HEADING]

    for line in texts:
        short = len(line.text) <= 40 and line.text[-1] not in "。；，：:;"
        level = line.level or (7 if short and _NUMBERED.match(line.text) else 0)
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
