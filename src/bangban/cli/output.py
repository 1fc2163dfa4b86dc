"""How do commands print? JSON lines or a few plain lines on stdout; progress on stderr, for terminals only."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from bangban.errors import BadInput

LONGEST_LINE = 64 * 1024 * 1024
"""Characters of one line of a batch file; a longer one is a broken file, not a request."""
_MARK = b"\xef\xbb\xbf"


class BadLine(BadInput):
    """{file} 第 {line} 行不是一个 JSON 对象：{reason}。 | Line {line} of {file} is not a JSON object: {reason}."""

    code = "bad_line"


class MissingField(BadInput):
    """{file} 第 {line} 行缺少字段“{field}”，或者它不是文字。 | Line {line} of {file} has no field “{field}”, or it is no text."""

    code = "missing_field"


def read_objects(path: Path) -> Iterator[tuple[int, dict[str, Any] | BadLine]]:
    """Yield (line number, object or what is wrong with the line) of a JSON-lines file, one at a time."""
    with path.open("rb") as file:
        for number, raw in enumerate(iter(lambda: file.readline(LONGEST_LINE), b""), 1):
            if not raw.strip():
                continue
            value = _object(raw.removeprefix(_MARK) if number == 1 else raw)
            if isinstance(value, dict):
                yield number, value
            else:
                zh, en = value
                yield number, BadLine(file=path.name, line=number, reason={"zh": zh, "en": en})


def _object(raw: bytes) -> dict[str, Any] | tuple[str, str]:
    """The object on a line, or what is wrong with it in Chinese and English."""
    try:
        value = json.loads(raw.decode("utf-8"))
    except UnicodeDecodeError:
        return "不是 UTF-8 编码", "not UTF-8"
    except (ValueError, RecursionError) as error:
        at = getattr(error, "colno", 1)
        return f"第 {at} 个字符处不合 JSON 格式", f"not JSON at character {at}"
    return value if isinstance(value, dict) else ("外面要有 {…}", "it is not in {…}")


def text_of(row: dict[str, Any], field: str, path: Path, number: int) -> str:
    """The text of a field of line `number`.

    Raises:
        MissingField: there is none.
    """
    value = row.get(field)
    if not isinstance(value, str) or not value.strip():
        raise MissingField(file=path.name, line=number, field=field)
    return value


def print_object(value: Any) -> None:
    """Print one JSON line and flush it, so that a reader sees it at once."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def progress(text: str) -> None:
    """Show `text` in place on a terminal; elsewhere nothing."""
    if sys.stderr.isatty():
        click.echo(f"\r\x1b[2K{text}", err=True, nl=False)
