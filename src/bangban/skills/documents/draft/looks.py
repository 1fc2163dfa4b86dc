"""How does each element look? One table of named styles, and the styles part made from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bangban.skills.documents.draft.ooxml import serialise, val, w

SONG, FANG, KAI, HEI = "方正小标宋简体", "仿宋_GB2312", "楷体_GB2312", "黑体"
PAGE_NUMBER_FONT = "宋体"
LATIN = "Times New Roman"
RED = "FF0000"
PITCH = 28.95
"""Points between lines: 225 mm hold 22 of them."""
TITLE_PITCH = 34.0
SIZE_2, SIZE_3, SIZE_4 = 22.0, 16.0, 14.0
"""字号 2, 3 and 4 in points."""


@dataclass(frozen=True, slots=True)
class Look:
    """One paragraph style. Indents in characters of its own size, pitch in points."""

    id: str
    name: str
    font: str = FANG
    size: float = SIZE_3
    align: str = "both"
    first: float = 0.0
    """First line: negative hangs."""
    left: float = 0.0
    right: float = 0.0
    pitch: float = PITCH
    color: str = ""
    outline: int | None = None
    keep_next: bool = False
    page_break: bool = False
    latin: str = LATIN


BODY = Look("Body", "公文正文", first=2)
BLANK = Look("BlankLine", "公文空行")
LOOKS: tuple[Look, ...] = (
    BODY,
    BLANK,
    Look("Serial", "份号", align="left"),
    Look("Classification", "密级和紧急程度", font=HEI, align="left"),
    Look("IssuerMark", "发文机关标志", font=SONG, size=48, align="center", pitch=60, color=RED),
    Look("DocumentNumber", "发文字号", align="center"),
    Look("DocumentNumberUp", "发文字号（上行文）", left=1, right=1),
    Look("DocumentNumberRight", "发文字号（信函）", align="right"),
    Look("RedLine", "红色分隔线", align="center", pitch=6, color=RED),
    Look("DocumentTitle", "公文标题", font=SONG, size=SIZE_2, align="center", pitch=TITLE_PITCH, keep_next=True),
    Look("Passed", "题注", font=KAI, align="center"),
    Look("Addressee", "主送机关", align="left", keep_next=True),
    Look("Heading1", "heading 1", font=HEI, first=2, outline=0, keep_next=True),
    Look("Heading2", "heading 2", font=KAI, first=2, outline=1, keep_next=True),
    Look("Heading3", "heading 3", first=2, outline=2),
    Look("Heading4", "heading 4", first=2, outline=3),
    Look("Closing", "结语", first=2),
    Look("AttachmentNote", "附件说明", left=5, first=-3),
    Look("AttachmentNoteFirst", "附件说明（首项）", left=6, first=-4),
    Look("AttachmentNoteNext", "附件说明（续项）", left=6, first=-1),
    Look("Attendance", "出席人员", left=5, first=-3),
    Look("IssuerSignature", "发文机关署名", align="right"),
    Look("DocumentDate", "成文日期", align="right", right=4),
    Look("DocumentNote", "附注", first=2),
    Look("AttachmentMark", "附件序号", font=HEI, align="left", page_break=True, keep_next=True),
    Look("AttachmentTitle", "附件标题", font=SONG, size=SIZE_2, align="center", pitch=TITLE_PITCH, keep_next=True),
    Look("TableHead", "表头", font=HEI, size=SIZE_4, align="center", pitch=22),
    Look("TableText", "表格正文", size=SIZE_4, align="center", pitch=22),
    Look("CopyTo", "抄送", size=SIZE_4, left=4, first=-3, right=1),
    Look("Imprint", "印发机关和印发日期", size=SIZE_4, left=1, right=1),
    Look("ImprintAnchor", "版记之后", size=2, align="center", pitch=2),
    Look("PageNumberOdd", "页码（单页）", font=PAGE_NUMBER_FONT, latin=PAGE_NUMBER_FONT, size=SIZE_4, align="right", right=1, pitch=0),
    Look("PageNumberEven", "页码（双页）", font=PAGE_NUMBER_FONT, latin=PAGE_NUMBER_FONT, size=SIZE_4, align="left", left=1, pitch=0),
    Look("FooterLine", "信函末线", align="center", pitch=6, color=RED),
)  # fmt: skip
BY_ID = {look.id: look for look in LOOKS}


def twips(points: float) -> int:
    return round(points * 20)


def run_properties(look: Look, **changes: Any) -> Any:
    """w:rPr of a look: font, size, colour. `changes` give font, size, color or highlight for one run."""
    font, size = changes.get("font", look.font), changes.get("size", look.size)
    color, highlight = changes.get("color", look.color), changes.get("highlight")
    latin = look.latin
    half = round(size * 2)
    return w(
        "rPr",
        w("rFonts", ascii=latin, eastAsia=font, hAnsi=latin, cs=latin),
        val("color", color) if color else None,
        val("sz", half),
        val("szCs", half),
        val("highlight", highlight) if highlight else None,
    )


def indent(size: float, first: float = 0.0, left: float = 0.0, right: float = 0.0) -> Any:
    """w:ind in characters, with the same lengths in twips for programs that do not know characters."""
    if not (first or left or right):
        return None
    said: dict[str, int] = {}
    for name, value in (
        ("left", left),
        ("right", right),
        ("firstLine", max(first, 0)),
        ("hanging", max(-first, 0)),
    ):
        if value:
            said[name + "Chars"] = round(value * 100)
            said[name] = twips(value * size)
    return w("ind", **said)


def spacing(pitch: float, before: float = 0.0) -> Any:
    if not pitch:
        return w("spacing", before=twips(before), after=0, line=240, lineRule="auto")
    return w("spacing", before=twips(before), after=0, line=twips(pitch), lineRule="exact")


def paragraph_properties(look: Look, *, style: bool) -> Any:
    """w:pPr of a look: as a style's own, or only its reference."""
    if style:
        return w("pPr", val("pStyle", look.id))
    return w(
        "pPr",
        w("keepNext") if look.keep_next else None,
        w("pageBreakBefore") if look.page_break else None,
        val("snapToGrid", 0) if look.pitch > PITCH else None,
        spacing(look.pitch),
        indent(look.size, look.first, look.left, look.right),
        val("jc", look.align),
        val("outlineLvl", look.outline) if look.outline is not None else None,
    )


