"""Which sets of rules may a document be checked by? The national standard's, and the house styles over it.

A house's own stand below $BANGBAN_HOME/profiles, NAME.yaml each, where the engineer puts them: the file is read when
it is asked for, so a changed one counts at once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bangban import config
from bangban.agencies.models import in_language
from bangban.errors import Problem

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
MOST = 50
"""House profiles offered."""


def choices() -> list[tuple[str, Any]]:
    """(name, title) of every profile, the national one first; a house's own that is not right is not offered."""
    from bangban.skills.documents import profiles

    shipped = [profiles.load(name) for name in profiles.names()]
    shipped.sort(key=lambda one: (one.name != profiles.NATIONAL, one.name))
    return [(one.name, in_language(one.zh, one.en)) for one in shipped] + own()


def own() -> list[tuple[str, Any]]:
    """(name, title) of the house's own profiles that are right."""
    from bangban.skills.documents import profiles

    found = []
    for path in _files():
        try:
            one = profiles.load(path)
        except Problem:
            continue  # `bangban check` says what is wrong with it, to whoever can mend it
        if path.stem not in profiles.names():
            found.append((path.stem, in_language(one.zh, one.en)))
    return found


def faults() -> list[Problem]:
    """What is wrong with the house's own profiles."""
    from bangban.skills.documents import profiles

    found: list[Problem] = []
    for path in _files():
        try:
            profiles.load(path)
        except Problem as wrong:
            found.append(wrong)
    return found


def profile(query: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """One row {text, file} for `query["name"]`, none when there is no such profile."""
    name = str(query.get("name") or "")
    path = _folder() / f"{name}.yaml"
    if not _NAME.fullmatch(name) or not path.is_file():
        return []
    return [{"text": path.read_text("utf-8"), "file": path.name}]


def _folder() -> Path:
    return config.load().path("profiles")


def _files() -> list[Path]:
    return sorted(path for path in _folder().glob("*.yaml") if _NAME.fullmatch(path.stem))[:MOST]
