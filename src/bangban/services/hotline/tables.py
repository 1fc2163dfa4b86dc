"""Which column of a city's table is what? Rows of a CSV or XLSX file as messages, bad ones with the reason."""

from __future__ import annotations

import codecs
import csv
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bangban.errors import BadInput
from bangban.services.hotline.cells import meant

# What cities call their columns, and our own tables in both languages; the first that stands in the header is taken.
COLUMNS: dict[str, tuple[str, ...]] = {
    "id": ("id", "留言编号", "工单编号", "工单号", "信件编号", "编号", "办件", "number", "Case"),
    "title": ("title", "留言主题", "标题", "主题", "诉求标题", "subject", "Title"),
    "text": (
        "text",
        "留言详情",
        "诉求内容",
        "工单内容",
        "来信内容",
        "内容",
        "正文",
        "详情",
        "诉求",
        "content",
        "message",
        "Asked for",
    ),
    "time": (
        "time",
        "留言时间",
        "来电时间",
        "来信时间",
        "受理时间",
        "创建时间",
        "时间",
        "派单时间",
        "created_at",
        "Dispatched at",
        "date",
    ),
}
_TIMES = (
    "%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M", "%Y-%m-%d", "%Y/%m/%d",
    "%Y年%m月%d日 %H:%M", "%Y年%m月%d日",
)  # fmt: skip
LONGEST_FIELD = 64 * 1024 * 1024
LONGEST_TEXT = 500_000
SECONDS, MEGABYTES = 600.0, 3000
"""What a workbook may take of the process that reads it."""


class UnreadableTable(BadInput):
    """{file} 不能作为表格读取：{reason}。请另存为 CSV（UTF-8 或 GB18030）或 XLSX。 | {file} cannot be read as a table: {reason}. Save it as CSV (UTF-8 or GB18030) or XLSX."""

    code = "unreadable_table"


class NoTextColumn(BadInput):
    """{file} 中没有找到内容列。表头为：{header}。请用 --map text=列名 指明。 | {file} has no column of texts. Its header: {header}. Name one with --map text=COLUMN."""

    code = "no_text_column"


@dataclass(frozen=True)
class Row:
    """One message, or the reason why a row is none. `number` counts data rows from 1."""

    number: int
    cells: tuple[str, ...]
    key: str = ""
    title: str = ""
    text: str = ""
    at: datetime | None = None
    wrong: str = ""


@dataclass(frozen=True)
class Table:
    """A file whose header was understood."""

    path: Path
    header: tuple[str, ...]
    columns: Mapping[str, int]
    digest: str
    zone: ZoneInfo

    def rows(self) -> Iterator[Row]:
        """Yield the rows in order; reads the file as it goes (a workbook is read whole)."""
        cells = lines(self.path)
        next(cells, None)
        for number, row in enumerate(cells, 1):
            if any(cell.strip() for cell in row):
                yield self._row(number, row)

    def _row(self, number: int, cells: tuple[str, ...]) -> Row:
        def cell(name: str) -> str:
            place = self.columns.get(name)
            return meant(cells[place].strip()) if place is not None and place < len(cells) else ""

        wrong = ""
        text, at = cell("text"), None
        if len(cells) > len(self.header):
            wrong = (
                f"多出 {len(cells) - len(self.header)} 列 | {len(cells) - len(self.header)} cells too many"
            )
        elif not text:
            wrong = "内容为空 | the text is empty"
        elif len(text) > LONGEST_TEXT:
            wrong = f"内容超过 {LONGEST_TEXT} 字 | the text is longer than {LONGEST_TEXT} characters"
        elif "\ufffd" in text:
            wrong = "有无法识别的字符 | characters that cannot be read"
        elif cell("time"):
            at = self._time(cell("time"))
            if at is None:
                wrong = f"时间“{cell('time')[:30]}”看不懂 | the time is not understood"
        outer = cell("id")
        key = f"import:{outer[:100]}" if outer else f"import:{self.digest[:16]}:{number}"
        return Row(number, cells, key, cell("title"), text, at, wrong)

    def _time(self, text: str) -> datetime | None:
        for form in _TIMES:
            try:
                return datetime.strptime(text, form).replace(tzinfo=self.zone)
            except ValueError:
                continue
        try:
            found = datetime.fromisoformat(text)
        except ValueError:
            return None
        return found if found.tzinfo else found.replace(tzinfo=self.zone)


def open_table(path: Path, mapping: Mapping[str, str], zone: ZoneInfo) -> Table:
    """Understand the header of `path`; `mapping` names columns that it would not find ({"text": "诉求"}).

    Raises:
        UnreadableTable: it is no CSV or XLSX.
        NoTextColumn: no column of texts.
        BadInput: `mapping` names a column that is not there.
    """
    header = tuple(cell.strip().lstrip("\ufeff") for cell in next(lines(path), ()))
    if not header:
        raise UnreadableTable(file=path.name, reason="empty")
    columns: dict[str, int] = {}
    for field, names in COLUMNS.items():
        wanted = (mapping[field],) if field in mapping else names
        place = next((header.index(name) for name in wanted if name in header), None)
        if place is None and field in mapping:
            raise BadInput(what=f"--map {field}={mapping[field]} ({', '.join(header)[:200]})")
        if place is not None:
            columns[field] = place
    if "text" not in columns:
        raise NoTextColumn(file=path.name, header=", ".join(header)[:300])
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Table(path, header, columns, digest, zone)


def lines(path: Path) -> Iterator[tuple[str, ...]]:
    """Yield the rows of a CSV or XLSX file as cells, the header among them.

    Raises:
        UnreadableTable: it is neither.
    """
    return _workbook(path) if path.suffix.lower() in (".xlsx", ".xlsm", ".xls", ".ods") else _csv(path)


def _csv(path: Path) -> Iterator[tuple[str, ...]]:
    csv.field_size_limit(LONGEST_FIELD)
    with path.open("rb") as head:
        begin = head.read(4096)
    # GB18030 gives every byte a meaning; what no text is full of gives a picture or a program away.
    if sum(byte < 32 and byte not in b"\0\t\n\r" for byte in begin) * 20 > len(begin):
        raise UnreadableTable(file=path.name, reason={"zh": "它不是文字", "en": "it is no text"})
    try:
        with path.open(encoding=_encoding(path), errors="replace", newline="") as file:
            for cells in csv.reader(file):
                yield tuple(cell.replace("\x00", "") for cell in cells)
    except csv.Error as error:
        raise UnreadableTable(file=path.name, reason=error) from error


def _encoding(path: Path) -> str:
    """UTF-8 when every byte of the file is, else GB18030 (GB 18030-2022, what Chinese Excel writes)."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                decoder.decode(block)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8-sig"


def _workbook(path: Path) -> Iterator[tuple[str, ...]]:
    """Its first sheet with anything shown on it, read in a process of its own: two cells far apart can ask for terabytes."""
    from bangban.skills.documents.batch import Job, work_through

    job = Job(path.name, "sheets", {"path": str(path)})
    [(_, answer)] = work_through([job], workers=1, seconds=SECONDS, megabytes=MEGABYTES)
    if "error" in answer:
        said = answer["error"]["message"]
        raise UnreadableTable(file=path.name, reason={"zh": said["zh"], "en": said["en"]})
    if "broken" in answer:
        raise UnreadableTable(file=path.name, reason=answer["broken"])
    for sheet in answer["sheets"][:1]:
        yield from map(tuple, sheet["rows"])
