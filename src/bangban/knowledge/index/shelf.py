"""Which segments make up one set's index on this machine, and how does it catch up with the rows?

The rows are the truth, the index a copy that can be thrown away. A manifest names the segments and the generation
up to which the rows were read; it is replaced in one step, so that a reader, or a machine that lost its power, finds
the old state or the new one. What changed since is a further segment; passages that retired are marked.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from django.db.models import Q
from numpy.typing import NDArray

from bangban import config
from bangban.knowledge.index import segment as segments
from bangban.knowledge.index.segment import Entry, Segment
from bangban.knowledge.models import Passage, Shelf

FORMAT = 4
_ARTICLE = re.compile(
    r"第(?P<number>[〇零一二三四五六七八九十百千两\d]+)条(?:之(?P<more>[一二三四五六七八九十]+))?"
)
_DIGITS = {letter: value for value, letter in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
MANY = 6
"""Segments a search goes through at most; beyond them the small ones become one."""


@dataclass(frozen=True)
class Opened:
    """The index of one set as it stood at `generation`."""

    scope: str
    mark: str
    generation: int
    segments: tuple[Segment, ...]
    living: tuple[NDArray[np.bool_], ...]

    def __len__(self) -> int:
        return sum(len(one) for one in self.segments)


def folder_of(scope: str, mark: str) -> Path:
    # A scope's name may hold anything; the folder's does not.
    return config.load().path("knowledge", hashlib.sha256(f"{mark} {scope}".encode()).hexdigest()[:20])


def opened(scope: str, generation: int) -> Opened:
    """The index of `scope`, caught up with the rows at least to `generation`."""
    mark = Shelf.objects.filter(pk=scope).values_list("mark", flat=True).first() or ""
    found = _read(scope, mark)
    if found is None or found.generation < generation:
        with _alone(folder_of(scope, mark)):
            found = _read(scope, mark)
            if found is None or found.generation < generation:
                found = _catch_up(scope, mark, found)
    return found


def _read(scope: str, mark: str) -> Opened | None:
    """The index as its manifest names it; None when it is not there or not whole: it is then made again."""
    folder = folder_of(scope, mark)
    try:
        manifest = json.loads((folder / "manifest.json").read_bytes())
        if manifest["format"] != FORMAT:
            return None
        loaded, living = [], []
        for row in manifest["segments"]:
            one = segments.load(folder, row["name"])
            alive = np.ones(len(one), bool)
            if row["dead"]:
                alive[np.load(folder / row["dead"], allow_pickle=False)] = False
            loaded.append(one)
            living.append(alive)
    except (OSError, ValueError, KeyError):
        return None
    return Opened(scope, mark, manifest["generation"], tuple(loaded), tuple(living))


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One process at a time writes an index; the lock goes with its process."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _catch_up(scope: str, mark: str, known: Opened | None) -> Opened:
    since = known.generation if known else 0
    # Read first: what comes in meanwhile is read again next time, never left out.
    generation = Shelf.objects.filter(pk=scope).values_list("generation", flat=True).first() or 0
    rows = Passage.objects.filter(source__shelf_id=scope)
    parts = list(zip(known.segments, known.living, strict=True)) if known else []
    if known:
        gone = np.fromiter(
            rows.filter(retired__gt=since, retired__lte=generation).values_list("pk", flat=True), np.int64
        )
        parts = [(one, alive & ~np.isin(one.pks, gone)) for one, alive in parts]
    fresh = rows.filter(version__generation__gt=since, version__generation__lte=generation).filter(
        Q(retired=None) | Q(retired__gt=generation)
    )
    averages = max(parts, key=lambda one: len(one[0]))[0].averages if parts else None
    folder = folder_of(scope, mark)
    for entries in _chunks(_entries(fresh)):
        made = segments.build(_name(), entries, averages)
        averages = made.averages
        parts.append((_kept(made, folder), np.ones(len(made), bool)))
    parts = _tidied(parts, folder)
    _write_manifest(folder, generation, parts)
    del parts
    again = _read(scope, mark)
    if again is None:
        raise OSError(folder)
    return again


def _entries(rows: object) -> Iterator[Entry]:
    fields = (
        "pk", "uid", "source_id", "title", "article", "question", "text", "position",
        "in_force_from", "in_force_to",
    )  # fmt: skip
    last = 0
    while True:
        page = list(
            rows.filter(pk__gt=last).order_by("pk").values_list(*fields)[:4096]  # type: ignore[attr-defined]
        )
        for pk, uid, source, title, article, question, text, position, begins, ends in page:
            yield Entry(
                pk, uid, source, question or f"{title}{article}", text,
                title, number_of(article) or position,
                begins.toordinal() if begins else 0,
                ends.toordinal() if ends else segments.FOREVER,
            )  # fmt: skip
        if len(page) < 4096:
            return
        last = page[-1][0]


def number_of(article: str) -> int:
    """1001 of 第十条之一: the order of articles in their law; 0 when it says none."""
    found = _ARTICLE.match(article)
    if not found:
        return 0
    return _value(found["number"]) * 100 + (_value(found["more"]) if found["more"] else 0)


def _value(numeral: str) -> int:
    """Of a Chinese or Arabic numeral below ten thousand."""
    if numeral.isdecimal() and numeral.isascii():
        return int(numeral[:6])
    total = digit = 0
    for letter in numeral:
        if letter in _UNITS:
            total += (digit or 1) * _UNITS[letter]
            digit = 0
        else:
            digit = _DIGITS.get(letter, 0)
    return total + digit


def _chunks(entries: Iterator[Entry]) -> Iterator[list[Entry]]:
    chunk: list[Entry] = []
    for entry in entries:
        chunk.append(entry)
        if len(chunk) == segments.MOST:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _tidied(
    parts: list[tuple[Segment, NDArray[np.bool_]]], folder: Path
) -> list[tuple[Segment, NDArray[np.bool_]]]:
    """Few segments, and none that is mostly dead: the smaller ones become one."""
    parts = [part for part in parts if part[1].any()]
    stale = any(alive.mean() < 0.5 for _, alive in parts)
    if len(parts) <= MANY and not stale:
        return parts
    parts.sort(key=lambda part: int(part[1].sum()))
    total, some = 0, []
    while parts and total + int(parts[0][1].sum()) <= segments.MOST:
        total += int(parts[0][1].sum())
        some.append(parts.pop(0))
    if some:
        made = segments.merge(_name(), some)
        parts.append((_kept(made, folder), np.ones(len(made), bool)))
    return parts


def _kept(made: Segment, folder: Path) -> Segment:
    """The segment as it lies on disk: what was built of it in memory can go."""
    segments.save(made, folder)
    return segments.load(folder, made.name)


def _name() -> str:
    return f"s{secrets.token_hex(6)}"


def _write_manifest(folder: Path, generation: int, parts: list[tuple[Segment, NDArray[np.bool_]]]) -> None:
    rows = []
    for one, alive in parts:
        dead = ""
        if not alive.all():
            dead = f"{one.name}.dead.{generation}.npy"
            np.save(folder / dead, np.flatnonzero(~alive).astype(np.uint16), allow_pickle=False)
        rows.append({"name": one.name, "dead": dead})
    unfinished = folder / f".manifest.{os.getpid()}"
    with unfinished.open("w") as file:
        json.dump({"format": FORMAT, "generation": generation, "segments": rows}, file)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(folder / "manifest.json")
    _sweep(folder, {row["name"] for row in rows} | {row["dead"] for row in rows})


def _sweep(folder: Path, kept: set[str]) -> None:
    """Remove what no manifest names any more; a process that still has it mapped keeps its pages."""
    for path in folder.iterdir():
        if path.name in kept or path.name in ("manifest.json", ".lock"):
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def day(value: date | None) -> int:
    return value.toordinal() if value else date.today().toordinal()
