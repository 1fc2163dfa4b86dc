"""Which properties does one w:rPr or w:pPr say itself, as plain values that can be laid over each other?"""

from __future__ import annotations

from typing import Any

from bangban.skills.documents.model import Border
from bangban.skills.documents.read.docx.names import VAL, W, number, on, twips

Properties = dict[str, Any]

_TOGGLES = {W + name: name for name in ("b", "i", "strike", "dstrike", "vanish", "caps", "smallCaps")}
_SWITCHES = {
    W + name: name for name in ("snapToGrid", "pageBreakBefore", "contextualSpacing", "bidi", "keepNext")
}
_ALIGN = {
    "left": "left",
    "start": "left",
    "center": "center",
    "right": "right",
    "end": "right",
    "both": "both",
    "distribute": "distribute",
    "thaiDistribute": "distribute",
}
_FONTS = (("ascii", "asciiTheme"), ("hAnsi", "hAnsiTheme"), ("eastAsia", "eastAsiaTheme"))
_LENGTHS = (("left", "left"), ("start", "left"), ("right", "right"), ("end", "right"))
_CHARS = (("leftChars", "left"), ("startChars", "left"), ("rightChars", "right"), ("endChars", "right"))
_SIDES: tuple[Any, ...] = ("top", "bottom", "left", "right")


def properties_key(element: Any) -> tuple[Any, ...]:
    """Return what makes two property elements the same: tags and attributes, without text and prefixes."""
    key: list[Any] = []
    for child in element:
        key.append(child.tag)
        key += child.items()
        if len(child):
            key.append(properties_key(child))
    return tuple(key)


def run_properties(element: Any) -> Properties:
    """Return what a w:rPr says: fonts as ("name", X) or ("theme", X), size in half points as written."""
    said: Properties = {}
    for child in element:
        tag = child.tag
        if tag in _TOGGLES:
            said[_TOGGLES[tag]] = on(child)
        elif tag == W + "rFonts":
            for plain, theme in _FONTS:
                # Within one element the theme wins; between levels the nearer element wins whichever it says.
                if themed := child.get(W + theme):
                    said[plain] = ("theme", themed)
                elif (name := child.get(W + plain)) is not None:
                    said[plain] = ("name", name)
        elif tag == W + "sz":
            points = _half_points(child.get(VAL))
            if points:
                said["size"] = points
        elif tag == W + "color":
            said["color"] = (child.get(VAL, "auto"), child.get(W + "themeColor", ""))
        elif tag == W + "u":
            value = child.get(VAL, "single")
            said["underline"] = "" if value == "none" else value
        elif tag == W + "highlight":
            value = child.get(VAL, "none")
            said["highlight"] = "" if value == "none" else value
        elif tag == W + "shd":
            fill = child.get(W + "fill", "auto")
            said["shading"] = "" if fill in ("auto", "FFFFFF", "ffffff") else fill.upper()
        elif tag == W + "spacing":
            said["spacing"] = twips(child.get(VAL)) or 0.0
        elif tag == W + "rStyle":
            said["style"] = child.get(VAL, "")
    return said


def _half_points(value: str | None) -> float:
    """Return points for a size in half points, or with a unit in the strict variant."""
    points = twips(value)
    if points is None:
        return 0.0
    return points if value and value.strip()[-1:].isalpha() else points * 10


def paragraph_properties(element: Any) -> Properties:
    """Return what a w:pPr says, lengths in points; `number` is (numId or None, level or None)."""
    said: Properties = {}
    for child in element:
        tag = child.tag
        if tag in _SWITCHES:
            said[_SWITCHES[tag]] = on(child)
        elif tag == W + "pStyle":
            said["style"] = child.get(VAL, "")
        elif tag == W + "jc":
            said["align"] = _ALIGN.get(child.get(VAL, ""), "both")
        elif tag == W + "ind":
            _indents(child, said)
        elif tag == W + "spacing":
            _spacing(child, said)
        elif tag == W + "numPr":
            number_id, level = child.find(W + "numId"), child.find(W + "ilvl")
            said["number"] = (
                None if number_id is None else number_id.get(VAL, "0"),
                None if level is None else int(number(level.get(VAL))),
            )
        elif tag == W + "outlineLvl":
            level = int(number(child.get(VAL), 9))
            said["outline"] = level if 0 <= level <= 8 else None
        elif tag == W + "pBdr":
            said["borders"] = {**said.get("borders", {}), **borders(child)}
        elif tag == W + "framePr":
            said["frame"] = dict(child.items())
    return said


def _indents(element: Any, said: Properties) -> None:
    for attribute, name in _LENGTHS:
        if (value := twips(element.get(W + attribute))) is not None:
            said[name] = value
    for attribute, name in _CHARS:
        if (chars := element.get(W + attribute)) is not None:
            said[name + "Chars"] = number(chars) / 100
    if (value := twips(element.get(W + "firstLine"))) is not None:
        said["first"] = value
    if (chars := element.get(W + "firstLineChars")) is not None:
        said["firstChars"] = number(chars) / 100
    # A hanging indent outranks a first-line indent where both are said.
    if (value := twips(element.get(W + "hanging"))) is not None:
        said["first"] = -value
    if (chars := element.get(W + "hangingChars")) is not None and number(chars):
        said["firstChars"] = -number(chars) / 100


def _spacing(element: Any, said: Properties) -> None:
    for side in ("before", "after"):
        if (value := twips(element.get(W + side))) is not None:
            said[side] = value
        if (lines := element.get(W + side + "Lines")) is not None:
            said[side + "Lines"] = number(lines) / 100
        if (auto := element.get(W + side + "Autospacing")) is not None:
            said[side + "Auto"] = auto not in ("0", "false", "off")
    if (rule := element.get(W + "lineRule")) is not None:
        said["lineRule"] = rule
    if (line := element.get(W + "line")) is not None:
        said["line"] = line


def borders(element: Any) -> dict[str, Border | None]:
    """Return the borders of a w:pBdr, w:tblBorders or w:tcBorders by side; None for a side said to have none."""
    found: dict[str, Border | None] = {}
    for child in element:
        side = child.tag[len(W) :] if child.tag.startswith(W) else ""
        side = {"start": "left", "end": "right"}.get(side, side)
        style = child.get(VAL, "nil")
        if style in ("nil", "none"):
            found[side] = None
            continue
        color = child.get(W + "color", "auto")
        drawn: Any = side if side in _SIDES else "top"
        found[side] = Border(
            drawn, style, number(child.get(W + "sz")) / 8, "" if color == "auto" else color.upper()
        )
    return found
