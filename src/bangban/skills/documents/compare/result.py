"""What is a comparison? Changes of words with what they touch, and apart from them changes of looks."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from bangban.skills.documents.compare.facts import Sort
from bangban.skills.documents.compare.formats import FormatChange
from bangban.skills.documents.compare.pieces import Piece
from bangban.skills.documents.findings import Element

Weight = Literal["matters", "wording", "slight"]
WEIGHTS: tuple[Weight, ...] = ("matters", "wording", "slight")


@dataclass(slots=True)
class Change:
    """One paragraph that is not as it was."""

    kind: Literal["changed", "inserted", "deleted", "moved"]
    element: Element
    old: int | None
    """Index of the paragraph in the old version, None when it is new."""
    new: int | None
    pieces: list[Piece] = field(default_factory=list)
    sorts: tuple[Sort, ...] = ()
    weight: Weight = "wording"


@dataclass(slots=True)
class Comparison:
    """All that differs."""

    changes: list[Change]
    """In the order of the new version."""
    formats: list[FormatChange]

    @property
    def differs(self) -> bool:
        return bool(self.changes or self.formats)

    def counts(self) -> dict[str, int]:
        found: dict[str, int] = {
            weight: sum(one.weight == weight for one in self.changes) for weight in WEIGHTS
        }
        return {**found, "formats": len(self.formats)}

    def as_dict(self) -> dict[str, Any]:
        """The stable JSON form."""
        return {
            "counts": self.counts(),
            "changes": [
                {
                    "kind": one.kind,
                    "weight": one.weight,
                    "element": one.element.value,
                    "old_paragraph": one.old,
                    "new_paragraph": one.new,
                    "touches": list(one.sorts),
                    "pieces": [_piece(piece) for piece in one.pieces],
                }
                for one in self.changes
            ],
            "formats": [asdict(one) for one in self.formats],
        }


def _piece(piece: Piece) -> dict[str, Any]:
    return {**asdict(piece), "sorts": list(piece.sorts)}
