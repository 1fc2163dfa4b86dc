"""What stands in a JSON-lines file of articles: {id, title, text, in_force_from?, in_force_to?, replaced_by?}?"""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from bangban import jsonobject
from bangban.errors import BadInput
from bangban.knowledge.intake.draft import LONGEST_TEXT, BadDate, Draft, Given, day_of, split_title

LONGEST_LINE = 4_000_000
LONGEST_ID, LONGEST_TITLE = 120, 290
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
    read = 0
    try:
        while line := file.readline(LONGEST_LINE):
            read += 1
            yield line
    except (OSError, EOFError, zlib.error) as error:
        reason = {
            "zh": "不是完整的 gzip 压缩文件" if read or not isinstance(error, gzip.BadGzipFile) else "不是 gzip 压缩文件",
            "en": "not a whole gzip file" if read or not isinstance(error, gzip.BadGzipFile) else "not a gzip file",
        }  # fmt: skip
        raise BadArticle(line=read + 1, reason=reason) from error


def _article(raw: bytes, number: int) -> Draft:
    def wrong(zh: str, en: str) -> BadArticle:
        return BadArticle(line=number, reason={"zh": zh, "en": en})

    try:
        row = jsonobject.read(raw)
    except jsonobject.NotAnObject as error:
        raise BadArticle(line=number, reason=error.reason) from None
    missing = [name for name in ("id", "text") if row.get(name) is None or not str(row[name]).strip()]
    if missing:
        names = ", ".join(missing)
        raise wrong(f"缺少字段或字段为空：{names}", f"missing or empty: {names}")
    if not isinstance(row["id"], str | int) or isinstance(row["id"], bool):
        raise wrong("字段 id 应是文字或整数", "id must be a text or a whole number")
    for name in ("title", "text", "replaced_by"):
        if not isinstance(row.get(name, ""), str | None):
            raise wrong(f"字段 {name} 应是文字", f"{name} must be a text")
    uid, title, text = str(row["id"]), row.get("title") or "", row["text"]
    for name, value, most in (
        ("id", uid, LONGEST_ID),
        ("title", title, LONGEST_TITLE),
        ("text", text, LONGEST_TEXT),
    ):
        if len(value) > most:
            raise wrong(f"字段 {name} 超过 {most} 个字符", f"{name} is over {most} characters")
    law, article = split_title(title)
    try:
        begins, ends = day_of(row.get("in_force_from")), day_of(row.get("in_force_to"))
    except BadDate as error:
        raise BadArticle(line=number, reason=error.as_dict()["message"]) from None
    return Draft(
        uid=uid,
        kind="article" if article else "paragraph",
        title=law[:240],
        article=article[:60],
        text=text,
        in_force_from=begins,
        in_force_to=ends,
        replaced_by=(row.get("replaced_by") or "")[:240],
    )
