"""How do these tests write small PDF and OFD files, character by character?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tests.unit.skills.documents.read.building import zipped

PAGE = (595.0, 842.0)
FONTS = ("FangSong_GB2312", "SimHei", "ABCDEF+KaiTi,Bold")


@dataclass(frozen=True)
class Text:
    """Characters at a place, in points from the page's upper left corner to the baseline."""

    text: str
    left: float
    base: float
    size: float = 16.0
    font: int = 0
    color: tuple[int, int, int] = (0, 0, 0)


@dataclass(frozen=True)
class Stroke:
    """A line from a place to another; `wide`: drawn as a filled area that wide, as Word does."""

    left: float
    top: float
    right: float
    bottom: float
    wide: float = 0.0
    grey: float = 0.0
    """0 is black, 1 is white."""


Drawn = Text | Stroke


def grid(rows: list[list[str]], left: float, top: float, widths: list[float], **how: Any) -> list[Drawn]:
    """A table drawn with all its lines, 24 points a row. "<" goes on from the left, "^" from above.

    `how`: `wide` of the strokes, `size` of the type, `bold` for the first row in another face, `sides` drawn or not.
    """
    high, size, wide = 24.0, how.get("size", 10.0), how.get("wide", 0.0)
    across = [left + sum(widths[:at]) for at in range(len(widths) + 1)]
    drawn: list[Drawn] = []
    for row, cells in enumerate([*rows, ["" for _ in widths]]):
        for column, text in enumerate(cells):
            x, y = across[column], top + row * high
            if row < len(rows) and text not in ("<", "^", ""):
                drawn.append(Text(text, x + 4, y + 16, size, 1 if how.get("bold") and row == 0 else 0))
            if text != "^":
                drawn.append(Stroke(x, y, across[column + 1], y, wide))
            if row < len(rows) and text != "<" and (column or how.get("sides", True)):
                drawn.append(Stroke(x, y, x, y + high, wide))
        if row < len(rows) and how.get("sides", True):
            drawn.append(Stroke(across[-1], top + row * high, across[-1], top + (row + 1) * high, wide))
    return drawn


def _drawn(one: Drawn) -> str:
    if isinstance(one, Text):
        return "BT {} {} {} rg /F{} {} Tf {} {} Td <{}> Tj ET\n".format(
            *(round(channel / 255, 4) for channel in one.color),
            *(one.font, one.size, one.left, PAGE[1] - one.base),
            one.text.encode("utf-16-be").hex(),
        )
    if one.wide:
        across, down = one.right - one.left or one.wide, one.bottom - one.top or one.wide
        return f"{one.grey} g {one.left} {PAGE[1] - one.top - down} {across} {down} re f\n"
    return f"{one.grey} G 0.5 w {one.left} {PAGE[1] - one.top} m {one.right} {PAGE[1] - one.bottom} l S\n"


def pdf(*pages: Sequence[Drawn], encrypt: bool = False) -> bytes:
    """Return a PDF whose Chinese fonts are named, not embedded, and set by Unicode."""
    objects: list[bytes] = [b"", b""]

    def add(content: str | bytes) -> int:
        objects.append(content.encode() if isinstance(content, str) else content)
        return len(objects)

    fonts = []
    for name in FONTS:
        under = add(
            f"<</Type/Font/Subtype/CIDFontType2/BaseFont/{name}/DW 1000"
            "/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>"
            f"/FontDescriptor<</Type/FontDescriptor/FontName/{name}/Flags 4/Ascent 859/Descent -140"
            "/CapHeight 700/StemV 80/ItalicAngle 0/FontBBox[0 -140 1000 859]>>>>"
        )
        fonts.append(
            add(
                f"<</Type/Font/Subtype/Type0/BaseFont/{name}/Encoding/UniGB-UCS2-H/DescendantFonts[{under} 0 R]>>"
            )
        )
    named = "".join(f"/F{at} {one} 0 R" for at, one in enumerate(fonts))
    kids = []
    for page in pages:
        drawn = "".join(map(_drawn, page)).encode()
        stream = add(b"<</Length %d>>stream\n" % len(drawn) + drawn + b"endstream")
        kids.append(
            add(
                f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {PAGE[0]} {PAGE[1]}]/Contents {stream} 0 R"
                f"/Resources<</Font<<{named}>>>>>>"
            )
        )
    objects[0] = b"<</Type/Catalog/Pages 2 0 R>>"
    objects[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(f'{one} 0 R' for one in kids)}]>>".encode()
    lock = ""
    if encrypt:
        secret = "41" * 32
        lock = f"/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<{secret}>/U<{secret}>>>/ID[<01><01>]"
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += f"trailer\n<</Size {len(objects) + 1}/Root 1 0 R{lock}>>\nstartxref\n{start}\n%%EOF".encode()
    return bytes(out)


