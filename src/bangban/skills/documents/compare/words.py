"""What are a comparison's codes called in Chinese and English?"""

from __future__ import annotations

from typing import Any

SORTS = {
    "number": ("数字", "number"),
    "date": ("日期", "date"),
    "amount": ("金额", "amount"),
    "percent": ("百分比", "percentage"),
    "deadline": ("期限", "deadline"),
    "obligation": ("义务用语", "duty"),
    "negation": ("否定", "negation"),
    "name": ("名称", "name"),
    "attachment": ("附件", "attachment"),
    "document_number": ("发文字号", "document number"),
    "law": ("文件名称", "title of a document"),
    "contact": ("联系方式", "contact"),
}
KINDS = {
    "changed": ("改动", "changed"),
    "inserted": ("新增", "new"),
    "deleted": ("删除", "gone"),
    "moved": ("移动", "moved"),
}
WEIGHTS = {
    "matters": ("要紧", "matters"),
    "wording": ("措辞", "wording"),
    "slight": ("标点空格", "punctuation"),
}
NOTES = {"stronger": ("要求加强", "binds more"), "weaker": ("要求减弱", "binds less")}
PROPERTIES = {
    "align": ("对齐", "alignment"),
    "first_line_chars": ("首行缩进（字）", "first-line indent (characters)"),
    "first_line": ("首行缩进（磅）", "first-line indent (pt)"),
    "left": ("左缩进（磅）", "left indent (pt)"),
    "right": ("右缩进（磅）", "right indent (pt)"),
    "line": ("行距", "line pitch"),
    "line_rule": ("行距方式", "line rule"),
    "before": ("段前（磅）", "space before (pt)"),
    "after": ("段后（磅）", "space after (pt)"),
    "font": ("字体", "typeface"),
    "size": ("字号（磅）", "size (pt)"),
    "bold": ("加粗", "bold"),
    "italic": ("倾斜", "italic"),
    "underline": ("下划线", "underline"),
    "strike": ("删除线", "strike-through"),
    "color": ("颜色", "colour"),
    "highlight": ("突出显示", "highlight"),
    "width_mm": ("纸宽（毫米）", "paper width (mm)"),
    "height_mm": ("纸高（毫米）", "paper height (mm)"),
    "top_mm": ("上白边（毫米）", "top margin (mm)"),
    "bottom_mm": ("下白边（毫米）", "bottom margin (mm)"),
    "left_mm": ("左白边（毫米）", "left margin (mm)"),
    "right_mm": ("右白边（毫米）", "right margin (mm)"),
    "landscape": ("横排", "landscape"),
    "grid": ("文档网格", "grid"),
    "grid_pitch": ("网格行距（磅）", "grid pitch (pt)"),
    "columns": ("分栏", "columns"),
    "title_page": ("首页不同", "first page different"),
    "page_number_start": ("起始页码", "first page number"),
    "page_number_format": ("页码格式", "page number format"),
    "sections": ("节数", "sections"),
}


def say(table: dict[str, tuple[str, str]], code: str, lang: str) -> str:
    pair = table.get(code)
    return code if pair is None else pair[lang.startswith("en")]


def value(one: Any) -> str:
    """A property's value for people."""
    if one is None or one == "":
        return "—"
    if isinstance(one, bool):
        return "✓" if one else "✗"
    return f"{one:g}" if isinstance(one, float) else str(one)
