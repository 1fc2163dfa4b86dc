"""What does an agency know better than the shipped tables: its words, its model, its laws?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from bangban.errors import BadInput
from bangban.skills.documents import laws, proofread


class BadWords(BadInput):
    """词表“{name}”无法读取：每行一个词，UTF-8 文本。 | The word list “{name}” cannot be read: it is UTF-8 text with one word a line."""

    code = "bad_word_list"


@dataclass(frozen=True, slots=True)
class Terms:
    """Given to `check.check(..., terms=)`; anything left out is the shipped one."""

    words: frozenset[str] = field(default_factory=frozenset)
    """Never taken for mistakes; a longer one that is missed by one character is a finding."""
    model: proofread.Model | None = None
    laws: laws.Table | None = None


def read_words(path: Path) -> frozenset[str]:
    """The words of a list: one a line, # begins a comment, what follows a tab is left out.

    Raises:
        BadWords: the file cannot be read.
    """
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadWords(name=path.name) from error
    words = (line.split("\t")[0].strip() for line in lines if not line.startswith("#"))
    return frozenset(one for one in words if len(one) > 1)


def gather(words: Iterable[Path] = (), model: Path | None = None, tables: Iterable[Path] = ()) -> Terms:
    """Terms from files.

    Raises:
        BadWords, BadModel, BadTable: a file is not what it should be.
    """
    tables = list(tables)
    return Terms(
        frozenset(word for path in words for word in read_words(path)),
        proofread.load(model) if model else None,
        laws.with_tables(tables) if tables else None,
    )
