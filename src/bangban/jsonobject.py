"""Which JSON object do a stranger's bytes hold, or what keeps them from being one?"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

_HALF = re.compile(rb"\\u[dD][89a-fA-F]")
"""Half of a character, or the whole of one in two halves: only then is it worth looking."""


@dataclass(frozen=True)
class NotAnObject(Exception):
    """Why not; whoever reads says of which file and line, or of which request."""

    zh: str
    en: str

    @property
    def reason(self) -> dict[str, str]:
        return {"zh": self.zh, "en": self.en}


def read(raw: bytes, *, halves: bool = False) -> dict[str, Any]:
    """The object that UTF-8 `raw` is, with or without the mark that some editors write before a file's first character.

    `halves`: let half a character pass, as in what a person typed; whoever reads that leaves it out.

    Raises:
        NotAnObject: another encoding, not JSON, nested too deeply to be read, a value of another kind, or half a character
            in it, which nothing can keep, find or print.
    """
    try:
        value = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise NotAnObject("不是 UTF-8 编码", "not UTF-8") from None
    except (ValueError, RecursionError) as error:
        at = getattr(error, "pos", 0) + 1
        raise NotAnObject(f"第 {at} 个字符处不合 JSON 格式", f"not JSON at character {at}") from None
    if not isinstance(value, dict):
        raise NotAnObject("外面要有 {…}", "it is not in {…}")
    if not halves and _HALF.search(raw) and _has_half(value):
        raise NotAnObject(
            "有半个字符（\\ud800 至 \\udfff 须成对）",
            "half a character in it (\\ud800 to \\udfff come in pairs)",
        )
    return value


def _has_half(value: object) -> bool:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return True
    return False
