"""How is a part parsed so that no entity, no depth and no size can hurt, and written back the same?"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from lxml import etree

from bangban.skills.documents.read.problems import DocumentBroken, DocumentTooDeep, DocumentUnsafe

DEPTH = 200
"""Elements within elements. Word's own nesting of tables, text boxes and fields stays below 100."""

_DOCTYPES = tuple("<!DOCTYPE".encode(one) for one in ("utf-8", "utf-16-le", "utf-16-be"))
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(wordprocessingml|officeDocument|drawingml)/")
_TRANSITIONAL = re.compile(
    rb"http://schemas\.openxmlformats\.org/(wordprocessingml|officeDocument|drawingml)/2006/"
)


@cache
def _parser() -> etree.XMLParser:
    # One for all: it takes longer to make than to read a small part. Threads take turns at it.
    # Comments and processing instructions say nothing in a document and would meet every loop over children.
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        recover=False,
    )


def parse(data: bytes, *, name: str, part: str) -> Any:
    """Return the root element. Raises DocumentUnsafe, DocumentTooDeep or DocumentBroken."""
    if any(mark in data for mark in _DOCTYPES):
        raise DocumentUnsafe(name=name, part=part)
    try:
        root = etree.fromstring(data, _parser())
    except etree.XMLSyntaxError as problem:
        if "depth" in str(problem).lower():
            raise DocumentTooDeep(name=name, part=part) from None
        what = {"zh": f"部件 {part} 不是完整的 XML", "en": f"the part {part} is not well-formed XML"}
        raise DocumentBroken(name=name, what=what) from None
    if root is None:
        what = {"zh": f"部件 {part} 没有内容", "en": f"the part {part} is empty"}
        raise DocumentBroken(name=name, what=what)
    if root.getroottree().docinfo.internalDTD is not None:
        raise DocumentUnsafe(name=name, part=part)
    return root


def serialise(root: Any) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def to_transitional(data: bytes) -> bytes:
    """Replace the namespaces of ISO 29500 strict by those that every Word since 2007 writes."""
    return _STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/", data)


def to_strict(data: bytes) -> bytes:
    return _TRANSITIONAL.sub(rb"http://purl.oclc.org/ooxml/\1/", data)


def is_strict(data: bytes) -> bool:
    return b"http://purl.oclc.org/ooxml/wordprocessingml/main" in data
