"""Which JSON object do a stranger's bytes hold, or what keeps them from being one?"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class NotAnObject(Exception):
    """Why not; whoever reads says of which file and line, or of which request."""

    zh: str
    en: str

    @property
    def reason(self) -> dict[str, str]:
        return {"zh": self.zh, "en": self.en}


def read(raw: bytes) -> dict[str, Any]:
    """The object that UTF-8 `raw` is, with or without the mark that some editors write before a file's first character.

    Raises:
        NotAnObject: another encoding, not JSON, nested too deeply to be read, or a value of another kind.
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
    return value
