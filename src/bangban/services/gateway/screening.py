"""Which stages does a text pass before it may leave? The chain of bangban.llm.screens, with the agency's own words."""

from __future__ import annotations

from bangban.llm.ports import Screens
from bangban.llm.screens import Chain


def screens() -> Screens:
    """The stages of this installation."""
    return Chain()
