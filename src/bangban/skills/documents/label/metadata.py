"""Where does a program find that AI made a document? In the property AIGC of docProps/custom.xml (GB 45438-2025, appendix)."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from lxml import etree

from bangban.skills.documents.fix.ooxml import Element
from bangban.skills.documents.fix.parts import Parts, relation
from bangban.skills.documents.label.visible import is_label
from bangban.skills.documents.model import Document

NAME = "AIGC"
PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
VALUES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
"""The set of properties that users define (ISO/IEC 29500-1, 22.3)."""
PLACE = "docProps/custom.xml"
DEFAULT: Any = {None: PROPERTIES, "vt": VALUES}
SEAL = "sha256:"


def write(parts: Parts, values: dict[str, str]) -> None:
    """Set the property, in the properties there are or in new ones."""
    name = _place(parts)
    if name is None:
        root = etree.Element(f"{{{PROPERTIES}}}Properties", nsmap=DEFAULT)
        parts.add(PLACE, root, CONTENT_TYPE, relation("custom-properties"), source="")
    else:
        root = parts.change(name)
    own = _property(root)
    if own is None:
        numbers = [int(one.get("pid", "1")) for one in root if one.get("pid", "").isdigit()]
        own = etree.SubElement(root, f"{{{PROPERTIES}}}property")
        own.set("fmtid", FORMAT)
        own.set("pid", str(max(numbers, default=1) + 1))
        own.set("name", NAME)
    for child in list(own):
        own.remove(child)
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    etree.SubElement(own, f"{{{VALUES}}}lpwstr").text = text


def read(document: Document) -> dict[str, str] | None:
    """The property's values; None where there is none that can be read."""
    parts = Parts(document)
    name = _place(parts)
    own = _property(parts.look(name)) if name is not None else None
    if own is None:
        return None
    try:
        values = json.loads("".join(own.itertext()))
    except ValueError:
        return None
    # Some write the object under its own name once more.
    values = values.get(NAME, values) if isinstance(values, dict) else None
    return {key: str(value) for key, value in values.items()} if isinstance(values, dict) else None


def _place(parts: Parts) -> str | None:
    found = (name for kind, name in parts.related("").values() if kind == "custom-properties")
    return next((name for name in found if parts.has(name)), None)


def _property(root: Element) -> Element | None:
    return next((one for one in root if one.get("name") == NAME), None)


def digest_of(document: Document) -> str:
    """What the document says, without its label, as a digest: ReservedCode1 is for the content's integrity."""
    said = "\n".join(one.text for one in document.paragraphs if one.text.strip() and not is_label(one.text))
    return SEAL + hashlib.sha256(said.encode()).hexdigest()
