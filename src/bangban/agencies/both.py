"""How does one word stand in the two languages of one message, whichever is read at the moment?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import override


def in_both(label: Any) -> dict[str, str]:
    """{"zh", "en"} of a translatable word, as a Problem's details take it: see `errors.Problem.text`.

    `label` is a lazy text, or a function that says it anew in each language.
    """
    said = label if callable(label) else lambda: label
    with override("zh-hans"):
        chinese = str(said())
    with override("en"):
        return {"zh": chinese, "en": str(said())}


def joined(words: Iterable[dict[str, str]]) -> dict[str, str]:
    """Several such words in a row: “甲、乙”, "one, two"."""
    kept = list(words)
    return {"zh": "、".join(word["zh"] for word in kept), "en": ", ".join(word["en"] for word in kept)}
