"""What stands in a source, line by line, whatever its format: text, page, heading, cell?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import html

from bangban.skills.documents.model import Document, Paragraph

_FRONT = re.compile(r"\A---\n.*?\n---\n", re.S)
_HEADING = re.compile(r"^(#{1,6})\s+(?=\S)")
_EMPHASIS = re.compile(r"(\*\*|__|`)")
_RULE = re.compile(r"^\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?$")
_SKIPPED = {"head", "script", "style", "nav", "noscript", "template", "iframe", "svg", "form", "footer"}
_BLOCKS = {"p", "div", "li", "section", "article", "br", "h1", "h2", "h3", "h4", "h5", "h6", "dt", "dd", "tr", "td",
           "th", "table", "ul", "ol", "blockquote", "pre", "header", "main"}  # fmt: skip
_UNREAD = {"script", "style", "noscript", "template", "textarea", "select", "datalist", "del", "s", "strike"}
"""What a browser shows to nobody, leaves for the reader to fill in, or strikes out, wherever it stands."""
_UNSEEN = re.compile(
    r"display:none|visibility:(hidden|collapse)|(font-size|opacity|max-height):0*(\.0+)?(px|pt|em|rem|%)?(;|!|$)"
)
_SMALLEST = 2.0
"""Points: nobody reads what is smaller."""
_LINK = re.compile(r"!?\[([^\]\[]*)\]\((?:[a-z]+:|[/#.]|www\.)[^()\s]*(?:\s+[\"'(][^)]{0,200})?\)", re.I)
_REFERENCE = re.compile(r"^\[[^\]]+\]:\s")
_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9-]*(?:\s[^<>]*)?/?>")
_DEEPEST = 200
_WIDEST = 512
"""Rows and columns over which a cell goes: Word's own bound is 63."""


@dataclass(frozen=True)
class Line:
    """One line. `level`: of a heading, 1…6, 0 for text; `cell`: (table, row, column); `span`: its rows and columns."""

    text: str
    page: int | None = None
    level: int = 0
    cell: tuple[int, int, int] | None = None
    span: tuple[int, int] = (1, 1)


def of_markdown(text: str) -> list[Line]:
    """The lines of Markdown or plain text; tables by cell, of a link what it is called, of HTML what is seen."""
    text = _without_comments(_FRONT.sub("", text.replace("\r\n", "\n").lstrip("\ufeff")))
    lines: list[Line] = []
    table, row = -1, 0
    inside = False
    for raw in text.split("\n"):
        line = _LINK.sub(r"\1", raw.strip())
        if _TAG.search(line):
            line = _seen_of(line)
        if line.startswith("|") and line.count("|") > 1:
            if not inside:
                table, row, inside = table + 1, 0, True
            if not _RULE.match(line):
                cells = line.strip("|").split("|")
                lines += [Line(cell.strip(), cell=(table, row, column)) for column, cell in enumerate(cells)]
                row += 1
            continue
        inside = False
        if _REFERENCE.match(line):
            # Where links lead, or what somebody noted for himself: no reader is shown it.
            continue
        found = _HEADING.match(line)
        if found:
            said = line[found.end() :]
            lines.append(Line(_EMPHASIS.sub("", said.rstrip("#").rstrip() or said), level=len(found[1])))
        elif line:
            lines.append(Line(_EMPHASIS.sub("", line)))
    return lines


def plain(text: str) -> str:
    """What a reader of a cell sees: tables are often written out of web pages, tags and links with them."""
    text = _LINK.sub(r"\1", text)
    if not _TAG.search(text):
        return text
    root: Any = html.fromstring(f"<div>{text}</div>", parser=_parser())
    _leave_out(root)
    return "\n".join(line.text for line in _Page().walk(root))


def _seen_of(line: str) -> str:
    """Of a line with HTML in it what a browser shows."""
    # A fragment that is only `<b>` or `</div>` is no element at all, and so no text.
    root: Any = html.fromstring(f"<div>{line}</div>", parser=_parser())
    _leave_out(root)
    return str(root.text_content()).strip()


def _parser() -> html.HTMLParser:
    return html.HTMLParser(no_network=True, recover=True, huge_tree=False)


def _leave_out(root: Any) -> None:
    """Take out of a page what nobody sees: where a browser would show nothing, instructions hide."""
    for node in [one for one in root.iter() if isinstance(one.tag, str) and _is_unseen(one)]:
        if node is not root and node.getparent() is not None:
            node.drop_tree()


def _is_unseen(node: Any) -> bool:
    style = re.sub(r"\s+", "", node.get("style", "")).lower()
    return node.tag in _UNREAD or node.get("hidden") is not None or bool(_UNSEEN.search(style))


