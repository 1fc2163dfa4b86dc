"""What does the shipped model of feelings learn from? Texts written for this project: `python -m tools.feelings_model` makes it anew."""

from __future__ import annotations

from pathlib import Path

from bangban.skills.feelings.scoring import MODEL
from bangban.skills.feelings.training import train
from tools.handover_model import DATA as TURNS
from tools.handover_model import read

DATA = Path(__file__).parent.parent / "src" / "bangban" / "skills" / "feelings" / "data"
SOUNDS = {
    "anger": "angry",
    "distress": "distressed",
    "crisis": "distressed",
    "vulnerable": "distressed",
    "sensitive_topic": "distressed",
    "asked_for_person": "calm",
    "none": "calm",
}
"""How a turn that gives a reason for a handover sounds; what is not here sounds one way or another."""


def main() -> None:
    """Learn from messages.txt and the handover's turns.txt; write shipped.model beside the first."""
    pairs = read(DATA / "messages.txt")
    pairs += [(text, SOUNDS[reason]) for text, reason in read(TURNS / "turns.txt") if reason in SOUNDS]
    model = train([text for text, _ in pairs], [label for _, label in pairs], ["angry", "distressed"])
    model.save(DATA / MODEL)
    print(model.table.card, (DATA / MODEL).stat().st_size)


if __name__ == "__main__":
    main()
