"""How often do these characters stand together?"""

from __future__ import annotations

import math
import struct
import zlib
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import accumulate

ORDER = 4
START, END = "\x02", "\x03"
_DIGITS = str.maketrans("0123456789０１２３４５６７８９", "0" * 20)
_MAGIC = b"BBG1"


def plain(text: str) -> str:
    """A sentence as it is counted: every digit is 0, nothing is outside the basic plane, both ends are marked."""
    text = text.translate(_DIGITS)
    if text and max(text) > "\uffff":
        text = "".join(sign if sign <= "\uffff" else "\ufffd" for sign in text)
    return f"{START}{text}{END}"


def count(sentences: Iterable[str], order: int = ORDER) -> Counter[str]:
    """Every run of 1…`order` characters of these sentences, with how often it stands there."""
    found: Counter[str] = Counter()
    for sentence in sentences:
        text = plain(sentence)
        for length in range(1, order + 1):
            found.update(text[at : at + length] for at in range(len(text) - length + 1))
    return found


def _key(gram: str) -> int:
    return int.from_bytes(gram.encode("utf-16-be", "replace"), "big")


class Packed:
    """Counts that do not change, in 9 bytes each: a sorted list of keys, and the logarithm of each count."""

    def __init__(self, keys: array[int], logs: bytes) -> None:
        self._keys, self._logs = keys, logs
        self._values = [round(2 ** (one / 8)) for one in range(256)]
        self._following: dict[str, tuple[str, bytes]] = {}

    def get(self, gram: str) -> int:
        key = int.from_bytes(gram.encode("utf-16-be", "replace"), "big")
        at = bisect_left(self._keys, key)
        if at < len(self._keys) and self._keys[at] == key:
            return self._values[self._logs[at]]
        return 0

    def pair(self, first: str, second: str) -> int:
        """The same as `get` of both characters together, for whoever asks for many: three times as fast."""
        following = self._following.get(first)
        if following is None:
            following = self._following[first] = self._after(first)
        at = following[0].find(second)
        return self._values[following[1][at]] if at >= 0 else 0

    def _after(self, sign: str) -> tuple[str, bytes]:
        """Every character that stands after this one, and the logarithm of how often."""
        if sign > "\uffff":
            return "", b""  # see `plain`
        low = bisect_left(self._keys, ord(sign) << 16)
        high = bisect_left(self._keys, (ord(sign) + 1) << 16, low)
        # The last of the two characters is the lowest sixteen bits of the key.
        seconds = array("H", self._keys[low:high].tobytes())[::4]
        return seconds.tobytes().decode("utf-16-le"), self._logs[low:high]

    def __len__(self) -> int:
        return len(self._keys)

    def items(self, length: int) -> Iterable[tuple[str, int]]:
        """The runs of that many characters, with their counts."""
        low = bisect_left(self._keys, 1 << (16 * (length - 1)))
        high = bisect_left(self._keys, 1 << (16 * length)) if length < ORDER else len(self._keys)
        for at in range(low, high):
            gram = self._keys[at].to_bytes(2 * length, "big").decode("utf-16-be")
            yield gram, self._values[self._logs[at]]

    def dump(self) -> bytes:
        keys = self._keys
        steps = array("Q", keys[:1])
        steps.extend(keys[at] - keys[at - 1] for at in range(1, len(keys)))
        # The eight bytes of a step compress best column by column.
        raw = steps.tobytes()
        columns = b"".join(raw[at::8] for at in range(8))
        return _MAGIC + struct.pack("<I", len(keys)) + zlib.compress(columns + self._logs, 9)


def pack(counts: Mapping[str, float]) -> Packed:
    """Counts as `Packed` holds them, each rounded to an eighth of a doubling."""
    rows = sorted((_key(gram), number) for gram, number in counts.items())
    logs = bytes(min(255, max(0, round(8 * math.log2(max(1.0, number))))) for _, number in rows)
    return Packed(array("Q", (key for key, _ in rows)), logs)


def unpack(data: bytes) -> Packed:
    """What `Packed.dump` wrote.

    Raises:
        ValueError: it is something else.
    """
    if data[:4] != _MAGIC:
        raise ValueError("not a table of counts")
    (size,) = struct.unpack("<I", data[4:8])
    raw = zlib.decompress(data[8:])
    columns = bytearray(8 * size)
    for at in range(8):
        columns[at::8] = raw[at * size : (at + 1) * size]
    steps = array("Q")
    steps.frombytes(bytes(columns))
    return Packed(array("Q", accumulate(steps)), raw[8 * size :])


class Language:
    """What is likely to stand next, from the shipped counts and those learned, some left out for a test.

    The model is "stupid back-off": the longest run that was seen decides, and each shorter step costs.
    """

    BACK_OFF = -0.9

    def __init__(
        self,
        base: Packed,
        learned: Mapping[str, int] | None = None,
        without: Mapping[str, int] | None = None,
        weight: float = 3.0,
    ) -> None:
        self._base, self._learned, self._without, self._weight = base, learned or {}, without or {}, weight
        signs = {gram: float(number) for gram, number in base.items(1)}
        self._counts: dict[str, float] = {} if self._learned else signs
        self._chances: dict[str, tuple[float, int]] = {}
        self._total = math.log(max(2.0, sum(signs.values()) + 1.0))

    def count(self, gram: str) -> float:
        number = self._counts.get(gram)
        if number is None:
            number = float(self._base.get(gram))
            learned = self._learned.get(gram)
            if learned is not None:
                number = max(0.0, number + self._weight * (learned - self._without.get(gram, 0)))
            if len(self._counts) > 400_000:
                self._counts.clear()
            self._counts[gram] = number
        return number

    def pair(self, first: str, second: str) -> float:
        """The count of both characters together."""
        return self.count(first + second) if self._learned else self._base.pair(first, second)

    def own(self, gram: str) -> int:
        """How often it stands in what was learned."""
        learned = self._learned.get(gram, 0)
        return learned - self._without.get(gram, 0) if learned else 0

    def chance(self, text: str, at: int) -> tuple[float, int]:
        """(logarithm of how likely text[at] is after what stands before it, characters before it that were seen)."""
        run = text[max(0, at - ORDER + 1) : at + 1]
        known = self._chances.get(run)
        if known is None:
            if len(self._chances) > 400_000:
                self._chances.clear()
            known = self._chances[run] = self._chance(run)
        return known

    def _chance(self, run: str) -> tuple[float, int]:
        for start in range(len(run) - 1):
            whole = self.count(run[start:])
            if whole > 0:
                before = self.count(run[start:-1])
                if before >= whole:
                    seen = len(run) - 1 - start
                    return math.log(whole / before) + self.BACK_OFF * (ORDER - 1 - seen), seen
        return math.log(self.count(run[-1]) + 0.1) - self._total + self.BACK_OFF * ORDER, 0

    def pairs(self) -> Iterable[tuple[str, float]]:
        """Every two characters that were seen side by side."""
        for gram, _ in self._base.items(2):
            yield gram, self.count(gram)
        for gram in self._learned:
            if len(gram) == 2 and not self._base.get(gram):
                yield gram, self.count(gram)
