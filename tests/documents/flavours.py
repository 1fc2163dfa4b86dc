"""How do programs and people write the same layout? One record a habit."""

from __future__ import annotations

from dataclasses import dataclass

FONTS = {
    "gb2312": {"fang": "仿宋_GB2312", "kai": "楷体_GB2312", "hei": "黑体", "song": "方正小标宋简体", "sun": "宋体"},
    "windows": {"fang": "仿宋", "kai": "楷体", "hei": "黑体", "song": "方正小标宋_GBK", "sun": "宋体"},
    "english": {"fang": "FangSong", "kai": "KaiTi", "hei": "SimHei", "song": "FZXiaoBiaoSong-B05S", "sun": "SimSun"},
    "founder": {"fang": "方正仿宋_GBK", "kai": "方正楷体_GBK", "hei": "方正黑体_GBK", "song": "方正小标宋_GBK", "sun": "宋体"},
    "founder_simplified": {"fang": "方正仿宋简体", "kai": "方正楷体简体", "hei": "方正黑体简体", "song": "方正小标宋简体", "sun": "宋体"},
    "english_gb2312": {"fang": "FangSong_GB2312", "kai": "KaiTi_GB2312", "hei": "SimHei", "song": "FZXBSJW--GB1-0", "sun": "SimSun"},
}  # fmt: skip


@dataclass(frozen=True)
class Flavour:
    """One program's or one office's way."""

    program: str = "word"
    """word, wps, python-docx, libreoffice: what else stands in the file, and what its defaults are."""
    fonts: str = "gb2312"
    formatting: str = "direct"
    """direct: on every run; styles: a style a role; mixed: the body by Normal, the rest direct."""
    blanks: str = "paragraphs"
    """paragraphs, or spacing (w:before), or lines (w:beforeLines)."""
    indents: str = "chars"
    """chars, points, or spaces: two full-width spaces typed."""
    mark: str = "paragraph"
    """paragraph, vml (a text box), dml (a text box with fallback), or table."""
    line: str = "border"
    """border, number (the border of the number's own paragraph), vml, dml, or table."""
    imprint: str = "paragraphs"
    """paragraphs, table, or frame."""
    numbering: str = "typed"
    pitch: float = 28.95
    grid: str = "linesAndChars"
    """linesAndChars, lines, or none."""
    by_grid: bool = False
    """No exact pitch: the grid makes it."""
    runs: str = "whole"
    """whole, or split: digits and Chinese in runs of their own, as Word saves what was edited."""
    title: str = "paragraphs"
    """paragraphs, or breaks within one."""
    field: str = "complex"
    """complex, simple, or frame: how the page number is put."""
    latin: str = "Times New Roman"
    margins: tuple[float, float] = (0.0, 0.0)
    """Added to top and left, within the tolerance."""


FLAVOURS = {
    "word": Flavour(),
    "styles": Flavour(formatting="styles", blanks="spacing", line="number", title="breaks", field="simple"),
    "wps": Flavour(
        program="wps", fonts="windows", imprint="table", pitch=28, runs="split", line="vml", indents="chars", field="frame"
    ),
    "python-docx": Flavour(program="python-docx", pitch=30, line="border", grid="linesAndChars"),
    "points": Flavour(indents="points", fonts="english", blanks="spacing", pitch=29, grid="lines", runs="split"),
    "spaces": Flavour(indents="spaces", fonts="founder", grid="none", pitch=28.8, latin="仿宋_GB2312"),
    "vml": Flavour(program="wps", mark="vml", line="vml", fonts="windows", imprint="table", formatting="mixed"),
    "dml": Flavour(mark="dml", line="dml", imprint="table", formatting="styles", field="frame", pitch=28.5),
    "table": Flavour(mark="table", line="table", imprint="table", fonts="founder_simplified", runs="split"),
    "numbered": Flavour(numbering="auto", formatting="styles", title="breaks", blanks="lines", imprint="frame"),
    "libreoffice": Flavour(program="libreoffice", formatting="styles", indents="points", field="simple", pitch=30),
    "grid": Flavour(by_grid=True, formatting="mixed", fonts="english_gb2312", imprint="table", margins=(0.6, -0.7)),
    "tolerance": Flavour(program="wps", margins=(-0.9, 0.9), pitch=29.5, blanks="spacing", title="breaks", runs="split"),
}  # fmt: skip
