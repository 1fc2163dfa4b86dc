"""What does a YAML file say, on which line and column does it say it, and where does it break its schema?

YAML as people expect it: no aliases, no tags, no dates, no `08:30` that turns into 510, no `no` that
turns into false, no key twice. So a file cannot be a bomb, and reads as it looks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator
from jsonschema import ValidationError as Violation

LARGEST = 256 * 1024
DEEPEST = 24
Path_ = tuple[str | int, ...]
Place = tuple[int, int]
"""Line and column, both from 1."""


@dataclass(frozen=True)
class Unreadable(Exception):
    """Not YAML as described above; whoever reads turns it into a message."""

    place: Place
    zh: str
    en: str


@dataclass
class Source:
    """A file's value and where each part of it stands."""

    value: Any = None
    values: dict[Path_, Place] = field(default_factory=dict)
    keys: dict[Path_, Place] = field(default_factory=dict)

    def place(self, path: Path_, *, key: bool = False) -> Place:
        """Where `path` stands; where its nearest parent stands when it is missing."""
        table = self.keys if key and path in self.keys else self.values
        while path and path not in table:
            path, table = path[:-1], self.values
        return table.get(path, (1, 1))


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: where, in which field, and what is expected there."""

    place: Place
    path: Path_
    zh: str
    en: str

    @property
    def field(self) -> str:
        return ".".join(map(str, self.path)) or "*"


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """SafeLoader that knows only true/false, null, whole numbers and decimal fractions."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}


def _plain(tag: str, pattern: str, first: str) -> None:
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), list(first))


_plain("bool", r"^(?:true|false|True|False)$", "tfTF")
_plain("null", r"^(?:null|~|)$", "n~\0")
_plain("int", r"^-?(?:0|[1-9][0-9]{0,17})$", "-0123456789")
_plain("float", r"^-?(?:0|[1-9][0-9]{0,17})\.[0-9]{1,18}$", "-0123456789")
_Loader.yaml_implicit_resolvers[""] = [("tag:yaml.org,2002:null", re.compile(r"^$"))]

_SCALARS: dict[str, Callable[[str], Any]] = {
    "tag:yaml.org,2002:str": str,
    "tag:yaml.org,2002:int": int,
    "tag:yaml.org,2002:float": float,
    "tag:yaml.org,2002:bool": lambda text: text.lower() == "true",
    "tag:yaml.org,2002:null": lambda text: None,
}


def read(file: Path) -> Source:
    """Read `file`.

    Raises:
        Unreadable: too large, not UTF-8, not YAML, or YAML beyond the subset above.
    """
    with file.open("rb") as stream:
        data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise Unreadable(
            (1, 1), f"文件不超过 {LARGEST // 1024} KB", f"a file of at most {LARGEST // 1024} kB"
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Unreadable((line, 1), "UTF-8 编码的文本", "text in UTF-8") from error
    try:
        _refuse_bombs(text)
        node = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        reason = str(getattr(error, "problem", None) or getattr(error, "reason", error))
        raise Unreadable(place, f"正确的 YAML（{reason}）", f"valid YAML ({reason})") from error
    source = Source()
    source.value = _value(node, (), source) if node is not None else None
    return source


def _refuse_bombs(text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.AliasEvent):
            raise Unreadable(_place(event.start_mark), "不使用别名（*名称）", "no alias (*name)")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                raise Unreadable(
                    _place(event.start_mark),
                    f"嵌套不超过 {DEEPEST} 层",
                    f"at most {DEEPEST} levels of nesting",
                )
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _place(mark: Any) -> Place:
    return (mark.line + 1, mark.column + 1)


def _value(node: yaml.Node, path: Path_, source: Source) -> Any:
    source.values[path] = _place(node.start_mark)
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, source)
    if isinstance(node, yaml.SequenceNode):
        return [_value(child, (*path, index), source) for index, child in enumerate(node.value)]
    try:
        return _SCALARS[node.tag](node.value)
    except (KeyError, ValueError) as error:
        raise Unreadable(
            _place(node.start_mark),
            f"普通的文本或数字，而不是 {node.tag}",
            f"plain text or a number, not {node.tag}",
        ) from error


def _mapping(node: yaml.MappingNode, path: Path_, source: Source) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key_node, child in node.value:
        key = key_node.value
        if not isinstance(key_node, yaml.ScalarNode) or not isinstance(key, str):
            raise Unreadable(_place(key_node.start_mark), "键是文本", "a key that is text")
        if key in found:
            raise Unreadable(
                _place(key_node.start_mark), f"每个键只出现一次（{key}）", f"every key only once ({key})"
            )
        source.keys[(*path, key)] = _place(key_node.start_mark)
        found[key] = _value(child, (*path, key), source)
    return found


def faults(schema: Draft202012Validator, source: Source) -> Iterator[Fault]:
    """Everything in which the file breaks its schema. `x-expected` in the schema says it in people's words."""
    for violation in schema.iter_errors(source.value):
        yield from _explained(source, violation)


def _explained(source: Source, error: Violation) -> Iterator[Fault]:
    """Turn one violation of the schema into faults, one for each missing or unknown key."""
    path: Path_ = tuple(error.absolute_path)
    if error.validator == "additionalProperties" and isinstance(error.instance, dict):
        known = list(error.schema.get("properties", {}))
        for key in error.instance:
            if key not in known:
                place = source.place((*path, key), key=True)
                zh, en = f"以下键之一：{'、'.join(known)}", f"one of the keys {', '.join(known)}"
                yield Fault(place, (*path, key), zh, en)
        return
    expected = error.schema.get("x-expected") if isinstance(error.schema, dict) else None
    if expected is None:
        allowed = json.dumps({error.validator: error.validator_value}, ensure_ascii=False)[:200]
        expected = {"zh": allowed, "en": allowed}
    if error.validator == "required":
        # jsonschema reports one violation a key and names it only in its message.
        missing = next(key for key in error.validator_value if error.message.startswith(repr(key)))
        yield Fault(source.place(path), (*path, missing), expected["zh"], expected["en"])
        return
    key = error.validator == "not"
    yield Fault(source.place(path, key=key), path, expected["zh"], expected["en"])
