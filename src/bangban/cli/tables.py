"""Which column of a table did the command mean? Named columns of a CSV or XLSX file, row by row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from bangban.errors import BadInput
from bangban.services.hotline.tables import COLUMNS, lines

WORDS: Mapping[str, Sequence[str]] = {
    **COLUMNS,
    "label": ("label", "一级标签", "一级分类", "分类", "类别", "标签", "承办单位", "class", "category"),
    "person": ("person", "留言用户", "来电人", "诉求人", "联系人", "用户", "user", "caller"),
    "likes": ("likes", "点赞数", "点赞", "支持数"),
    "dislikes": ("dislikes", "反对数", "反对"),
    "place": ("place", "地点", "地址", "事发地址", "location"),
    "week": ("week", "周", "日期", "date"),
    "count": ("count", "数量", "件数", "cases"),
}
"""What cities call their columns; the first that stands in the header is taken."""


class NoColumn(BadInput):
    """{file} 中没有“{wanted}”列。表头为：{header}。请用 --{option} 指明列名。 | {file} has no column "{wanted}". Its header: {header}. Name the column with --{option}."""

    code = "no_column"


class EmptyTable(BadInput):
    """{file} 是空的，或只有表头。 | {file} is empty, or has a header only."""

    code = "empty_table"


def read_columns(
    path: Path, wanted: Mapping[str, str | None], optional: Sequence[str] = ()
) -> Iterator[dict[str, str]]:
    """Yield each row as {what: cell}; `wanted` says what → the column's name, None for one of WORDS.

    What is in `optional` and not there is "" in every row. Blank rows are left out.

    Raises:
        NoColumn: a wanted column is not there.
        EmptyTable: there is no row below the header.
        UnreadableTable: it is no table.
    """
    rows = lines(path)
    header = [cell.strip().lstrip("\ufeff") for cell in next(rows, ())]
    places: dict[str, int] = {}
    for what, column in wanted.items():
        names = (column,) if column else WORDS.get(what, (what,))
        place = next((header.index(name) for name in names if name in header), None)
        if place is not None:
            places[what] = place
        elif column or what not in optional:
            raise NoColumn(file=path.name, wanted=column or what, header="、".join(header)[:200], option=what)
    found = False
    for cells in rows:
        if any(cell.strip() for cell in cells):
            found = True
            yield {
                what: cells[places[what]].strip() if what in places and places[what] < len(cells) else ""
                for what in wanted
            }
    if not found:
        raise EmptyTable(file=path.name)
