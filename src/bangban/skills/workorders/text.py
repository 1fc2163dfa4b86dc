"""What does the message say once its typography is out of the way, and where did each character stand?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bangban.unseen import UNSEEN, VARIATIONS

READ_LIMIT = 20_000
"""Characters read of one message. The 99th percentile of real ones is about 2,700; a longer tail is
attachments pasted in, and reading it all would let one message hold up the others."""

_FOLD = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF5B)}  # full-width digits and letters
_FOLD |= {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
_FOLD |= {code: code - 0xFEE0 + 32 for code in range(0xFF21, 0xFF3B)}
_FOLD |= dict.fromkeys((*range(9), *range(11, 32), 127, 0x3000, 0xA0), 32)
_FOLD |= {
    ord(","): ord("，"),
    ord("!"): ord("！"),
    ord("?"): ord("？"),
    ord(";"): ord("；"),
    ord(":"): ord("："),
}

# Zero-width, bidirectional and joiner marks; and blanks that stand between two Chinese characters.
_INVISIBLE = re.compile(f"[{UNSEEN}{VARIATIONS}]|(?<=[\u3400-\u9fff]) +(?=[\u3400-\u9fff])")
_SENTENCE = re.compile(r"[^。！？；\n]*[。！？；\n]*")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_CHINESE = re.compile("[\u3400-\u9fff]")


@dataclass(frozen=True)
class Plain:
    """A message folded to plain characters; `origin(i)` leads from `text[i]` back to what the person typed."""

    original: str
    text: str
    positions: tuple[int, ...] | None
    """None when nothing was left out, so that an offset is the same in both."""

    def origin(self, offset: int) -> int:
        if self.positions is None:
            return offset
        if offset >= len(self.positions):
            return self.positions[-1] + 1 if self.positions else 0
        return self.positions[offset]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the half-open span of the original text that `text[start:end]` came from."""
        if self.positions is None or start >= end:
            return self.origin(start), self.origin(end)
        return self.positions[start], self.positions[end - 1] + 1


def plain(original: str) -> Plain:
    """Fold width, case and control characters, and drop invisible ones. At most READ_LIMIT characters."""
    folded = original[:READ_LIMIT].translate(_FOLD)
    if _INVISIBLE.search(folded) is None:
        return Plain(original, folded, None)
    kept: list[str] = []
    positions: list[int] = []
    at = 0
    for gap in _INVISIBLE.finditer(folded):
        kept.append(folded[at : gap.start()])
        positions.extend(range(at, gap.start()))
        at = gap.end()
    kept.append(folded[at:])
    positions.extend(range(at, len(folded)))
    return Plain(original, "".join(kept), tuple(positions))


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield the half-open spans of the sentences of `text`, blanks at both ends left out."""
    for found in _SENTENCE.finditer(text):
        start, end = found.span()
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if start < end:
            yield start, end


def cleaned(text: str) -> str:
    """Return `text` without what no database or JSON takes: NUL and half surrogate pairs."""
    return _UNSTORABLE.sub("", text)


def has_chinese(text: str) -> bool:
    return _CHINESE.search(text) is not None
