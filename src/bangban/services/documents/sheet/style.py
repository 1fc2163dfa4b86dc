"""Which stylesheet draws this document? One class a distinct format; numbers and known typefaces only."""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Sequence
from typing import Any

from bangban.errors import BadInput
from bangban.services.documents.sheet.reading import Drawing

_COLOR = re.compile(r"[0-9A-F]{6}")
_FAMILIES: Sequence[tuple[tuple[str, ...], str]] = (
    (("小标宋", "xiaobiaosong", "biaosong", "大标宋", "华文中宋", "stzhongsong"), "title"),
    (("楷", "kai"), "kai"),
    (("仿宋", "fangsong", "fsong"), "fang"),
    (("黑", "hei", "gothic", "sans", "arial", "calibri", "helvetica", "雅黑"), "hei"),
    (("宋", "song", "simsun", "times", "serif", "ming"), "song"),
)
STACKS = {
    "title": '"FZXiaoBiaoSong-B05S","方正小标宋简体","方正小标宋_GBK",STZhongsong,"华文中宋","Noto Serif CJK SC","Source Han Serif SC",serif',
    "kai": '"KaiTi_GB2312","楷体_GB2312",KaiTi,"楷体",STKaiti,"华文楷体","AR PL UKai CN","Noto Serif CJK SC",serif',
    "fang": '"FangSong_GB2312","仿宋_GB2312",FangSong,"仿宋",STFangsong,"华文仿宋","Noto Serif CJK SC","Source Han Serif SC",serif',
    "hei": 'SimHei,"黑体",STHeiti,"Noto Sans CJK SC","Source Han Sans SC",sans-serif',
    "song": 'SimSun,"宋体",STSong,"Noto Serif CJK SC","Source Han Serif SC",serif',
}
_ALIGN = {"left": "left", "center": "center", "right": "right", "both": "justify", "distribute": "justify"}


def family_of(font: str) -> str:
    """Which of the five kinds of typeface a name means; body text is 仿宋 (GB/T 9704-2012, 5.2.2)."""
    name = font.lower()
    return next((family for parts, family in _FAMILIES if any(part in name for part in parts)), "fang")


LONGEST_ADDRESS = 6000
MOST_FORMATS = 2000
_SECTION = ("width", "height", "top", "right", "bottom", "left", "pitch")


