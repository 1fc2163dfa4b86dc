"""What does a table say: rows under their headers, names with their values, or the parts of a matter?"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from bangban.skills.passages.lines import Line

MATTERS = (
    "事项名称|办理依据|设定依据|受理条件|办理条件|申请条件|申请材料|所需材料|办理材料|办理流程|"
    "办理程序|办理时限|承诺时限|法定时限|办理地点|办理时间|收费标准|是否收费|咨询电话|咨询方式|监督电话|监督投诉|服务对象|"
    "实施机关|实施主体|办理方式|办理结果|常见问题"
)
"""What a guide says of a matter, by the names of its parts."""
_MATTER = re.compile(rf"[（(]?[一二三四五六七八九十\d]{{0,3}}[）)、.．]?\s*(?:{MATTERS})\s*[:：]?")
_NAME = re.compile(
    rf".{{0,6}}(?:{MATTERS}|名称|姓名|性别|民族|年龄|出生年月|出生日期|籍贯|学历|专业|职务|职称|住址|地址|电话|手机|邮编|邮箱|网址|传真|"
    r"身份证号|身份证号码|联系人|负责人|法定代表人|信用代码|申请日期|申请理由|申请事项|开户行|账号|户名|工作单位|工作时间|办公时间|服务时间|开放时间|"
    r"交通路线|签名|盖章)(?:（[^）]*）)?\s*[:：]?|.{1,12}[:：]"
)
"""What stands before a value instead of over it."""
_A_GUIDE = 3
_MOST_SPANNED = 512


@dataclass(frozen=True)
class Row:
    """What one row says, of which columns (or under which name within the table), and on which page."""

    text: str
    heading: str
    page: int | None


@dataclass
class _Cell:
    row: int
    column: int
    rows: int
    columns: int
    text: str
    page: int | None


def rows_of(lines: Sequence[Line]) -> Iterator[Row]:
    """The rows of one table, every cell under its column's header; what goes over several rows is said in each."""
    by_row = _by_row(lines)
    if _is_of_names(by_row):
        for cells in by_row.values():
            yield Row(_paired(cells), "", cells[0].page)
        return
    width = max(cell.column + cell.columns for cells in by_row.values() for cell in cells)
    called = []
    while len(by_row) > 1 and _is_across(by_row[min(by_row)], width):
        called.append(by_row.pop(min(by_row))[0].text)
    header, below = _header(by_row, width)
    heading = " ".join([*called, "、".join(filter(None, header))])
    if not below:
        yield Row("；".join(cell.text for cell in by_row[min(by_row)]), heading, by_row[min(by_row)][0].page)
    yield from _under(header, below, heading, width)


def _by_row(lines: Sequence[Line]) -> dict[int, list[_Cell]]:
    """The cells with something in them, by row and from left to right."""
    cells: dict[tuple[int, int], _Cell] = {}
    for line in lines:
        _, row, column = line.cell or (0, 0, 0)
        if (row, column) in cells:
            cells[row, column].text += f" {line.text}"
        else:
            rows, columns = (min(max(one, 1), _MOST_SPANNED) for one in line.span)
            cells[row, column] = _Cell(row, column, rows, columns, line.text, line.page)
    found: dict[int, list[_Cell]] = defaultdict(list)
    for place in sorted(cells):
        cell = cells[place]
        cell.text = cell.text.strip()
        if cell.text:
            found[cell.row].append(cell)
    return dict(found)


def _is_across(cells: Sequence[_Cell], width: int) -> bool:
    return len(cells) == 1 and cells[0].columns == width > 1


def _header(by_row: dict[int, list[_Cell]], width: int) -> tuple[list[str], dict[int, list[_Cell]]]:
    """What the columns are called, the storeys of a header put together; the rows below it."""
    first = min(by_row)
    top = by_row[first]
    deep = max(cell.rows for cell in top) if any(cell.columns > 1 for cell in top) else 1
    if first + deep > max(by_row):
        deep = 1
    said: list[list[str]] = [[] for _ in range(width)]
    for row, cells in by_row.items():
        for cell in cells if row < first + deep else ():
            # A column with nothing of its own is under what goes over it; a lone cell of one storey is not spread.
            for column in range(cell.column, cell.column + cell.columns if deep > 1 else cell.column + 1):
                if cell.text not in said[column]:
                    said[column].append(cell.text)
    below = {row: cells for row, cells in by_row.items() if row >= first + deep}
    return [" ".join(names) for names in said], below


def _under(header: Sequence[str], below: dict[int, list[_Cell]], heading: str, width: int) -> Iterator[Row]:
    section: _Cell | None = None
    used = True
    going_on: list[_Cell] = []
    for row, cells in below.items():
        if _is_across(cells, width):
            if section is not None and not used:
                yield Row(section.text, heading, section.page)
            section, used = cells[0], False
            continue
        going_on = [cell for cell in going_on if cell.row + cell.rows > row]
        there = sorted([*going_on, *cells], key=lambda cell: cell.column)
        said = [f"{header[cell.column]}：{cell.text}" if header[cell.column] else cell.text for cell in there]
        yield Row("；".join(said), f"{heading} {section.text}" if section else heading, cells[0].page)
        used = True
        going_on += [cell for cell in cells if cell.rows > 1]
    if section is not None and not used:
        # A note below all rows is over none.
        yield Row(section.text, heading, section.page)


def _is_of_names(by_row: dict[int, list[_Cell]]) -> bool:
    """Whether in every row names stand before their values, as in a form: then its first row heads nothing."""
    for cells in by_row.values():
        before = False
        for cell in cells:
            named = bool(_NAME.fullmatch(cell.text))
            if not named and not before:
                return False
            before = named
    return len(by_row) > 1


def _paired(cells: Sequence[_Cell]) -> str:
    said = ""
    for cell in cells:
        if _NAME.fullmatch(cell.text):
            said += f"{'；' if said else ''}{cell.text.rstrip(':： ')}"
        else:
            said += f"：{cell.text}"
    return said


def as_guide(lines: Sequence[Line]) -> list[Line]:
    """The lines, with a table whose first column names the parts of a matter as what it is: names and what they say."""
    guides = set()
    for table, cells in groupby(lines, key=lambda line: line.cell[0] if line.cell else None):
        names = [
            line for line in cells if line.cell and not line.cell[2] and _MATTER.fullmatch(line.text.strip())
        ]
        if table is not None and len(names) >= _A_GUIDE:
            guides.add(table)
    if not guides:
        return list(lines)
    found: list[Line] = []
    for place, some in groupby(lines, key=lambda line: line.cell[:2] if line.cell else None):
        if place is None or place[0] not in guides:
            found += some
        else:
            found += _of_row(list(some))
    return found


def _of_row(cells: Sequence[Line]) -> Iterator[Line]:
    name = " ".join(line.text for line in cells if line.cell and not line.cell[2]).strip().rstrip(":：")
    for line in cells:
        if line.cell and line.cell[2] and line.text.strip():
            yield Line(f"{name}：{line.text}" if name else line.text, line.page)
            name = ""
    if name:
        yield Line(name, cells[0].page)
