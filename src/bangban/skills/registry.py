"""Which skills are installed? The entry point group `bangban.skills`, loaded on first use."""

from __future__ import annotations

from functools import cache
from importlib.metadata import EntryPoint, entry_points

from bangban.skills.base import Skill, UnknownSkill

GROUP = "bangban.skills"


@cache
def _installed() -> dict[str, EntryPoint]:
    return {entry.name: entry for entry in entry_points(group=GROUP)}


def skill_names() -> list[str]:
    return sorted(_installed())


@cache
def find_skill(name: str) -> Skill:
    """Return the skill registered as `name`.

    Raises:
        UnknownSkill: no installed package registers that name.
    """
    entry = _installed().get(name)
    if entry is None:
        raise UnknownSkill(name=name, known=", ".join(skill_names()) or "-")
    skill: Skill = entry.load()
    return skill
