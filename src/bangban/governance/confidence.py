"""How sure is a proposal, in words a person acts on?"""

from __future__ import annotations

from django.utils.translation import gettext

# The boundaries of the words; the skill's own calibration decides what a number is worth.
HIGH = 0.8
FAIR = 0.6


def confidence_words(value: float | None) -> str:
    """0…1 → 把握较大 · 把握一般，请核对 · 把握较小，请仔细核对; None → 未给出把握，请核对."""
    if value is None:
        return gettext("no confidence given, please check")
    if value >= HIGH:
        return gettext("fairly sure")
    if value >= FAIR:
        return gettext("not quite sure, please check")
    return gettext("unsure, please check carefully")
