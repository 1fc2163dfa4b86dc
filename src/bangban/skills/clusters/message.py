"""What is a message to the clustering, and what does it give back?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Message:
    id: str
    text: str
    """Its body; long ones are read as far as they say what the matter is."""
    at: datetime | None = None
    """When it came. All messages of one clustering are aware of their zone, or none is."""
    person: str = ""
    """Who wrote it, by any name that is the same for the same person; unknown people each count as one."""
    place: str = ""
    """Where, if the caller knows better than the text."""
    likes: int = 0
    dislikes: int = 0
    title: str = ""


@dataclass(frozen=True, slots=True)
class Issue:
    """What several people wrote about: one matter, mostly at one place."""

    name: str
    """The title of the message in its middle; changes as the issue does."""
    heat: float
    ids: tuple[str, ...]
    """Its messages, those in its middle first."""
    first: datetime | None
    last: datetime | None
    people: int
    places: tuple[str, ...]
    """What it is about or where, by what its messages say most; the commonest first, at most five."""
    samples: tuple[str, ...]
    """Texts of the three messages in its middle, at most 120 characters each."""
    words: tuple[str, ...] = ()
    """What tells it from other issues, at most eight words."""
