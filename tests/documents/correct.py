"""Which documents are right? The texts of this folder laid out by GB/T 9704, in every way officers' programs write them."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.documents.emit import emit
from tests.documents.flavours import FLAVOURS, Flavour
from tests.documents.sheet import Page, Para, Run, Sheet, Table

TEXTS = Path(__file__).parent / "texts"
LABEL = re.compile(r"[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d+\.|（\d+）")
WIDTH = 442.2
LANDSCAPE = Page(width=297, height=210, top=28, bottom=26, left=35, right=37, landscape=True)
"""The upright page turned, its text area with it."""


def names() -> list[str]:
    return sorted(file.stem for file in TEXTS.glob("*.yaml"))


@cache
def _text(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((TEXTS / f"{name}.yaml").read_text("utf-8"))
    return found


def sheet(name: str) -> Sheet:
    """The named text as a document laid out by the standard."""
    text = _text(name)
    form = text.get("format", "document")
    body = _body(text["body"])
    if "to" not in text:
        first = body[0]
        assert isinstance(first, Para)
        first.above = 2 if form == "order" else 1
    items: list[Para | Table] = [*_head(text, form), *body, *_note(text), *_signature(text)]
    for number, (label, people) in enumerate(text.get("attendance", ())):
        hang = len(label) + 1
        items.append(
            Para(
                "attendance",
                [Run(label, "hei"), Run("：" + people)],
                left=2 + hang,
                first=-hang,
                above=0 if number else 1,
            )
        )
    if "note" in text:
        items.append(Para("note", [Run(f"（{text['note']}）")], first=2))
    pages = _attachments(text)
    if text.get("attachments", [{}])[0].get("landscape"):
        items[-1].ends = Page()
    items += pages
    items += _imprint(text, form)
    return Sheet(name, text["kind"], text["direction"], form, items)


def widths(text: str) -> float:
    """In characters; half-width ones count half."""
    return sum(0.5 if ord(one) < 128 else 1 for one in text)


def _head(text: dict[str, Any], form: str) -> list[Para]:
    flow = []
    for role, key in (
        ("serial_number", "serial"),
        ("classification", "classification"),
        ("urgency", "urgency"),
    ):
        if key in text:
            flow.append(Para(role, [Run(text[key], "fang" if key == "serial" else "hei")], align="left"))
    marks = text.get("marks") or [text["mark"]]
    longest = max(len(mark) for mark in marks) + (2.5 if len(marks) > 1 else 0)
    size = min(36 if form != "order" else 44, int(WIDTH / longest - 0.5))
    reds = [
        Para("issuer_mark", [Run(mark, "song", size, color="FF0000")], align="center", pitch=size + 14)
        for mark in (*marks, *(["文件"] if len(marks) > 1 else []))
    ]
    red = reds[0]
    if form == "letter":
        red.border = ("bottom", "thickThinSmallGap", 24, "FF0000")
        if flow:
            # Urgency at the left and the number at the right of one line.
            one = flow[0]
            one.runs += [Run("\t"), Run(text["number"])]
            one.tab, one.role = WIDTH, "document_number"
        else:
            flow.append(Para("document_number", [Run(text["number"])], align="right"))
        flow.insert(0, red)
    else:
        flow += reds
        flow.append(_number(text))
    if form in ("document", "minutes"):
        flow.append(Para("red_line", [], border=("bottom", "single", 12, "FF0000")))
    title = text["title"]
    for number, line in enumerate(title):
        above = 0 if number else (1 if form == "document" else 2)
        flow.append(Para("title", [Run(line, "song", 22)], align="center", pitch=32, above=above))
    if "subtitle" in text:
        flow.append(Para("subtitle", [Run(text["subtitle"], "kai")], align="center"))
    if "to" in text:
        flow.append(Para("addressee", [Run(text["to"] + "：")], align="left", above=1 if title else 2))
    return flow


def _number(text: dict[str, Any]) -> Para:
    if "signers" not in text:
        return Para("document_number", [Run(text["number"])], align="center", above=2)
    said = [Run(text["number"]), Run("\t"), Run("签发人："), Run("　".join(text["signers"]), "kai")]
    return Para("document_number", said, left=1, right=1, tab=WIDTH - 16, above=2)


def _body(body: str, *, attachment: bool = False) -> list[Para | Table]:
    flow: list[Para | Table] = []
    closings = ("特此", "此复", "此令", "妥否", "当否", "请予审议", "以上请示", "以上报告")
    for row in body.strip().split("\n"):
        if row.startswith("|"):
            cells = [cell.strip() for cell in row.strip("| ").split("|")]
            if isinstance(flow[-1], Para):
                flow.append(Table([]))
            table = flow[-1]
            assert isinstance(table, Table)
            table.rows.append(cells)
            continue
        level = len(row) - len(row.lstrip("#"))
        row = row.lstrip("# ")
        label = LABEL.match(row)
        role, font = "body", "fang"
        if attachment:
            role = "attachment_body"
        elif level:
            role, font = f"heading_{level}", ("hei", "kai")[level - 1]
        elif row.startswith(closings):
            role = "closing"
        elif label and re.match(r"\d+\.|（\d+）", row):
            role = "heading_3" if row[0] != "（" else "heading_4"
        lead, _, rest = row.partition("|")
        runs = [Run(lead, font), *([Run(rest)] if rest else [])]
        flow.append(Para(role, runs, first=2, label=label[0] if label and level else ""))
    if attachment and isinstance(flow[0], Para):
        flow[0].above = 1
    return flow


def _note(text: dict[str, Any]) -> list[Para]:
    titles = [one["title"] for one in text.get("attachments", ())]
    if len(titles) == 1:
        return [Para("attachment_note", [Run("附件：" + titles[0])], first=-3, left=5, above=1)]
    return [
        Para(
            "attachment_note",
            [Run(("附件：" if number == 1 else "") + f"{number}.{title}")],
            first=2 if number == 1 else 5,
            above=1 if number == 1 else 0,
        )
        for number, title in enumerate(titles, 1)
    ]


def _signature(text: dict[str, Any]) -> list[Para]:
    if "date" not in text:
        return []
    names = text.get("signature", [])
    day = Para("date", [Run(text["date"])], align="right", right=4)
    if text.get("person"):
        day.above = 1
        return [Para("signature", [Run(names[0])], align="right", right=4, above=2), day]
    if not text.get("seal", True):
        # 7.3.5.2: the name two characters from the right; the date begins two characters right of where the name does.
        name, length = names[0], widths(text["date"])
        day.right = max(2, widths(name) - length)
        right = 2 if widths(name) - length >= 2 else length + 4 - widths(name)
        return [Para("signature", [Run(name)], align="right", right=right, above=1), day]
    flow = [
        Para("signature", [Run(name)], align="right", right=4 + (widths(text["date"]) - widths(name)) / 2)
        for name in names
    ]
    for one in flow:
        one.right = max(one.right, 0)
    (flow or [day])[0].above = 2
    return [*flow, day]


def _attachments(text: dict[str, Any]) -> list[Para | Table]:
    flow: list[Para | Table] = []
    several = text.get("attachments", ())
    if "issued" in text:
        one = text["issued"]
        flow.append(
            Para("attachment_title", [Run(one["title"], "song", 22)], align="center", pitch=32, new_page=True)
        )
        flow += _body(one["body"], attachment=True)
    for number, one in enumerate(several, 1):
        mark = "附件" if len(several) == 1 else f"附件{number}"
        turned = one.get("landscape", False) or (number > 1 and several[number - 2].get("landscape", False))
        flow.append(Para("attachment_mark", [Run(mark, "hei")], align="left", new_page=not turned))
        flow.append(
            Para("attachment_title", [Run(one["title"], "song", 22)], align="center", pitch=32, above=1)
        )
        if "body" in one:
            flow += _body(one["body"], attachment=True)
        else:
            flow.append(Table([list(row) for row in one["table"]]))
        if one.get("landscape"):
            flow[-1].ends = LANDSCAPE
    return flow


def _imprint(text: dict[str, Any], form: str) -> list[Para]:
    flow = []
    if "copy" in text:
        copied = "抄送：" + text["copy"].rstrip("。") + "。"
        flow.append(Para("copy_to", [Run(copied, size=14)], left=4, first=-3, right=1, above=1))
    if "printer" in text and form != "letter":
        runs = [Run(text["printer"], size=14), Run("\t", size=14), Run(text["printed"], size=14)]
        flow.append(Para("imprint", runs, left=1, right=1, tab=WIDTH - 14, above=0 if flow else 1))
    return flow


def correct(name: str, flavour: Flavour | str = "word") -> bytes:
    """The named text as a file, as the flavour's program would write it."""
    chosen = FLAVOURS[flavour] if isinstance(flavour, str) else flavour
    return emit(sheet(name), chosen)
