"""How many faults are found and corrected, how fast, and what becomes of correct documents, beside gongwen-skill?

Run: `python -m bench.documents [--every N] [--alone] [--sample FOLDER]` (or `make bench-documents`). Faults and correct
documents are those of tests/documents. gongwen-skill 2.15.0 is installed from PyPI into a temporary environment of its own
(`--alone` leaves it out). `--sample`, or BANGBAN_DOCUMENTS, names a folder of .docx files with a manifest.json of rows
{id, parent, group}: the group "clean" is correct, and the document "clean_<parent>" is what a fault was planted in.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.district import calibration
from bench.documents_cases import Bench, Trial, generated, sampled
from bench.documents_speed import Speeds, measure

RIVAL = "gongwen-skill==2.15.0"
TYPES = {
    "tongzhi": "notice", "qingshi": "request", "baogao": "report", "pifu": "reply", "han": "letter", "mingling": "command",
    "jueyi": "resolution", "jueding": "decision", "gongbao": "communique", "gonggao": "announcement", "tonggao": "notice_public",
    "yijian": "opinion", "tongbao": "bulletin", "yian": "bill", "jiyao": "minutes",
}  # fmt: skip


@dataclass
class Score:
    """One tool's sums for one group."""

    faults: int = 0
    found: int = 0
    fixable: int = 0
    corrected: int = 0
    lost: int = 0


@dataclass
class Tool:
    name: str
    groups: dict[str, Score] = field(default_factory=dict)
    clean: int = 0
    alarmed: int = 0
    """Correct documents it said anything of."""
    alarms: int = 0
    required: int = 0
    """Alarms of its gravest level."""
    changed: int = 0
    """Correct documents whose text or format its fixer changed."""
    lost: int = 0
    """Characters its fixer took away, over all documents."""
    errors: int = 0

    def total(self) -> Score:
        sums: Counter[str] = Counter()
        for score in self.groups.values():
            sums.update(score.__dict__)
        return Score(**sums)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1, help="take every n-th fault only")
    parser.add_argument("--alone", action="store_true", help="leave gongwen-skill out")
    parser.add_argument("--sample", default=os.environ.get("BANGBAN_DOCUMENTS", ""))
    said = parser.parse_args()
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="bench-documents-") as name:
        folder = Path(name)
        python = None if said.alone else install(folder / "rival")
        sets = [("the project's generator", generated(folder / "generated", said.every))]
        if said.sample:
            sets.append((f"the sample {Path(said.sample).name}", sampled(Path(said.sample))))
        for title, bench in sets:
            tools = [ours(bench)]
            if python:
                tools.append(rival(bench, python, folder))
            print(f"\n## {title}: {len(bench.trials)} faults, {len(bench.clean)} correct documents\n")
            table(tools)
        speeds = measure(folder / "speed", python)
        print("\n## speed\n")
        figures(speeds)
    print(
        f"\nmachine: {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; load {load:.1f} before, "
        f"{os.getloadavg()[0]:.1f} after; three million squares took {calibration():.2f} s of CPU"
    )
    return 0


def install(folder: Path) -> Path:
    """gongwen-skill in an environment of its own; the path of its Python."""
    print(f"… installing {RIVAL}", file=sys.stderr, flush=True)
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    python = folder / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", RIVAL], check=True)
    return python


# ── what each tool did ──


def ours(bench: Bench) -> Tool:
    tool = Tool("bangban")
    for number, trial in enumerate(bench.trials):
        print(f"\r… bangban {number + 1}/{len(bench.trials)}", end="", file=sys.stderr, flush=True)
        found, fixed = bench.check_and_fix(trial.file)
        before, _ = bench.parent(trial)
        _count(tool, bench, trial, Counter(found) - Counter(before), fixed)
    print(file=sys.stderr)
    for file in bench.clean:
        found, fixed = bench.check_and_fix(file)
        _count_clean(tool, bench, file, [(level == "required", what) for level, what in found], fixed)
    return tool


def rival(bench: Bench, python: Path, folder: Path) -> Tool:
    tool = Tool(RIVAL.replace("==", " "))
    out = Path(tempfile.mkdtemp(dir=folder))
    files = sorted(
        {*(trial.file for trial in bench.trials), *(trial.parent for trial in bench.trials), *bench.clean}
    )
    jobs = [
        {"file": str(file), "type": TYPES[bench.kind(file)], "out": str(out / f"{number}.docx")}
        for number, file in enumerate(files)
    ]
    answers = {Path(one["file"]): one for one in run_rival(python, jobs, folder)}
    outs = {Path(job["file"]): Path(job["out"]) for job in jobs}

    def said(file: Path) -> list[tuple[bool, str]]:
        return [(severity == "P0", "|".join(rest)) for severity, *rest in answers[file]["issues"]]

    def fixed(file: Path) -> bytes | None:
        return outs[file].read_bytes() if outs[file].is_file() else None

    tool.errors = sum(bool(one["error"]) for one in answers.values())
    for trial in bench.trials:
        _count(tool, bench, trial, Counter(said(trial.file)) - Counter(said(trial.parent)), fixed(trial.file))
    for file in bench.clean:
        _count_clean(tool, bench, file, said(file), fixed(file))
    return tool


