"""Do the promises hold that every correction makes? Clean and tracked of one document, with all that must be true of them."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import Any

from lxml import etree

from bangban.skills.documents import fix
from bangban.skills.documents.findings import Element, Finding
from bangban.skills.documents.fix import ooxml
from bangban.skills.documents.read import open_document
from tests.support.readings import reading
from tests.support.revisions import accept_all, reject_all

WHEN = datetime(2026, 3, 4, 9, 30)
AUTHOR = "公文校核员"
W = ooxml.w
ORDERS = {
    W("pPr"): ooxml.PARAGRAPH,
    W("rPr"): ooxml.RUN,
    W("sectPr"): ooxml.SECTION,
    W("pBdr"): ooxml.BORDERS,
    W("numPr"): ooxml.NUMBERING,
    W("settings"): ooxml.SETTINGS,
}


def finding(*edits: Any, rule: str = "t.t", found: str = "", start: int = 0, end: int = 0) -> Finding:
    paragraph = getattr(edits[0], "paragraph", getattr(edits[0], "before", None)) if edits else None
    return Finding(rule, Element.BODY, paragraph, start, end, found, edits=edits)


def both(data: bytes, *findings: Finding) -> tuple[fix.Fixed, fix.Fixed]:
    """Correct clean and tracked, and check what must be true of every such pair."""
    document = open_document(data)
    before = reading(document)
    clean = fix.apply_clean(document, findings)
    tracked = fix.apply_tracked(document, findings, AUTHOR, WHEN)
    assert reading(document) == before, "the document that was read stays as it was"
    assert_same(accept_all(tracked.data), accept_all(clean.data))
    assert_same(reject_all(tracked.data), reject_all(data))
    assert_same(tracked.data, clean.data)
    for one in (clean, tracked):
        assert misplaced(one.data) == misplaced(data)
        assert twice_numbered(one.data) == []
    again = fix.apply_clean(open_document(clean.data), [])
    assert again.data == clean.data
    return clean, tracked


def assert_same(one: bytes, other: bytes) -> None:
    """That two files read the same; a difference is shown by itself."""
    left, right = reading(one), reading(other)
    for this, that in zip(left, right, strict=False):
        assert this == that, f"{this}\n  is not\n{that}"
    assert len(left) == len(right)


def _roots(data: bytes) -> dict[str, Any]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {
            name: etree.fromstring(archive.read(name)) for name in archive.namelist() if name.endswith(".xml")
        }


def misplaced(data: bytes) -> list[str]:
    """Properties that do not stand in the order of ISO/IEC 29500 transitional, or twice."""
    wrong = []
    for name, root in _roots(data).items():
        for holder in root.iter(*ORDERS):
            places = [ORDERS[holder.tag].get(child.tag, -1) for child in holder]
            known = [place for place in places if place >= 0]
            repeated = len(set(known)) < len(known) and holder.tag != W("sectPr")
            if known != sorted(known) or repeated:
                wrong.append(f"{name}: {etree.tostring(holder)[:300]!r}")
    return wrong


def twice_numbered(data: bytes) -> list[str]:
    """Changes of one part that share a number."""
    found = []
    for name, root in _roots(data).items():
        tags = [
            W(one) for one in ("ins", "del", "rPrChange", "pPrChange", "sectPrChange", "moveFrom", "moveTo")
        ]
        numbers = [one.get(W("id")) for one in root.iter(*tags)]
        found += [f"{name}: {number}" for number in set(numbers) if numbers.count(number) > 1]
    return found
