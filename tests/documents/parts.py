"""What else stands in the file a flavour's program writes? Footers, settings, theme, relations."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

from tests.documents import letters, styles
from tests.documents.sheet import Footer, Page, Para, Run

if TYPE_CHECKING:
    from tests.documents.emit import Emitter

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    f'xmlns:r="{R}" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
WPS = ' xmlns:wpsCustomData="http://www.wps.cn/officeDocument/2013/wpsCustomData"'
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
MM = 1440 / 25.4


def pack(emitter: Emitter) -> bytes:
    sheet = emitter.sheet
    names = {"styles": "styles", "settings": "settings", "theme/theme1": "theme", "fontTable": "fontTable"}
    content = {
        "document": f"<w:document {_spaces(emitter)}><w:body>{emitter.body()}{section(emitter)}</w:body></w:document>",
        "styles": f"<w:styles {SPACES}>{styles.part(emitter)}</w:styles>",
        "settings": f"<w:settings {SPACES}>{_settings(emitter)}</w:settings>",
        "fontTable": f'<w:fonts {SPACES}><w:font w:name="宋体"><w:altName w:val="SimSun"/></w:font></w:fonts>',
        "theme/theme1": THEME,
    }
    for name, footer in (("footer1", sheet.odd), ("footer2", sheet.even)):
        if footer:
            content[name] = f"<w:ftr {SPACES}>{_footer(emitter, footer)}</w:ftr>"
            names[name] = "footer"
    if sheet.format == "letter" and sheet.first_page_bare:
        content["footer3"] = f"<w:ftr {SPACES}>{letters.lower_line(emitter)}</w:ftr>"
        names["footer3"] = "footer"
    if emitter.flavour.numbering == "auto":
        content["numbering"] = f"<w:numbering {SPACES}>{NUMBERING}</w:numbering>"
        names["numbering"] = "numbering"
    if sheet.comments:
        said = "".join(
            f'<w:comment w:id="0" w:author="李建国" w:date="2026-03-02T09:00:00Z"><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:comment>'
            for _, text in sheet.comments
        )
        content["comments"] = f"<w:comments {SPACES}>{said}</w:comments>"
        names["comments"] = "comments"
    files = {
        "[Content_Types].xml": _types(names),
        "_rels/.rels": ROOT,
        "word/_rels/document.xml.rels": _relations(names),
    }
    files |= {f"word/{name}.xml": HEAD + text for name, text in content.items()}
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), text)
    return stream.getvalue()


def _spaces(emitter: Emitter) -> str:
    return SPACES + (WPS if emitter.flavour.program == "wps" else "") + ' mc:Ignorable="wps"'


def section(emitter: Emitter, page: Page | None = None) -> str:
    """The section properties of a page, or of the document's last."""
    sheet, flavour = emitter.sheet, emitter.flavour
    page = page or sheet.page
    found = ""
    for kind, name, footer in (("default", "footer1", sheet.odd), ("even", "footer2", sheet.even)):
        if footer:
            found += f'<w:footerReference w:type="{kind}" r:id="rId_{name}"/>'
    letter = sheet.format == "letter" and sheet.first_page_bare
    if letter:
        found += '<w:footerReference w:type="first" r:id="rId_footer3"/>'
    off = (0.0, 0.0) if page.landscape else flavour.margins
    top, left = page.top + off[0], page.left + off[1]
    orient = ' w:orient="landscape"' if page.landscape else ""
    found += f'<w:pgSz w:w="{round(page.width * MM)}" w:h="{round(page.height * MM)}"{orient}/>'
    found += (
        f'<w:pgMar w:top="{round(top * MM)}" w:right="{round(page.right * MM)}" w:bottom="{round(page.bottom * MM)}" '
        f'w:left="{round(left * MM)}" w:header="851" w:footer="{round(page.footer * MM)}" w:gutter="{round(page.gutter * MM)}"/>'
    )
    if page.start is not None:
        found += f'<w:pgNumType w:start="{page.start}"/>'
    elif flavour.program == "wps":
        found += '<w:pgNumType w:fmt="decimal"/>'
    found += f'<w:cols w:space="720" w:num="{page.columns}"/>'
    if letter:
        found += "<w:titlePg/>"
    grids = {
        "linesAndChars": '<w:docGrid w:type="linesAndChars" w:linePitch="579" w:charSpace="-849"/>',
        "lines": '<w:docGrid w:type="lines" w:linePitch="579"/>',
        "none": '<w:docGrid w:linePitch="312"/>',
    }
    return f"<w:sectPr>{found}{grids[flavour.grid]}</w:sectPr>"


