"""What stands in a Word file when all its tracked changes are accepted, or all rejected? Small, and apart from the product."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
KEPT = {
    "pPrChange": ("rPr", "sectPr"),
    "sectPrChange": ("headerReference", "footerReference"),
    "rPrChange": (),
}


def accept_all(data: bytes) -> bytes:
    return _through(
        data, lambda root: _resolve(root, gone=("del", "moveFrom"), stays=("ins", "moveTo"), back=False)
    )


def reject_all(data: bytes) -> bytes:
    return _through(
        data, lambda root: _resolve(root, gone=("ins", "moveTo"), stays=("del", "moveFrom"), back=True)
    )


def _through(data: bytes, change: Callable[[Any], None]) -> bytes:
    """Every text part of the file through `change`."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name.startswith("word/") and name.endswith(".xml"):
                root = etree.fromstring(content)
                if root.tag in (W + "document", W + "hdr", W + "ftr"):
                    change(root)
                    content = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
            new.writestr(name, content)
    return out.getvalue()


def _resolve(root: Any, gone: tuple[str, ...], stays: tuple[str, ...], back: bool) -> None:
    for name, kept in KEPT.items():
        for change in list(root.iter(W + name)):
            holder = change.getparent()
            if back:
                _put_back(holder, change[0], kept)
            else:
                holder.remove(change)
    ended = [
        mark
        for name in gone
        for mark in root.iter(W + name)
        if mark.getparent().tag == W + "rPr" and mark.getparent().getparent().tag == W + "pPr"
    ]
    merged = [mark.getparent().getparent().getparent() for mark in ended]
    for name in gone:
        for mark in list(root.iter(W + name)):
            mark.getparent().remove(mark)
    for name in stays:
        for mark in list(root.iter(W + name)):
            for child in list(mark):
                mark.addprevious(child)
            mark.getparent().remove(mark)
    for old, new in (("delText", "t"), ("delInstrText", "instrText")):
        for text in list(root.iter(W + old)):
            text.tag = W + new
    for paragraph in merged:
        _run_on(paragraph)


def _put_back(holder: Any, old: Any, kept: tuple[str, ...]) -> None:
    stays = [child for child in holder if child.tag in [W + name for name in kept]]
    marks = [child for child in holder if child.tag in (W + "ins", W + "del")]
    for child in list(holder):
        holder.remove(child)
    references = [child for child in stays if "Reference" in child.tag]
    holder.extend([*marks, *references, *list(old), *(child for child in stays if child not in references)])


def _run_on(paragraph: Any) -> None:
    """The paragraph's end is gone: what stands in it goes before what stands in the next one."""
    following = paragraph.getnext()
    while following is not None and following.tag != W + "p":
        following = following.getnext()
    content = [child for child in paragraph if child.tag != W + "pPr"]
    if following is not None:
        place = 1 if len(following) and following[0].tag == W + "pPr" else 0
        following[place:place] = content
    elif any(child.tag == W + "r" and len(child) for child in content):
        return
    paragraph.getparent().remove(paragraph)
