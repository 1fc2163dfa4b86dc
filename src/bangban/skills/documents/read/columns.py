"""Which lines are set in columns without a grid, and are they a table beyond doubt?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bangban.skills.documents.read.pieces import Cell, Piece
from bangban.skills.documents.read.placed import Line, Page, Span

_APART = 8.0
"""Points at the least between two columns, everywhere; and within a line, in its own size, `_WIDE`."""
_WIDE = 1.2
_FURTHEST = 3.2
"""From a row to the next, in the size of its type."""
_LONGEST, _LONGEST_HEADER = 40, 16
_ROWS, _COLUMNS, _FRAMED_COLUMNS = 3, 3, 2
"""The least a table has; between three lines, as tables of figures are printed, two columns are enough."""
_LEADERS = re.compile(r"[.…·．]{3,}|_{2,}|＿{2,}")
_VALUE = re.compile(
    r"^(?:[^\d]{0,4}\d[\d,.，．:：~～\-—–－/%％‰元角分个份人件次天日月年号周岁至时起以上下内万亿千百米克吨\s]{0,24}|[-—–－/无√×○●是否]|免费|不限|休息)$"
)
_HEADER = re.compile(
    r"(?:序号|编号|项目|名称|标准|金额|费用|价格|单价|合计|备注|说明|份数|数量|单位|要求|条件|材料|依据|类别|类型|种类|等级|级别|对象|"
    r"范围|时间|时段|日期|星期|上午|下午|窗口|地点|地址|电话|部门|机构|机关|科室|站点|线路|事项|内容|期限|时限|比例|面积|年份|年度|"
    r"月份|季度|区域|地区|街道|社区|方式|流程|结果|形式|来源|学校|医院|人数|次数|率)$"
)


@dataclass(slots=True)
class _Chunk:
    """What stands together on a line."""

    left: float
    right: float
    spans: list[Span]

    @property
    def text(self) -> str:
        return "".join(span.text for span in self.spans).strip()


@dataclass(slots=True)
class _Row:
    line: Line
    chunks: list[_Chunk]


def blocks_of(page: Page, number: int, lines: Sequence[Line]) -> list[Piece]:
    """What might be a table, or go on with one: rows whose parts stand under one another."""
    found: list[Piece] = []
    block: list[_Row] = []
    columns: list[tuple[float, float]] = []
    for row in [_Row(line, _chunks(line)) for line in lines]:
        near = block and row.line.spans[0].base - block[-1].line.spans[0].base <= _FURTHEST * row.line.size
        grown = _grown(columns, row.chunks) if near else None
        if grown is not None:
            block.append(row)
            columns = grown
            continue
        found += _piece(page, number, block, columns)
        block, columns = [row], [(one.left, one.right) for one in row.chunks]
    found += _piece(page, number, block, columns)
    return found


def _chunks(line: Line) -> list[_Chunk]:
    found: list[_Chunk] = []
    for span in line.spans:
        if not span.text.strip():
            continue
        if found and span.left - found[-1].right <= _WIDE * max(line.size, 4.0):
            found[-1].spans.append(span)
            found[-1].right = max(found[-1].right, span.right)
        else:
            found.append(_Chunk(span.left, span.right, [span]))
    return found


def _grown(columns: list[tuple[float, float]], chunks: Sequence[_Chunk]) -> list[tuple[float, float]] | None:
    """The columns with a row's parts in them; None when it does not fit into them."""
    grown = list(columns)
    if len(columns) < _FRAMED_COLUMNS or not chunks:
        return None
    taken: set[int] = set()
    for chunk in chunks:
        under = [
            place for place, (left, right) in enumerate(columns) if chunk.left < right and left < chunk.right
        ]
        if len(under) != 1 or under[0] in taken:
            return None
        taken.add(under[0])
        left, right = grown[under[0]]
        grown[under[0]] = (min(left, chunk.left), max(right, chunk.right))
    if 0 in taken and 2 * len(taken) <= len(columns):
        # A remark below, or the next paragraph, in the first column alone.
        return None
    apart = all(other[0] - one[1] >= _APART for one, other in pairwise(grown))
    return grown if apart else None


