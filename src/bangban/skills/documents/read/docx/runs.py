"""Which characters does one w:r show, and which of its elements shows which?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bangban.skills.documents.read.docx.names import SPACE, W, q

TEXT = W + "t"
_FIXED = {
    W + "tab": "\t",
    W + "ptab": "\t",
    W + "cr": "\n",
    W + "noBreakHyphen": "\u2011",
}
_BREAKS = {"page": "", "column": ""}
_SYMBOLS = {
    ("wingdings", 0x6C): "●",
    ("wingdings", 0x6E): "■",
    ("wingdings", 0x6F): "□",
    ("wingdings", 0xA8): "□",
    ("wingdings", 0xAB): "★",
    ("wingdings", 0xFC): "✓",
    ("wingdings", 0xFE): "☑",
    ("wingdings 2", 0x52): "☑",
    ("wingdings 2", 0xA3): "□",
    ("wingdings 2", 0xEA): "★",
    ("symbol", 0xB7): "·",
    ("symbol", 0xB4): "×",
}
_BLANKS = " \t\r\n"


def element_text(element: Any) -> str:
    """Return the characters one child of a w:r (or of an m:r) adds to the paragraph's text."""
    tag = element.tag
    if tag == TEXT:
        text = element.text or ""
        if text[:1] in _BLANKS or text[-1:] in _BLANKS or "\n" in text or "\r" in text or "\t" in text:
            if element.get(SPACE) != "preserve":
                text = text.strip(_BLANKS)
            text = text.translate({9: " ", 10: " ", 13: " "})
        return text
    if tag in _FIXED:
        return _FIXED[tag]
    if tag == W + "br":
        return _BREAKS.get(element.get(W + "type", ""), "\n")
    if tag == W + "sym":
        return _symbol(element)
    if tag == W + "ruby":
        base = element.find(W + "rubyBase")
        # Its own runs only: a ruby within a ruby reads its own, or each level would double the work.
        runs = base.iterchildren(W + "r") if base is not None else ()
        return "".join(text for run in runs for text, _ in pieces(run))
    return ""


def _symbol(element: Any) -> str:
    try:
        code = int(element.get(W + "char", ""), 16)
    except ValueError:
        return "\ufffd"
    if not 0x20 <= code <= 0xFFFF or 0xD800 <= code <= 0xDFFF:
        return "\ufffd"
    font = element.get(W + "font", "").lower()
    # A symbol font's characters stand in the private area at F000 and after.
    return _SYMBOLS.get((font, code & 0xFF if code >= 0xF000 else code), chr(code))


def pieces(run: Any) -> Iterator[tuple[str, Any]]:
    """Yield (characters, element) for each child of a w:r that shows text, in order.

    Joined they are exactly the text of its `model.Run`; a w:t without xml:space shows no blanks at its ends,
    so set `xml:space="preserve"` on every w:t that is written back.
    """
    for child in run:
        text = element_text(child)
        if text:
            yield text, child


def deleted_text(element: Any) -> str:
    """Return what stands deleted within an element: w:delText of w:del, w:t of w:moveFrom."""
    return "".join(one.text or "" for one in element.iter(W + "delText", TEXT))


def math_text(element: Any) -> str:
    """Return a formula's characters in reading order."""
    return "".join(one.text or "" for one in element.iter(q("m:t")))
