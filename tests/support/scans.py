"""What does a scanner send? A page of text drawn as a picture."""

from __future__ import annotations

import io
import subprocess

import pytest


def picture(lines: tuple[str, ...], form: str) -> bytes:
    """A page of text drawn as a picture, as a scanner sends it."""
    image = pytest.importorskip("PIL.Image")
    from PIL import ImageDraw, ImageFont

    asked = subprocess.run(
        ["fc-match", "-f", "%{file}", ":lang=zh-cn"], capture_output=True, text=True, check=False
    )
    if not asked.stdout.endswith((".ttc", ".ttf", ".otf")):
        pytest.skip("no Chinese font here")
    font = ImageFont.truetype(asked.stdout, 34)
    page = image.new("RGB", (1240, 1754), "white")
    for number, line in enumerate(lines):
        ImageDraw.Draw(page).text((170, 220 + 64 * number), line, font=font, fill="black")
    out = io.BytesIO()
    page.save(out, form, resolution=150)
    return out.getvalue()
