"""How do commands print? JSON lines or a few plain lines on stdout; progress on stderr, for terminals only."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, BinaryIO

import click

from bangban import jsonobject
from bangban.errors import BadInput

LONGEST_LINE = 64 * 1024 * 1024
"""Bytes of one line of a batch file; a longer one is a broken file, not a request."""
_BLOCK = 1024 * 1024
LINES = click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)
"""A batch file a command is given; `-` is what comes in on stdin."""


class BadLine(BadInput):
    """{file} 第 {line} 行不是一个 JSON 对象：{reason}。 | Line {line} of {file} is not a JSON object: {reason}."""

    code = "bad_line"


class MissingField(BadInput):
    """{file} 第 {line} 行缺少字段“{field}”，或者它不是文字。 | Line {line} of {file} has no field “{field}”, or it is no text."""

    code = "missing_field"


def read_objects(path: Path) -> Iterator[tuple[int, dict[str, Any] | BadLine]]:
    """Yield (line number, object or what is wrong with the line) of a JSON-lines file, one at a time."""
    with _opened(path) as file:
        for number, raw in enumerate(_lines(file), 1):
            if raw is None:
                said = f"{LONGEST_LINE // _BLOCK} MB"
                reason = {"zh": f"超过 {said}", "en": f"longer than {said}"}
                yield number, BadLine(file=path.name, line=number, reason=reason)
            elif raw.strip():
                try:
                    yield number, jsonobject.read(raw)
                except jsonobject.NotAnObject as error:
                    yield number, BadLine(file=path.name, line=number, reason=error.reason)


def _opened(path: Path) -> AbstractContextManager[BinaryIO]:
    return nullcontext(sys.stdin.buffer) if path.name == "-" else path.open("rb")


def _lines(file: BinaryIO) -> Iterator[bytes | None]:
    """Each line; None for one that is too long, all of which is passed over."""
    while raw := file.readline(LONGEST_LINE):
        if len(raw) < LONGEST_LINE or raw.endswith(b"\n"):
            yield raw
            continue
        while (rest := file.readline(_BLOCK)) and not rest.endswith(b"\n"):
            pass
        yield None


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
