"""Which runs, fields, breaks, drawings and tracked changes stand in one paragraph?"""

from __future__ import annotations

import re
from typing import Any

from bangban.skills.documents.model import Run
from bangban.skills.documents.read.docx.drawing import Drawn, alternatives, inspect
from bangban.skills.documents.read.docx.formats import Formats, TableContext
from bangban.skills.documents.read.docx.names import W, q
from bangban.skills.documents.read.docx.properties import properties_key
from bangban.skills.documents.read.docx.runs import TEXT, deleted_text, element_text, math_text

_NUMBERED_AS = re.compile(r"\\\*\s*((?!MERGEFORMAT|CHARFORMAT|Arabic\b)\w+)", re.I)

_RUN, _RUN_PROPERTIES = W + "r", W + "rPr"
_WRAPPERS = {
    W + name: name
    for name in ("hyperlink", "smartTag", "customXml", "dir", "bdo", "ins", "moveTo", "sdtContent")
}
_DRAWINGS = {W + "drawing", W + "pict", W + "object", q("mc:AlternateContent")}
_DELETIONS = {W + "del": "deleted", W + "moveFrom": "moved"}
_CONTROL, _CONTENT = W + "sdt", W + "sdtContent"
_SIMPLE_FIELD = W + "fldSimple"
_ALTERNATIVES = q("mc:AlternateContent")
_FORMULAS = (q("m:oMath"), q("m:oMathPara"))
_FIELD_CHARACTER, _INSTRUCTION, _BREAK, _PAGE = W + "fldChar", W + "instrText", W + "br", W + "pgNum"
_COMMENT_MARKS = (W + "commentRangeStart", W + "commentReference")


class Inline:
    """Reads paragraphs of one story; a field may reach over several of them."""

    def __init__(self, formats: Formats) -> None:
        self._formats = formats
        self._open: list[dict[str, Any]] = []
        """Complex fields that are not ended: {"code": […], "result": bool}."""
        self._simple = 0

    def begin(self, style_id: str, table: TableContext, page_top: float) -> None:
        self._style_id = style_id
        self._table = table
        self._page_top = page_top
        self._parts: list[str] = []
        self._offset = 0
        self.runs: list[Run] = []
        self.drawn = Drawn()
        self.fields: list[str] = []
        self.revisions: list[tuple[Any, str, str]] = []
        self.comments: list[str] = []
        self.breaks = False
        """Whether a page break stands in the paragraph with nothing before it."""
        self.tail_break = False
        """Whether a page break stands in it with nothing after it."""

    def text(self) -> str:
        return "".join(self._parts)

    @property
    def has_text(self) -> bool:
        return self._offset > 0

    def read(self, container: Any) -> None:
        """Read the children of a w:p or of what wraps runs."""
        for child in container:
            tag = child.tag
            if tag == _RUN:
                self._run(child)
            elif tag in _WRAPPERS:
                kind = _WRAPPERS[tag]
                if kind in ("ins", "moveTo"):
                    before = len(self._parts)
                    self.read(child)
                    said = "".join(self._parts[before:])
                    self._revise("inserted" if kind == "ins" else "moved", child, said)
                else:
                    self.read(child)
            elif tag == _CONTROL:
                content = child.find(_CONTENT)
                if content is not None:
                    self.read(content)
            elif tag in _DELETIONS:
                self._revise(_DELETIONS[tag], child, deleted_text(child))
            elif tag == _SIMPLE_FIELD:
                self._field(child.get(W + "instr", ""))
                self._simple += 1
                self.read(child)
                self._simple -= 1
            elif tag in _COMMENT_MARKS:
                self.comments.append(child.get(W + "id", ""))
            elif tag == _ALTERNATIVES:
                self.read(alternatives(child))
            elif tag in _FORMULAS:
                self._add(math_text(child), None, None)

    def _revise(self, kind: str, element: Any, text: str) -> None:
        self.revisions.append((kind, element.get(W + "author", ""), text))

    def _field(self, instruction: str) -> None:
        words = instruction.split()
        if words:
            # PAGE \* ROMAN numbers otherwise than PAGE; whatever else is said after the name makes no difference here.
            form = _NUMBERED_AS.search(instruction)
            self.fields.append(words[0].upper() + (f" \\* {form.group(1)}" if form else ""))

    def _run(self, run: Any) -> None:
        properties = None
        said: list[str] = []
        for child in run:
            tag = child.tag
            if tag == TEXT:
                said.append(element_text(child))
            elif tag == _RUN_PROPERTIES:
                properties = child
            elif tag in (_FIELD_CHARACTER, _INSTRUCTION):
                if said:
                    self._add("".join(said), run, properties)
                    said = []
                self._field_part(child, tag)
            elif tag in _DRAWINGS:
                inspect(child, self._formats.theme, self._page_top, self.drawn)
            elif tag in _COMMENT_MARKS:
                self.comments.append(child.get(W + "id", ""))
            elif tag == _BREAK and child.get(W + "type") == "page":
                self._page_break(bool(said))
            elif tag == _PAGE:
                self.fields.append("PAGE")
            else:
                said.append(element_text(child))
        self._add("".join(said), run, properties)
        if properties is not None and (change := properties.find(W + "rPrChange")) is not None:
            self._revise("format", change, "".join(said))

    def _page_break(self, said: bool) -> None:
        if not self._offset and not said:
            self.breaks = True
        self.tail_break = True

    def _field_part(self, child: Any, tag: str) -> None:
        if tag == _INSTRUCTION:
            if self._open and not self._open[-1]["result"]:
                self._open[-1]["code"].append(child.text or "")
            return
        kind = child.get(W + "fldCharType", "")
        if kind == "begin":
            self._open.append({"code": [], "result": False})
        elif kind == "separate" and self._open and not self._open[-1]["result"]:
            self._open[-1]["result"] = True
            self._field("".join(self._open[-1]["code"]))
        elif kind == "end" and self._open:
            ended = self._open.pop()
            if not ended["result"]:
                self._field("".join(ended["code"]))

    def _add(self, text: str, run: Any, properties: Any) -> None:
        if not text:
            return
        if self._open and not self._open[-1]["result"]:
            # Text between a field's begin and its result belongs to its instruction.
            return
        key = () if properties is None else properties_key(properties)
        said = self._formats.run(self._style_id, self._table, key, properties)
        start = self._offset
        self._offset = end = start + len(text)
        self._parts.append(text)
        in_field = self._open or self._simple
        self.runs.append(Run(start, end, text, *said, None if in_field else run))
        self.tail_break = False
