"""What of an answer was thought, and what is said? Thoughts are kept apart, whichever way a provider sends them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

OPEN, CLOSE = "<think>", "</think>"


class Thoughts:
    """Splits the text of a stream that begins with <think>…</think>; a mark may come in pieces."""

    def __init__(self) -> None:
        self._held = ""
        self._state = "before"

    def feed(self, text: str) -> tuple[str, str]:
        """(thought, said) of what came so far and was not given out yet."""
        self._held += text
        thought = ""
        if self._state == "before":
            bare = self._held.lstrip()
            if bare.startswith(OPEN):
                self._state, self._held = "thinking", bare[len(OPEN) :]
            elif OPEN.startswith(bare):
                return "", ""
            else:
                self._state = "saying"
        if self._state == "thinking":
            thought, mark, rest = self._held.partition(CLOSE)
            if not mark:
                kept = _ending(self._held, CLOSE)
                thought, self._held = (
                    self._held[: len(self._held) - kept],
                    self._held[len(self._held) - kept :],
                )
                return thought, ""
            self._state, self._held = "saying", rest.lstrip("\n")
        said, self._held = self._held, ""
        return thought, said

    def end(self) -> tuple[str, str]:
        """What was held back, at the end of the stream."""
        held, self._held = self._held, ""
        return (held, "") if self._state == "thinking" else ("", held)


def _ending(text: str, mark: str) -> int:
    """How many of the text's last characters may be the beginning of `mark`."""
    return next((size for size in range(len(mark) - 1, 0, -1) if text.endswith(mark[:size])), 0)


def thought_in(message: Mapping[str, Any], fields: Sequence[str]) -> str:
    """The thought a message or delta carries beside its content."""
    return next((str(message[name]) for name in fields if message.get(name)), "")
