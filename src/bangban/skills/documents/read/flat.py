"""What does a document say that Word or WPS saved as one XML file (Flat OPC)? The package it stands for."""

from __future__ import annotations

import base64
import binascii
import io
import zipfile
from typing import Any

from lxml import etree

from bangban.skills.documents.read import xml
from bangban.skills.documents.read.limits import Limits
from bangban.skills.documents.read.problems import DocumentBroken, DocumentTooLarge

_PKG = "{http://schemas.microsoft.com/office/2006/xmlPackage}"
_LONGEST_NAME = 255
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"


def to_archive(data: bytes, *, name: str, limits: Limits) -> bytes:
    """Return the zip archive that a pkg:package stands for. Raises DocumentBroken and what parsing raises."""
    if len(data) > limits.part:
        limit = f"{limits.part // (1024 * 1024)} MB"
        raise DocumentTooLarge(name=name, what={"zh": "XML 文件", "en": "the XML file"}, limit=limit)
    root = xml.parse(data, name=name, part="package")
    names: Any = {None: _TYPES}
    types = etree.Element(f"{{{_TYPES}}}Types", nsmap=names)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for part in root.iterchildren(_PKG + "part"):
            path = part.get(_PKG + "name", "")
            if not 1 < len(path) <= _LONGEST_NAME:
                what = {"zh": "部件名称不正确", "en": "a part's name is not right"}
                raise DocumentBroken(name=name, what=what)
            content = part.find(_PKG + "xmlData")
            if content is not None and len(content):
                # Serialised alone, a part carries the declarations of namespaces that stand above it.
                archive.writestr(path.lstrip("/"), xml.serialise(content[0]))
            else:
                archive.writestr(path.lstrip("/"), _binary(part, name))
            kind = part.get(_PKG + "contentType", "application/xml")
            etree.SubElement(types, f"{{{_TYPES}}}Override", PartName=path, ContentType=kind)
        archive.writestr("[Content_Types].xml", xml.serialise(types))
    return out.getvalue()


def _binary(part: etree._Element, name: str) -> bytes:
    try:
        return base64.b64decode(part.findtext(_PKG + "binaryData", ""))
    except (binascii.Error, ValueError):
        what = {"zh": "嵌入的数据无法解码", "en": "embedded data cannot be decoded"}
        raise DocumentBroken(name=name, what=what) from None
