"""From where on does a list go?"""

from __future__ import annotations

from bangban.agencies.tenancy import MAX_ID
from bangban.errors import BadInput


def cursor(text: str) -> int | None:
    """The number an address names; None when it names none.

    Raises:
        BadInput: it is no number a row can have.
    """
    if not text:
        return None
    if len(text) > len(str(MAX_ID)) or not (text.isascii() and text.isdecimal()) or int(text) > MAX_ID:
        raise BadInput(what=f"cursor {text[:40]!r}")
    return int(text)
