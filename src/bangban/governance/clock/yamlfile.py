"""How is a table of the clock read from YAML, so that a mistake is named by file, field and what is expected?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from bangban.errors import BadInput

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Row:
    """One mapping of the file, and where it stands there."""

    file: Path
    place: str
    values: Mapping[str, Any]
    problem: type[BadInput]

    def wrong(self, field: str, expected: str) -> BadInput:
        return self.problem(file=self.file, field=f"{self.place}.{field}", expected=expected)

    def text(self, field: str) -> str:
        value = self.values.get(field)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(field, "text")
        return value

    def choice(self, field: str, allowed: Sequence[str]) -> Any:
        """The value, one of `allowed`; the first of them when the field is left out and is not `unit`."""
        value = self.values.get(field, None if field == "unit" else allowed[0])
        if value not in allowed:
            raise self.wrong(field, " | ".join(allowed))
        return value

    def boolean(self, field: str, default: bool) -> bool:
        value = self.values.get(field, default)
        if not isinstance(value, bool):
            raise self.wrong(field, "true | false")
        return value

    def mapping(self, field: str) -> Row | None:
        if self.values.get(field) is None:
            return None
        return self._row(field, self.values[field])

    def each(self, field: str) -> list[Row]:
        values = self.values.get(field, [])
        if not isinstance(values, list):
            raise self.wrong(field, "a list")
        return [self._row(f"{field}[{index}]", value) for index, value in enumerate(values)]

    def refuse_others(self, *known: str) -> None:
        for field in self.values:
            if field not in known:
                raise self.wrong(str(field), " | ".join(known))

    def _row(self, field: str, value: Any) -> Row:
        if not isinstance(value, dict):
            raise self.wrong(field, "a mapping")
        return Row(self.file, f"{self.place}.{field}", value, self.problem)


@cache
def catalog_file(name: str) -> Path:
    return Path(str(files("bangban.catalog"))) / name


def stamp(file: Path) -> tuple[int, int] | None:
    """What changes when the file does; None when there is none."""
    try:
        found = file.stat()
    except FileNotFoundError:
        return None
    return found.st_mtime_ns, found.st_size


def read_rows(file: Path, table: str, problem: type[BadInput]) -> Iterator[tuple[Any, Row]]:
    """Yield the key and the mapping of each entry below `table` in `file`.

    Raises:
        problem: the file is not YAML, or has another form.
    """
    try:
        tree = yaml.load(file.read_text("utf-8"), Loader)  # noqa: S506 a safe loader, in C where there is one
    except (yaml.YAMLError, UnicodeDecodeError, ValueError, OSError) as error:
        raise problem(file=file, field="*", expected=f"YAML ({error})") from error
    if not isinstance(tree, dict) or not isinstance(tree.get(table), dict) or len(tree) != 1:
        raise problem(file=file, field="*", expected=f"one mapping, {table}")
    for key, values in tree[table].items():
        if not isinstance(values, dict):
            raise problem(file=file, field=f"{table}.{key}", expected="a mapping")
        yield key, Row(file, f"{table}.{key}", values, problem)