OFD = 'xmlns:ofd="http://www.ofdspec.org/2016"'
_MM = 25.4 / 72


def _ofd_path(one: Stroke, at: int) -> str:
    left, top, right, bottom = (value * _MM for value in (one.left, one.top, one.right, one.bottom))
    return (
        f'<ofd:PathObject ID="{at + 100}" Boundary="{left} {top} {right - left} {bottom - top}" LineWidth="0.2">'
        f"<ofd:AbbreviatedData>M 0 0 L {right - left} {bottom - top}</ofd:AbbreviatedData></ofd:PathObject>"
    )


def ofd_parts(*pages: Sequence[Drawn], template: Sequence[Drawn] | None = None) -> dict[str, bytes]:
    """Return the parts of an OFD; `template` is drawn under every page."""

    def page(texts: Sequence[Drawn], head: str = "") -> bytes:
        drawn = "".join(
            _ofd_path(one, at)
            if isinstance(one, Stroke)
            else f'<ofd:TextObject ID="{at + 100}" Boundary="0 0 210 297" Font="{one.font + 1}" Size="{one.size * _MM}">'
            f'<ofd:FillColor Value="{" ".join(map(str, one.color))}"/>'
            f'<ofd:TextCode X="{one.left * _MM}" Y="{one.base * _MM}"'
            f' DeltaX="g {len(one.text) - 1} {one.size * _MM}">{one.text}</ofd:TextCode></ofd:TextObject>'
            for at, one in enumerate(texts)
        )
        return (
            f'<ofd:Page {OFD}>{head}<ofd:Content><ofd:Layer ID="1">{drawn}</ofd:Layer></ofd:Content></ofd:Page>'
        ).encode()

    fonts = "".join(
        f'<ofd:Font ID="{at}" FontName="{name}"{bold}/>'
        for at, name, bold in ((1, "仿宋_GB2312", ""), (2, "黑体", ""), (3, "楷体", ' Bold="true"'))
    )
    listed = "".join(
        f'<ofd:Page ID="{at}" BaseLoc="Pages/Page_{at}/Content.xml"/>' for at in range(len(pages))
    )
    under = '<ofd:TemplatePage ID="9" BaseLoc="Tpls/Tpl_0/Content.xml"/>' if template is not None else ""
    files = {
        "OFD.xml": (
            f"<ofd:OFD {OFD}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
        ).encode(),
        "Doc_0/Document.xml": (
            f"<ofd:Document {OFD}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox>"
            f"</ofd:PageArea><ofd:PublicRes>PublicRes.xml</ofd:PublicRes>{under}</ofd:CommonData>"
            f"<ofd:Pages>{listed}</ofd:Pages></ofd:Document>"
        ).encode(),
        "Doc_0/PublicRes.xml": f"<ofd:Res {OFD}><ofd:Fonts>{fonts}</ofd:Fonts></ofd:Res>".encode(),
    }
    head = '<ofd:Template TemplateID="9"/>' if template is not None else ""
    for at, texts in enumerate(pages):
        files[f"Doc_0/Pages/Page_{at}/Content.xml"] = page(texts, head)
    if template is not None:
        files["Doc_0/Tpls/Tpl_0/Content.xml"] = page(template)
    return files


def ofd(*pages: Sequence[Drawn], template: Sequence[Drawn] | None = None) -> bytes:
    return zipped(ofd_parts(*pages, template=template))


def sheet() -> list[list[Drawn]]:
    """Return two pages of a short notice as they are set: 28 characters of 16 points on a line of 448."""
    full = "为" + "规范公共数据资源登记管理工作现就有关事项通知如下请遵照执行" * 2
    return [
        [
            Text("云栖市人民政府文件", 130, 150, 36, 1, (255, 0, 0)),
            Text("云府〔2026〕12号", 220, 260),
            Text("关于做好登记工作的通知", 176, 330, 22, 1),
            Text("各区人民政府：", 79, 400),
            Text(full[:26], 111, 429),
            Text(full[26:54], 79, 458),
            Text("工作。", 79, 487),
            Text("一、总体要求", 111, 516, 16, 1),
            Text(full[:26], 111, 545),
            Text("— 1 —", 460, 780, 14),
        ],
        [
            Text("接着上一页的文字。", 79, 130),
            Text("云栖市人民政府", 350, 400),
            Text("2026年3月14日", 343, 429, 16, 2),
            Text("— 2 —", 90, 780, 14),
        ],
    ]
