"""Is it plain text, in which encoding, and what does its beginning say?"""

from __future__ import annotations

import unicodedata
from typing import Any

from bangban.skillhost.attachments.problems import AttachmentRefused

EXCERPT = 2000
BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))

_KEPT = "\n\t"


def read(data: bytes) -> dict[str, Any]:
    """Return {text, encoding, lines}.

    Raises:
        AttachmentRefused: it is not text in UTF-8, UTF-16 with its mark, or GB 18030.
    """
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return _decode(data, (encoding,))
    return _decode(data, ("utf-8", "gb18030"))


def _decode(data: bytes, encodings: tuple[str, ...]) -> dict[str, Any]:
    for encoding in encodings:
        try:
            whole = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _is_binary(whole):
            break
        return {
            "text": excerpt(whole),
            "encoding": encoding.removesuffix("-sig"),
            "lines": whole.count("\n") + 1,
        }
    raise AttachmentRefused(found="?")


def _is_binary(whole: str) -> bool:
    # GB 18030 decodes nearly any bytes: what it makes of a program is full of control characters.
    return any(unicodedata.category(char) == "Cc" and char not in "\n\r\t\f" for char in whole[:65536])


def excerpt(whole: str) -> str:
    return visible(whole[: EXCERPT * 2].replace("\r\n", "\n").replace("\r", "\n"))[:EXCERPT]


def visible(whole: str) -> str:
    """`whole` without control, format (right-to-left marks, zero widths) and unassigned characters."""
    return "".join(char for char in whole if char in _KEPT or unicodedata.category(char)[0] != "C")
