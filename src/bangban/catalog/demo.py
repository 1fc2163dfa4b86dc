"""What is the invented demo district made of? Its agencies, people, employees and messages, read from YAML."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
MARKS = {"acts": "!", "keywords": "", "venues": "~", "aliases": "@"}
"""What a word is to a duty, in the one list a duty keeps; the skill workorders.route reads it."""


def _load(path: Path) -> Any:
    with path.open(encoding="utf-8") as file:
        return yaml.safe_load(file)


@cache
def agencies() -> tuple[Mapping[str, Any], ...]:
    """Return every agency {code, name, short, kind, parent, aliases, area, duties}, parents first."""
    files = sorted((HERE / "agencies").glob("*.yaml"), key=lambda path: (path.stem != "district", path.stem))
    return tuple(agency for path in files for agency in _load(path)["agencies"])


def marked_words(agency: Mapping[str, Any], duty: Mapping[str, Any]) -> list[str]:
    """Return the words of one duty, each with its mark: "!拖欠工资", "工资", "~工地", "@人社局"."""
    return [
        mark + str(word)
        for field, mark in MARKS.items()
        for word in (agency if field == "aliases" else duty).get(field, ())
    ]


@cache
def duty_rows() -> tuple[Mapping[str, Any], ...]:
    """Return the duty lists as the rows a skill gets from the source "agencies.duties"."""
    return tuple(
        {
            "agency": agency["code"],
            "agency_name": agency["name"],
            "duty": duty["code"],
            "title": duty["title"],
            "keywords": marked_words(agency, duty),
            "area": agency.get("area", []),
        }
        for agency in agencies()
        for duty in agency["duties"]
    )


@cache
def messages() -> tuple[Mapping[str, Any], ...]:
    """Return the invented messages {id, day, hour, minute, channel, expect, text, title?, cluster?, contact?}."""
    return tuple(_load(HERE / "demo" / "messages.yaml")["messages"])


@cache
def conversations() -> tuple[Mapping[str, Any], ...]:
    """Return the invented conversations {day, time, said: [{say, helped?}], talk?, complaint?}."""
    return tuple(_load(HERE / "demo" / "conversations.yaml")["conversations"])


@cache
def documents() -> tuple[Mapping[str, Any], ...]:
    """Return the invented documents {name, officer, form, swap?, judged?}."""
    return tuple(_load(HERE / "demo" / "documents.yaml")["documents"])


@cache
def people() -> Mapping[str, Any]:
    """Return {officers: [...], employees: [...], standing_orders: [...]} of the demo district."""
    return {**_load(HERE / "demo" / "officers.yaml"), **_load(HERE / "demo" / "employees.yaml")}
