"""What does an OFD file (GB/T 33190) say: characters, typefaces, sizes and places, page by page?"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from typing import Any

from bangban.skills.documents.model import Document
from bangban.skills.documents.read.layout import build
from bangban.skills.documents.read.limits import LIMITS, Limits
from bangban.skills.documents.read.package import Package
from bangban.skills.documents.read.placed import Page, Span
from bangban.skills.documents.read.problems import (
    DocumentBroken,
    DocumentEncrypted,
    DocumentScanned,
    DocumentTooLarge,
)
from bangban.skills.documents.read.strokes import Strokes
from bangban.skills.ocr import COMMAND

_POINTS = 72 / 25.4
_PATHS, _PATH = 20_000, 4_000
"""Drawn objects of a layer's page, and characters of one, that are looked at: borders are short."""
_CORNER = re.compile(r"(-?[\d.]{1,20})\s+(-?[\d.]{1,20})")
_A4 = (210.0, 297.0)


@dataclass(slots=True)
class _Resources:
    """Fonts of the document by their id: (name, bold)."""

    fonts: dict[str, tuple[str, bool]] = field(default_factory=dict)
    colors: dict[str, str] = field(default_factory=dict)
    """Drawing parameters by their id: the fill colour they set."""
    templates: dict[str, str] = field(default_factory=dict)
    box: tuple[float, float] = _A4


def read(package: Package, *, name: str, limits: Limits = LIMITS) -> Document:
    """Return what an OFD says. Raises DocumentBroken, DocumentEncrypted, DocumentScanned or DocumentTooLarge."""
    if package.has("Encryptions.xml") or package.has("Encrypt/Encryptions.xml"):
        raise DocumentEncrypted(name=name)
    roots = [_text(one) for one in package.part("OFD.xml").iter("{*}DocRoot")]
    if not roots or not package.has(roots[0]):
        raise DocumentBroken(name=name, what={"zh": "缺少文档入口", "en": "its document is missing"})
    pages: list[Page] = []
    left_out = False
    end = time.monotonic() + limits.seconds
    for root in roots:
        document = package.part(root)
        folder = root.rpartition("/")[0]
        resources = _resources(package, document, folder)
        for element in document.iterfind("{*}Pages/{*}Page"):
            if len(pages) >= limits.pages or (pages and time.monotonic() > end):
                left_out = True
                break
            place = _join(folder, element.get("BaseLoc", ""))
            if not package.has(place):
                raise DocumentBroken(
                    name=name, what={"zh": f"缺少页面 {place}", "en": f"the page {place} is missing"}
                )
            pages.append(_page(package, package.part(place), resources))
            _bound(pages, name, limits)
    if not any(page.spans for page in pages):
        raise DocumentScanned(name=name, command=COMMAND)
    found = build(pages, "ofd")
    if any(page.has_image and not page.spans for page in pages):
        found.unknown_because += ("some_pages_scanned",)
    if left_out:
        found.unknown_because += ("pages_left_out",)
    if any(not run.font for one in found.paragraphs for run in one.runs):
        found.unknown_because += ("font_names_missing",)
    return found


def _bound(pages: list[Page], name: str, limits: Limits) -> None:
    if sum(len(span.text) for span in pages[-1].spans) > limits.characters // 10:
        raise DocumentTooLarge(
            name=name,
            what={"zh": "一页的字数", "en": "the number of characters on a page"},
            limit=limits.characters // 10,
        )


def _text(element: Any) -> str:
    return (element.text or "").strip().lstrip("/") if element is not None else ""


def _join(folder: str, place: str) -> str:
    """Return the full name of a part: relative to `folder` unless it begins with a slash."""
    place = place.strip().replace("\\", "/")
    if place.startswith("/"):
        return place.lstrip("/")
    steps = folder.split("/") if folder else []
    for step in place.split("/"):
        if step == "..":
            steps = steps[:-1]
        elif step not in ("", "."):
            steps.append(step)
    return "/".join(steps)


def _numbers(value: str | None) -> list[float]:
    found = []
    for one in (value or "").split():
        try:
            number = float(one)
        except ValueError:
            return []
        if not -1e6 < number < 1e6:
            return []
        found.append(number)
    return found


def _resources(package: Package, document: Any, folder: str) -> _Resources:
    found = _Resources()
    common = document.find("{*}CommonData")
    if common is None:
        return found
    found.box = _box(common.find("{*}PageArea")) or _A4
    for kind in ("PublicRes", "DocumentRes"):
        for one in common.iterfind(f"{{*}}{kind}"):
            place = _join(folder, one.text or "")
            root = package.find(place) if place else None
            for font in root.iter("{*}Font") if root is not None else ():
                name = font.get("FamilyName") or font.get("FontName") or ""
                bold = font.get("Bold") == "true"
                found.fonts[font.get("ID", "")] = (name, bold)
            for one_set in root.iter("{*}DrawParam") if root is not None else ():
                found.colors[one_set.get("ID", "")] = _color(one_set.find("{*}FillColor"))
    for one in common.iterfind("{*}TemplatePage"):
        found.templates[one.get("ID", "")] = _join(folder, one.get("BaseLoc", ""))
    return found


