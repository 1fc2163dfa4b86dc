"""Where may a text of this class go?"""

from __future__ import annotations

import re

from bangban.llm.model import DataClass, Place

CLASSES: tuple[DataClass, ...] = ("public", "internal", "sensitive", "secret")
ALLOWED: dict[DataClass, frozenset[Place]] = {
    "public": frozenset({"outside", "internal", "local"}),
    "internal": frozenset({"internal", "local"}),
    "sensitive": frozenset({"local"}),
    "secret": frozenset(),
}
"""Masking never lowers a class: what is masked was personal, and the rest of the text still is what it is."""

# 保守国家秘密法实施条例: the mark is the class, a star, and the period. Without star or period the word alone is
# talk about secrecy, so it counts only where a document puts its mark: at the head of a line by itself.
_MARK = re.compile(
    r"(?:秘密|机密|绝密)\s*[★☆]|^[\s\d]*(?:秘\s*密|机\s*密|绝\s*密)[\s★☆]*(?:\d+\s*(?:年|个月|天)|长期)?\s*$",
    re.MULTILINE,
)


def raised(floor: DataClass, asked: str) -> DataClass:
    """The higher of the key's floor and what the caller says; an unknown word counts as the highest."""
    if not asked:
        return floor
    wanted = asked.strip().lower()
    index = CLASSES.index(wanted) if wanted in CLASSES else len(CLASSES) - 1
    return CLASSES[max(index, CLASSES.index(floor))]


def may_go(data_class: DataClass, place: Place) -> bool:
    return place in ALLOWED[data_class]


def is_marked_secret(text: str) -> bool:
    """Whether a mark of classification stands in the text."""
    return _MARK.search(text) is not None
