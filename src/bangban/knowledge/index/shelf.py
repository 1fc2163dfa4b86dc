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
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from django.db.models import Q
from numpy.typing import NDArray

from bangban import config
from bangban.errors import Busy
from bangban.knowledge.index import segment as segments
from bangban.knowledge.index.segment import Entry, Segment
from bangban.knowledge.models import Passage, Shelf

FORMAT = 4
_ARTICLE = re.compile(
    r"第(?P<number>[〇零一二三四五六七八九十百千两\d]+)条(?:之(?P<more>[一二三四五六七八九十]+))?"
)
_DIGITS = {letter: value for value, letter in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
FEW = 2_000
"""Passages that are indexed while somebody waits: two seconds' work. More are the worker's, or a command's."""
BRIEF = 2.0
"""Seconds somebody waits for another process that indexes."""
MANY = 6
"""Segments a search goes through at most; beyond them the small ones become one."""


class IndexBeingMade(Busy):
    """资料的检索目录正在整理，暂时查不到内容；整理好就能查。请稍后再试，或者转人工。 | The index of the sources is being made and nothing can be looked up yet. Try again shortly, or ask for a person."""

    code = "index_being_made"


Told = Callable[[int, int], None]
"""`told(done, all)`: passages that were read for an index that is being made."""


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


def opened(scope: str, generation: int, *, waits: bool = False, told: Told | None = None) -> Opened:
    """The index of `scope`, caught up with the rows at least to `generation`.

    waits: somebody waits for an answer. Then a gap of many passages is left to others, and the index comes back as it
    stands: what was withdrawn since is not read any more, what is new not found yet.

    Raises:
        IndexBeingMade: somebody waits, and there is no index yet.
    """
    mark = Shelf.objects.filter(pk=scope).values_list("mark", flat=True).first() or ""
    found = _read(scope, mark)
    if found is not None and found.generation >= generation:
        return found
    try:
        if waits and _missing(scope, found) > FEW:
            raise IndexBeingMade()
        with _alone(folder_of(scope, mark), BRIEF if waits else None):
            found = _read(scope, mark)
            if found is None or found.generation < generation:
                found = _catch_up(scope, mark, found, told)
    except IndexBeingMade:
        if found is None:
            raise
    return found


def is_made(scope: str, mark: str, generation: int) -> bool:
    """Whether the index lies there as this release reads it, caught up with the rows."""
    found = _read(scope, mark)
    return found is not None and found.generation >= generation


def _missing(scope: str, found: Opened | None) -> int:
    """How many passages an index has to take in to be caught up; at most one more than `FEW`."""
    rows = Passage.objects.filter(
        source__shelf_id=scope, retired=None, version__generation__gt=found.generation if found else 0
    )
    return len(rows.order_by().values_list("pk", flat=True)[: FEW + 1])


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
def _alone(folder: Path, seconds: float | None = None) -> Iterator[None]:
    """One process at a time writes an index; the lock goes with its process.

    Raises:
        IndexBeingMade: another writes it, for longer than `seconds`.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    until = None if seconds is None else time.monotonic() + seconds
    with (folder / ".lock").open("w") as file:
        while until is not None:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise IndexBeingMade() from None
                time.sleep(0.05)
        else:
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _catch_up(scope: str, mark: str, known: Opened | None, told: Told | None = None) -> Opened:
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
    for entries in _chunks(_counted(_entries(fresh), fresh.count(), told) if told else _entries(fresh)):
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


def _counted(entries: Iterator[Entry], total: int, told: Told) -> Iterator[Entry]:
    for done, entry in enumerate(entries):
        if done % 4096 == 0:
            told(done, total)
        yield entry


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
