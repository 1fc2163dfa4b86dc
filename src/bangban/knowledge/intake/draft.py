"""What does a reader make of a source: its name, its kind, its passages in order."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from datetime import date
from typing import Any

from bangban.errors import BadInput

LONGEST_TEXT = 200_000
"""Characters of one passage."""
CELL = "\u3000"
"""Between the cells of a row where it is shown as a line."""
_ARTICLE = re.compile(
    r"^(?P<law>.*?)\s*(?P<article>第[〇零一二三四五六七八九十百千两\d]+条(?:之[一二三四五六七八九十]+)?)\s*$"
)


# What turns the order of reading round says nothing in a rule, and makes it look as if it said something else. A zero
# byte, and half a character (of a file's name that is no UTF-8), no database keeps.
_NOT_READ = re.compile("[\x00\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_READ = ("uid", "text", "title", "heading", "article", "question", "replaced_by")


class SourceRefused(BadInput):
    """“{name}”没有导入：{reason} | “{name}” was not imported: {reason}"""

    code = "source_refused"


class BadDate(BadInput):
    """日期“{value}”不正确，应写作 2026-01-31。 | The date “{value}” is not right; write it as 2026-01-31."""

    code = "bad_date"


def _read_on(made: Draft | Given, name: str) -> None:
    """Have one of its texts read in the order in which it is written, without what cannot be kept."""
    value = getattr(made, name)
    if _NOT_READ.search(value):
        object.__setattr__(made, name, _NOT_READ.sub("", value))


@dataclass(frozen=True)
class Draft:
    """One passage as it was read."""

    uid: str
    kind: str
    text: str
    title: str = ""
    heading: str = ""
    article: str = ""
    question: str = ""
    page: int | None = None
    in_force_from: date | None = None
    in_force_to: date | None = None
    replaced_by: str = ""

    def __post_init__(self) -> None:
        for name in _READ:
            _read_on(self, name)

    def stamp(self) -> str:
        """The same for the same content: what it is compared by when the source comes again."""
        return hashlib.blake2b(repr(astuple(self)).encode(), digest_size=16).hexdigest()

    def digest(self) -> str:
        """Of the text, as a citation names it."""
        return f"sha256:{hashlib.sha256(self.text.encode()).hexdigest()}"


@dataclass(frozen=True)
class Original:
    """The file a source was read from, and what its reader saw: (line of text, page) in order."""

    ending: str
    data: bytes
    lines: tuple[tuple[str, int | None], ...]


@dataclass(frozen=True)
class Given:
    """A source as it came. `whole`: what is not in it any more is withdrawn; else it adds to what is there."""

    name: str
    title: str
    kind: str
    digest: str
    drafts: Iterator[Draft]
    whole: bool = True
    begins: date | None = None
    """From when it is in force, where the source itself says so."""
    original: Original | None = None
    """What to show beside the parse; none of a table of articles, one a line, which is the parse."""

    def __post_init__(self) -> None:
        for name in ("name", "title"):
            _read_on(self, name)


def split_title(title: str) -> tuple[str, str]:
    """("民法典", "第十条") of "民法典第十条"; without an article, all of it is the title."""
    found = _ARTICLE.match(title)
    return (found["law"], found["article"]) if found else (title, "")


def day_of(value: Any) -> date | None:
    """The date of "2026-01-31" or "20260131"; None of nothing.

    Raises:
        BadDate: it is neither.
    """
    if value is None or value == "":
        return None
    try:
        return date.fromisoformat(str(value).strip()[:10].replace("/", "-"))
    except ValueError as error:
        raise BadDate(value=str(value)[:40]) from error