def address(drawing: Drawing) -> str:
    """What to ask for the drawing's stylesheet: its formats packed into the address, so that nothing is kept
    and a browser keeps it as long as it likes. Formats beyond a long address are left to the defaults."""
    runs, paragraphs = list(drawing.run_formats), list(drawing.paragraph_formats)
    while True:
        sections = [[round(one[name], 2) for name in _SECTION] for one in drawing.sections[:20]]
        packed = zlib.compress(json.dumps([sections, paragraphs, runs], ensure_ascii=False).encode(), 9)
        text = base64.urlsafe_b64encode(packed).decode("ascii").rstrip("=")
        if len(text) <= LONGEST_ADDRESS or not (runs or paragraphs):
            return f"/documents/style.css?f={text}"
        runs, paragraphs = runs[: len(runs) * 3 // 4], paragraphs[: len(paragraphs) * 3 // 4]


def of_address(text: str) -> str:
    """The stylesheet that an address describes.

    Raises:
        BadInput: it describes none.
    """
    try:
        packed = base64.urlsafe_b64decode(text[:LONGEST_ADDRESS] + "=" * (-len(text) % 4))
        # No document has formats by the megabyte: a small address must not unpack to one.
        plain = zlib.decompressobj().decompress(packed, 1024 * 1024)
        sections, paragraphs, runs = json.loads(plain)
        return stylesheet(
            [dict(zip(_SECTION, map(float, one), strict=True)) for one in sections], paragraphs, runs
        )
    except (LookupError, ValueError, TypeError, AttributeError, RecursionError, zlib.error) as error:
        raise BadInput(what="style") from error


def stylesheet(sections: Any, paragraphs: Any, runs: Any) -> str:
    """The rules for the classes that `markup` writes. One length unit is a point on paper: `var(--pt)`."""
    pitch = sections[0]["pitch"]
    rules = [f".sheet.s{n} {{{_page(one)}}}" for n, one in enumerate(sections)]
    rules += [
        f".sheet .p{n} {{{_paragraph(form, pitch)}}}" for n, form in enumerate(paragraphs[:MOST_FORMATS])
    ]
    rules += [f".sheet .r{n} {{{_run(form)}}}" for n, form in enumerate(runs[:MOST_FORMATS])]
    return "\n".join(rules) + "\n"


def _points(value: Any, least: float = -2000, most: float = 4000) -> str:
    number = min(max(float(value), least), most)
    return f"calc({number:g} * var(--pt))"


def _page(one: Any) -> str:
    mm = 72 / 25.4
    width, height = max(one["width"], 50) * mm, max(one["height"], 50) * mm
    # A browser rounds the widths of glyphs up: without a hair's room a full line would not fit.
    sides = " ".join(
        _points(one[side] * mm - (side == "right"), 0) for side in ("top", "right", "bottom", "left")
    )
    return f"width:{_points(width, 100)};min-height:{_points(height, 100)};padding:{sides}"


def _paragraph(form: Sequence[Any], pitch: float) -> str:
    align, first, left, right, rule, line, before, after, size = form
    parts = [f"text-align:{_ALIGN.get(str(align), 'left')}"]
    if float(size):
        # So that an indent in characters counts the paragraph's own.
        parts.append(f"font-size:{_points(size, 4, 200)}")
    for name, (unit, value) in (("text-indent", first), ("padding-left", left), ("padding-right", right)):
        if float(value):
            bounded = min(max(float(value), -60), 60)
            parts.append(f"{name}:{bounded:g}em" if unit == "c" else f"{name}:{_points(value)}")
    if rule == "multiple":
        factor = float(line) or 1
        base = pitch if pitch else 0
        parts.append(f"line-height:{_points(base * factor, 4)}" if base else f"line-height:{1.3 * factor:g}")
    elif float(line):
        parts.append(f"line-height:{_points(line, 4)}")
    if float(before):
        parts.append(f"margin-top:{_points(before, 0)}")
    if float(after):
        parts.append(f"margin-bottom:{_points(after, 0)}")
    return ";".join(parts)


def _run(form: Sequence[Any]) -> str:
    font, _latin, size, bold, italic, underline, strike, color, highlight, spacing = form
    parts = [f"font-family:{STACKS[family_of(str(font))]}"]
    if float(size):
        parts.append(f"font-size:{_points(size, 4, 200)}")
    if bold:
        parts.append("font-weight:700")
    if italic:
        parts.append("font-style:italic")
    drawn = [name for name, there in (("underline", underline), ("line-through", strike)) if there]
    if drawn:
        parts.append(f"text-decoration:{' '.join(drawn)}")
    if _COLOR.fullmatch(str(color)):
        parts.append(f"color:#{readable(str(color))}")
    if highlight:
        parts.append("background:#ff0")
    if float(spacing):
        parts.append(f"letter-spacing:{_points(spacing, -10, 60)}")
    return ";".join(parts)


def readable(color: str) -> str:
    """The colour, darkened until it can be read on white (WCAG 2.2, 1.4.3): print's red is too bright for a screen."""
    channels = [int(color[at : at + 2], 16) for at in (0, 2, 4)]
    while 1.05 / (_luminance(channels) + 0.05) < 4.5:
        channels = [int(channel * 0.96) for channel in channels]
    return "".join(f"{channel:02X}" for channel in channels)


def _luminance(channels: Sequence[int]) -> float:
    """Relative luminance of sRGB."""
    linear = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (c / 255 for c in channels)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
