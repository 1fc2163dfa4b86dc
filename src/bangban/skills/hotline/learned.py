"""What would people have decided? The opinion of a model trained on their decisions, beside the duty lists' own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bangban.skills.base import Context

SOURCE = "hotline.learned"
LISTEN_FROM = 0.5
"""Below this the model is guessing, and the duty lists speak alone."""


@dataclass(frozen=True)
class Opinion:
    """What the model in use says of a message: agency codes with calibrated probabilities, likeliest first."""

    model: str
    top: Sequence[tuple[str, float]]
    words: Sequence[str]
    """Stretches of the message that spoke most for the first one."""

    def for_agency(self, code: str) -> float:
        return next((chance for label, chance in self.top if label == code), 0.0)


def opinion(context: Context, text: str) -> Opinion | None:
    """Ask the model in use at the agency that `settings["agency"]` names; None when there is none, or it is not sure enough to be heard."""
    rows: Sequence[Mapping[str, Any]] = context.retrieve(
        SOURCE, {"text": text, "agency": str(context.settings.get("agency") or "")}
    )
    if not rows:
        return None
    row = rows[0]
    top = [(str(label), float(chance)) for label, chance in row.get("top") or ()]
    if not top or top[0][1] < LISTEN_FROM:
        return None
    return Opinion(str(row["model"]), top, [str(word) for word in row.get("words", ())])
