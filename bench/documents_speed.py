"""How long does a document take, a folder of a thousand, and one of 300 pages?"""

from __future__ import annotations

import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bangban.skills.documents.check import check
from bangban.skills.documents.draft.paper import Line, Paper
from bangban.skills.documents.draft.points import label
from bangban.skills.documents.draft.writer import write
from bangban.skills.documents.findings import Direction, Element, Kind
from bangban.skills.documents.fix import fix
from bangban.skills.documents.read import open_document
from tests.documents.correct import correct, names
from tests.documents.emit import emit
from tests.documents.faults import FAULTS, choose
from tests.documents.flavours import FLAVOURS
from tests.documents.judge import TODAY

FOLDER = 1_000
PAGES = 300


@dataclass
class Speeds:
    """Milliseconds of one core in process, medians; documents a second; seconds and MB of the long one."""

    check_ms: float
    fix_ms: float
    folder_per_second: float
    long_seconds: float
    long_mb: float
    rival_check_ms: float = 0.0
    rival_fix_ms: float = 0.0
    sample: str = ""
    """Times as fast on the public sample, where it is at hand."""


def measure(folder: Path, python: Path | None) -> Speeds:
    folder.mkdir()
    files = _mixed(folder / "mixed", 60)
    for file in files[:5]:
        _fix(file)
    # Each file once: what was judged before is not judged again, and that would flatter us.
    checks = [_timed(lambda file=file: _check(file)) for file in files[5:]]
    fixes = [_timed(lambda file=file: _fix(file)) for file in files]
    speeds = Speeds(
        1000 * statistics.median(checks),
        1000 * statistics.median(fixes),
        _folder(folder / "thousand", files),
        *_long(folder),
    )
    if python:
        from bench.documents import run_rival

        jobs = [{"file": str(file), "type": "notice", "out": str(folder / "out.docx")} for file in files]
        answers = [one for one in run_rival(python, jobs, folder) if not one["error"]]
        speeds.rival_check_ms = 1000 * statistics.median(float(str(one["check"])) for one in answers)
        speeds.rival_fix_ms = 1000 * statistics.median(float(str(one["fix"])) for one in answers)
        speeds.sample = _sample(folder, python)
    return speeds


def _sample(folder: Path, python: Path) -> str:
    """The same on the public sample: documents as other programs write them, with all their styles."""
    from bench.documents import run_rival

    files = sorted(
        (Path(os.environ.get("BANGBAN_BENCH", "../shared/bench")) / "documents/sample").glob("*.docx")
    )
    if not files:
        return ""
    ours = 1000 * statistics.median(_timed(lambda file=file: _check(file)) for file in files)
    jobs = [{"file": str(file), "type": "notice", "out": str(folder / "out.docx")} for file in files]
    answers = [one for one in run_rival(python, jobs, folder) if not one["error"]]
    theirs = 1000 * statistics.median(float(str(one["check"])) for one in answers)
    return f"{theirs / ours:.0f} × ({theirs:.0f} / {ours:.1f} ms)"


def _mixed(folder: Path, count: int) -> list[Path]:
    """Half of them correct, half with a fault."""
    folder.mkdir()
    known, ways, faults = names(), list(FLAVOURS), list(FAULTS.values())
    files = []
    for number in range(count):
        file = folder / f"{number:04}.docx"
        if number % 2:
            case = choose(faults[number * 7 % len(faults)], 1)[0]
            file.write_bytes(emit(case.sheet, FLAVOURS[case.flavour]))
        else:
            file.write_bytes(correct(known[number % len(known)], ways[number % len(ways)]))
        files.append(file)
    return files


def _check(file: Path) -> None:
    check(open_document(file), today=TODAY)


def _fix(file: Path) -> None:
    document = open_document(file)
    fix(document, check(document, today=TODAY).findings)


def _timed(work: Callable[[], None]) -> float:
    """Seconds of this process's own CPU, so that a machine shared with others changes them less."""
    start = time.process_time()
    work()
    return time.process_time() - start


def _folder(folder: Path, files: list[Path]) -> float:
    """Documents a second that `bangban document check FOLDER` does, from its start to its end."""
    folder.mkdir()
    for number in range(FOLDER):
        shutil.copy(files[number % len(files)], folder / f"{number:04}.docx")
    start = time.perf_counter()
    command = [sys.executable, "-m", "bangban.cli.main", "document", "check", str(folder), "--json"]
    done = subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, "BANGBAN_HOME": str(folder.parent)}
    )
    seconds = time.perf_counter() - start
    rows = sum(row.startswith("{") for row in done.stdout.splitlines())
    if rows != FOLDER:
        sys.exit(f"{rows} of {FOLDER} files were answered:\n{done.stderr[-2000:]}")
    return FOLDER / seconds


WHO = ("区教育局", "区财政局", "区水务局", "区统计局", "区商务局", "区民政局", "区审计局")
WHAT = ("制定年度工作方案", "完善日常管理制度", "开展专项督促检查", "组织业务技能培训", "建立问题整改台账")
HOW = (
    "逐项明确责任单位和完成时限",
    "定期调度重点任务推进情况",
    "及时研究解决存在的困难",
    "主动接受社会各界监督",
)


def _sentence(number: int) -> str:
    """One of many sentences that differ."""
    month, rest = number % 12 + 1, number // 12
    who, what, how = WHO[rest % 7], WHAT[rest // 7 % 5], HOW[number % 4]
    return f"2025年{month}月，{who}{what}{number + 1}项，{how}，各项任务按计划完成。"


def long_paper(pages: int) -> Paper:
    """A report of about so many pages: headings, and paragraphs of five lines."""
    blocks = []
    for number in range(pages * 22 // 5):
        if number % 40 == 0:
            blocks.append(Line(Element.HEADING_1, label(1, number // 40 + 1) + "工作情况"))
        blocks.append(Line(Element.BODY, "".join(_sentence(3 * number + part) for part in range(3))))
    return Paper(
        kind=Kind.REPORT,
        direction=Direction.UP,
        title="云栖市临江区人民政府关于2026年重点工作情况的报告",
        issuers=("云栖市临江区人民政府",),
        blocks=(*blocks, Line(Element.CLOSING, "特此报告。")),
        number="临政〔2026〕50号",
        signers=("李明远",),
        addressee="市人民政府",
        signature=("云栖市临江区人民政府",),
        date=date(2026, 8, 20),
        printed_by="云栖市临江区人民政府办公室",
        printed_on=date(2026, 8, 20),
    )


def _long(folder: Path) -> tuple[float, float]:
    """(seconds, peak MB) of checking 300 pages in a process of its own."""
    file = folder / "long.docx"
    file.write_bytes(write(long_paper(PAGES)))
    done = subprocess.run(
        [sys.executable, "-m", "bench.documents_speed", str(file)], capture_output=True, text=True, check=True
    )
    seconds, megabytes = json.loads(done.stdout)
    return seconds, megabytes


def main() -> int:
    seconds = _timed(lambda: _check(Path(sys.argv[1])))
    print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
