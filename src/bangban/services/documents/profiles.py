"""Which sets of rules may a document be checked by? The national standard's, and the house styles over it."""

from __future__ import annotations

from typing import Any

from bangban.agencies.models import in_language


def choices() -> list[tuple[str, Any]]:
    """(name, title) of every profile, the national one first."""
    from bangban.skills.documents import profiles

    found = [profiles.load(name) for name in profiles.names()]
    found.sort(key=lambda one: (one.name != profiles.NATIONAL, one.name))
    return [(one.name, in_language(one.zh, one.en)) for one in found]
