"""Which figures does Bangban promise, and are they met here? One table: required, measured, baseline, ratio.

Run: `python -m bench.desk [--quick]` (or `make bench-desk`; LONG=1 for the long run). Rates are per core: they count
CPU time, so that a machine shared with others changes them less; how busy it was stands below the table.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.district import calibration


@dataclass(frozen=True)
class Figure:
    """One promise. `ratio` is what was measured beside what the plain way costs in the same run."""

    name: str
    required: str
    measured: str
    ratio: str
    met: bool | None


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="smaller runs, to see that all of it works")
    quick = parser.parse_args().quick
    load = os.getloadavg()[0]
    figures = [
        *ledger(run("bench.ledger", "--json", "--entries", "20000" if quick else "200000")),
        *hosts(run_text("bench.skillhost", "--calls", "100" if quick else "500")),
        *importing(run("bench.importing", "--json", *(("--rate", "600", "--flat", "1600") if quick else ()))),
        *pages(run("bench.pages", "--json", *(("--cases", "2000", "--seconds", "2") if quick else ()))),
    ]
    table(figures)
    matching = run_text("bench.workorders", *(("--rounds", "2") if quick else ()))
    print("\n" + matching)
    print(
        f"machine: {platform.machine()}, {os.cpu_count()} cores, {_processor()}, Python {platform.python_version()}"
    )
    print(
        f"load: {load:.1f} before, {os.getloadavg()[0]:.1f} after; three million squares took {calibration():.2f} s of CPU"
    )
    return 0


def run_text(module: str, *arguments: str) -> str:
    print(f"… {module}", file=sys.stderr, flush=True)
    done = subprocess.run([sys.executable, "-m", module, *arguments], capture_output=True, text=True)
    if not done.stdout.strip():
        sys.exit(f"{module} failed:\n{done.stderr}")
    return done.stdout


def run(module: str, *arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run_text(module, *arguments).strip().splitlines()[-1])
    return found


def at_least(name: str, wanted: float, got: float, unit: str, ratio: str = "") -> Figure:
    return Figure(name, f"≥ {wanted:,.0f} {unit}", f"{got:,.0f} {unit}", ratio, got >= wanted)


def at_most(name: str, wanted: float, got: float, unit: str, ratio: str = "") -> Figure:
    return Figure(name, f"≤ {wanted:g} {unit}", f"{got:,.1f} {unit}", ratio, got <= wanted)


def ledger(got: Mapping[str, Any]) -> list[Figure]:
    plain = f"{got['append_to_plain']:.1f} × a plain insert"
    hashed = f"{got['verify_to_plain_sha256']:.1f} × reading and hashing"
    return [
        at_least("ledger: entries appended", 2_000, got["appended_per_s"], "/s", plain),
        at_least("ledger: entries verified, a core", 50_000, got["verified_per_core_s"], "/s", hashed),
    ]


def hosts(text: str) -> list[Figure]:
    rows = re.findall(r"^(bench\.\w+)\s+([\d.]+)\s+([\d.]+)\s+([\d.]+)\s+([\d.]+)", text, re.MULTILINE)
    name, _, _, added, ratio = max(rows, key=lambda row: float(row[3]))
    return [at_most(f"skill host adds, median ({name})", 2, float(added), "ms", f"{ratio} × in process")]


def importing(got: Mapping[str, Any]) -> list[Figure]:
    ratio = f"{got['read_and_insert_per_core_s'] / got['import_per_core_s']:.1f} × reading and inserting only"
    source = f"import of {got['import_messages']:,} messages ({got['import_source']})"
    growth = f"memory of an import: growth from {got['flat_mark']:,} to {got['flat_messages']:,}"
    bare = f"{got['governed_ms'] / got['bare_ms']:.1f} × bare inserts ({got['bare_ms']:.1f} ms)"
    return [
        at_least(f"{source}, a core", 200, got["import_per_core_s"], "/s", ratio),
        at_least(f"{source}, by the clock", 200, got["import_per_s"], "/s"),
        at_most(growth, 10, got["memory_growth_percent"], "%", f"{got['memory_end_mb']:.0f} MB"),
        at_most("governance adds to a case, CPU", 5, got["governance_adds_ms"], "ms", bare),
    ]


def pages(got: Mapping[str, Any]) -> list[Figure]:
    figures = []
    for name in ("list", "case"):
        ratio = f"{got['view_per_core_s'] / got[f'{name}_per_core_s']:.1f} × a bare view ({got['view_per_core_s']:.0f} /s)"
        what = f"{name} page with {got['cases']:,} cases"
        figures += [
            at_least(f"{what}: requests, a core", 100, got[f"{name}_per_core_s"], "/s", ratio),
            at_most(f"{what}: p99 at half that load", 300, got[f"{name}_p99_ms"], "ms"),
            at_most(f"{what}: queries", 12, got[f"{name}_queries"], ""),
        ]
    return figures


def table(figures: list[Figure]) -> None:
    heads = ("figure", "required", "measured", "beside the plain way", "")
    rows = [heads] + [
        (one.name, one.required, one.measured, one.ratio, "met" if one.met else "NOT MET") for one in figures
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(heads))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _processor() -> str:
    found = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text("utf-8"))
    return found[1] if found else "unknown processor"


if __name__ == "__main__":
    sys.exit(main())
