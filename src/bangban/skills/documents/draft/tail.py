"""What stands below the text? Attachment note, signature, attendance, attachments, imprint."""

from __future__ import annotations

from typing import Any

from bangban.skills.documents.draft.blocks import blank, block, indents, no_padding, paragraph
from bangban.skills.documents.draft.looks import BY_ID, FANG, HEI, run_properties, twips
from bangban.skills.documents.draft.ooxml import run, w
from bangban.skills.documents.draft.page import PAGE, TEXT_WIDTH, mm
from bangban.skills.documents.draft.paper import Paper, chinese_date
from bangban.skills.documents.draft.titles import lines_of, width
from bangban.skills.documents.findings import Element

THICK, THIN = 8, 6
"""Eighths of a point: 0.35 mm and 0.25 mm."""


def note_of_attachments(paper: Paper) -> list[Any]:
    """One line below the text, two characters in; names that wrap align under their first character."""
    if not (paper.attachments and paper.note_attachments):
        return []
    if len(paper.attachments) == 1:
        return [blank(), paragraph("AttachmentNote", "附件：" + paper.attachments[0].title)]
    flow = [blank()]
    for number, one in enumerate(paper.attachments, 1):
        style = "AttachmentNoteFirst" if number == 1 else "AttachmentNoteNext"
        flow.append(paragraph(style, ("附件：" if number == 1 else "") + f"{number}.{one.title}"))
    return flow


def signature(paper: Paper) -> list[Any]:
    """Names and date: above each other in the middle with a seal, stepped without one."""
    missing = paper.shown(Element.DATE)
    if not paper.date and not missing:
        return []
    day = chinese_date(paper.date) if paper.date else "　　年　月　日"
    if paper.signed_by_person:
        names = [paragraph("IssuerSignature", name, properties=(indents("IssuerSignature", right=4),)) for name in paper.signature]  # fmt: skip
        return [blank(), blank(), *names, blank(), paragraph("DocumentDate", day, **missing)]
    if not paper.signature:
        # Published under its title only (决议、公报): the date alone.
        return [blank(), blank(), paragraph("DocumentDate", day)] if paper.format != "minutes" else []
    longest = max(paper.signature, key=width)
    name_right, date_right = places(width(longest), width(day), seal=paper.seal)
    flow = [blank(), blank()] if paper.seal else [blank()]
    for name in paper.signature:
        right = name_right + (width(longest) - width(name)) / 2
        flow.append(paragraph("IssuerSignature", name, properties=(indents("IssuerSignature", right=right),)))
    flow.append(
        paragraph("DocumentDate", day, properties=(indents("DocumentDate", right=date_right),), **missing)
    )
    return flow


def places(name: float, day: float, *, seal: bool) -> tuple[float, float]:
    """How many characters name and date stand from the right edge, from their widths in characters (7.3.5)."""
    if seal:
        right = 4 + (day - name) / 2
        return (right, 4.0) if right >= 0 else (0.0, (name - day) / 2)
    if name - day >= 2:
        return 2.0, name - day
    return day + 4 - name, 2.0


def attendance(paper: Paper) -> list[Any]:
    """Who was there, asked leave, or listened: the label in bold face, names aligned after the colon."""
    flow = []
    for number, (label, names) in enumerate(paper.attendance):
        look = BY_ID["Attendance"]
        hang = width(label) + 1
        element = paragraph("Attendance", properties=(indents("Attendance", left=2 + hang, first=-hang),))
        element.append(run(label, run_properties(look, font=HEI)))
        element.append(run("：" + names, run_properties(look, font=FANG)))
        flow += [blank(), element] if number == 0 else [element]
    return flow


def attachment_pages(paper: Paper) -> list[Any]:
    """Each attachment on a new page: its number at the left, its title on the third line, its text."""
    flow: list[Any] = []
    for number, one in enumerate(paper.attachments, 1):
        if not one.blocks:
            continue
        if paper.note_attachments:
            mark = "附件" if len(paper.attachments) == 1 else f"附件{number}"
            flow += [paragraph("AttachmentMark", mark), blank()]
            flow.append(paragraph("AttachmentTitle", "\n".join(lines_of(one.title))))
        else:
            flow.append(
                paragraph(
                    "AttachmentTitle", "\n".join(lines_of(one.title)), properties=(w("pageBreakBefore"),)
                )
            )
        flow += [blank(), *(block(each) for each in one.blocks)]
    return flow


def imprint(paper: Paper) -> list[Any]:
    """The imprint: a table at the foot of the text area of the last page, lines above, between and below."""
    copied = paragraph("CopyTo", f"抄送：{paper.copy_to}。") if paper.copy_to else None
    printed = None
    letter = paper.format == "letter"
    # Letters carry neither the printing office nor lines (10.1).
    if paper.printed_by and paper.printed_on and not letter:
        stop = w("tabs", w("tab", val="right", pos=mm(TEXT_WIDTH) - twips(BY_ID["Imprint"].size)))
        said = f"{paper.printed_by}\t{chinese_date(paper.printed_on)}印发"
        printed = paragraph("Imprint", said, properties=(stop,))
    rows = [one for one in (copied, printed) if one is not None]
    if not rows:
        return []
    total = mm(TEXT_WIDTH)
    # Placed from the page's edge and not from the margin: LibreOffice lets a table as wide as the text float only so.
    place = w("tblpPr", leftFromText=0, rightFromText=0, vertAnchor="margin", horzAnchor="page", tblpX=mm(PAGE.left), tblpYSpec="bottom")  # fmt: skip
    table = w(
        "tbl",
        w("tblPr", place, w("tblW", w=total, type="dxa"), w("tblLayout", type="fixed"), no_padding()),
        w("tblGrid", w("gridCol", w=total)),
    )  # fmt: skip
    for number, cell in enumerate(rows):
        borders = [_line("top", THIN if number else THICK)]
        if number == len(rows) - 1:
            borders.append(_line("bottom", THICK))
        width_of_cell = w("tcW", w=total, type="dxa")
        properties = w("tcPr", width_of_cell, None if letter else w("tcBorders", *borders))
        table.append(w("tr", w("trPr", w("cantSplit")), w("tc", properties, cell)))
    # A floating table hangs on the paragraph after it.
    return [table, paragraph("ImprintAnchor")]


def _line(side: str, thickness: int) -> Any:
    return w(side, val="single", sz=thickness, space=0, color="000000")
