"""How does the report look as a page? One file that needs no other, and prints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

from bangban.skills.documents.report import words
from bangban.skills.documents.report.words import Language, basis, heads, message, named, place, summary

STYLE = """
:root{color-scheme:light}
body{font:15px/1.6 "Noto Sans CJK SC","Source Han Sans SC","Microsoft YaHei",sans-serif;color:#1b1b1b;margin:2rem auto;max-width:72rem;padding:0 1rem}
h1{font-size:1.6rem;margin:0}h2{font-size:1.1rem;margin:2rem 0 .5rem;overflow-wrap:anywhere}
p.made,p.note{color:#505a5f;margin:.25rem 0}
table{border-collapse:collapse;width:100%;margin:.5rem 0}caption{text-align:left;font-weight:600;padding:.25rem 0}
th,td{border:1px solid #b1b4b6;padding:.3rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}
th{background:#f3f2f1;white-space:nowrap}td.n{text-align:right;font-variant-numeric:tabular-nums}
.required{color:#aa2a16;font-weight:600}.recommended{color:#0f4c81}.practice{color:#505a5f}
a{color:#0f4c81}del{color:#aa2a16}ins{color:#00582f;text-decoration:underline}
@media print{body{margin:0;max-width:none;font-size:10.5pt}h2{break-after:avoid}tr{break-inside:avoid}thead{display:table-header-group}a{color:inherit;text-decoration:none}}
@page{size:A4;margin:18mm}
"""
HEAD = ("file", "kind", "direction", "required", "recommended", "practice", "fixable")
COLUMNS = ("level", "place", "element", "message", "found", "expected", "basis", "may_fix")


def draw(records: Sequence[dict[str, Any]], made: str, lang: Language) -> bytes:
    """The report of these records as one HTML file, UTF-8."""
    return "".join(_parts(records, made, lang)).encode()


def _parts(records: Sequence[dict[str, Any]], made: str, lang: Language) -> Iterator[str]:
    lines, title = [summary(one, lang) for one in records], words.TITLE[lang]
    unread = sum(1 for one in lines if one["error"])
    wrong = sum(1 for one in lines if not one["error"] and one["required"])
    yield (
        f'<!DOCTYPE html>\n<html lang="{words.LANGUAGE_TAG[lang]}"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<meta name="generator" content="Bangban"><style>{STYLE}</style></head><body>\n'
    )
    yield f'<header><h1>{title}</h1><p class="made">{escape(made)}</p><p class="note">{words.NOTE[lang]}</p></header>\n<main>\n'
    counted = {"all": len(lines), "right": len(lines) - wrong - unread, "wrong": wrong, "unread": unread}
    yield f"<p>{words.COUNTED[lang].format(**counted)}</p>\n"
    yield f"<table><caption>{words.SUMMARY[lang]}</caption><thead><tr>{_cells(heads(HEAD, lang), 'th')}</tr></thead><tbody>\n"
    for number, line in enumerate(lines):
        yield _line(number, line)
    yield "</tbody></table>\n"
    for number, record in enumerate(records):
        if record.get("findings"):
            yield from _details(number, record, lang)
    yield "</main></body></html>\n"


def _cells(texts: Sequence[str], tag: str) -> str:
    scope = ' scope="col"' if tag == "th" else ""
    return "".join(f"<{tag}{scope}>{escape(text)}</{tag}>" for text in texts)


def _line(number: int, line: dict[str, Any]) -> str:
    name = escape(line["file"])
    if line["error"]:
        return f'<tr><td>{name}</td><td colspan="{len(HEAD) - 1}" class="required">{escape(line["error"])}</td></tr>\n'
    counts = "".join(
        f'<td class="n">{line[key]}</td>' for key in ("required", "recommended", "practice", "fixable")
    )
    found = any(line[key] for key in ("required", "recommended", "practice"))
    shown = f'<a href="#f{number}">{name}</a>' if found else name
    return f"<tr><td>{shown}</td>{_cells((line['kind'], line['direction']), 'td')}{counts}</tr>\n"


def _details(number: int, record: dict[str, Any], lang: Language) -> Iterator[str]:
    yield f'<section><h2 id="f{number}">{escape(record["file"])}</h2>\n<table><thead><tr>{_cells(heads(COLUMNS, lang), "th")}</tr></thead><tbody>\n'
    for one in record["findings"]:
        yield (
            f'<tr><td class="{escape(one["level"])}">{named(words.LEVELS, one["level"], lang)}</td>'
            + _cells(
                (place(one, lang), named(words.ELEMENTS, one["element"], lang), message(one, lang)), "td"
            )
            + f"<td><del>{escape(one['found'])}</del></td><td><ins>{escape(one['expected'])}</ins></td>"
            + _cells((basis(one), words.YES[lang] if one["fixable"] else ""), "td")
            + "</tr>\n"
        )
    yield "</tbody></table></section>\n"
