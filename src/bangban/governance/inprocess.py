"""How does a worker that has only the skill host's rights run a skill? Here, in its own process.

Kept apart from `handle`, which pages and the executor load: this module brings skill code along.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bangban.governance.admission import Post, settings_of
from bangban.skillhost.inprocess import run_here


def run_in_process(post: Post) -> Mapping[str, Any]:
    """Run the post's skill without a host. For commands and bulk workers, never for pages."""
    return run_here(post.scenario.skill_name, post.inputs, settings_of(post))
