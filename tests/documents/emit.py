"""Which XML do programs write for a sheet? A whole .docx file in one flavour."""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.sax.saxutils import escape

from tests.documents import parts, shapes
from tests.documents.flavours import FONTS, Flavour
from tests.documents.sheet import Para, Run, Sheet, Table
from tests.documents.styles import BASES, Props, base_of, difference

TEXT_WIDTH = 8845
"""156 mm in twips."""
SPLIT = re.compile(r"\d+|[^\d]{1,17}")
AUTO = {"一": ("chineseCounting", "%1、"), "（": ("chineseCounting", "（%1）"), "1": ("decimal", "%1．")}


class Emitter:
    """Writes one sheet. Holds what the parts need to know of each other."""

    def __init__(self, sheet: Sheet, flavour: Flavour) -> None:
        self.sheet, self.flavour, self.fonts = sheet, flavour, FONTS[flavour.fonts]
        self.used: set[int] = set()
        self.bases: dict[str, tuple[str, Props, Props]] = {}
        self._blank = ""

    # ── runs ──

    def run_props(self, run: Run) -> Props:
        name = self.fonts.get(run.font, run.font)
        latin = run.latin
        if latin == "Times New Roman" and self.flavour.latin != latin:
            latin = name
        hint = ' w:hint="eastAsia"' if self.flavour.program == "wps" else ""
        half = round(run.size * 2)
        return {
            "rFonts": f'<w:rFonts{hint} w:ascii="{latin}" w:eastAsia="{name}" w:hAnsi="{latin}" w:cs="{latin}"/>',
            "b": "<w:b/>" if run.bold else '<w:b w:val="0"/>',
            "i": "<w:i/>" if run.italic else '<w:i w:val="0"/>',
            "strike": "<w:strike/>" if run.strike else '<w:strike w:val="0"/>',
            "color": f'<w:color w:val="{run.color or "auto"}"/>',
            "apart": f'<w:spacing w:val="{round(run.spacing * 20)}"/>',
            "sz": f'<w:sz w:val="{half}"/>',
            "szCs": f'<w:szCs w:val="{half}"/>',
            "highlight": f'<w:highlight w:val="{run.highlight or "none"}"/>',
            "u": f'<w:u w:val="{"single" if run.underline else "none"}"/>',
        }

    def runs(self, para: Para, base: Props, *, lead: str = "") -> str:
        found = []
        for number, run in enumerate(para.runs):
            inner = difference(base, self.run_props(run))
            rpr = f"<w:rPr>{inner}</w:rPr>" if inner else ""
            said = (lead if number == 0 else "") + run.text
            if number == 0 and para.label and self.flavour.numbering == "auto":
                said = said.removeprefix(para.label)
            pieces: Iterable[str] = SPLIT.findall(said) if self.flavour.runs == "split" else [said]
            for piece in pieces:
                found.append(f"<w:r>{rpr}{_characters(piece)}</w:r>")
        return self._tracked(para, "".join(found))

    def _tracked(self, para: Para, runs: str) -> str:
        by = 'w:author="周文静" w:date="2026-03-02T09:00:00Z"'
        if para.id in self.sheet.inserted:
            runs = f'<w:ins w:id="901" {by}>{runs}</w:ins>'
        if para.id in self.sheet.deleted:
            gone = escape(self.sheet.deleted[para.id])
            runs += f'<w:del w:id="902" {by}><w:r><w:delText>{gone}</w:delText></w:r></w:del>'
        if para.id in self.sheet.hidden:
            runs += f"<w:r><w:rPr><w:vanish/></w:rPr><w:t>{escape(self.sheet.hidden[para.id])}</w:t></w:r>"
        for place, _ in self.sheet.comments:
            if place == para.id:
                runs = (
                    f'<w:commentRangeStart w:id="0"/>{runs}<w:commentRangeEnd w:id="0"/>'
                    '<w:r><w:commentReference w:id="0"/></w:r>'
                )
        return runs

    # ── paragraphs ──

    def para_props(self, para: Para, *, borders: str = "", above: float = 0) -> Props:
        size = para.runs[0].size if para.runs else 16
        pitch = para.pitch or self.flavour.pitch
        if self.flavour.by_grid and para.line_rule == "exact" and para.pitch is None:
            line = 'w:line="240" w:lineRule="auto"'
        elif para.line_rule == "auto":
            line = f'w:line="{round(240 * (para.pitch or 1))}" w:lineRule="auto"'
        else:
            line = f'w:line="{round(pitch * 20)}" w:lineRule="{para.line_rule}"'
        before = round((above + para.before) * 20)
        lines = ""
        if above and self.flavour.blanks == "lines":
            lines = f' w:beforeLines="{round(above / 28.95 * 100)}"'
        tabs = f'<w:tabs><w:tab w:val="right" w:pos="{round(para.tab * 20)}"/></w:tabs>' if para.tab else ""
        first = para.first
        if self.flavour.indents == "spaces" and first > 0:
            first = 0
        return {
            "pageBreakBefore": "<w:pageBreakBefore/>" if para.new_page else "",
            "numPr": self._numbering(para),
            "pBdr": borders or _border(para.border),
            "tabs": tabs,
            "spacing": f'<w:spacing{lines} w:before="{before}" w:after="{round(para.after * 20)}" {line}/>',
            "ind": _indent(
                size,
                first,
                para.left,
                para.right,
                chars=self.flavour.indents != "points",
                explicit=self.flavour.formatting == "styles",
            ),
            "jc": f'<w:jc w:val="{para.align}"/>',
            "sectPr": parts.section(self, para.ends) if para.ends else "",
        }

    def _numbering(self, para: Para) -> str:
        if not (para.label and self.flavour.numbering == "auto"):
            return ""
        kind = 1 if para.role == "heading_1" else 2
        return f'<w:numPr><w:ilvl w:val="{kind - 1}"/><w:numId w:val="1"/></w:numPr>'

    def paragraph(self, para: Para, *, borders: str = "", above: int = 0, lead: str = "") -> str:
        """One w:p, and empty ones before it where the flavour makes space so."""
        pitch = self.flavour.pitch
        blanks = above if self.flavour.blanks == "paragraphs" or para.new_page else 0
        style, ppr, rpr = base_of(self, para)
        own = self.para_props(para, borders=borders, above=(above - blanks) * pitch)
        inner = (f'<w:pStyle w:val="{style}"/>' if style else "") + difference(ppr, own)
        spaces = ""
        if self.flavour.indents == "spaces" and para.first > 0:
            spaces = "　" * round(para.first)
        runs = self.runs(para, rpr, lead=lead + spaces)
        return self.blank() * blanks + f"<w:p><w:pPr>{inner}</w:pPr>{runs}</w:p>"

    def blank(self) -> str:
        if not self._blank:
            self._blank = self._make_blank()
        return self._blank

    def _make_blank(self) -> str:
        empty = Para("blank", [Run("")])
        style, ppr, rpr = base_of(self, empty)
        inner = difference(ppr, self.para_props(empty))
        mark = difference(rpr, self.run_props(empty.run))
        mark = f"<w:rPr>{mark}</w:rPr>" if mark and self.flavour.program == "wps" else ""
        return f"<w:p><w:pPr>{f'<w:pStyle w:val={chr(34)}{style}{chr(34)}/>' if style else ''}{inner}{mark}</w:pPr></w:p>"

    def table(self, table: Table) -> str:
        columns = max(len(row) for row in table.rows)
        width = TEXT_WIDTH // columns
        rows = []
        for number, cells in enumerate(table.rows):
            row = ""
            for cell in cells:
                para = Para(
                    "table", [Run(cell, "hei" if number == 0 else "fang", 14)], align="center", pitch=22
                )
                row += (
                    f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{self.paragraph(para)}</w:tc>'
                )
            rows.append(f"<w:tr>{row}</w:tr>")
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for _ in range(columns))
        sides = "".join(
            f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
            for side in ("top", "left", "bottom", "right", "insideH", "insideV")
        )
        properties = f'<w:tblPr><w:tblW w:w="{TEXT_WIDTH}" w:type="dxa"/><w:tblBorders>{sides}</w:tblBorders></w:tblPr>'
        behind = f"<w:p><w:pPr>{parts.section(self, table.ends)}</w:pPr></w:p>" if table.ends else ""
        return f"<w:tbl>{properties}<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>{behind}"

    # ── the whole ──

    def body(self) -> str:
        found = []
        items = self.sheet.items
        at = 0
        while at < len(items):
            item = items[at]
            if isinstance(item, Table):
                found.append(self.table(item))
                at += 1
                continue
            last = at + 1
            if item.role == "title" and self.flavour.title == "breaks":
                while last < len(items) and items[last].role == "title" and _alike(item, items[last]):
                    last += 1
            group = [one for one in items[at:last] if isinstance(one, Para)]
            found.append(shapes.place(self, group))
            at = last
        end = '<w:p><w:pPr><w:spacing w:line="20" w:lineRule="exact"/></w:pPr></w:p>'
        said = "".join(found)
        return said + (end if said.endswith("</w:tbl>") else "")


