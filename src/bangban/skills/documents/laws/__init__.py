"""Is there a law of that name, and was it in force on that day?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path

from bangban.errors import BadInput

NATION = "中华人民共和国"
_COLUMNS = ("name", "kind", "since", "until", "replaced_by", "articles")


@dataclass(frozen=True, slots=True)
class Law:
    """One law, regulation or inner-party rule."""

    name: str
    kind: str
    """"law", "regulation", "party", or what an imported table says."""
    since: date | None = None
    """The first day in force; None where the table does not say."""
    until: date | None = None
    """The day from which it is no longer in force."""
    replaced_by: str = ""
    articles: int | None = None
    """The number of its last article."""


class BadTable(BadInput):
    """法规名称表“{name}”第{line}行无法读取：{what}。每行依次为名称、类别、施行日期、失效日期、替代文件、条数，用制表符隔开。 | Line {line} of the table of laws “{name}” cannot be read: {what}. Each line is name, kind, since, until, replaced by, articles, with tabs between."""

    code = "bad_law_table"


class Table:
    """Laws by their names, the short ones without 中华人民共和国 too."""

    def __init__(self, laws: Iterable[Law]) -> None:
        self.laws: dict[str, Law] = {one.name: one for one in laws}
        self.short: dict[str, Law] = {
            one.name.removeprefix(NATION): one for one in self.laws.values() if one.name.startswith(NATION)
        }
        self._lengths: dict[int, list[tuple[str, Law]]] = {}
        for name, law in [*self.laws.items(), *self.short.items()]:
            self._lengths.setdefault(len(name), []).append((name, law))

    def find(self, name: str) -> Law | None:
        """The law of exactly that name, full or without 中华人民共和国."""
        return self.laws.get(name) or self.short.get(name)

    def near(self, name: str) -> str | None:
        """The one known name that this one misses by a slip; None when it might be a name of its own."""
        found: set[str] = set()
        for length in range(len(name) - 2, len(name) + 3):
            for known, _ in self._lengths.get(length, ()):
                if slip(name, known):
                    found.add(known)
        return found.pop() if len(found) == 1 else None


_ADDED = frozenset({"管理", "工作", "实施", "保护", "暂行", "促进", "监督", "安全", "国家", "人民", "公共"})


def slip(said: str, known: str) -> bool:
    """Whether two names differ by one character, two exchanged ones or words, or one common word put in or left out.

    >>> slip("数据安全管理法", "数据安全法"), slip("公司法", "公证法"), slip("政府采够法", "政府采购法")
    (True, False, True)
    """
    if said == known or min(len(said), len(known)) < 4:
        return False
    head = 0
    while head < min(len(said), len(known)) and said[head] == known[head]:
        head += 1
    tail = 0
    while tail < min(len(said), len(known)) - head and said[-1 - tail] == known[-1 - tail]:
        tail += 1
    rest, other = said[head : len(said) - tail], known[head : len(known) - tail]
    if len(rest) == len(other) == 1:
        return True
    if len(rest) == len(other) == 2:
        return rest == other[::-1]
    if len(rest) == len(other) in (3, 4):
        return any(rest == other[at:] + other[:at] for at in range(1, len(other)))  # 安全交通 for 交通安全
    # A short name says little: a character more or less makes another law of it.
    if {len(rest), len(other)} == {0, 1}:
        return min(len(said), len(known)) >= 6
    return (rest in _ADDED and not other) or (other in _ADDED and not rest)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def read_table(text: str, name: str = "") -> list[Law]:
    """The laws of a table: name, kind, since, until, replaced_by, articles, tabs between; # begins a comment.

    Raises:
        BadTable: a line has no name, or a date or number is none.
    """
    laws = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        values = dict(zip(_COLUMNS, (one.strip() for one in line.split("\t")), strict=False))
        title = values["name"].strip("《》")
        try:
            if not title:
                raise ValueError("name")
            laws.append(
                Law(
                    title,
                    values.get("kind", ""),
                    _day(values.get("since", "")),
                    _day(values.get("until", "")),
                    values.get("replaced_by", "").strip("《》"),
                    int(values["articles"]) if values.get("articles") else None,
                )
            )
        except ValueError as error:
            raise BadTable(name=name, line=number, what=str(error)) from error
    return laws


@cache
def shipped() -> Table:
    """The laws and regulations that come with Bangban, each file with its source and date in its head."""
    folder = files(__package__)
    texts = [(folder / name).read_text("utf-8") for name in ("regulations.tsv", "laws.tsv")]
    return Table(law for text in texts for law in read_table(text))


def with_tables(paths: Iterable[Path]) -> Table:
    """The shipped table with an agency's own ones over it: a later row of the same name replaces an earlier.

    Raises:
        BadTable: a file is not such a table, or cannot be read.
    """
    laws: dict[str, Law] = dict(shipped().laws)
    for path in paths:
        try:
            text = path.read_text("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise BadTable(name=path.name, line=0, what=type(error).__name__) from error
        laws |= {one.name: one for one in read_table(text, path.name)}
    return Table(laws.values())


def as_tsv(laws: Mapping[str, Law]) -> str:
    """A table as it is imported, for an editor or another installation."""
    rows = ["# " + "\t".join(_COLUMNS)]
    for law in sorted(laws.values(), key=lambda one: one.name):
        days = [one.isoformat() if one else "" for one in (law.since, law.until)]
        rows.append("\t".join([law.name, law.kind, *days, law.replaced_by, str(law.articles or "")]))
    return "\n".join(rows) + "\n"
