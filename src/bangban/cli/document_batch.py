"""How does the terminal follow a run over many documents? In their order, with progress, and from where it stopped."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from bangban import __version__, config
from bangban.cli.main import language
from bangban.cli.output import print_object, progress
from bangban.errors import BadInput
from bangban.skills.documents.batch import Job, Pool, Progress, work_through
from bangban.skills.documents.record import LEVELS, count_levels, digest_of, enumeration


class WouldOverwrite(BadInput):
    """“{name}”就是原文件。请用 -o 指定另一个文件或文件夹，原文件始终保留。 | “{name}” is the original itself. Name another file or folder with -o; originals are always kept."""

    code = "would_overwrite_original"


class Run:
    """One run: its jobs done by the pool, its answers printed in the jobs' order, its status at the end."""

    def __init__(
        self, task: str, about: dict[str, Any], total: int, workers: int, seconds: float, as_json: bool
    ) -> None:
        self.total, self.as_json = total, as_json
        # They come up while this process sets itself up.
        self._pool = Pool(workers, seconds)
        self._pool.begin(total, task)
        self.status = 0
        self._began = time.monotonic()
        self._counts = {"findings": 0, "unread": 0}
        self._progress: Progress | None = None
        if total > 1:
            rules = [(one["rule"], one["level"]) for one in enumeration()["rules"]]
            about = {"task": task, "version": __version__, "rules": rules, **about}
            self._progress = Progress(config.load().path("documents", "unfinished"), about)

    def through(self, jobs: Sequence[Job]) -> list[dict[str, Any]]:
        """Do the jobs; return their records, in order."""
        keep = self._progress
        records: dict[int, dict[str, Any]] = {}
        places = {id(job): place for place, job in enumerate(jobs)}
        shown = 0
        try:
            for job, record in self._answers(jobs):
                records[places[id(job)]] = record
                while shown in records:
                    self._show(records[shown])
                    shown += 1
                self._tell(len(records))
        except BaseException:
            if keep is not None:
                keep.close()
            raise
        finally:
            progress("")
        if keep is not None:
            keep.finish()
        if self.total > 1 and not self.as_json:
            self._sum_up()
        return [records[place] for place in range(len(jobs))]

    def _answers(self, jobs: Sequence[Job]) -> Iterator[tuple[Job, dict[str, Any]]]:
        left = []
        for job in jobs:
            known = self._known(job)
            if known is None:
                left.append(job)
            else:
                yield job, {**known, "file": job.name}
        for job, answer in work_through(left, pool=self._pool):
            record = {"file": job.name, **answer}
            if self._progress is not None and "error" not in answer:
                self._progress.keep(_key(answer["digest"], job), record)
            yield job, record

    def _known(self, job: Job) -> dict[str, Any] | None:
        """What an interrupted run found out about the very same file."""
        if self._progress is None or not len(self._progress):
            return None
        digest = _digest(job.given["path"])
        known = self._progress.find(_key(digest, job)) if digest else None
        if known and "out" in job.given and _digest(job.given["out"]) != known["fixed"]["digest"]:
            return None
        return known

    # ── telling ──

    def _show(self, record: dict[str, Any]) -> None:
        if "error" in record:
            self._counts["unread"] += 1
            self.status = 2
        else:
            left = record["fixed"]["left"] if "fixed" in record else record["findings"]
            self._counts["findings"] += len(record["findings"])
            if count_levels(left)["required"]:
                self.status = max(self.status, 1)
        if self.as_json:
            print_object(record)
        else:
            tell(record, language())

    def _tell(self, done: int) -> None:
        seconds = max(time.monotonic() - self._began, 0.001)
        rate = done / seconds
        left = (self.total - done) / rate
        progress(
            f"{done}/{self.total}  {rate:.0f}/s  剩余 | left {left:.0f} s"
            f"  问题 | findings {self._counts['findings']}  未能读取 | unread {self._counts['unread']}"
        )

    def _sum_up(self) -> None:
        english = language() == "en"
        seconds = time.monotonic() - self._began
        findings, unread = self._counts["findings"], self._counts["unread"]
        click.echo(
            f"{self.total} files, {findings} findings, {unread} not read, {seconds:.1f} s"
            if english
            else f"共 {self.total} 份，问题 {findings} 处，未能读取 {unread} 份，用时 {seconds:.1f} 秒"
        )


def tell(record: dict[str, Any], lang: str) -> None:
    """Print one file's record for people."""
    english = lang == "en"
    if "error" in record:
        click.echo(f"! {record['file']}: {record['error']['message']['en' if english else 'zh']}")
        return
    counts = count_levels(record["findings"])
    words = ("required", "recommended", "customary") if english else ("必须", "建议", "惯例")
    said = "  ".join(
        f"{word} {counts[level]}" for level, word in zip(LEVELS, words, strict=True) if counts[level]
    )
    fine = "nothing wrong" if english else "没有发现问题"
    mark = "✗" if counts["required"] else "✓"
    click.echo(f"{mark} {record['file']}: {said or fine}")
    if "fixed" in record:
        fixed = record["fixed"]
        texts = ("corrected", "left") if english else ("已修正", "尚余")
        click.echo(f"    → {fixed['file']}  {texts[0]} {fixed['applied']}  {texts[1]} {len(fixed['left'])}")
        return
    for one in record["findings"]:
        level = dict(zip(LEVELS, words, strict=True))[one["level"]]
        number = one["paragraph"]
        place = "" if number is None else f" ¶{number + 1}"
        basis = f"{one['standard']} {one['clause']}".strip()
        message = one["message_en"] if english else one["message"]
        click.echo(f"    [{level}]{place} {message}" + (f" ({basis})" if basis else "") + f"  {one['rule']}")


def check_jobs(files: Iterable[Path], profile: str | None, today: str | None) -> list[Job]:
    return [
        Job(str(file), "check", {"path": str(file), "profile": profile, "today": today}) for file in files
    ]


def fix_jobs(
    pairs: Iterable[tuple[Path, Path]],
    profile: str | None,
    today: str | None,
    tracked: bool,
    author: str,
    when: str,
) -> list[Job]:
    given = {"profile": profile, "today": today, "tracked": tracked, "author": author, "when": when}
    return [Job(str(file), "fix", {"path": str(file), "out": str(out), **given}) for file, out in pairs]


def fixed_names(target: Path, files: Sequence[Path], out: Path) -> list[tuple[Path, Path]]:
    """Where each file's correction goes: below the folder OUT under its own name; for one file, OUT itself.

    Raises:
        WouldOverwrite: an output is an original.
    """
    from bangban.skills.documents.batch.tasks import CONVERTED

    pairs, taken = [], set[Path]()
    originals = {file.resolve() for file in files}
    for file in files:
        if target.is_dir():
            goal = out / file.relative_to(target)
            # What is read as an old Word file is written as a new one.
            goal = goal.with_suffix(".docx") if goal.suffix.lower() in CONVERTED else goal
        else:
            goal = out / file.name if out.is_dir() else out
        if goal.resolve() in originals:
            raise WouldOverwrite(name=goal)
        if goal in taken:
            goal = goal.with_name(f"{file.name}.docx")
        taken.add(goal)
        pairs.append((file, goal))
    return pairs


def _key(digest: str, job: Job) -> str:
    return f"{digest} {job.given['out']}" if "out" in job.given else digest


def _digest(path: str) -> str:
    try:
        return digest_of(Path(path).read_bytes())
    except OSError:
        # It cannot be read: the run itself will say why.
        return ""
