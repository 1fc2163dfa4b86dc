"""Which formats does a paragraph inherit in a flavour, and what must it therefore say itself?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.documents.sheet import Para, Run

if TYPE_CHECKING:
    from tests.documents.emit import Emitter

Props = dict[str, str]
RPR_ORDER = ("rFonts", "b", "i", "strike", "color", "apart", "sz", "szCs", "highlight", "u")
PPR_ORDER = ("pageBreakBefore", "numPr", "pBdr", "tabs", "spacing", "ind", "jc", "sectPr")
ORDER = (*RPR_ORDER, *PPR_ORDER)
NO_RUN = {
    "b": '<w:b w:val="0"/>',
    "i": '<w:i w:val="0"/>',
    "strike": '<w:strike w:val="0"/>',
    "color": '<w:color w:val="auto"/>',
    "apart": '<w:spacing w:val="0"/>',
    "highlight": '<w:highlight w:val="none"/>',
    "u": '<w:u w:val="none"/>',
}
WORDLESS = {"highlight": '<w:highlight w:val="none"/>'}
"""What the schema does not let a style say."""
NO_PARAGRAPH = {"ind": '<w:ind w:firstLineChars="0" w:firstLine="0"/>', "pBdr": "", "numPr": ""}
BASES: dict[str, tuple[str, str]] = {
    # What docDefaults say of runs and paragraphs.
    "word": (
        '<w:rFonts w:asciiTheme="minorHAnsi" w:eastAsiaTheme="minorEastAsia" w:hAnsiTheme="minorHAnsi" w:cstheme="minorBidi"/>'
        '<w:kern w:val="2"/><w:sz w:val="21"/><w:szCs w:val="22"/><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>',
        "",
    ),
    "wps": (
        '<w:rFonts w:ascii="Times New Roman" w:eastAsia="宋体" w:hAnsi="Times New Roman" w:cs="Times New Roman"/>',
        "",
    ),
    "python-docx": (
        '<w:rFonts w:asciiTheme="minorHAnsi" w:eastAsiaTheme="minorEastAsia" w:hAnsiTheme="minorHAnsi" w:cstheme="minorBidi"/>'
        '<w:sz w:val="22"/><w:szCs w:val="22"/><w:lang w:val="en-US" w:eastAsia="en-US" w:bidi="ar-SA"/>',
        '<w:spacing w:after="200" w:line="276" w:lineRule="auto"/>',
    ),
    "libreoffice": (
        '<w:rFonts w:ascii="Liberation Serif" w:eastAsia="Noto Serif CJK SC" w:hAnsi="Liberation Serif" w:cs="Noto Sans"/>'
        '<w:kern w:val="2"/><w:sz w:val="24"/><w:szCs w:val="24"/><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="hi-IN"/>',
        '<w:widowControl/>',
    ),
}  # fmt: skip

STYLED = {
    "issuer_mark": ("a3", "发文机关标志", Para("issuer_mark", [Run("", "song", 36, color="FF0000")], align="center", pitch=50)),
    "document_number": ("a4", "发文字号", Para("document_number", [Run("")], align="center")),
    "title": ("a5", "公文标题", Para("title", [Run("", "song", 22)], align="center", pitch=32)),
    "attachment_title": ("a6", "附件标题", Para("attachment_title", [Run("", "song", 22)], align="center", pitch=32)),
    "addressee": ("a7", "主送机关", Para("addressee", [Run("")], align="left")),
    "body": ("a8", "正文样式", Para("body", [Run("")], first=2)),
    "heading_1": ("1", "heading 1", Para("heading_1", [Run("", "hei")], first=2)),
    "heading_2": ("2", "heading 2", Para("heading_2", [Run("", "kai")], first=2)),
    "heading_3": ("3", "heading 3", Para("heading_3", [Run("")], first=2)),
    "attachment_mark": ("a9", "附件标识", Para("attachment_mark", [Run("", "hei")], align="left")),
    "signature": ("aa", "署名", Para("signature", [Run("")], align="right")),
    "date": ("ab", "Date", Para("date", [Run("")], align="right", right=4)),
    "copy_to": ("ac", "抄送", Para("copy_to", [Run("", size=14)], left=4, first=-3, right=1)),
    "imprint": ("ad", "印发", Para("imprint", [Run("", size=14)], left=1, right=1)),
}  # fmt: skip
SHARED = {"closing": "body", "heading_4": "heading_3", "attachment_body": "body", "note": "body"}


def difference(base: Props, own: Props) -> str:
    """The elements of `own` that `base` does not give already, in the schema's order."""
    return "".join([said for name in ORDER if (said := own.get(name, "")) and said != base.get(name, "")])


