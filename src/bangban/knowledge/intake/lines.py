"""What stands in a JSON-lines file of articles: {id, title, text, in_force_from?, in_force_to?, replaced_by?}?"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from bangban.errors import BadInput
from bangban.knowledge.intake.draft import LONGEST_TEXT, Draft, Given, day_of, split_title

LONGEST_LINE = 4_000_000
MOST_BYTES = 4 * 1024**3
"""Of a file once unpacked: 57,000 articles are 30 MB."""


class BadArticle(BadInput):
    """第 {line} 行不是一条可导入的条文：{reason} | Line {line} is not an article that can be imported: {reason}"""

    code = "bad_article"


def read(path: Path, name: str) -> Given:
    """The articles of `path` (.jsonl or .jsonl.gz), read one line at a time as they are asked for."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return Given(
        name=name,
        title=name.removesuffix(".gz").removesuffix(".jsonl"),
        kind="articles",
        digest=f"sha256:{digest.hexdigest()}",
        drafts=_articles(path),
        whole=False,
    )


def _articles(path: Path) -> Iterator[Draft]:
    opener = gzip.open if path.name.endswith(".gz") else open
    size = 0
    with opener(path, "rb") as file:
        for number, raw in enumerate(_lines(file), 1):
            size += len(raw)
            if len(raw) >= LONGEST_LINE or size > MOST_BYTES:
                raise BadArticle(line=number, reason={"zh": "太长", "en": "too long"})
            if raw.strip():
                yield _article(raw, number)


def _lines(file: IO[bytes] | gzip.GzipFile) -> Iterator[bytes]:
    try:
        yield from iter(lambda: file.readline(LONGEST_LINE), b"")
    except (OSError, EOFError) as error:
        raise BadArticle(line=0, reason=str(error)) from error


def _article(raw: bytes, number: int) -> Draft:
    try:
        row = json.loads(raw)
        uid, title, text = str(row["id"]), str(row.get("title") or ""), str(row["text"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        reason = f"{type(error).__name__} {error}"[:100]
        raise BadArticle(line=number, reason=reason) from error
    if not uid or len(uid) > 120 or len(title) > 290 or len(text) > LONGEST_TEXT:
        raise BadArticle(
            line=number, reason={"zh": "编号、标题或正文太长", "en": "id, title or text too long"}
        )
    law, article = split_title(title)
    return Draft(
        uid=uid,
        kind="article" if article else "paragraph",
        title=law[:240],
        article=article[:60],
        text=text.replace("\x00", ""),
        in_force_from=day_of(row.get("in_force_from")),
        in_force_to=day_of(row.get("in_force_to")),
        replaced_by=str(row.get("replaced_by") or "")[:240],
    )
