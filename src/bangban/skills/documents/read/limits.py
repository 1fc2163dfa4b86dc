"""How much of a file is read before it is refused?"""

from __future__ import annotations

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one file. Sizes in bytes; generous for a 300-page document, deadly for a bomb."""

    file_size: int = 100 * MEBIBYTE
    entries: int = 4096
    unpacked: int = 512 * MEBIBYTE
    """All entries together, as the archive declares them."""
    part: int = 48 * MEBIBYTE
    """One part that is opened; pictures and other parts that are never opened do not count."""
    opened: int = 96 * MEBIBYTE
    """All opened parts together."""
    ratio: int = 300
    """Unpacked to packed size of an entry above `ratio_from`. Text of a document stays below 100."""
    ratio_from: int = 4 * MEBIBYTE
    paragraphs: int = 100_000
    characters: int = 20_000_000
    pages: int = 2000
    office_seconds: float = 90.0


LIMITS = Limits()
