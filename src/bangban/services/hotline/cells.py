"""How does a text stand in a table so that no spreadsheet runs it, and how is it read back as it was meant? (OWASP, CSV injection)"""

from __future__ import annotations

from typing import Any

RUN = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a text begins with that a spreadsheet takes for a formula; those of full width, a Chinese one."""


def harmless(value: Any) -> Any:
    """A text that would be run is marked as text."""
    return f"'{value}" if isinstance(value, str) and value.startswith(RUN) else value


def meant(text: str) -> str:
    """What `harmless` marked, as it was."""
    return text[1:] if text.startswith("'") and text[1:].startswith(RUN) else text
