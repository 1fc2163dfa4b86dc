"""Who keeps in mind what the rows said, and is told when this process has just changed them?

What writes does not load what searches: the index, its vectors and its words are for those who ask.
"""

from __future__ import annotations

from collections.abc import Callable

_told: list[Callable[[], None]] = []


def on_change(forget: Callable[[], None]) -> Callable[[], None]:
    """Have `forget` called after each change this process makes; it is returned, as of a decorator."""
    _told.append(forget)
    return forget


def tell() -> None:
    """Look at the rows again at once: this process has just changed them."""
    for forget in _told:
        forget()