def _alike(one: Para, other: Para | Table) -> bool:
    """Whether both could be lines of one paragraph."""
    if isinstance(other, Table) or not one.runs or not other.runs:
        return False
    keys = ("font", "size", "bold", "color")
    same = all(getattr(one.run, key) == getattr(other.run, key) for key in keys)
    return same and one.align == other.align and other.above == 0


def _border(border: tuple[str, str, int, str] | None) -> str:
    if not border:
        return ""
    side, kind, size, color = border
    return f'<w:pBdr><w:{side} w:val="{kind}" w:sz="{size}" w:space="1" w:color="{color}"/></w:pBdr>'


def _indent(size: float, first: float, left: float, right: float, *, chars: bool, explicit: bool) -> str:
    """w:ind. Where a style may have indents, a paragraph without says so (`explicit`)."""
    said = []
    named = (("left", left), ("right", right), ("firstLine", max(first, 0)), ("hanging", max(-first, 0)))
    for name, value in named:
        if value or name == "firstLine" or (explicit and name != "hanging"):
            if chars:
                said.append(f'w:{name}Chars="{round(value * 100)}"')
            said.append(f'w:{name}="{round(value * size * 20)}"')
    if first < 0:
        said = [one for one in said if not one.startswith("w:firstLine")]
    return f"<w:ind {' '.join(said)}/>"


def _characters(text: str) -> str:
    found = []
    for piece in re.split(r"([\t\n])", text):
        if piece == "\t":
            found.append("<w:tab/>")
        elif piece == "\n":
            found.append("<w:br/>")
        elif piece:
            keep = ' xml:space="preserve"' if piece != piece.strip(" ") else ""
            found.append(f"<w:t{keep}>{escape(piece)}</w:t>")
    return "".join(found)


def emit(sheet: Sheet, flavour: Flavour) -> bytes:
    """The sheet as the bytes of a .docx file."""
    emitter = Emitter(sheet, flavour)
    assert flavour.program in BASES
    return parts.pack(emitter)