def _without_comments(text: str) -> str:
    # By hand: for an expression, each beginning that never ends is a way through the rest of the file.
    kept, at = [], 0
    while (begin := text.find("<!--", at)) >= 0 and (end := text.find("-->", begin + 4)) >= 0:
        kept.append(text[at:begin])
        at = end + 3
    return "".join([*kept, text[at:]])


def decoded(data: bytes) -> str:
    """Text that is UTF-8 or GB 18030.

    Raises:
        UnicodeDecodeError: it is neither.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def of_html(data: bytes) -> list[Line]:
    """The lines of a web page: what a reader sees, without menus and programs. ValueError when it is none."""
    given: bytes | str = data
    if b"charset" not in data[:2048].lower():
        # Without a word about it, pages are UTF-8 today and were GBK; lxml would take them for Latin.
        for encoding in ("utf-8", "gb18030"):
            try:
                given = data.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    try:
        root = html.document_fromstring(given, parser=_parser())
    except Exception as error:
        raise ValueError(type(error).__name__) from error
    _leave_out(root)
    lines = list(_Page().walk(root))
    named = _flat(root.findtext(".//head/title") or "")
    # What the browser's window is called is a title only where the page itself has none.
    return [Line(named, level=1), *lines] if named and not any(one.level for one in lines) else lines


class _Page:
    def __init__(self) -> None:
        self.tables = -1

    def walk(self, node: Any, depth: int = 0) -> Iterator[Line]:
        if not isinstance(node.tag, str) or node.tag in _SKIPPED or depth > _DEEPEST:
            return
        if node.tag == "table" and not node.xpath(".//table"):
            self.tables += 1
            yield from _cells(node, self.tables)
            return
        if not any(isinstance(one.tag, str) and one.tag in _BLOCKS for one in node.iterdescendants()):
            if node.tag != "head" and (text := _flat(node.text_content())):
                yield Line(text, level=int(node.tag[1]) if re.fullmatch("h[1-6]", node.tag) else 0)
            return
        loose = [node.text or ""]
        for child in node:
            if isinstance(child.tag, str) and _stands_alone(child):
                yield from _said(loose)
                yield from self.walk(child, depth + 1)
                loose = [child.tail or ""]
            else:
                loose += [child.text_content() if isinstance(child.tag, str) else "", child.tail or ""]
        yield from _said(loose)


def _cells(node: Any, table: int) -> Iterator[Line]:
    """The cells of a table, each in the column where it stands: what goes over several rows pushes others aside."""
    taken: dict[int, int] = {}
    for row, line in enumerate(node.iter("tr")):
        column = 0
        for cell in line:
            if cell.tag not in ("td", "th"):
                continue
            while taken.get(column, 0) > row:
                column += 1
            span = _number(cell.get("rowspan")), _number(cell.get("colspan"))
            yield Line(_flat(cell.text_content()), cell=(table, row, column), span=span)
            for place in range(column, column + span[1]):
                taken[place] = row + span[0]
            column += span[1]


def _number(said: str | None) -> int:
    return min(max(int(said), 1), _WIDEST) if said and said.isdecimal() and len(said) < 6 else 1


def _stands_alone(node: Any) -> bool:
    if node.tag in _BLOCKS or node.tag in _SKIPPED:
        return True
    return any(isinstance(one.tag, str) and one.tag in _BLOCKS for one in node.iterdescendants())


def _said(parts: list[str]) -> Iterator[Line]:
    text = _flat("".join(parts))
    if text:
        yield Line(text)


def _flat(text: str) -> str:
    return " ".join(text.split())


def _shown(paragraph: Paragraph) -> str:
    """Its text without what is hidden, struck out, or too small to be read."""
    text = paragraph.text
    for run in reversed(paragraph.runs):
        if run.hidden or run.strike or 0 < run.size < _SMALLEST:
            text = text[: run.start] + text[run.end :]
    return text


def of_document(document: Document) -> list[Line]:
    """The lines of a document that `documents.read` opened: its body and tables, in order."""
    lines = []
    for one in document.paragraphs:
        text = f"{one.number}{_shown(one)}".strip()
        if one.place not in ("body", "table", "textbox") or not text:
            continue
        level = one.outline + 1 if one.outline is not None and 0 <= one.outline < 6 else 0
        span = (1, 1)
        if one.cell is not None and one.cell[0] < len(document.tables):
            span = document.tables[one.cell[0]].merged.get(one.cell[1:], span)
        lines.append(Line(text, one.page, level, one.cell, span))
    return lines
