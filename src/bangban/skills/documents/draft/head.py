"""What stands above the text? Serial number to red line, and the title, in each of the four formats."""

from __future__ import annotations

from typing import Any

from bangban.skills.documents.draft.blocks import blank, no_padding, paragraph
from bangban.skills.documents.draft.looks import BY_ID, FANG, KAI, PITCH, RED, run_properties, spacing, twips
from bangban.skills.documents.draft.ooxml import run, val, w
from bangban.skills.documents.draft.page import PAGE, TEXT_WIDTH, mm
from bangban.skills.documents.draft.paper import Paper
from bangban.skills.documents.draft.titles import lines_of, width
from bangban.skills.documents.findings import Element

POINT_MM = 25.4 / 72
LETTER_WIDTH = 170.0
"""Length of a letter's red lines, mm."""


def head_of(paper: Paper) -> list[Any]:
    """Everything before the addressee, for the paper's format."""
    makers = {"document": _document, "letter": _letter, "order": _order, "minutes": _minutes}
    return makers[paper.format](paper)


def _document(paper: Paper) -> list[Any]:
    corner = _corner(paper)
    flow = [*corner, *_mark(paper, below_mm=35, lines_above=len(corner)), blank(), blank()]
    flow += _number_and_signers(paper)
    return [*flow, _red_line(), blank(), blank(), *_title(paper)]


def _corner(paper: Paper) -> list[Any]:
    """Serial number, classification and urgency: flush with the text area's upper left."""
    rows = (
        ("Serial", paper.serial),
        ("Classification", paper.classification),
        ("Classification", paper.urgency),
    )
    return [paragraph(style, said) for style, said in rows if said]


def _mark(paper: Paper, *, below_mm: float, lines_above: int = 0) -> list[Any]:
    """The issuing-authority mark, its upper edge `below_mm` under the text area's upper edge."""
    names = paper.issuers if len(paper.issuers) > 1 and not paper.mark else (paper.mark or paper.issuers[0],)
    gap = 0.5 if len(names) > 1 else 0.0
    longest = max(width(name) for name in names) + width(paper.mark_suffix) + gap
    size = min(BY_ID["IssuerMark"].size, int(TEXT_WIDTH / POINT_MM / longest))
    pitch = size + 12.0
    before = max(0.0, below_mm / POINT_MM - lines_above * PITCH - (pitch - size) / 2)
    if len(names) == 1:
        said = names[0] + paper.mark_suffix
        return [paragraph("IssuerMark", said, properties=(spacing(pitch, before),), size=size)]
    return [_joint_mark(names, paper.mark_suffix, size, pitch, before)]


def _joint_mark(names: tuple[str, ...], suffix: str, size: float, pitch: float, before: float) -> Any:
    """Names below each other, as wide as the longest; "文件" to their right, in the middle."""
    right = twips(size * (width(suffix) + 0.5)) if suffix else 0
    left = mm(TEXT_WIDTH) - right
    table = w(
        "tbl",
        w(
            "tblPr",
            w("tblW", w=left + right, type="dxa"),
            val("jc", "center"),
            w("tblLayout", type="fixed"),
            no_padding(),
        ),
        w("tblGrid", *(w("gridCol", w=one) for one in (left, right) if one)),
    )
    for number, name in enumerate(names):
        above = before if number == 0 else 0.0
        cell = paragraph(
            "IssuerMark", name, properties=(spacing(pitch, above), val("jc", "distribute")), size=size
        )
        row = w("tr", w("tc", w("tcPr", w("tcW", w=left, type="dxa")), cell))
        if right:
            merge = w("vMerge", val="restart" if number == 0 else None)
            word = paragraph(
                "IssuerMark", suffix if number == 0 else "", properties=(spacing(pitch, above),), size=size
            )
            row.append(
                w("tc", w("tcPr", w("tcW", w=right, type="dxa"), merge, val("vAlign", "center")), word)
            )
        table.append(row)
    return table