def styles_part() -> bytes:
    """word/styles.xml: defaults of the body, and one paragraph style for every element."""
    base = w("rFonts", ascii=LATIN, eastAsia=FANG, hAnsi=LATIN, cs=LATIN)
    defaults = w(
        "docDefaults",
        w(
            "rPrDefault",
            w("rPr", base, val("sz", 32), val("szCs", 32), w("lang", val="en-US", eastAsia="zh-CN")),
        ),
        w("pPrDefault", w("pPr", w("spacing", before=0, after=0, line=240, lineRule="auto"))),
    )
    root = w("styles", defaults)
    # The size of this style is the width of a character of the grid; some programs look for it nowhere else.
    normal = w("style", val("name", "Normal"), w("qFormat"), type="paragraph", styleId="Normal", default=1)
    normal.extend([w("pPr", val("widowControl", 0), val("jc", "both")), run_properties(BODY)])
    root.append(normal)
    for element in (
        w("style", val("name", "Default Paragraph Font"), val("uiPriority", 1), w("semiHidden"), type="character", styleId="DefaultParagraphFont", default=1),
        _table_style("TableNormal", "Normal Table", default=True),
        _table_style("TableGrid", "Table Grid", default=False),
    ):  # fmt: skip
        root.append(element)
    for look in LOOKS:
        following = val("next", "Body") if look.outline is not None else None
        own = None if look.name.isascii() else 1
        style = w("style", type="paragraph", customStyle=own, styleId=look.id)
        style.extend(
            child
            for child in (
                val("name", look.name),
                val("basedOn", "Normal"),
                following,
                w("qFormat"),
                paragraph_properties(look, style=False),
                run_properties(look),
            )
            if child is not None
        )
        root.append(style)
    return serialise(root)


def _table_style(identity: str, name: str, *, default: bool) -> Any:
    """The table style every file has, or the one with lines that is based on it."""
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    if default:
        inner = [w(side, w=108 if side in ("left", "right") else 0, type="dxa") for side in sides[:4]]
        properties = w("tblPr", w("tblInd", w=0, type="dxa"), w("tblCellMar", *inner))
    else:
        properties = w("tblPr", w("tblBorders", *(w(side, val="single", sz=4, space=0, color="auto") for side in sides)))  # fmt: skip
    return w(
        "style",
        val("name", name),
        None if default else val("basedOn", "TableNormal"),
        val("uiPriority", 99 if default else 39),
        w("semiHidden") if default else None,
        properties,
        type="table",
        default=1 if default else None,
        styleId=identity,
    )
