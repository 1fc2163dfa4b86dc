"""Which characters does nobody see, and what is left of a text or of a file's name without them?

All of Unicode's Default_Ignorable_Code_Point, in three classes, and the marks of annotations.
"""

from __future__ import annotations

import re

UNSEEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff"
    "\uffa0\ufff0-\ufffb"
)
"""For a character class, as the others."""
VARIATIONS = "\ufe00-\ufe0f"
"""They choose between two looks of the sign before them: of an emoji, say."""
BEYOND = "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
"""Those beyond the first plane. A class that holds them is looked through fifteen times as slowly."""
HALVES = "\ud800-\udfff"
"""Halves of characters, which no text may hold: they come from broken escapes in JSON, and cannot be stored."""

_UNSEEN = re.compile(f"[{UNSEEN}{VARIATIONS}{HALVES}]")
_BEYOND = re.compile(f"[{BEYOND}]")
_NOT_IN_A_NAME = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029/\\]")
_LONGEST_NAME = 120


def without(text: str) -> str:
    """The text as it is seen."""
    seen = _UNSEEN.sub("", text)
    # As many pairs of bytes as characters: none lies beyond the first plane.
    return seen if len(seen.encode("utf-16-le")) == 2 * len(seen) else _BEYOND.sub("", seen)


def file_name(name: str | None) -> str:
    """A file's name as it may be shown and kept: no folder, nothing that lies about its ending, at most 120 characters."""
    return _NOT_IN_A_NAME.sub("", without(name or "")).strip()[-_LONGEST_NAME:]
