"""What stands in a table of questions and answers: agency, question, answer, and an id where there is one?"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from bangban.errors import BadInput
from bangban.knowledge.intake.draft import CELL, LONGEST_TEXT, Draft, Given, Original, day_of
from bangban.skills import passages

NAMES = {
    "question": ("question", "问题", "問題", "标准问题", "常见问题", "咨询问题", "问", "q"),
    "answer": ("answer", "答案", "答复", "解答", "回答", "回复", "答", "a"),
    "agency": ("agency", "部门", "单位", "責任單位", "承办单位", "机关", "来源"),
    "id": ("id", "编号", "序号", "編號"),
    "in_force_from": ("in_force_from", "生效日期", "施行日期"),
    "in_force_to": ("in_force_to", "失效日期", "废止日期"),
    "replaced_by": ("replaced_by", "替代", "被替代"),
}
LARGEST = 256 * 1024 * 1024


class NotFaq(BadInput):
    """表格里找不到“问题”和“答案”两列。表头有：{header} | The table has no columns “question” and “answer”. Its header is: {header}"""

    code = "not_faq"


class BadTable(BadInput):
    """表格读不出来：{reason} | The table cannot be read: {reason}"""

    code = "bad_table"


def read(path: Path, name: str) -> Given:
    """The entries of a CSV file (UTF-8 or GB 18030)."""
    if path.stat().st_size > LARGEST:
        raise BadTable(reason={"zh": "文件太大", "en": "the file is too large"})
    data = path.read_bytes()
    try:
        csv.field_size_limit(LONGEST_TEXT)
        rows = list(csv.reader(io.StringIO(decoded(data), newline="")))
    except csv.Error as error:
        most = csv.field_size_limit()
        reason = {"zh": f"有的单元格超过 {most} 个字符，或引号不成对", "en": str(error)}
        raise BadTable(reason=reason) from error
    seen = Original(".csv", data, tuple((CELL.join(row), None) for row in rows if any(row)))
    return replace(from_rows(rows, name, f"sha256:{hashlib.sha256(data).hexdigest()}"), original=seen)


def from_rows(rows: Sequence[Sequence[str]], name: str, digest: str) -> Given:
    """The entries of a table whose first row is its header.

    Raises:
        NotFaq: no column is a question, or none an answer. BadTable: there is nothing in it.
    """
    if not any(any(row) for row in rows):
        raise BadTable(reason={"zh": "文件是空的", "en": "it is empty"})
    columns = columns_of(rows[0])
    if not {"question", "answer"} <= set(columns):
        raise NotFaq(header="、".join(rows[0])[:200])
    stem = name.rpartition(".")[0] or name
    return Given(name, stem, "faq", digest, _entries(rows[1:], columns), whole="id" not in columns)


def columns_of(header: Sequence[str]) -> dict[str, int]:
    """Which column is which, by the names tables have for them."""
    found: dict[str, int] = {}
    for place, cell in enumerate(header):
        word = cell.strip().strip("\ufeff").lower()
        for field, names in NAMES.items():
            if word in names and field not in found:
                found[field] = place
    return found


def _entries(rows: Sequence[Sequence[str]], columns: Mapping[str, int]) -> Iterator[Draft]:
    for number, row in enumerate(rows):
        cell = {field: row[place].strip() if place < len(row) else "" for field, place in columns.items()}
        if not cell["question"] and not cell["answer"]:
            continue
        yield Draft(
            uid=cell.get("id") or str(number),
            kind="faq",
            title=cell.get("agency", "")[:240],
            question=passages.plain(cell["question"]),
            text=passages.plain(cell["answer"]),
            in_force_from=day_of(cell.get("in_force_from")),
            in_force_to=day_of(cell.get("in_force_to")),
            replaced_by=cell.get("replaced_by", "")[:240],
        )


def decoded(data: bytes) -> str:
    try:
        return passages.decoded(data)
    except UnicodeDecodeError as error:
        reason = {"zh": "不是 UTF-8 也不是 GB 18030 编码", "en": "neither UTF-8 nor GB 18030"}
        raise BadTable(reason=reason) from error
