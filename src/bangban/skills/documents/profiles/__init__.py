"""Which numbers does a document have to keep: the national standard's, and a house's own over them?"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from bangban.errors import BadInput, NotFound

NATIONAL = "national"
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class BadProfile(BadInput):
    """版式配置 {file} 第 {line} 行，{field} 不正确：{expected}。 | In the profile {file}, line {line}, {field} is not right: {expected}."""

    code = "bad_document_profile"


class UnknownProfile(NotFound):
    """没有名为“{name}”的版式配置。可用的：{known}。 | No profile is named "{name}". Known: {known}."""

    code = "unknown_document_profile"


@dataclass(frozen=True, slots=True)
class Family:
    """A typeface under all the names it is sold by."""

    key: str
    name: str
    """The name a fix writes."""
    zh: str
    en: str
    match: tuple[str, ...]
    """Parts of a normalised name (lower case, without spaces, dots, hyphens and underscores) that tell it."""


@dataclass(frozen=True, slots=True)
class Format:
    """How one element looks. None: the profile does not say."""

    fonts: tuple[str, ...] = ()
    """Keys of the families that pass; a fix writes the first."""
    size: float | None = None
    bold: bool | None = None
    color: str | None = None
    """black or red."""
    align: tuple[str, ...] = ()
    indent: float | None = None
    """First line, in characters."""
    blank_above: float | None = None
    """Lines the standard asks for; `blank_least` is what no reader would call missing."""
    blank_least: float | None = None
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    name: str
    zh: str
    en: str
    page: Mapping[str, float]
    """Millimetres: width, height, top, left, right, bottom, tolerance."""
    text: Mapping[str, float]
    """pitch_least, pitch_most, pitch (points), lines, chars, size."""
    lines: Mapping[str, float]
    """Millimetres: the red line, the letter's lines, the imprint's lines."""
    signature: Mapping[str, float]
    """Characters."""
    page_number: Mapping[str, Any]
    families: Mapping[str, Family]
    elements: Mapping[str, Format]
    silent: frozenset[str] = frozenset()
    """Rules this house does not want to hear of."""
    _found: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    def family(self, font: str) -> str:
        """The key of the family `font` belongs to, "" for none that is known."""
        known = self._found.get(font)
        if known is None:
            plain = "".join(sign for sign in font.lower() if sign not in " _-.@")
            parts = (
                (len(part), one.key) for one in self.families.values() for part in one.match if part in plain
            )
            known = max(parts, default=(0, ""))[1]
            if len(self._found) < 2000:
                self._found[font] = known
        return known

    def format(self, element: str) -> Format:
        return self.elements.get(element, _NOTHING)


_NOTHING = Format()


def names() -> list[str]:
    """The profiles that are shipped, the national one first."""
    found = [
        one.name.removesuffix(".yaml") for one in files(__package__).iterdir() if one.name.endswith(".yaml")
    ]
    return sorted(found, key=lambda one: (one != NATIONAL, one))


@cache
def schema() -> dict[str, Any]:
    """The published JSON schema of a profile."""
    return dict(json.loads(files(__package__).joinpath("profile.schema.json").read_text("utf-8")))


def load(profile: str | Path | None = None) -> Profile:
    """A shipped profile by its name, or a house's own from its file; the national one by default.

    Raises:
        UnknownProfile: no shipped profile has that name, and no file stands there.
        BadProfile: the file is not right; the message names file, line and field.
    """
    if profile is None:
        return _shipped(NATIONAL)
    if isinstance(profile, str) and profile in names():
        return _shipped(profile)
    path = Path(profile)
    if not path.is_file():
        raise UnknownProfile(name=str(profile), known=", ".join(names()))
    found = path.stat()
    return _own(path, found.st_mtime_ns, found.st_size)


@cache
def _shipped(name: str) -> Profile:
    values = _values(files(__package__).joinpath(f"{name}.yaml").read_text("utf-8"), f"{name}.yaml")
    return _build(values if name == NATIONAL else _over(_national(), values))


@cache
def _national() -> dict[str, Any]:
    return _values(files(__package__).joinpath("national.yaml").read_text("utf-8"), "national.yaml")


@lru_cache(maxsize=32)
def _own(path: Path, _changed: int, _size: int) -> Profile:
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadProfile(file=path, line=1, field="*", expected=str(error)) from error
    return of_text(text, str(path))


@lru_cache(maxsize=32)
def of_text(text: str, file: str) -> Profile:
    """A house's own profile from what its file says; `file` is how messages name it.

    Raises:
        BadProfile: the file is not right; the message names file, line and field.
    """
    values = _values(text, file)
    _validate(values, text, file)
    base = values.get("over", NATIONAL)
    if base not in names():
        raise BadProfile(file=file, line=_line(text, ["over"]), field="over", expected=", ".join(names()))
    under = _national()
    if base != NATIONAL:
        text = files(__package__).joinpath(f"{base}.yaml").read_text("utf-8")
        under = _over(under, _values(text, f"{base}.yaml"))
    return _build(_over(under, values))


def _values(text: str, file: str) -> dict[str, Any]:
    try:
        values = yaml.load(text, Loader)  # noqa: S506 a safe loader, in C where there is one
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise BadProfile(
            file=file, line=line, field="*", expected=getattr(error, "problem", "") or "YAML"
        ) from error
    if not isinstance(values, dict):
        raise BadProfile(
            file=file, line=1, field="*", expected={"zh": "应为键值对", "en": "expected a mapping"}
        )
    return values


def _validate(values: dict[str, Any], text: str, file: str) -> None:
    # Only a house's own file is validated: the shipped ones are, once, by the tests.
    from jsonschema import Draft202012Validator

    wrong = min(
        Draft202012Validator(schema()).iter_errors(values),
        key=lambda one: list(map(str, one.path)),
        default=None,
    )
    if wrong is not None:
        path = list(wrong.absolute_path)
        unknown = (
            [key for key in wrong.instance if key not in wrong.schema.get("properties", {})]
            if (wrong.validator == "additionalProperties" and isinstance(wrong.instance, dict))
            else []
        )
        place = [*path, *unknown[:1]]
        raise BadProfile(
            file=file,
            line=_line(text, place),
            field=".".join(map(str, place)) or "*",
            expected=_expected(wrong, unknown),
        )


def _expected(wrong: Any, unknown: list[str]) -> dict[str, str]:
    if unknown:
        known = ", ".join(wrong.schema.get("properties", {}))
        return {"zh": f"没有这一项，可用的有 {known}", "en": f"there is no such field; known: {known}"}
    value = wrong.validator_value
    said = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    words = {
        "type": ("应为 {0}", "expected {0}"),
        "enum": ("应为 {0} 之一", "expected one of {0}"),
        "minimum": ("不小于 {0}", "at least {0}"),
        "maximum": ("不大于 {0}", "at most {0}"),
        "required": ("缺少 {0}", "{0} is required"),
    }
    zh, en = words.get(wrong.validator, ("应符合 {0}", "expected {0}"))
    return {"zh": zh.format(said), "en": en.format(said)}


def _line(text: str, place: list[Any]) -> int:
    """The line where the field at `place` stands, counted from 1."""
    node: Any = yaml.compose(text, Loader)
    line = 1
    for step in place:
        if isinstance(node, yaml.MappingNode):
            found = next(((key, value) for key, value in node.value if key.value == str(step)), None)
            if found is None:
                break
            line, node = found[0].start_mark.line + 1, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = node.start_mark.line + 1
        else:
            break
    return line


def _over(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """`over` laid upon `under`, mapping by mapping; a list replaces a list."""
    both = dict(under)
    for key, value in over.items():
        below = both.get(key)
        both[key] = _over(below, value) if isinstance(value, dict) and isinstance(below, dict) else value
    return both


def _build(values: Mapping[str, Any]) -> Profile:
    families = {
        key: Family(key, row["name"], row["zh"], row["en"], tuple(row["match"]))
        for key, row in values["fonts"].items()
    }
    return Profile(
        name=values["name"],
        zh=values["title"]["zh"],
        en=values["title"]["en"],
        page=values["page"],
        text=values["text"],
        lines=values["lines"],
        signature=values["signature"],
        page_number=values["page_number"],
        families=families,
        elements=dict(_formats(values["elements"])),
        silent=frozenset(values.get("silent", ())),
    )


def _formats(rows: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, Format]]:
    for element, row in rows.items():
        size, blank = row.get("size"), row.get("blank_above")
        yield (
            element,
            Format(
                fonts=tuple(row.get("fonts", ())),
                size=None if size is None else float(size),
                bold=row.get("bold"),
                color=row.get("color"),
                align=tuple(row.get("align", ())),
                indent=row.get("indent"),
                blank_above=blank,
                blank_least=row.get("blank_least", blank),
                clause=str(row.get("clause", "")),
            ),
        )
