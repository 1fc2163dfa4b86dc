"""What is in an OLE compound file: a Word-97 document, something encrypted, macros, or another program's work?"""

from __future__ import annotations

import struct
from dataclasses import dataclass

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END = 0xFFFFFFFA
"""Sector numbers from here on are marks (free, end of chain, table), not sectors."""
_MOST_ENTRIES = 4096
_WORD = 0xA5EC


@dataclass(frozen=True, slots=True)
class Entry:
    """A stream or storage: its first sector and its length in bytes."""

    start: int
    size: int


class Compound:
    """The directory of a compound file ([MS-CFB]). Damage ends the listing early; nothing is raised."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.entries: dict[str, Entry] = {}
        shift = self._number("<H", 30)
        self._size = 1 << shift if shift in (9, 12) else 512
        self._table = self._table_sectors()
        sector, seen = self._number("<I", 48), 0
        while sector < _END and seen < _MOST_ENTRIES:
            block = self._sector(sector)
            if len(block) < self._size:
                break
            for at in range(0, self._size, 128):
                self._entry(block[at : at + 128])
                seen += 1
            sector = self._next(sector)

    def _number(self, form: str, at: int) -> int:
        try:
            return int(struct.unpack_from(form, self._data, at)[0])
        except struct.error:
            return _END

    def _sector(self, number: int) -> bytes:
        at = (number + 1) * self._size
        return self._data[at : at + self._size]

    def _table_sectors(self) -> list[int]:
        """Return the sectors of the allocation table, by the header's list and its continuation."""
        found = [self._number("<I", 76 + 4 * at) for at in range(109)]
        sector, budget = self._number("<I", 68), len(self._data) // self._size
        while sector < _END and budget > 0:
            budget -= 1
            block = self._sector(sector)
            if len(block) < self._size:
                break
            *more, sector = struct.unpack(f"<{self._size // 4}I", block)
            found += more
        return found

    def _next(self, sector: int) -> int:
        each = self._size // 4
        index, offset = divmod(sector, each)
        if index >= len(self._table) or self._table[index] >= _END:
            return _END
        return self._number("<I", (self._table[index] + 1) * self._size + 4 * offset)

    def _entry(self, raw: bytes) -> None:
        length, kind = struct.unpack_from("<HB", raw, 64)
        if kind in (1, 2) and 2 <= length <= 64:
            name = raw[: length - 2].decode("utf-16-le", "replace")
            start, size = struct.unpack_from("<II", raw, 116)
            self.entries.setdefault(name.lower(), Entry(start, size))

    def has(self, *names: str) -> bool:
        return any(name.lower() in self.entries for name in names)

    def word_is_encrypted(self) -> bool:
        """Return whether the Word document's header says that its text is encrypted ([MS-DOC] 2.5.2)."""
        entry = self.entries.get("worddocument")
        if entry is None:
            return False
        at = (entry.start + 1) * self._size
        if self._number("<H", at) != _WORD:
            return False
        return bool(self._number("<H", at + 10) & 0x0100)
