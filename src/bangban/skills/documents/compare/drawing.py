"""How is a comparison shown: in a terminal, and as a page that needs no other file?"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from bangban.skills.documents.compare.formats import FormatChange
from bangban.skills.documents.compare.pieces import Piece
from bangban.skills.documents.compare.result import Change, Comparison
from bangban.skills.documents.compare.words import KINDS, NOTES, PROPERTIES, SORTS, WEIGHTS, say, value

STYLE = """
:root{color-scheme:light}
body{font:16px/1.75 "Noto Serif CJK SC","Source Han Serif SC",SimSun,serif;color:#1b1b1b;margin:2rem auto;max-width:60rem;padding:0 1rem}
h1,h2,.what,table{font-family:"Noto Sans CJK SC","Microsoft YaHei",sans-serif}
h1{font-size:1.5rem;margin:0}h2{font-size:1.15rem;margin:2rem 0 .5rem}
.change{border-left:4px solid #b1b4b6;padding:.25rem .75rem;margin:.75rem 0}
.matters{border-color:#aa2a16}.wording{border-color:#0f4c81}
.what{font-size:.85rem;color:#505a5f}.what b{color:#1b1b1b}
del{color:#aa2a16;background:#fbeae7}ins{color:#00582f;background:#e5f3ec;text-decoration:underline}
table{border-collapse:collapse;width:100%}th,td{border:1px solid #b1b4b6;padding:.25rem .5rem;text-align:left}th{background:#f3f2f1}
@media print{body{margin:0;max-width:none;font-size:10.5pt}.change{break-inside:avoid}thead{display:table-header-group}}
@page{size:A4;margin:18mm}
"""
AROUND = 12
"""Unchanged characters shown on either side of a change in a terminal."""


def draw_text(found: Comparison, lang: str = "zh") -> str:
    """The comparison for a terminal, what matters first."""
    english = lang.startswith("en")
    if not found.differs:
        return "No difference." if english else "没有不同。"
    lines = []
    for weight in WEIGHTS:
        for one in (change for change in found.changes if change.weight == weight):
            place = _place(one, lang)
            lines.append(f"[{say(WEIGHTS, weight, lang)}] {place} {_told(one, lang)}")
            lines += [f"    {line}" for line in _excerpts(one)]
    for look in found.formats:
        lines.append(f"[{'format' if english else '格式'}] {_look(look, lang)}")
    return "\n".join(lines)


def _place(change: Change, lang: str) -> str:
    number = change.new if change.new is not None else change.old
    return f"¶{(number or 0) + 1}" if lang.startswith("en") else f"第 {(number or 0) + 1} 段"


def _told(change: Change, lang: str) -> str:
    """What kind of change it is, and what it touches: "改动：日期、期限（要求减弱）"."""
    english = lang.startswith("en")
    sorts = (", " if english else "、").join(say(SORTS, sort, lang) for sort in change.sorts)
    notes = {say(NOTES, piece.note, lang) for piece in change.pieces if piece.note}
    said = say(KINDS, change.kind, lang)
    if sorts:
        said += (": " if english else "：") + sorts
    return said + "".join(f" ({note})" if english else f"（{note}）" for note in sorted(notes))


def _excerpts(change: Change) -> Iterator[str]:
    for number, piece in enumerate(change.pieces):
        if piece.op == "same":
            continue
        before = change.pieces[number - 1].new[-AROUND:] if number else ""
        after = change.pieces[number + 1].new[:AROUND] if number + 1 < len(change.pieces) else ""
        old = f"[-{piece.old}-]" if piece.old else ""
        new = f"{{+{piece.new}+}}" if piece.new else ""
        yield f"…{before}{old}{new}{after}…".replace("\n", " ")


def _look(look: FormatChange, lang: str) -> str:
    english = lang.startswith("en")
    if look.paragraph is None:
        number = (look.section or 0) + 1
        place = f"section {number}" if english else f"第 {number} 节"
    else:
        place = f"¶{look.paragraph + 1}" if english else f"第 {look.paragraph + 1} 段"
    return f"{place} {say(PROPERTIES, look.name, lang)} {value(look.old)} → {value(look.new)}"


# ── a page ──


def draw_page(found: Comparison, old: str, new: str) -> bytes:
    """The comparison as one HTML file, in Chinese, UTF-8."""
    return "".join(_parts(found, old, new)).encode()


def _parts(found: Comparison, old: str, new: str) -> Iterator[str]:
    counts = found.counts()
    yield (
        '<!DOCTYPE html>\n<html lang="zh-Hans"><head><meta charset="utf-8"><title>公文比对</title>'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><style>{STYLE}</style></head><body>\n'
        f'<h1>公文比对</h1>\n<p class="what">旧版：{escape(old)}　新版：{escape(new)}</p>\n<main>\n'
    )
    if not found.differs:
        yield "<p>两个版本没有不同。</p>\n"
    for weight in WEIGHTS:
        if counts[weight]:
            yield f"<h2>{say(WEIGHTS, weight, 'zh')}（{counts[weight]}）</h2>\n"
            yield from (_block(one) for one in found.changes if one.weight == weight)
    if found.formats:
        yield f'<h2>格式（{len(found.formats)}）</h2>\n<table><thead><tr><th scope="col">位置和属性</th></tr></thead><tbody>\n'
        yield from (f"<tr><td>{escape(_look(look, 'zh'))}</td></tr>\n" for look in found.formats)
        yield "</tbody></table>\n"
    yield "</main></body></html>\n"


def _block(change: Change) -> str:
    head = f"<b>{_place(change, 'zh')}</b> {escape(_told(change, 'zh'))}"
    return (
        f'<div class="change {change.weight}"><div class="what">{head}</div>'
        f"{''.join(_marked(piece) for piece in change.pieces)}</div>\n"
    )


def _marked(piece: Piece) -> str:
    if piece.op == "same":
        return escape(piece.new)
    old = f"<del>{escape(piece.old)}</del>" if piece.old else ""
    new = f"<ins>{escape(piece.new)}</ins>" if piece.new else ""
    return old + new
