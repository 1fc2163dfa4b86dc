"""How are elements and attributes of WordprocessingML called, and how are their values read?"""

from __future__ import annotations

import re
from typing import Any

NS = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "wpg": "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup",
    "wp14": "http://schemas.microsoft.com/office/word/2010/wordprocessingDrawing",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "rel": "http://schemas.openxmlformats.org/package/2006/relationships",
}


def q(name: str) -> str:
    """Return lxml's form of a prefixed name: q("w:p") → "{http://…}p"."""
    prefix, _, local = name.partition(":")
    return f"{{{NS[prefix]}}}{local}"


W = f"{{{NS['w']}}}"
VAL = W + "val"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"

_MEASURE = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*(mm|cm|in|pt|pc|pi|px)?\s*$", re.ASCII)
_POINTS = {"mm": 72 / 25.4, "cm": 720 / 25.4, "in": 72.0, "pt": 1.0, "pc": 12.0, "pi": 12.0, "px": 0.75}
_LONGEST = 40
LARGEST = 1e6
"""No length, count or size in a document is larger; what says so is not a number."""


def _measure(value: str) -> re.Match[str] | None:
    # A value of any length may stand in an attribute; blanks without end must not be tried again and again.
    return _MEASURE.match(value) if len(value) <= _LONGEST else None


def number(value: str | None, default: float = 0.0) -> float:
    """Return a plain number; `default` for what is none."""
    try:
        found = float(value) if value is not None else default
    except ValueError:
        return default
    return found if -LARGEST < found < LARGEST else default


def twips(value: str | None) -> float | None:
    """Return points for a measure in twentieths of a point, or with a unit of its own ("21cm"); None for none."""
    if value is None:
        return None
    found = _measure(value)
    if not found:
        return None
    amount = float(found[1])
    points = amount * _POINTS[found[2]] if found[2] else amount / 20
    return points if -LARGEST < points < LARGEST else None


def length(value: str | None, unit: str = "px") -> float:
    """Return points for a CSS-like length of VML ("442.2pt", "3cm"); `unit` is that of a bare number."""
    found = _measure(value or "")
    if not found:
        return 0.0
    points = float(found[1]) * (_POINTS[found[2] or unit])
    return points if -LARGEST < points < LARGEST else 0.0


def emu(value: str | None) -> float:
    """Return points for a whole number of English metric units (12,700 to a point)."""
    try:
        points = int(value or "") / 12_700
    except ValueError:
        return 0.0
    return points if -LARGEST < points < LARGEST else 0.0


def on(element: Any) -> bool:
    """Return whether an on/off element says on: present without value, or "1", "true", "on"."""
    return element.get(VAL, "1") not in ("0", "false", "off")


def child_value(element: Any, name: str) -> str | None:
    """Return the w:val of a child, or None when there is no such child."""
    found = element.find(W + name)
    return None if found is None else found.get(VAL)
