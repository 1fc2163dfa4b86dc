"""How are sizes, weights, colours and places said, the same way in both languages?"""

from __future__ import annotations

SIZES = {
    42.0: "初号",
    36.0: "小初",
    26.0: "1号",
    24.0: "小1号",
    22.0: "2号",
    18.0: "小2号",
    16.0: "3号",
    15.0: "小3号",
}
SIZES |= {14.0: "4号", 12.0: "小4号", 10.5: "5号", 9.0: "小5号", 7.5: "6号"}

BLACK, RED = "黑 (black)", "红 (red)"
ALIGNED = {
    "left": "左对齐 (left)",
    "both": "两端对齐 (justified)",
    "center": "居中 (centred)",
    "right": "右对齐 (right)",
    "distribute": "分散对齐 (distributed)",
}


def size(points: float) -> str:
    """16.0 → "3号 16 pt"."""
    name = SIZES.get(round(points * 2) / 2, "")
    return f"{name} {points:g} pt".strip()


def weight(bold: bool) -> str:
    return "加粗 (bold)" if bold else "不加粗 (regular)"


def number(value: float, digits: int = 1) -> str:
    """2.0 → "2", 1.512 → "1.5"."""
    return f"{round(value, digits):g}"
