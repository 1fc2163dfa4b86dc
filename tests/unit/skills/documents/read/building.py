"""How do these tests write a small .docx, part by part, with nothing in it that they did not ask for?"""

from __future__ import annotations

import io
import zipfile

NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "wpg": "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "v": "urn:schemas-microsoft-com:vml",
        "o": "urn:schemas-microsoft-com:office:office",
    }.items()
)
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
RELATIONSHIP = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
SECTION = (
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984"'
    ' w:left="1588" w:header="851" w:footer="1418" w:gutter="0"/>'
    '<w:docGrid w:type="lines" w:linePitch="579"/></w:sectPr>'
)


def paragraph(text: str = "", properties: str = "", run: str = "") -> str:
    """Return a w:p with one run, or none where there is no text."""
    said = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f"<w:p>{said}{span(text, run) if text else ''}</w:p>"


def span(text: str, properties: str = "") -> str:
    """Return a w:r."""
    said = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{said}<w:t xml:space="preserve">{text}</w:t></w:r>'


def part(root: str, content: str) -> bytes:
    return f"{DECLARATION}<w:{root} {NAMESPACES}>{content}</w:{root}>".encode()


def parts(body: str, *, section: str = SECTION, **others: str) -> dict[str, bytes]:
    """Return the parts of a document. `others` are the contents of styles, numbering, settings, comments, ….

    A name with digits is a header or footer: footer1="<w:p/>" stands under the relationship id "footer1".
    """
    roots = {"comments": "comments", "footnotes": "footnotes", "endnotes": "endnotes"}
    found = {
        "[Content_Types].xml": b"",
        "_rels/.rels": (
            f'{DECLARATION}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{RELATIONSHIP}/officeDocument" Target="word/document.xml"/>'
            "</Relationships>"
        ).encode(),
        "word/document.xml": part("document", f"<w:body>{body}{section}</w:body>"),
        "word/_rels/document.xml.rels": b"",
    }
    links, types = [], []
    for name, content in others.items():
        kind = name.rstrip("0123456789")
        if kind == "theme":
            path = "theme/theme1.xml"
            found[f"word/{path}"] = f"{DECLARATION}{content}".encode()
        else:
            path = f"{name}.xml"
            root = {"header": "hdr", "footer": "ftr", **roots}.get(kind, kind)
            found[f"word/{path}"] = part(root, content)
            types.append(f'<Override PartName="/word/{path}" ContentType="{WORD}.{kind}+xml"/>')
        links.append(f'<Relationship Id="{name}" Type="{RELATIONSHIP}/{kind}" Target="{path}"/>')
    found["word/_rels/document.xml.rels"] = (
        f'{DECLARATION}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f"{''.join(links)}</Relationships>"
    ).encode()
    found["[Content_Types].xml"] = (
        f'{DECLARATION}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{WORD}.document.main+xml"/>'
        f"{''.join(types)}</Types>"
    ).encode()
    return found


def zipped(files: dict[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def docx(body: str, *, section: str = SECTION, **others: str) -> bytes:
    return zipped(parts(body, section=section, **others))
