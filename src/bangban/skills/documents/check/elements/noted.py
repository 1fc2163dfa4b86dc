"""What does the attachment note announce: which names, under which numbers, and where does each stand?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from bangban.skills.documents.check.elements.attached import attached, count_of
from bangban.skills.documents.check.elements.said import bare
from bangban.skills.documents.check.view import View
from bangban.skills.documents.findings import Element
from bangban.skills.documents.model import Paragraph

_HAN = "一二三四五六七八九十"
LABEL = re.compile(
    rf"[\s\u3000]*(?P<word>附\s*件|附)"
    rf"(?P<own>[\s\u3000]*(?:[\d{_HAN}]{{1,2}}(?![\d{_HAN}.．、）)]))?)[\s\u3000]*(?P<colon>[:：;；﹕︰]?)[\s\u3000]*"
)
"""附件, a number of its own as on the attachment itself, and the colon."""
NUMBER = re.compile(
    rf"[\s\u3000]*(?P<open>[（(]?)(?P<number>\d{{1,2}}|[{_HAN}]{{1,3}}|[①-⑳])(?P<close>[）)]?)(?P<sign>[.．、，,:：\s]?)[\s\u3000]*(?:(?=[^\d.．、，,:：])|(?<=[.．、，,:：])(?=\d{{4}}[年—～至-]))"
)
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_INLINE = re.compile(r"(?<=\S)[\s\u3000；;，,]+(?=\d{1,2}[.．、](?:\D|\d{4}[年—～至-]))")
"""Between two attachments on one line."""
_CORE = re.compile(r"[《》〈〉“”\"\s\u3000（）()。．.，,；;、：:\-—]|\d{1,3}[份页张]$")


@dataclass(slots=True)
class Entry:
    """One attachment the note names."""

    number: int
    """0 when it has none."""
    written: str
    """Its number as written."""
    paragraph: Paragraph
    label: tuple[int, int]
    """Where its number and the number's sign stand in `paragraph`."""
    start: int
    end: int
    """Where its name stands in `paragraph`."""
    name: str
    last: Paragraph
    last_end: int
    """Where the name ends that runs on into further lines."""


def same(name: str, title: str) -> bool:
    """Whether two names of an attachment differ in nothing but signs."""
    return _CORE.sub("", name) == _CORE.sub("", title)


def entries(view: View) -> list[Entry]:
    """The attachments the note names, in order; a line without a number runs on the name before it."""
    kept = view.__dict__.get("_attachment_entries")
    if kept is None:
        kept = view.__dict__["_attachment_entries"] = _entries(view)
    return kept


def _entries(view: View) -> list[Entry]:
    found: list[Entry] = []
    titles = [one.name for one in attached(view)]
    for paragraph, start, end, own in _pieces(view):
        entry = _entry(paragraph, start, end, own)
        before = found[-1] if found else None
        if before is not None and not entry.written and _runs_on(before, entry, titles):
            before.name += entry.name
            before.last, before.last_end = paragraph, end
        else:
            found.append(entry)
    return found


def _runs_on(before: Entry, entry: Entry, titles: list[str]) -> bool:
    """Whether a line without a number is the rest of the name above: by what is attached, where that tells."""
    if any(same(entry.name, title) for title in titles):
        return False
    return bool(before.number) or len(titles) < 2


def _pieces(view: View) -> Iterator[tuple[Paragraph, int, int, str]]:
    """(paragraph, start, end, number beside 附件) of every piece that may be a name."""
    for order, place in enumerate(view.of(Element.ATTACHMENT_NOTE)):
        paragraph, text = place.paragraph, place.paragraph.text
        label = LABEL.match(text, place.start) if order == 0 or bare(text).startswith("附件") else None
        begin = label.end() if label else place.start
        cuts = [begin, *(one.end() for one in _INLINE.finditer(text, begin)), place.end]
        for number, (start, end) in enumerate(pairwise(cuts)):
            piece = text[start:end]
            if piece.strip():
                first = start + len(piece) - len(piece.lstrip())
                own = label.group("own").strip() if label and number == 0 else ""
                yield paragraph, first, start + len(piece.rstrip()), own


def _entry(paragraph: Paragraph, start: int, end: int, own: str) -> Entry:
    text = paragraph.text
    number = None if paragraph.number else NUMBER.match(text, start, end)
    if number and not (
        number.group("sign")
        or number.group("close")
        or number.group("number").isdecimal()
        or number.group("number") in CIRCLED
    ):
        number = None  # 一季度报表: a numeral that begins a name
    if number is None:
        written = paragraph.number.strip() or own
        name = bare(text[start:end])
        return Entry(count_of(written), written, paragraph, (start, start), start, end, name, paragraph, end)
    name = bare(text[number.end() : end])
    written = text[start : number.end()].strip()
    count = count_of(number.group("number"))
    return Entry(count, written, paragraph, (start, number.end()), number.end(), end, name, paragraph, end)
