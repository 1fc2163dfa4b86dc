"""Which letters do a form and a table make? The skill "documents.letters": one for each row, some rows at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bangban.errors import Problem
from bangban.skills.base import Context, Result
from bangban.skills.documents import read
from bangban.skills.documents.adapters.drafting import filed, marked, previewed, unmarked, wrong
from bangban.skills.documents.adapters.forms import form_of
from bangban.skills.documents.adapters.opening import SOURCE, DocumentGone
from bangban.skills.documents.adapters.reading import keep_drawing
from bangban.skills.documents.draft.bulk import PLACE, Row, Table, letters, read_table
from bangban.skills.documents.kinds import KINDS

BESIDE = ("title", "table", "table_name", "table_text", "rows", "file_name")
"""Inputs that are no field of the form."""
SHOWN_ROWS = 5


class Letters:
    """The skill "documents.letters". Texts of the form hold {column} where a row's cell shall stand."""

    name = "documents.letters"
    version = "1.0"
    input_schema: Mapping[str, Any] = {
        "type": "object",
        "properties": {
            "table": {"type": "string", "x-title": {"zh": "表格", "en": "Table"}},
            "table_text": {"type": "string", "x-title": {"zh": "表格内容", "en": "The table as text"}},
            "table_name": {"type": "string"},
            "rows": {"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2},
            "file_name": {"type": "string"},
        },
    }
    settings_schema: Mapping[str, Any] = {
        "type": "object",
        "required": ["kind"],
        "additionalProperties": False,
        "properties": {
            "kind": {"enum": [one.value for one in KINDS]},
            "preview": {"type": "boolean"},
            # What the table holds, and no letter: for the page that asks for the form.
            "columns": {"type": "boolean"},
        },
    }

    def run(self, inputs: Mapping[str, Any], context: Context) -> Result:
        """Propose the letters of `rows` (from, to; counted from 0, the second not included), all without it.

        Raises:
            DocumentGone, TableNotRead: there is no such table.
        """
        table = _table(inputs, context)
        if context.settings.get("columns"):
            shown = [dict(row) for row in table.rows[:SHOWN_ROWS]]
            content = {"columns": list(table.columns), "rows": shown, "total": len(table.rows)}
            return Result(content=content, path="rules")
        form = form_of(str(context.settings["kind"]), {k: v for k, v in inputs.items() if k not in BESIDE})
        try:
            rows = list(letters(form, _part(table, inputs), _file_name(inputs)))
        except Problem as problem:
            return wrong(problem)
        if context.settings.get("preview"):
            return _preview(rows, context)
        return _proposed(rows, table, context)


def _table(inputs: Mapping[str, Any], context: Context) -> Table:
    if inputs.get("table_text"):
        return read_table(str(inputs["table_text"]).encode(), "table.csv")
    reference = str(inputs.get("table") or "")
    rows = context.retrieve(SOURCE, {"file": reference})
    if not rows:
        raise DocumentGone(file=reference[:8] or "-")
    return read_table(bytes(rows[0]["data"]), str(inputs.get("table_name") or "table"))


def _file_name(inputs: Mapping[str, Any]) -> str:
    """What each letter's file is called: as asked, else by whom it goes to, where a column says that."""
    addressee = str(inputs.get("addressee") or "")
    return str(inputs.get("file_name") or (addressee if PLACE.search(addressee) else "{number}"))


def _part(table: Table, inputs: Mapping[str, Any]) -> Table:
    """The rows asked for, under their own numbers: the ones before are blank, and blank rows are passed over."""
    start, end = inputs.get("rows") or (0, len(table.rows))
    blank: Mapping[str, str] = {}
    return replace(table, rows=(*[blank] * max(0, start), *table.rows[max(0, start) : end]))


def _preview(rows: list[Row], context: Context) -> Result:
    first = rows[0] if rows else None
    if first is None or first.paper is None:
        return Result(content={"problem": _lacks(first)}, path="rules")
    return previewed(first.paper, context)


def _proposed(rows: list[Row], table: Table, context: Context) -> Result:
    files, plain, problems = [], [], []
    drawing = ""
    for row in rows:
        if row.paper is None:
            problems.append({"row": row.number, **_lacks(row)["message"]})
            continue
        data = row.file()
        name = (
            f"{row.number:04d}-{row.name}.docx" if row.name != str(row.number) else f"{row.number:04d}.docx"
        )
        labelled = marked(data, context)
        files.append(filed(labelled, "letter", name, context, labelled=True))
        plain.append(filed(unmarked(data, context), "plain", name, context, labelled=False))
        drawing = drawing or keep_drawing(read.open_document(labelled), context)
    return Result(
        content={"files": files, "kind": str(context.settings["kind"]), "rows": len(table.rows)},
        path="rules",
        details={"drawing": drawing, "unlabelled": plain, "problems": problems},
    )


def _lacks(row: Row | None) -> dict[str, Any]:
    """Why a row makes no letter, as a problem's own dict."""
    if row is not None and row.problem is not None:
        return row.problem.as_dict()
    names = "、".join(row.missing) if row is not None else ""
    zh, en = (f"缺少：{names}", f"missing: {names}") if names else ("没有数据", "there is nothing in it")
    return {"code": "row_incomplete", "message": {"zh": zh, "en": en}}


skill = Letters()