def _footer(emitter: Emitter, footer: Footer) -> str:
    side = (
        {"left": footer.indent, "right": 0} if footer.align == "left" else {"left": 0, "right": footer.indent}
    )
    para = Para("page_number", [], align=footer.align, pitch=1, line_rule="auto", **side)
    run = Run(
        "",
        footer.font,
        footer.size,
        color=footer.color,
        bold=footer.bold,
        latin=emitter.fonts.get(footer.font, footer.font),
    )
    rpr = f"<w:rPr>{styles.difference(styles.NO_RUN, emitter.run_props(run))}</w:rPr>"
    para.runs = [run]
    ppr = styles.difference(styles.NO_PARAGRAPH, emitter.para_props(para))
    if emitter.flavour.field == "frame":
        ppr = (
            f'<w:framePr w:wrap="around" w:vAnchor="text" w:hAnchor="margin" w:xAlign="{footer.align}" w:y="1"/>'
            + ppr
        )

    def said(text: str) -> str:
        return f'<w:r>{rpr}<w:t xml:space="preserve">{text}</w:t></w:r>' if text else ""

    if not footer.field:
        number = said("1")
    elif emitter.flavour.field == "simple":
        number = f'<w:fldSimple w:instr=" PAGE ">{said("1")}</w:fldSimple>'
    else:
        extra = " \\* MERGEFORMAT" if emitter.flavour.program == "wps" else ""
        number = "".join(
            f"<w:r>{rpr}{inner}</w:r>"
            for inner in (
                '<w:fldChar w:fldCharType="begin"/>',
                f'<w:instrText xml:space="preserve"> PAGE {extra} </w:instrText>',
                '<w:fldChar w:fldCharType="separate"/>',
                "<w:t>1</w:t>",
                '<w:fldChar w:fldCharType="end"/>',
            )
        )
    return f"<w:p><w:pPr>{ppr}</w:pPr>{said(footer.before)}{number}{said(footer.behind)}</w:p>"


def _settings(emitter: Emitter) -> str:
    found = '<w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/>'
    if emitter.sheet.even:
        found += "<w:evenAndOddHeaders/>"
    return found + '<w:characterSpacingControl w:val="compressPunctuation"/>'


def _types(names: dict[str, str]) -> str:
    rows = "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{TYPE}.{kind}+xml"/>'
        for part, kind in {
            "document": "document.main",
            **{k: v for k, v in names.items() if v != "theme"},
        }.items()
    )
    return (
        f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{rows}'
        '<Override PartName="/word/theme/theme1.xml" ContentType="application/vnd.openxmlformats-officedocument.theme+xml"/></Types>'
    )


def _relations(names: dict[str, str]) -> str:
    rows = "".join(
        f'<Relationship Id="rId_{part.split("/")[-1]}" Type="{R}/{kind}" Target="{part}.xml"/>'
        for part, kind in names.items()
    )
    return f'{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rows}</Relationships>'


ROOT = (
    f'{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{R}/officeDocument" Target="word/document.xml"/></Relationships>'
)
_LEVELS = (
    ("chineseCounting", "%1、"),
    ("chineseCounting", "（%2）"),
    ("decimal", "%3."),
    ("decimal", "（%4）"),
)
NUMBERING = (
    '<w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="multilevel"/>'
    + "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:suff w:val="nothing"/>'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
        '<w:pPr><w:ind w:left="0" w:firstLineChars="200" w:firstLine="640"/></w:pPr></w:lvl>'
        for level, (kind, text) in enumerate(_LEVELS)
    )
    + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
)
_COLOURS = "".join(
    f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>'
    for name, value in (
        ("dk1", "000000"), ("lt1", "FFFFFF"), ("dk2", "44546A"), ("lt2", "E7E6E6"), ("accent1", "4472C4"), ("accent2", "ED7D31"),
        ("accent3", "A5A5A5"), ("accent4", "FFC000"), ("accent5", "5B9BD5"), ("accent6", "70AD47"), ("hlink", "0563C1"), ("folHlink", "954F72"),
    )
)  # fmt: skip
_FONTS = '<a:latin typeface="{latin}"/><a:ea typeface=""/><a:cs typeface=""/><a:font script="Hans" typeface="{hans}"/>'
_FILLS = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>' * 3
_EFFECTS = "<a:effectStyle><a:effectLst/></a:effectStyle>" * 3
_LINES = '<a:ln w="6350"><a:solidFill><a:schemeClr val="phClr"/></a:solidFill></a:ln>' * 3
THEME = (
    '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="Office"><a:themeElements>'
    f'<a:clrScheme name="Office">{_COLOURS}</a:clrScheme><a:fontScheme name="Office">'
    f"<a:majorFont>{_FONTS.format(latin='Calibri Light', hans='等线 Light')}</a:majorFont>"
    f"<a:minorFont>{_FONTS.format(latin='Calibri', hans='等线')}</a:minorFont></a:fontScheme>"
    f'<a:fmtScheme name="Office"><a:fillStyleLst>{_FILLS}</a:fillStyleLst><a:lnStyleLst>{_LINES}</a:lnStyleLst>'
    f"<a:effectStyleLst>{_EFFECTS}</a:effectStyleLst><a:bgFillStyleLst>{_FILLS}</a:bgFillStyleLst></a:fmtScheme>"
    "</a:themeElements></a:theme>"
)
