"""Which rule asks for what, what answers it here, which test proves it, and what can be counted as evidence?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils import timezone

from bangban import __version__, catalog
from bangban.errors import BadInput
from bangban.governance.evidence import MEASURES, NAMES, measured

FILE = Path(catalog.__file__).parent / "clauses.yaml"
STATUSES = {
    "built": ("已实现", "built"),
    "partial": ("部分实现", "partly built"),
    "planned": ("计划中", "planned"),
}
CONFIDENCES = {
    "A": ("见过原文或官方工具", "the text or an official tool was read"),
    "B": ("仅见于报道，条号不作引用", "known from the press only, no article is cited"),
    "C": ("一般了解，条号不作引用", "general knowledge, no article is cited"),
}
Words = Mapping[str, str]


class BadClauses(BadInput):
    """条款对照表 {file} 中“{id}”不正确：{field}。 | In the clause map {file}, "{id}" is not right: {field}."""

    code = "bad_clauses"


@dataclass(frozen=True)
class Clause:
    """One demand of one text, and what answers it. `article` is "" unless the text itself was read."""

    id: str
    text: Words
    article: str
    confidence: str
    demand: Words
    feature: Words
    where: tuple[str, ...]
    status: str
    missing: Words | None
    tests: tuple[str, ...]
    evidence: tuple[str, ...]


def read_clauses(file: Path) -> tuple[Clause, ...]:
    """Read a clause map.

    Raises:
        BadClauses: an article is cited that nobody read, a figure is unknown, or what is called built has
            no test and no evidence.
    """
    rows = yaml.safe_load(file.read_text("utf-8"))["clauses"]
    return tuple(_clause(file, row) for row in rows)


@cache
def clauses() -> tuple[Clause, ...]:
    """The clause map of this version."""
    return read_clauses(FILE)


def _clause(file: Path, row: Mapping[str, Any]) -> Clause:
    def refuse(field: str) -> BadClauses:
        return BadClauses(file=file, id=row.get("id", "?"), field=field)

    for name in ("id", "text", "confidence", "demand", "feature", "where", "status", "tests", "evidence"):
        if name not in row:
            raise refuse(name)
    for name in ("text", "demand", "feature", "missing"):
        if name in row and set(row[name]) != {"zh", "en"}:
            raise refuse(f"{name}: zh, en")
    if row["confidence"] not in CONFIDENCES or ("article" in row and row["confidence"] != "A"):
        raise refuse("confidence, article")
    if row["status"] not in STATUSES or ((row["status"] == "partial") != ("missing" in row)):
        raise refuse("status, missing")
    if row["status"] != "planned" and not (row["tests"] and row["evidence"] and row["where"]):
        raise refuse("where, tests, evidence")
    unknown = set(row["evidence"]) - MEASURES
    if unknown:
        raise refuse(f"evidence: {', '.join(sorted(unknown))}")
    return Clause(
        id=row["id"],
        text=row["text"],
        article=row.get("article", ""),
        confidence=row["confidence"],
        demand=row["demand"],
        feature=row["feature"],
        where=tuple(row["where"]),
        status=row["status"],
        missing=row.get("missing"),
        tests=tuple(row["tests"]),
        evidence=tuple(row["evidence"]),
    )


def clause_map(now: datetime | None = None) -> dict[str, Any]:
    """Return the map with its evidence counted now: {"version", "made_at", "clauses": […]}.

    Each figure is counted once, however many clauses name it.
    """
    counted = measured(name for one in clauses() for name in one.evidence)
    return {
        "version": __version__,
        "made_at": (now or timezone.now()).isoformat(),
        "clauses": [_row(one, counted) for one in clauses()],
    }


def _row(one: Clause, counted: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **vars(one),
        "where": list(one.where),
        "tests": list(one.tests),
        "evidence": [
            {"name": name, "title": {"zh": NAMES[name][0], "en": NAMES[name][1]}, "value": counted[name]}
            for name in one.evidence
        ],
    }


def as_text(table: Mapping[str, Any], language: str) -> str:
    """Return the map as Markdown in one language ("zh…" or "en…")."""
    english = language.startswith("en")
    lang, pick = ("en", 1) if english else ("zh", 0)
    heads = (
        ("Demand", "Feature", "Status", "Tests", "Evidence")
        if english
        else ("要求", "功能", "状态", "测试", "证据")
    )
    lines = [
        f"# {'Clause map' if english else '条款对照表'}",
        "",
        f"Bangban {table['version']} · {table['made_at']}",
        "",
    ]
    for row in table["clauses"]:
        article = (
            (f", Art. {row['article']}" if english else f"，第 {row['article']} 条") if row["article"] else ""
        )
        known = CONFIDENCES[row["confidence"]][pick]
        lines += [f"## {row['text'][lang]}{article}", "", f"{row['confidence']} ({known})", ""]
        status = STATUSES[row["status"]][pick]
        if row["missing"]:
            status += (": missing " if english else "，尚缺：") + row["missing"][lang]
        figures = [f"{figure['title'][lang]}: {shown(figure['value'])}" for figure in row["evidence"]]
        cells = (
            row["demand"][lang],
            row["feature"][lang],
            status,
            ", ".join(row["tests"]),
            "; ".join(figures),
        )
        lines += [f"- **{head}** {cell or '-'}" for head, cell in zip(heads, cells, strict=True)]
        lines.append("")
    return "\n".join(lines)


def shown(value: Any) -> str:
    """A figure as text; "-" when there is none."""
    if isinstance(value, dict):
        return ", ".join(f"{name} {count}" for name, count in value.items()) or "-"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "-"
    return "-" if value is None else str(value)