def _piece(page: Page, number: int, block: list[_Row], columns: list[tuple[float, float]]) -> Iterator[Piece]:
    if len(block) < 2 or len(columns) < _FRAMED_COLUMNS:
        return
    first, last = block[0].line, block[-1].line
    piece = Piece(number, first.top, last.spans[0].base, columns)
    previous: dict[int, Cell] = {}
    for row in block:
        cells = {}
        for chunk in row.chunks:
            place = next(at for at, (left, right) in enumerate(columns) if left <= chunk.left <= right)
            cells[place] = Cell(piece.rows, place, 1, 1, *columns[place], [Line(number, list(chunk.spans))])
        wraps = 0 not in cells and all(
            place in previous and previous[place].lines[-1].right >= columns[place][1] - _WIDE * row.line.size
            for place in cells
        )
        if wraps:
            # What did not fit into its column goes on below, and nothing begins there.
            for place, cell in cells.items():
                previous[place].lines += cell.lines
            continue
        piece.cells += cells.values()
        piece.rows += 1
        previous = cells
    piece.framed = _framed(page, block, columns)
    yield piece


def _framed(page: Page, block: list[_Row], columns: list[tuple[float, float]]) -> bool:
    """Whether lines as wide as the block are drawn over it, under its first row, and below it."""
    wide = columns[-1][1] - columns[0][0]
    at = [
        one.at
        for one in page.rulings
        if one.along and min(one.end, columns[-1][1]) - max(one.start, columns[0][0]) >= 0.9 * wide
    ]
    size = block[0].line.size
    first, second, last = (block[place].line.spans[0].base for place in (0, 1, -1))
    return all(
        any(low <= one <= high for one in at)
        for low, high in (
            (first - 3 * size, first - 0.5 * size),
            (first, second - 0.5 * size),
            (last, last + 2.5 * size),
        )
    )


def is_table(piece: Piece) -> bool:
    """Whether a block is a table beyond doubt: complete rows, short parts, and a header unlike what stands below it.

    Text in two or three columns, lists of names, contents with their page numbers and letterheads stand in columns too.
    """
    columns = len(piece.columns)
    if piece.rows < _ROWS or columns < (_FRAMED_COLUMNS if piece.framed else _COLUMNS):
        return False
    header = [cell for cell in piece.cells if cell.row == 0]
    body = [cell for cell in piece.cells if cell.row > 0]
    texts = [cell.text for cell in header]
    if len(header) < columns or any(len(text) > _LONGEST_HEADER or _ended(text) for text in texts):
        return False
    if piece.filled(1) < 0.75 or any(_LEADERS.search(cell.text) for cell in piece.cells):
        return False
    said = [cell.text for cell in body]
    if sum(map(len, said)) > _LONGEST * len(said) or sum(text[-1:] in "，,、" for text in said) > 0:
        return False
    if len({cell.row for cell in body if cell.column == 0}) < piece.rows - 1:
        return False
    reasons = [_looks_apart(header, body), _measures(piece, texts), _names_columns(texts, said)]
    return sum(reasons) >= (1 if piece.framed else 2)


def _ended(text: str) -> bool:
    return not text or text[-1] in "：:。；，,;" or bool(_VALUE.match(text))


def _looks_apart(header: Sequence[Cell], body: Sequence[Cell]) -> bool:
    """Whether the first row is set in another face than the rest."""

    def faces(cells: Sequence[Cell]) -> set[tuple[str, bool]]:
        return {(span.font, span.bold) for cell in cells for line in cell.lines for span in line.spans}

    return not faces(header) & faces(body)


def _measures(piece: Piece, header: Sequence[str]) -> bool:
    """Whether a column, not the first, holds numbers, times or yes and no all the way down."""
    for place in range(1, len(piece.columns)):
        texts = [cell.text for cell in piece.cells if cell.row > 0 and cell.column == place]
        if len(texts) > 1 and all(_VALUE.match(text) for text in texts) and not _VALUE.match(header[place]):
            return True
    return False


def _names_columns(header: Sequence[str], body: Sequence[str]) -> bool:
    """Whether the first row says what columns are called, and the others do not."""
    named = sum(bool(_HEADER.search("".join(text.split()))) for text in header)
    below = sum(bool(_HEADER.search("".join(text.split()))) for text in body)
    return 2 * named >= len(header) and 5 * below <= len(body)
