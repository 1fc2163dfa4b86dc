"""Which rules are there? One table a family, read from the YAML files beside this one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from bangban.skills.documents.findings import Element, Level


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a standard, a regulation or good practice."""

    id: str
    """Stable: "title.align"."""
    level: Level
    element: Element
    standard: str
    clause: str
    """Empty where the clause is not certain."""
    facts: tuple[int, ...]
    """Numbers of the list of facts about GB/T 9704 it rests on."""
    title_zh: str
    title_en: str
    message_zh: str
    message_en: str
    """Wording with `{found}`, `{expected}` and the finding's own facts."""
    why_zh: str
    why_en: str

    def message(self, language: str, **values: Any) -> str:
        return (self.message_zh if language.startswith("zh") else self.message_en).format_map(values)


def _rule(family: str, key: str, row: dict[str, Any]) -> Rule:
    return Rule(
        id=f"{family}.{key}",
        level=row["level"],
        element=Element(row["element"]),
        standard=row.get("standard", "GB/T 9704-2012"),
        clause=str(row.get("clause", "")),
        facts=tuple(row.get("facts", ())),
        title_zh=row["title"]["zh"],
        title_en=row["title"]["en"],
        message_zh=row["message"]["zh"],
        message_en=row["message"]["en"],
        why_zh=row["why"]["zh"],
        why_en=row["why"]["en"],
    )


@cache
def all_rules() -> dict[str, Rule]:
    """Every rule by its id. A file `title.yaml` with a key `align` makes the rule "title.align"."""
    found: dict[str, Rule] = {}
    for file in sorted(files(__package__).iterdir(), key=lambda one: one.name):
        if file.name.endswith(".yaml"):
            family = file.name.removesuffix(".yaml")
            for key, row in yaml.load(file.read_text("utf-8"), yaml.CSafeLoader).items():
                rule = _rule(family, key, row)
                found[rule.id] = rule
    return found
