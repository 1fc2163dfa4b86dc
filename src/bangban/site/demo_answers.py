"""What does the demo's employee answer from? The invented district's questions and three of its rules, by the real importer."""

from __future__ import annotations

from pathlib import Path

import bangban.catalog
from bangban.agencies.models import Agency
from bangban.knowledge import add as adding
from bangban.knowledge.intake.sources import sources_of

KNOWLEDGE = Path(bangban.catalog.__file__).parent / "knowledge"


def seed() -> int:
    """Bring the sources in as the district's, shared with its bureaus; return how many passages."""
    district = Agency.objects.get(code="linjiang")
    added = 0
    for name in sorted(KNOWLEDGE.iterdir()):
        for _, open_source in sources_of(name):
            added += adding.add(open_source(), district, "", by="operator:demo", shared=True).added
    return added
