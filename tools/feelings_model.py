"""What does the shipped model of feelings learn from? Texts written for this project: `python -m tools.feelings_model` makes it anew."""

from __future__ import annotations

from pathlib import Path

from bangban.skills.feelings.normal import normal
from bangban.skills.feelings.scoring import MODEL
from bangban.skills.feelings.senses import senses
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
LEARNED_AS = {
    "angry": ("angry", "annoyed", "disgusted", "sarcastic"),
    "calm": ("calm", "advert", "asking", "chatting", "knowledge", "news", "puzzled", "shocked"),
    "distressed": ("distressed", "afraid", "grieving", "lonely", "longing", "sad", "tired", "worried"),
    "thankful": ("thankful", "glad", "loving", "praising", "wishing"),
}
"""Each shipped feeling and the headings of messages.txt that are learned as it."""


def messages() -> list[tuple[str, str]]:
    """(message, feeling) of messages.txt."""
    feeling = {heading: name for name, headings in LEARNED_AS.items() for heading in headings}
    return [(text, feeling[heading]) for text, heading in read(DATA / "messages.txt")]


def turns() -> list[tuple[str, str]]:
    """(turn, feeling) of the handover's turns.txt. Turns that give no reason and thank are left out: they are not calm."""
    pairs = [(text, SOUNDS[reason]) for text, reason in read(TURNS / "turns.txt") if reason in SOUNDS]
    return [(text, feeling) for text, feeling in pairs if feeling != "calm" or not thanks(text)]


def thanks(text: str) -> bool:
    """Whether an expression of thanks stands in it."""
    known, text = senses(), normal(text)
    return any(known.names.index("thanks") in known.of[number] for _, _, number in known.found(text))


def main() -> None:
    """Learn from both; write shipped.model beside messages.txt."""
    pairs = messages() + turns()
    model = train([text for text, _ in pairs], [label for _, label in pairs], ["angry", "distressed"])
    model.save(DATA / MODEL)
    print(model.table.card, (DATA / MODEL).stat().st_size)


if __name__ == "__main__":
    main()
