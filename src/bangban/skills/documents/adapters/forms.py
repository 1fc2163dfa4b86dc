"""How does what an officer types become a form for `draft`? Plain fields to its shapes, and back again."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

LINES = ("basis", "attachments", "appointments", "present", "absent", "listeners", "signer")
"""Fields that are typed one a line."""
PAIRS: Mapping[str, tuple[str, ...]] = {
    "contact": ("name", "phone"),
    "signatory": ("post", "name"),
    "incoming": ("title", "number"),
}
"""Fields that are typed as two: contact_name, contact_phone, ..."""
LONGEST_HEADING = 40
_NUMBER = re.compile(
    r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d{1,2}[.．]\s*|（\d{1,2}）)"
)
_ITEM = re.compile(r"^[-–—•·*]\s*")
_ENDS = tuple("。；！？：，、.;!?:")


def form_of(kind: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The form of `draft` that these inputs mean; what was left empty is left out."""
    form: dict[str, Any] = {"kind": kind}
    pairs: dict[str, dict[str, str]] = {}
    for name, value in inputs.items():
        head, _, tail = name.partition("_")
        if head in PAIRS and tail in PAIRS[head]:
            if value:
                pairs.setdefault(head, {})[tail] = str(value)
        elif name == "points":
            form[name] = [point_of(str(block)) for block in value]
        elif value not in (None, "", []):
            form[name] = value
    return {**form, **pairs}


def point_of(block: str) -> Any:
    """One point as typed: a short first line heads it, lines with a dash are its items."""
    lines = [line.strip() for line in block.splitlines() if line.strip()]
    if not lines:
        return ""
    first = _NUMBER.sub("", lines[0])
    if len(lines) == 1:
        return first
    headed = len(first) <= LONGEST_HEADING and not first.endswith(_ENDS)
    rest = lines[1:] if headed else [first, *lines[1:]]
    texts = [line for line in rest if not _ITEM.match(line)]
    items = [_NUMBER.sub("", _ITEM.sub("", line)) for line in rest if _ITEM.match(line)]
    point: dict[str, Any] = {"heading": first} if headed else {}
    if texts:
        point["text"] = "\n".join(texts)
    if items:
        point["items"] = items
    return point


def typed(form: Mapping[str, Any]) -> dict[str, Any]:
    """A form of `draft` as the fields an officer types: the way back of `form_of`."""
    inputs: dict[str, Any] = {}
    for name, value in form.items():
        if name in PAIRS and isinstance(value, Mapping):
            inputs |= {f"{name}_{part}": str(value[part]) for part in PAIRS[name] if value.get(part)}
        elif name == "points":
            inputs[name] = [_block(one) for one in value]
        elif name in LINES:
            inputs[name] = [_title(one) for one in (value if isinstance(value, list) else [value])]
        elif isinstance(value, list):
            inputs[name] = "，".join(str(one) for one in value)
        elif name != "kind":
            inputs[name] = value
    return inputs


def _title(one: Any) -> str:
    return str(one.get("title") or "") if isinstance(one, Mapping) else str(one)


def _block(point: Any, dash: str = "") -> str:
    if isinstance(point, str):
        return dash + point
    lines = [dash + str(point["heading"])] if point.get("heading") else []
    lines += [dash + line for line in str(point.get("text") or "").split("\n") if line]
    lines += [_block(one, "- ") for one in _items(point)]
    return "\n".join(lines)


def _items(point: Mapping[str, Any]) -> Sequence[Any]:
    found: Sequence[Any] = point.get("items") or ()
    return found
