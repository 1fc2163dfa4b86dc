"""Does an import that is killed half-way go on, row for row, and do the pages stay usable meanwhile?"""

from __future__ import annotations

import csv
import os
import resource
import signal
import subprocess
from pathlib import Path

from tests.support.installation import COMMAND, Installation, children, until

ROWS = 900


def table(folder: Path, name: str, rows: int = ROWS) -> Path:
    path = folder / f"{name}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["编号", "标题", "内容"])
        for number in range(rows):
            writer.writerow(
                [f"{name}{number}", "", f"梧桐苑{number % 40}号楼第{number}次停水，请尽快恢复供水。"]
            )
    return path


def importing(installation: Installation, path: Path) -> subprocess.Popen[bytes]:
    command = [*COMMAND, "import", "messages", str(path), "--json"]
    return subprocess.Popen(command, env=installation.environment, stdout=subprocess.DEVNULL)


def imported(installation: Installation, name: str) -> list[int]:
    """How often each row came in."""
    query = "SELECT count(*) FROM governance_case WHERE source_key LIKE ? GROUP BY source_key"
    return [count for (count,) in installation.rows(query, f"import:{name}%")]


def test_an_import_killed_half_way_goes_on_and_brings_each_row_in_once(
    installation: Installation, tmp_path: Path
) -> None:
    path = table(tmp_path, "killed")
    for _ in range(2):
        before = len(imported(installation, "killed"))
        process = importing(installation, path)
        until(lambda seen=before: len(imported(installation, "killed")) > seen, "a further chunk is in")
        for pid in (*children(process.pid), process.pid):
            os.kill(pid, signal.SIGKILL)
        process.wait()
        assert before < len(imported(installation, "killed")) < ROWS
    assert importing(installation, path).wait(300) == 0
    assert imported(installation, "killed") == [1] * ROWS
    orphans = "SELECT count(*) FROM governance_case c WHERE source = 'import' AND status = 'waiting'"
    assert installation.rows(
        f"{orphans} AND NOT EXISTS (SELECT 1 FROM governance_proposal WHERE case_id = c.id)"
    ) == [(0,)]
    assert installation.ledger_is_sound()


def test_pages_write_during_an_import_and_never_fail(running: Installation, tmp_path: Path) -> None:
    process = importing(running, table(tmp_path, "busy"))
    answers, meanwhile, number = set(), 0, 0
    while process.poll() is None:
        number += 1
        status = running.post(f"meanwhile-{number}", f"第{number}盏路灯坏了").status_code
        answers.add(status)
        # A writer waits for a chunk, not for the import.
        meanwhile += status == 201 and process.poll() is None
    assert process.returncode == 0
    assert answers <= {201, 503}
    assert meanwhile
    assert imported(running, "busy") == [1] * ROWS


def test_a_disk_that_is_full_loses_nothing_and_leaves_the_ledger_sound(
    installation: Installation, tmp_path: Path
) -> None:
    """RLIMIT_FSIZE is the full disk: every write beyond it fails, as it would there."""
    path = table(tmp_path, "full", 400)

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))

    command = [*COMMAND, "import", "messages", str(path), "--json"]
    full = subprocess.run(
        command, env=installation.environment, preexec_fn=limit, capture_output=True, text=True, timeout=300
    )
    assert full.returncode == 2, full.stderr
    assert "Traceback" not in full.stderr
    assert len(imported(installation, "full")) in range(0, 400, 200), "whole chunks or nothing"
    assert installation.ledger_is_sound()
    assert importing(installation, path).wait(300) == 0
    assert imported(installation, "full") == [1] * 400
