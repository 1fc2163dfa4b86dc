"""Which .docx file is this paper? Its parts, by the standard's layout, in the four formats."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from bangban.skills.documents.draft import parts
from bangban.skills.documents.draft.blocks import blank, block, keep_with_next, paragraph
from bangban.skills.documents.draft.charts import parts_of, relations_of
from bangban.skills.documents.draft.head import head_of
from bangban.skills.documents.draft.looks import PITCH, styles_part
from bangban.skills.documents.draft.ooxml import W, pack, relate, serialise, w
from bangban.skills.documents.draft.page import GRID, PAGE, mm
from bangban.skills.documents.draft.pages import ROOM, pages_of
from bangban.skills.documents.draft.paper import Paper
from bangban.skills.documents.draft.tail import (
    attachment_pages,
    attendance,
    imprint,
    note_of_attachments,
    signature,
)


def write(paper: Paper, *, made: datetime | None = None) -> bytes:
    """Return the paper as the bytes of a .docx file.

    `made` stands in the file's properties; without it the paper's date does, so that equal papers give equal bytes.
    """
    body = w("body")
    for element in _flow(paper):
        body.append(element)
    letter = paper.format == "letter"
    body.append(_section(letter=letter))
    footers = parts.footers(letter=letter)
    if made is None:
        day = paper.date or paper.printed_on
        made = datetime(day.year, day.month, day.day, tzinfo=UTC) if day else datetime(1980, 1, 1, tzinfo=UTC)
    charts = paper.charts()
    drawn = parts_of(charts)
    return pack(
        {
            "[Content_Types].xml": parts.content_types(footers, drawn),
            "_rels/.rels": parts.PACKAGE_RELATIONS,
            "word/document.xml": serialise(w("document", body)),
            "word/_rels/document.xml.rels": parts.document_relations(footers, relations_of(charts)),
            "word/styles.xml": styles_part(),
            "word/settings.xml": parts.settings(),
            "word/fontTable.xml": parts.font_table(),
            **{f"word/{name}.xml": content for name, (_, content) in footers.items()},
            **{f"word/{name}.xml": content for name, content in drawn.items()},
            "docProps/core.xml": parts.core(paper.title.replace("\n", ""), paper.issuers[0], made),
            "docProps/app.xml": parts.APP,
        }
    )


def _flow(paper: Paper) -> list[Any]:
    flow = head_of(paper)
    if paper.addressee:
        flow += [blank(), paragraph("Addressee", paper.addressee + "：")]
    elif paper.title:
        flow.append(blank())
    text = [*(block(one) for one in paper.blocks), *note_of_attachments(paper)]
    signed = signature(paper)
    if signed and len(text) > 1:
        # A signature never stands on a page without text; a single paragraph stays on the first page.
        for one in (text[-1], *signed[:-1]):
            keep_with_next(one)
    flow += [*text, *signed, *attendance(paper)]
    if paper.note:
        flow.append(paragraph("DocumentNote", f"（{paper.note}）"))
    flow += attachment_pages(paper)
    return [*flow, *_imprint(paper, flow)]


def _imprint(paper: Paper, flow: list[Any]) -> list[Any]:
    """The imprint, on the page with an even number that the text ends on or that follows it (7.4)."""
    rows = imprint(paper)
    if not rows or paper.format == "letter":
        return rows
    pages, used = pages_of(flow)
    height = sum(PITCH for _ in rows[0].iter(f"{{{W}}}tr")) + PITCH * (len(paper.copy_to) // 27)
    if pages % 2 or used + height > ROOM:
        # The back of the last sheet; a text that fills an even page to its foot takes one page more.
        return [paragraph("BlankLine", properties=(w("pageBreakBefore"),)), *rows]
    return rows


def _section(*, letter: bool) -> Any:
    references = [("default", "rIdOdd"), ("even", "rIdEven")]
    if letter:
        references.append(("first", "rIdFirst"))
    return w(
        "sectPr",
        *(relate(w("footerReference", type=kind), identity) for kind, identity in references),
        w("pgSz", w=mm(PAGE.width), h=mm(PAGE.height)),
        w("pgMar", top=mm(PAGE.top), right=mm(PAGE.right), bottom=mm(PAGE.bottom), left=mm(PAGE.left), header=mm(PAGE.header), footer=mm(PAGE.footer), gutter=0),
        w("cols", space=720),
        w("titlePg") if letter else None,
        w("docGrid", type="linesAndChars", linePitch=GRID.pitch, charSpace=GRID.spacing),
    )  # fmt: skip
