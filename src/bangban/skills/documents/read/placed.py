"""What stands on a page of a fixed layout (PDF, OFD), and where: characters, lines of them, lines that are drawn?"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from bangban.skills.documents.read.grids import Ruling


@dataclass(slots=True)
class Span:
    """Characters of one format on one line; points from the page's upper left corner."""

    text: str
    left: float
    right: float
    base: float
    """The baseline's distance from the page's upper edge."""
    font: str = ""
    size: float = 0.0
    color: str = ""
    bold: bool = False


@dataclass(slots=True)
class Line:
    page: int
    spans: list[Span]

    @property
    def left(self) -> float:
        return self.spans[0].left

    @property
    def right(self) -> float:
        return max(one.right for one in self.spans)

    @property
    def top(self) -> float:
        return self.spans[0].base - self.size

    @property
    def size(self) -> float:
        sizes: Counter[float] = Counter()
        for one in self.spans:
            sizes[one.size] += len(one.text)
        return sizes.most_common(1)[0][0] or 10.0

    @property
    def text(self) -> str:
        return "".join(one.text for one in self.spans)


@dataclass(slots=True)
class Page:
    """One page: its size in points and its spans in the order they were drawn."""

    width: float
    height: float
    spans: list[Span] = field(default_factory=list)
    has_image: bool = False
    rulings: list[Ruling] = field(default_factory=list)


def lines_of(page: Page, number: int) -> list[Line]:
    """Return a page's lines from top to bottom; spans on one baseline make one line."""
    found: list[Line] = []
    for span in sorted(page.spans, key=lambda one: one.base):
        at_line = found and abs(found[-1].spans[0].base - span.base) <= 0.35 * max(span.size, 4.0)
        if at_line:
            found[-1].spans.append(span)
        else:
            found.append(Line(number, [span]))
    for line in found:
        line.spans = _joined(sorted(line.spans, key=lambda one: one.left))
    return [line for line in found if line.text.strip()]


def _joined(spans: list[Span]) -> list[Span]:
    """Put a blank where spans stand apart, and drop what is drawn twice in one place to look bold."""
    kept: list[Span] = []
    for span in spans:
        before = kept[-1] if kept else None
        if before is not None:
            doubled = before.text == span.text and abs(before.left - span.left) < 0.12 * max(span.size, 4.0)
            if doubled:
                before.bold = True
                continue
            # Chinese set wide stands more than an em apart and is still one word.
            words = before.text[-1:].isascii() and span.text[:1].isascii()
            apart = span.left - before.right > (0.5 if words else 1.6) * max(span.size, 4.0)
            if apart and not before.text.endswith(" ") and not span.text.startswith(" "):
                before.text += " "
        kept.append(span)
    return kept
