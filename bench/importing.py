"""How fast do messages come in, does memory stay flat, and what of it is governance?

Run: `python -m bench.importing [--rate 4000] [--flat 40000] [--json]`. The rate is measured on hot_messages.csv
below BANGBAN_BENCH when it is there, else on generated messages; LONG=1 makes the flat run 400,000.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.district import calibration, make_home, memory_mb

REAL = Path(os.environ.get("BANGBAN_BENCH", "../shared/bench")) / "workorders" / "hot_messages.csv"
FLAT_AFTER = 40_000
CASES = 300


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=int, default=4_000)
    parser.add_argument("--flat", type=int, default=400_000 if os.environ.get("LONG") else 40_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bb-import-") as folder:
        home = Path(folder) / "home"
        make_home(home)
        os.environ.update(
            BANGBAN_HOME=str(home), BANGBAN_PROCESS="host", DJANGO_SETTINGS_MODULE="bangban.site.settings"
        )
        import django

        django.setup()
        figures = {**governance(), **rate(Path(folder), options.rate), **flat(Path(folder), options.flat)}
    print(
        json.dumps(figures, ensure_ascii=False)
        if options.json
        else "\n".join(f"{k}: {v}" for k, v in figures.items())
    )
    return 0


def generated(folder: Path, count: int) -> Path:
    """A table of invented messages, each a little different: places, numbers and words of the catalogue's."""
    from bangban.catalog.demo import messages

    texts = [message["text"] for message in messages()]
    path = folder / f"generated-{count}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["编号", "标题", "内容"])
        for number in range(count):
            one, other = texts[number % len(texts)], texts[(number * 7 + number // len(texts)) % len(texts)]
            writer.writerow([f"g{number}", "", f"{one}{number % 97}号楼第{number}次反映。{other}"])
    return path


def imported(path: Path, most: int | None = None) -> Iterator[Any]:
    from zoneinfo import ZoneInfo

    from bangban.services.hotline.imports import import_messages
    from bangban.services.hotline.tables import open_table

    table = open_table(path, {}, ZoneInfo("Asia/Shanghai"))
    for tally in import_messages(table, "hotline.dispatch", "operator:bench", None, path.with_suffix(".bad")):
        yield tally
        if most and tally.rows >= most:
            return


def rate(folder: Path, most: int) -> dict[str, Any]:
    real = REAL.exists()
    path = REAL if real else generated(folder, most)
    copy = folder / "messages.csv"
    copy.write_bytes(path.read_bytes())
    wall, cpu = time.perf_counter(), time.process_time()
    *_, tally = imported(copy, most)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    if tally.proposed < tally.imported or not tally.imported:
        sys.exit(f"not every message got a proposal: {tally.as_dict()}")
    plain = read_only(copy, tally.rows)
    return {
        "import_source": "hot_messages.csv" if real else f"generated ({REAL} is not there)",
        "import_messages": tally.imported,
        "import_per_s": tally.imported / wall,
        "import_per_core_s": tally.imported / cpu,
        "read_and_insert_per_core_s": tally.imported / plain,
        "import_calibration": calibration(),
    }


def read_only(path: Path, most: int) -> float:
    """The baseline: the same rows read and written as bare cases, CPU seconds."""
    import itertools
    from zoneinfo import ZoneInfo

    from bangban.agencies.models import Agency
    from bangban.governance.models import Case
    from bangban.services.hotline.tables import open_table

    agency = Agency.objects.get(code="hotline")
    before = time.process_time()
    rows = open_table(path, {}, ZoneInfo("Asia/Shanghai")).rows()
    while chunk := list(itertools.islice(rows, min(200, most))):
        Case.objects.bulk_create([bare_case(agency, row.text) for row in chunk])
        most -= len(chunk)
        if most <= 0:
            break
    return time.process_time() - before


def bare_case(agency: Any, text: str) -> Any:
    from bangban.governance.models import Case

    return Case(
        scenario="bench.bare", agency=agency, impact="II", data_class="internal", source="bench",
        asked_by="operator:bench", title=text[:80], inputs=json.dumps({"text": text}, ensure_ascii=False),
    )  # fmt: skip


def flat(folder: Path, count: int) -> dict[str, Any]:
    """Resident memory after the first 40,000 (or a quarter, in a shorter run) and at the end."""
    mark = FLAT_AFTER if count > FLAT_AFTER else count // 4
    early = 0.0
    wall, cpu = time.perf_counter(), time.process_time()
    for tally in imported(generated(folder, count)):
        if not early and tally.rows >= mark:
            early = memory_mb(os.getpid())
    late = memory_mb(os.getpid())
    return {
        "flat_messages": count,
        "flat_mark": mark,
        "memory_early_mb": early,
        "memory_end_mb": late,
        "memory_growth_percent": (late / early - 1) * 100,
        "flat_per_s": count / (time.perf_counter() - wall),
        "flat_per_core_s": count / (time.process_time() - cpu),
    }


def governance() -> dict[str, Any]:
    """CPU a case: through `handle`, one transaction each, with a skill that costs nothing; beside bare inserts."""
    from django.db import transaction

    from bangban.agencies.models import Agency
    from bangban.governance.admission import Work
    from bangban.governance.handle import handle
    from bangban.governance.models import Proposal

    content = {
        "agency": "housing", "agency_name": {"zh": "住建局", "en": "Housing"}, "title": "电梯", "request": "修电梯",
        "place": "", "people_affected": None, "urgency": "normal",
    }  # fmt: skip
    result = {"content": content, "evidence": [], "confidence": 0.2, "path": "rules", "details": {}}
    text = "电梯坏了，老人上不了楼，请尽快维修。" * 8
    agency = Agency.objects.get(code="hotline")
    work = {"scenario": "hotline.dispatch", "asked_by": "operator:bench", "source": "bench", "agency": agency}
    handle(Work(inputs={"text": text}, **work), run=lambda post: result)
    before = time.process_time()
    for number in range(CASES):
        outcome = handle(Work(inputs={"text": f"{text}{number}"}, **work), run=lambda post: result)
    governed = (time.process_time() - before) / CASES
    proposal = outcome.proposal
    if proposal is None:
        sys.exit(f"no proposal: {outcome.refusal}")
    before = time.process_time()
    for number in range(CASES):
        with transaction.atomic():
            case = bare_case(agency, f"{text}{number}")
            case.save(force_insert=True)
            Proposal(
                case=case, digest=f"sha256:{number:064x}", body=proposal.body, made_by="bench", path="bench",
                expires_at=proposal.expires_at,
            ).save(force_insert=True)  # fmt: skip
    bare = (time.process_time() - before) / CASES
    return {
        "governed_ms": governed * 1000,
        "bare_ms": bare * 1000,
        "governance_adds_ms": (governed - bare) * 1000,
    }


if __name__ == "__main__":
    sys.exit(main())