def _box(area: Any) -> tuple[float, float] | None:
    box = area.find("{*}PhysicalBox") if area is not None else None
    numbers = _numbers(box.text) if box is not None else []
    if len(numbers) != 4 or not (10 < numbers[2] < 2000 and 10 < numbers[3] < 2000):
        return None
    return numbers[2], numbers[3]


def _page(package: Package, root: Any, resources: _Resources) -> Page:
    width, height = _box(root.find("{*}Area")) or resources.box
    page = Page(width * _POINTS, height * _POINTS)
    drawn = Strokes()
    for template in root.iterfind("{*}Template"):
        place = resources.templates.get(template.get("TemplateID", ""), "")
        if (under := package.find(place)) is not None:
            _layers(under, resources, page, drawn)
    _layers(root, resources, page, drawn)
    page.rulings = drawn.rulings()
    return page


def _layers(root: Any, resources: _Resources, page: Page, drawn: Strokes) -> None:
    content = root.find("{*}Content")
    kinds = ("{*}TextObject", "{*}ImageObject", "{*}PathObject")
    paths = 0
    for one in content.iter(*kinds) if content is not None else ():
        if one.tag.endswith("}ImageObject"):
            page.has_image = True
        elif one.tag.endswith("}TextObject"):
            _text_object(one, resources, page)
        elif (paths := paths + 1) <= _PATHS:
            _path_object(one, drawn)


def _path_object(element: Any, drawn: Strokes) -> None:
    """Add the straight strokes of a path; one that is curved draws no table."""
    boundary = _numbers(element.get("Boundary"))
    said = _text(element.find("{*}AbbreviatedData"))
    if len(boundary) != 4 or len(said) > _PATH or element.get("Visible") == "false":
        return
    matrix = _numbers(element.get("CTM"))
    a, b, c, d, e, f = matrix if len(matrix) == 6 else [1.0, 0.0, 0.0, 1.0, 0.0, 0.0]
    filled = element.get("Fill") == "true" and element.get("Stroke") == "false"
    for stroke in re.split("[SM]", said):
        points = []
        for x, y in _CORNER.findall(stroke):
            at = _numbers(f"{x} {y}")
            if len(at) != 2:
                return
            left = boundary[0] + a * at[0] + c * at[1] + e
            points.append((left * _POINTS, (boundary[1] + b * at[0] + d * at[1] + f) * _POINTS))
        if re.search("[BQA]", stroke) or len(points) < 2:
            continue
        if "C" in stroke:
            points.append(points[0])
        if filled:
            drawn.area(points)
        elif element.get("Stroke") != "false":
            drawn.stroke(points)


def _text_object(element: Any, resources: _Resources, page: Page) -> None:
    boundary = _numbers(element.get("Boundary"))
    if len(boundary) != 4 or element.get("Visible") == "false":
        return
    size = (_numbers(element.get("Size")) or [0.0])[0]
    matrix = _numbers(element.get("CTM"))
    a, b, c, d, e, f = matrix if len(matrix) == 6 else [1.0, 0.0, 0.0, 1.0, 0.0, 0.0]
    font, bold = resources.fonts.get(element.get("Font", ""), ("", False))
    bold = bold or (_numbers(element.get("Weight")) or [400.0])[0] >= 600
    points = round(size * (c * c + d * d) ** 0.5 * _POINTS * 2) / 2
    own = element.find("{*}FillColor")
    color = resources.colors.get(element.get("DrawParam", ""), "") if own is None else _color(own)
    for code in element.iterfind("{*}TextCode"):
        text = (code.text or "").replace("\n", "").replace("\r", "")
        if not text:
            continue
        x = (_numbers(code.get("X")) or [0.0])[0]
        y = (_numbers(code.get("Y")) or [0.0])[0]
        wide = _width(code.get("DeltaX"), text, size)
        left = boundary[0] + a * x + c * y + e
        base = boundary[1] + b * x + d * y + f
        right = left + max(a, 0.01) * wide
        page.spans.append(
            Span(text, left * _POINTS, right * _POINTS, base * _POINTS, font, points, color, bold)
        )


def _width(delta: str | None, text: str, size: float) -> float:
    """Return how wide the characters of a TextCode run; "g 3 5.6" stands for 5.6 three times."""
    total, words = 0.0, (delta or "").split()
    at = 0
    while at < len(words):
        if words[at] == "g" and at + 2 < len(words):
            pair = _numbers(" ".join(words[at + 1 : at + 3]))
            total += pair[0] * pair[1] if len(pair) == 2 else 0.0
            at += 3
        else:
            total += sum(_numbers(words[at]))
            at += 1
    last = size if text[-1] > "\u2e80" else size / 2
    return total + last if words else len(text) * last


def _color(fill: Any) -> str:
    if fill is None:
        return ""
    numbers = [int(one) for one in _numbers(fill.get("Value"))]
    if len(numbers) == 1:
        numbers *= 3
    if len(numbers) == 4 and max(numbers) <= 255:
        # Cyan, magenta, yellow and black, each up to 255.
        numbers = [(255 - one) * (255 - numbers[3]) // 255 for one in numbers[:3]]
    if len(numbers) != 3 or not all(0 <= one <= 255 for one in numbers) or not any(numbers):
        return ""
    return "".join(f"{one:02X}" for one in numbers)