def _number_and_signers(paper: Paper) -> list[Any]:
    """The number in the middle; with signers, left of them on the last signers' line, two names a line."""
    if not paper.signers:
        return (
            [paragraph("DocumentNumber", paper.number, **paper.shown(Element.NUMBER))] if paper.number else []
        )
    look = BY_ID["DocumentNumberUp"]
    flow = []
    pairs = [paper.signers[at : at + 2] for at in range(0, len(paper.signers), 2)]
    for number, names in enumerate(pairs):
        label = "签发人：" if number == 0 else ""
        marked = run_properties(look, **paper.shown(Element.NUMBER)) if paper.shown(Element.NUMBER) else None
        said = [run(paper.number if number == len(pairs) - 1 else "", marked)]
        said.append(run("\t" + label, run_properties(look, font=FANG)))
        said.append(run("　".join(names), run_properties(look, font=KAI)))
        # One character less than the text area, at its right: where the names end.
        stop = w("tabs", w("tab", val="right", pos=mm(TEXT_WIDTH) - twips(look.size)))
        if len(pairs) > 1:
            first = width("签发人：" + "　".join(pairs[0])) * look.size
            place = mm(TEXT_WIDTH) - twips(look.size) - twips(first) + (0 if label else twips(4 * look.size))
            stop = w("tabs", w("tab", val="left", pos=place))
        element = paragraph("DocumentNumberUp", properties=(stop,))
        element.extend(one for one in said if len(one))
        flow.append(element)
    return flow


def _red_line() -> Any:
    return paragraph("RedLine", properties=(_border("bottom", "single", 12),))


def _border(side: str, kind: str, eighths: int, space: int = 1) -> Any:
    return w("pBdr", w(side, val=kind, sz=eighths, space=space, color=RED))


def _title(paper: Paper) -> list[Any]:
    lines = [paragraph("DocumentTitle", "\n".join(lines_of(paper.title)))] if paper.title else []
    return [*lines, paragraph("Passed", paper.passed)] if paper.passed else lines


def letter_frame(style: str, said: str, *, top_mm: float, line: str, size: float | None = None) -> Any:
    """A paragraph 170 mm wide at a fixed height of the page, in the middle, with a red double line."""
    frame = w(
        "framePr",
        w=mm(LETTER_WIDTH),
        wrap="notBeside",
        hAnchor="page",
        vAnchor="page",
        x=mm((PAGE.width - LETTER_WIDTH) / 2),
        y=mm(top_mm),
    )
    side, space = ("bottom", 11) if line == "thickThinSmallGap" else ("top", 1)
    border = _border(side, line, 24, space)
    if size is None:
        return paragraph(style, said, properties=(frame, border))
    return paragraph(style, said, properties=(frame, border, spacing(size + 2)), size=size)


def _letter(paper: Paper) -> list[Any]:
    """Mark 30 mm below the page's edge, red double line, then number at the right, the corner at the left."""
    name = paper.mark or paper.issuers[0]
    size = min(40.0, int(LETTER_WIDTH / POINT_MM / width(name)))
    flow = [
        letter_frame("IssuerMark", name, top_mm=PAGE.top - 7, line="thickThinSmallGap", size=size),
    ]
    left = [
        ("Serial", paper.serial),
        ("Classification", paper.classification),
        ("Classification", paper.urgency),
    ]
    said = [(style, text) for style, text in left if text]
    if said and paper.number:
        style, text = said[0]
        stop = w("tabs", w("tab", val="right", pos=mm(TEXT_WIDTH)))
        both = paragraph(style, text, properties=(stop,))
        both.append(run("\t" + paper.number, run_properties(BY_ID["DocumentNumberRight"])))
        flow.append(both)
        flow += [paragraph(style, text) for style, text in said[1:]]
    else:
        if paper.number:
            flow.append(paragraph("DocumentNumberRight", paper.number, **paper.shown(Element.NUMBER)))
        flow += [paragraph(style, text) for style, text in said]
    return [*flow, blank(), blank(), *_title(paper)]


def _order(paper: Paper) -> list[Any]:
    """Mark 20 mm below the text area's upper edge, number two lines below, text two lines below that."""
    flow = [*_mark(paper, below_mm=20), blank(), blank()]
    if paper.number:
        flow += [paragraph("DocumentNumber", paper.number), blank()]
    if paper.title:
        flow += [blank(), *_title(paper)]
    return flow if paper.title or paper.addressee else [*flow, blank()]


def _minutes(paper: Paper) -> list[Any]:
    """The mark of the minutes, number in the middle, who wrote them and when, red line, title."""
    flow = [*_corner(paper)]
    flow += [*_mark(paper, below_mm=35, lines_above=len(flow)), blank(), blank()]
    if paper.number:
        flow.append(paragraph("DocumentNumber", paper.number))
    return [*flow, _red_line(), blank(), blank(), *_title(paper)]