def run_rival(python: Path, jobs: Sequence[dict[str, str]], folder: Path) -> list[dict[str, object]]:
    """Run the jobs in its environment; one answer a job."""
    asked, answered = folder / "jobs.jsonl", folder / "answers.jsonl"
    asked.write_text("".join(json.dumps(job) + "\n" for job in jobs), "utf-8")
    script = Path(__file__).with_name("rival.py")
    subprocess.run([python, script, asked, answered], check=True, stdout=subprocess.DEVNULL)
    return [json.loads(row) for row in answered.read_text("utf-8").splitlines()]


def _count(
    tool: Tool, bench: Bench, trial: Trial, new: Counter[tuple[bool, str]], fixed: bytes | None
) -> None:
    """A fault is found when something is said of its document that is not said of the right one."""
    score = tool.groups.setdefault(trial.group, Score())
    score.faults += 1
    score.found += bool(new)
    score.fixable += trial.fixable
    if fixed is not None:
        score.corrected += trial.fixable and bench.corrected(trial, fixed)
        lost = bench.lost(trial, fixed)
        score.lost += lost
        tool.lost += lost


def _count_clean(
    tool: Tool, bench: Bench, file: Path, said: Iterable[tuple[bool, str]], fixed: bytes | None
) -> None:
    said = list(said)
    tool.clean += 1
    tool.alarmed += bool(said)
    tool.alarms += len(said)
    tool.required += sum(grave for grave, _ in said)
    if fixed is not None:
        tool.changed += bench.changed(file, fixed)
        tool.lost += bench.lost_from(file, fixed)


# ── tables ──


def table(tools: Sequence[Tool]) -> None:
    print("group            " + "".join(f"| {tool.name:^33} " for tool in tools))
    print("                 " + "|      found   corrected   chars lost " * len(tools))
    for group in [*sorted(tools[0].groups), "all"]:
        cells = ""
        for tool in tools:
            score = tool.total() if group == "all" else tool.groups[group]
            cells += f"| {score.found:4}/{score.faults:<5} {score.corrected:5}/{score.fixable:<5} {score.lost:9}   "
        print(f"{group:16} {cells}")
    for tool in tools:
        total = tool.total()
        print(
            f"{tool.name}: found {_share(total.found, total.faults)}, corrected {_share(total.corrected, total.fixable)}; of "
            f"{tool.clean} correct documents {tool.alarmed} alarmed ({tool.alarms} findings, {tool.required} of the gravest level), "
            f"{tool.changed} changed by the fixer; {tool.lost} characters lost{f'; {tool.errors} files failed' if tool.errors else ''}"
        )


def _share(part: int, whole: int) -> str:
    return f"{part}/{whole} = {part / whole:.1%}" if whole else "–"


def figures(speeds: Speeds) -> None:
    rows = [
        ("check, median, one core", "≤ 25 ms", f"{speeds.check_ms:.1f} ms", speeds.check_ms <= 25),
        ("fix, median, one core", "≤ 60 ms", f"{speeds.fix_ms:.1f} ms", speeds.fix_ms <= 60),
        (
            "folder of 1,000, two cores",
            "≥ 50 /s",
            f"{speeds.folder_per_second:.0f} /s",
            speeds.folder_per_second >= 50,
        ),
        ("300 pages, check", "≤ 2 s", f"{speeds.long_seconds:.2f} s", speeds.long_seconds <= 2),
        ("300 pages, peak memory", "≤ 300 MB", f"{speeds.long_mb:.0f} MB", speeds.long_mb <= 300),
    ]
    if speeds.rival_check_ms:
        times = speeds.rival_check_ms / speeds.check_ms
        rows.insert(
            1,
            (
                "gongwen-skill's check / ours",
                "≥ 10 ×",
                f"{times:.0f} × ({speeds.rival_check_ms:.0f} ms)",
                times >= 10,
            ),
        )
        if speeds.sample:
            rows.insert(
                2, ("the same, public sample", "≥ 10 ×", speeds.sample, float(speeds.sample.split()[0]) >= 10)
            )
        rows.insert(4, ("gongwen-skill's fix", "", f"{speeds.rival_fix_ms:.0f} ms", True))
    for name, wanted, got, met in rows:
        print(f"{name:30} {wanted:>9}  {got:>18}  {'met' if met else 'NOT MET'}")


if __name__ == "__main__":
    sys.exit(main())
