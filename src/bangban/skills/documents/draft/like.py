"""What is the next document like this one? A previous document's outline, with its matter, dates and names replaced."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from bangban.skills.documents.draft import names
from bangban.skills.documents.draft.facts import merged, stated
from bangban.skills.documents.draft.forms import FormNotRight
from bangban.skills.documents.draft.paper import Attachment, Block, Gap, Grid, Line, Paper
from bangban.skills.documents.findings import Element, Kind, Outline
from bangban.skills.documents.kinds import KINDS
from bangban.skills.documents.model import Document

BODY = {
    Element.BODY,
    Element.HEADING_1,
    Element.HEADING_2,
    Element.HEADING_3,
    Element.HEADING_4,
    Element.CLOSING,
}
CHANGES = (
    "matter",
    "title",
    "number",
    "date",
    "addressee",
    "signer",
    "contact",
    "replace",
    "copy_to",
    "printed_on",
)
"""What may be changed. `replace` maps old texts to new ones; the rest is what a form says."""
_YEAR_AND_ORDER = re.compile(r"\s*[〔\[［(（【]\s*\d{4}\s*[〕\]］)）】]\s*第?\s*\d+")


def like(previous: Document, outline: Outline, changes: Mapping[str, Any]) -> Paper:
    """The previous document with `changes` made, laid out anew.

    What it states and nothing replaced (numbers, dates, titles, names) is marked: an officer says whether it still
    holds. Raises FormNotRight when the previous document's kind or title is not recognised, or a change is unknown.
    """
    unknown = sorted(set(changes) - set(CHANGES))
    if unknown:
        raise FormNotRight(
            errors={"zh": f"不能替换 {', '.join(unknown)}", "en": f"cannot change {', '.join(unknown)}"}
        )
    title = title_of(outline)
    if outline.kind is Kind.UNKNOWN or not (title or outline.format == "order"):
        raise FormNotRight(errors={"zh": "没有认出原文的文种和标题", "en": "the kind and title of the previous document were not recognised"})  # fmt: skip
    swap = _swapper(title, outline.kind, changes)
    blocks, gaps = _body(previous, outline, swap, set(_new_texts(changes)))
    day = _date(changes.get("date"))
    issuers = tuple(one.text.strip() for one in outline.all(Element.SIGNATURE) if one.section == 0)
    mark = "".join(one.text for one in outline.all(Element.MARK)).strip()
    number = changes.get("number", "")
    if not number and outline.first(Element.NUMBER):
        gaps.append(Gap("number", Element.NUMBER))
        number = _open_number(_plain(outline, Element.NUMBER), str(day.year) if day else "　　")
    if day is None:
        gaps.append(Gap("date", Element.DATE))
    contact = changes.get("contact")
    note = (
        f"联系人：{contact['name']}，联系电话：{contact['phone']}"
        if contact
        else _plain(outline, Element.NOTE)
    )
    person = outline.format == "order" or outline.kind is Kind.MOTION
    return Paper(
        kind=outline.kind,
        direction=outline.direction,
        title=changes.get("title") or swap(title),
        issuers=issuers[:1] if person and issuers else issuers or (mark.removesuffix("文件"),),
        blocks=tuple(blocks),
        mark=mark.removesuffix("文件") if outline.format != "order" else mark,
        mark_suffix="文件" if mark.endswith("文件") and outline.format != "order" else "",
        format=outline.format,
        number=number,
        signers=tuple(_list(changes.get("signer"))) or _signers(outline),
        addressee="，".join(_list(changes.get("addressee")))
        or _plain(outline, Element.ADDRESSEE).rstrip("：:").replace(",", "，"),
        signature=issuers,
        signed_by_person=person,
        date=day,
        note=swap(note.strip("（）()")),
        attachments=tuple(_attachments(previous, outline, swap)),
        copy_to="，".join(_list(changes.get("copy_to")))
        or re.sub(r"^抄送[：:]|。$", "", _plain(outline, Element.COPY_TO)),
        printed_by=re.split(r"[\t\s]", _plain(outline, Element.IMPRINT))[0],
        printed_on=_date(changes.get("printed_on")) or day,
        gaps=tuple(gaps),
    )


def title_of(outline: Outline) -> str:
    """The title on one line, without the sign that does not belong at its end."""
    said = "".join(one.text for one in outline.all(Element.TITLE)).replace("\n", "")
    return said.strip().rstrip("。．.，,；;：: 　")


def _open_number(old: str, year: str) -> str:
    """The earlier number with its year and order left open, whatever brackets it was written with."""
    opened, found = _YEAR_AND_ORDER.subn(f"〔{year}〕　", old)
    return (opened if found else re.sub(r"\d+", "　", old)).strip()


def matter_of(title: str, kind: Kind) -> str:
    """The matter that a title names: between 关于 and the kind."""
    endings = "|".join(KINDS[kind].endings)
    found = re.search(rf"关于(.+?)的?(?:{endings})$", title)
    return found[1] if found else ""


class _Swap:
    def __init__(self, pairs: Mapping[str, str]) -> None:
        self.pairs = pairs
        longest = sorted(pairs, key=len, reverse=True)
        self.pattern = re.compile("|".join(map(re.escape, longest))) if longest else None

    def __call__(self, text: str) -> str:
        return self.pattern.sub(lambda found: self.pairs[found[0]], text) if self.pattern else text


def _swapper(title: str, kind: Kind, changes: Mapping[str, Any]) -> _Swap:
    pairs = {str(old): str(new) for old, new in changes.get("replace", {}).items()}
    old, new = matter_of(title, kind), str(changes.get("matter", ""))
    if old and new:
        pairs.setdefault(old, new)
        pairs.setdefault(old.removesuffix("工作"), new.removesuffix("工作"))
    return _Swap({old: new for old, new in pairs.items() if old})


def _new_texts(changes: Mapping[str, Any]) -> Iterator[str]:
    for value in changes.values():
        if isinstance(value, Mapping):
            yield from (str(one) for one in value.values())
        elif isinstance(value, list):
            yield from map(str, value)
        else:
            yield str(value)


def _body(previous: Document, outline: Outline, swap: _Swap, new: set[str]) -> tuple[list[Block], list[Gap]]:
    blocks: list[Block] = []
    gaps: list[Gap] = []
    tables = {table.first: table for table in previous.tables}
    last = max((one.last for one in outline.elements if one.section == 0 and one.element in BODY), default=-1)
    for paragraph in previous.flow:
        if paragraph.index in tables and paragraph.index < last:
            blocks.append(
                Grid(tuple(tuple(swap(cell) for cell in row) for row in tables[paragraph.index].rows))
            )
        element = outline.roles[paragraph.index]
        if element not in BODY or paragraph.index > last or paragraph.cell is not None or paragraph.blank:
            continue
        text = swap((paragraph.number + paragraph.text).strip())
        spans = list(merged(sorted(span for span in stated(text) if not _within(text[slice(*span)], new))))
        gaps += [Gap("carried", element, text[a:b]) for a, b in spans]
        blocks.append(Line(element, text, _lead(element, text), tuple(spans)))
    return blocks, gaps


def _within(text: str, new: set[str]) -> bool:
    return any(text in one for one in new)


def _lead(element: Element, text: str) -> int:
    """Where a heading's first sentence ends and its text begins."""
    if element in (Element.HEADING_1, Element.HEADING_2) and "。" in text[:-1]:
        return text.index("。") + 1
    return 0


def _attachments(previous: Document, outline: Outline, swap: _Swap) -> Iterator[Attachment]:
    titles = outline.all(Element.ATTACHMENT_TITLE)
    for one in titles:
        blocks = [
            Line(Element.BODY, swap(paragraph.text.strip()))
            for part in outline.all(Element.ATTACHMENT_BODY)
            if part.section == one.section
            for paragraph in previous.paragraphs[part.first : part.last + 1]
            if not paragraph.blank and paragraph.cell is None
        ]
        yield Attachment(swap(one.text.replace("\n", "")), tuple(blocks))


def _signers(outline: Outline) -> tuple[str, ...]:
    said = re.sub(r"^签发人[：:]", "", _plain(outline, Element.SIGNER)).strip()
    return (
        tuple(names.spaced(one) for one in re.split(r"　+|\s+", said) if one) if "　" not in said else (said,)
    )


def _plain(outline: Outline, element: Element) -> str:
    found = outline.first(element)
    return found.text.strip() if found else ""


def _list(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value or [])


def _date(said: Any) -> date | None:
    if isinstance(said, date) or not said:
        return said or None
    year, month, day = (int(one) for one in re.findall(r"\d+", str(said)))
    return date(year, month, day)
