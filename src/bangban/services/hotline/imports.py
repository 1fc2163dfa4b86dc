"""How do real messages come in? In chunks through governance; bad rows are kept aside, nothing comes in twice."""

from __future__ import annotations

import base64
import csv
import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import reset_queries

from bangban.agencies.models import Agency
from bangban.errors import BadInput
from bangban.governance.admission import Post, Work
from bangban.governance.handle import handle_many
from bangban.governance.inprocess import run_in_process
from bangban.governance.models import Case
from bangban.services.hotline import sources as hotline_sources
from bangban.services.hotline.cells import harmless
from bangban.services.hotline.tables import Row, Table
from bangban.skillhost import sources
from bangban.skills.workorders.duplicates import fingerprint
from bangban.skills.workorders.letter import whole_text

CHUNK = 200
"""Messages a transaction. A crash or Ctrl-C costs the chunk at hand, and running again resumes."""


@dataclass
class Tally:
    """What became of the rows."""

    rows: int = 0
    imported: int = 0
    proposed: int = 0
    refused: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    already_there: int = 0
    bad: int = 0

    def as_dict(self) -> dict[str, Any]:
        return {**self.__dict__, "refused": dict(self.refused)}


def import_messages(
    table: Table,
    scenario: str,
    asked_by: str,
    agency: Agency | None,
    bad_file: Path,
) -> Iterator[Tally]:
    """Bring the rows of `table` in, yielding the tally after each chunk; stop iterating to interrupt.

    Bad rows are written to `bad_file` with their number and the reason, in the table's own columns, so
    that they can be corrected there and imported from it.
    """
    tally = Tally()
    like = _Alike()
    with bad_file.open("w", encoding="utf-8-sig", newline="") as file, like:
        writer = csv.writer(file)
        writer.writerow(["行号|row", "原因|reason", *map(harmless, table.header)])
        for chunk in _chunks(table.rows()):
            tally.rows += len(chunk)
            for row in chunk:
                if row.wrong:
                    tally.bad += 1
                    writer.writerow([row.number, row.wrong, *map(harmless, row.cells)])
            _handle(
                _fresh([row for row in chunk if not row.wrong], tally),
                scenario,
                asked_by,
                agency,
                tally,
                like,
                writer,
            )
            file.flush()
            reset_queries()
            yield tally
    if not tally.bad:
        bad_file.unlink()


def _chunks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    iterator = iter(rows)
    while chunk := list(itertools.islice(iterator, CHUNK)):
        yield chunk


def _fresh(rows: Sequence[Row], tally: Tally) -> list[Row]:
    """The rows that are not in the database yet, nor twice in this chunk."""
    known = set(
        Case.objects.filter(source_key__in=[row.key for row in rows]).values_list("source_key", flat=True)
    )
    fresh = {}
    for row in rows:
        if row.key in known or row.key in fresh:
            tally.already_there += 1
        else:
            fresh[row.key] = row
    return list(fresh.values())


def _handle(
    rows: Sequence[Row],
    scenario: str,
    asked_by: str,
    agency: Agency | None,
    tally: Tally,
    like: _Alike,
    writer: Any,
) -> None:
    works = []
    for row in rows:
        inputs = {name: value for name, value in (("title", row.title), ("text", row.text)) if value}
        work = Work(
            scenario=scenario, inputs=inputs, asked_by=asked_by, source="import", agency=agency,
            source_key=row.key, opened_at=row.at,
        )  # fmt: skip
        works.append(work)
    try:
        outcomes = handle_many(works, like.run)
    except BadInput:
        # One row does not fit the scenario's form: find it, and let the others through.
        outcomes = []
        for row, work in zip(rows, works, strict=True):
            try:
                outcomes += handle_many([work], like.run)
            except BadInput as wrong:
                tally.bad += 1
                writer.writerow(
                    [row.number, wrong.text("zh") + " | " + wrong.text("en"), *map(harmless, row.cells)]
                )
    for outcome in outcomes:
        tally.imported += outcome.case is not None
        tally.proposed += outcome.proposal is not None
        if outcome.refusal is not None:
            tally.refused[outcome.refusal.code] += 1
    like.forget()


class _Alike:
    """Lets a message find its like among the rows before it that are not written yet."""

    def __init__(self) -> None:
        self._bands: dict[int, list[str]] = defaultdict(list)
        self._sketches: dict[str, str] = {}

    def __enter__(self) -> _Alike:
        sources.register("hotline.recent", self._recent)
        return self

    def __exit__(self, *exception: object) -> None:
        sources.register("hotline.recent", hotline_sources.recent)

    def run(self, post: Post) -> Mapping[str, Any]:
        result = run_in_process(post)
        found = fingerprint(whole_text(post.inputs))
        uid = str(post.work.uid)
        self._sketches[uid] = base64.b64encode(found.sketch).decode()
        for band in found.bands:
            self._bands[band].append(uid)
        return result

    def forget(self) -> None:
        """The chunk is written: from now on the database knows these."""
        self._bands.clear()
        self._sketches.clear()

    def _recent(self, query: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        near = dict.fromkeys(uid for band in query.get("bands", ()) for uid in self._bands.get(int(band), ()))
        ours = [{"case": uid, "sketch": self._sketches[uid]} for uid in list(near)[: hotline_sources.MOST]]
        return [*ours, *hotline_sources.recent(query)]
