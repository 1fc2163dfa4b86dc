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


class BadLine(BadInput):
    """{file} 第 {line} 行不是一个 JSON 对象：{reason}。 | Line {line} of {file} is not a JSON object: {reason}."""

    code = "bad_line"


def read_objects(path: Path) -> Iterator[tuple[int, dict[str, Any] | BadLine]]:
    """Yield (line number, object or what is wrong with the line) of a JSON-lines file, one at a time."""
    with path.open("rb") as file:
        for number, raw in enumerate(iter(lambda: file.readline(LONGEST_LINE), b""), 1):
            if not raw.strip():
                continue
            try:
                value = json.loads(raw)
                if not isinstance(value, dict):
                    raise ValueError(type(value).__name__)
            except (ValueError, RecursionError) as error:
                yield number, BadLine(file=path.name, line=number, reason=str(error)[:100])
                continue
            yield number, value


def print_object(value: Any) -> None:
    """Print one JSON line and flush it, so that a reader sees it at once."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def progress(text: str) -> None:
    """Show `text` in place on a terminal; elsewhere nothing."""
    if sys.stderr.isatty():
        click.echo(f"\r\x1b[2K{text}", err=True, nl=False)
