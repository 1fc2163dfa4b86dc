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
    part: int = 32 * MEBIBYTE
    """One part that is opened; pictures and other parts that are never opened do not count."""
    opened: int = 64 * MEBIBYTE
    """All opened parts together."""
    ratio: int = 300
    """Unpacked to packed size of an entry above `ratio_from`. A text that repeats itself stays below 300 unless it is huge."""
    ratio_from: int = 24 * MEBIBYTE
    paragraphs: int = 100_000
    runs: int = 400_000
    """Of one part: pieces of text of one format. Three hundred pages hold some tens of thousands."""
    characters: int = 20_000_000
    """Of the document; a page of a fixed layout has at most a tenth."""
    pages: int = 2000
    seconds: float = 30.0
    """Reading. A .docx that takes longer is refused; of a PDF or OFD the pages beyond are left out, and it says so."""
    office_seconds: float = 90.0


LIMITS = Limits()