def base_of(emitter: Emitter, para: Para) -> tuple[str, Props, Props]:
    """(style id, paragraph format, run format) that the paragraph inherits."""
    if para.role not in emitter.bases:
        emitter.bases[para.role] = _base_of(emitter, para)
    return emitter.bases[para.role]


def _base_of(emitter: Emitter, para: Para) -> tuple[str, Props, Props]:
    if emitter.flavour.formatting == "styles":
        role = SHARED.get(para.role, para.role)
        if role in STYLED:
            style, _, pattern = STYLED[role]
            inherited = {**NO_PARAGRAPH, **emitter.para_props(pattern)}
            return style, inherited, {**NO_RUN, **emitter.run_props(pattern.run)}
    if emitter.flavour.formatting == "mixed":
        plain = Para("normal", [Run("")])
        return (
            "",
            {**NO_PARAGRAPH, "jc": emitter.para_props(plain)["jc"]},
            {**NO_RUN, **emitter.run_props(plain.run)},
        )
    jc = {} if emitter.flavour.program in ("python-docx", "libreoffice") else {"jc": '<w:jc w:val="both"/>'}
    return "", {**NO_PARAGRAPH, **jc}, dict(NO_RUN)


def part(emitter: Emitter) -> str:
    """word/styles.xml of the flavour."""
    run, para = BASES[emitter.flavour.program]
    body = (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{run}</w:rPr></w:rPrDefault>"
        f"<w:pPrDefault>{f'<w:pPr>{para}</w:pPr>' if para else ''}</w:pPrDefault></w:docDefaults>"
    )
    normal_run, normal_para = '<w:sz w:val="21"/>', '<w:widowControl w:val="0"/><w:jc w:val="both"/>'
    if emitter.flavour.program in ("python-docx", "libreoffice"):
        normal_run = normal_para = ""
    if emitter.flavour.formatting == "mixed":
        normal_run = difference(WORDLESS, emitter.run_props(Run("")))
    body += _style(
        "a" if emitter.flavour.program != "python-docx" else "Normal",
        "Normal",
        normal_para,
        normal_run,
        default=True,
    )
    if emitter.flavour.formatting == "styles":
        for role, (identity, name, pattern) in STYLED.items():
            own = emitter.para_props(pattern)
            own["numPr"] = ""
            level = f'<w:outlineLvl w:val="{int(role[-1]) - 1}"/>' if role.startswith("heading") else ""
            body += _style(
                identity,
                name,
                difference(NO_PARAGRAPH, own) + level,
                difference(WORDLESS, emitter.run_props(pattern.run)),
            )
    return body


def _style(identity: str, name: str, para: str, run: str, *, default: bool = False) -> str:
    first = ' w:default="1"' if default else ""
    based = "" if default else '<w:basedOn w:val="a"/>'
    para = f"<w:pPr>{para}</w:pPr>" if para else ""
    run = f"<w:rPr>{run}</w:rPr>" if run else ""
    return f'<w:style w:type="paragraph"{first} w:styleId="{identity}"><w:name w:val="{name}"/>{based}<w:qFormat/>{para}{run}</w:style>'
