"""How is a WordprocessingML part written, with every child in the order the schema wants?"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
NAMESPACES = {"w": W, "r": R}

# ISO/IEC 29500-4, CT_PPr and CT_RPr: children stand in this order.
PPR = [
    "pStyle",
    "keepNext",
    "keepLines",
    "pageBreakBefore",
    "framePr",
    "widowControl",
    "numPr",
    "suppressLineNumbers",
    "pBdr",
    "shd",
    "tabs",
    "suppressAutoHyphens",
    "kinsoku",
    "wordWrap",
    "overflowPunct",
    "topLinePunct",
    "autoSpaceDE",
    "autoSpaceDN",
    "bidi",
    "adjustRightInd",
    "snapToGrid",
    "spacing",
    "ind",
    "contextualSpacing",
    "mirrorIndents",
    "suppressOverlap",
    "jc",
    "textDirection",
    "textAlignment",
    "textboxTightWrap",
    "outlineLvl",
    "divId",
    "cnfStyle",
    "rPr",
    "sectPr",
    "pPrChange",
]
RPR = [
    "rStyle",
    "rFonts",
    "b",
    "bCs",
    "i",
    "iCs",
    "caps",
    "smallCaps",
    "strike",
    "dstrike",
    "outline",
    "shadow",
    "emboss",
    "imprint",
    "noProof",
    "snapToGrid",
    "vanish",
    "webHidden",
    "color",
    "spacing",
    "w",
    "kern",
    "position",
    "sz",
    "szCs",
    "highlight",
    "u",
    "effect",
    "bdr",
    "shd",
    "fitText",
    "vertAlign",
    "rtl",
    "cs",
    "em",
    "lang",
]
ORDER = {
    "pPr": {name: place for place, name in enumerate(PPR)},
    "rPr": {name: place for place, name in enumerate(RPR)},
}


def w(tag: str, *children: Any, **attributes: Any) -> Any:
    """Return the element w:tag. Children of pPr and rPr are put in the schema's order; None is left out."""
    element = etree.Element(f"{{{W}}}{tag}", nsmap=NAMESPACES)
    for name, value in attributes.items():
        if value is not None:
            element.set(f"{{{W}}}{name}", str(value))
    order = ORDER.get(tag)
    there = [child for child in children if child is not None]
    if order:
        there.sort(key=lambda child: order[etree.QName(child).localname])
    element.extend(there)
    return element


def val(tag: str, value: Any) -> Any:
    return w(tag, val=value)


def text(characters: str) -> Any:
    element = w("t")
    element.text = characters
    if characters != characters.strip():
        element.set(XML_SPACE, "preserve")
    return element


def run(characters: str, properties: Any = None) -> Any:
    """A run; a tab and a line break in the text become w:tab and w:br."""
    element = w("r", properties)
    piece = ""
    for character in characters:
        if character in "\t\n":
            if piece:
                element.append(text(piece))
            element.append(w("tab" if character == "\t" else "br"))
            piece = ""
        else:
            piece += character
    if piece:
        element.append(text(piece))
    return element


def field_runs(instruction: str, shown: str, properties: Any) -> list[Any]:
    """The five runs of a complex field, each with its own copy of the properties."""

    def part(child: Any) -> Any:
        return w("r", etree.fromstring(etree.tostring(properties)), child)

    code = w("instrText")
    code.text = f" {instruction} "
    code.set(XML_SPACE, "preserve")
    return [
        part(w("fldChar", fldCharType="begin")),
        part(code),
        part(w("fldChar", fldCharType="separate")),
        part(text(shown)),
        part(w("fldChar", fldCharType="end")),
    ]


def relate(element: Any, identity: str) -> Any:
    element.set(f"{{{R}}}id", identity)
    return element


def serialise(root: Any) -> bytes:
    etree.cleanup_namespaces(root, keep_ns_prefixes=["w", "r"])
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def pack(parts: Mapping[str, bytes]) -> bytes:
    """Zip the parts in the order given, with a fixed time: the same document gives the same bytes."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return stream.getvalue()
