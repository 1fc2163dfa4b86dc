"""Where may a text of this class go?"""

from __future__ import annotations

from bangban.llm.model import DataClass, Place

CLASSES: tuple[DataClass, ...] = ("public", "internal", "sensitive", "secret")
ALLOWED: dict[DataClass, frozenset[Place]] = {
    "public": frozenset({"outside", "internal", "local"}),
    "internal": frozenset({"internal", "local"}),
    "sensitive": frozenset({"local"}),
    "secret": frozenset(),
}
"""Masking never lowers a class: what is masked was personal, and the rest of the text still is what it is."""


def raised(floor: DataClass, asked: str) -> DataClass:
    """The highest of the key's floor and what the caller says, with commas if more than once; an unknown word counts
    as the highest there is."""
    highest = CLASSES.index(floor)
    for word in asked.split(","):
        if wanted := word.strip().lower():
            highest = max(highest, CLASSES.index(wanted) if wanted in CLASSES else len(CLASSES) - 1)
    return CLASSES[highest]


def may_go(data_class: DataClass, place: Place) -> bool:
    return place in ALLOWED[data_class]
