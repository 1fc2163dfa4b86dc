"""How many threads does a process reckon with? One, unless somebody says otherwise: there is a process for each core."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from bangban.cli.main import THREADS

ASK = (
    "from bangban.cli.main import main\n"
    "try:\n    main(['--version'])\nexcept SystemExit:\n    pass\n"
    "import numpy as np, os\n"
    "a = np.ones((1500, 1500), np.float32); a @ a\n"
    "print(len(os.listdir('/proc/self/task')))"
)


@pytest.mark.parametrize(("given", "threads"), [(None, 1), ("2", 2)])
def test_numpy_reckons_with(given: str | None, threads: int) -> None:
    environ = {name: value for name, value in os.environ.items() if name != THREADS}
    environ |= {THREADS: given} if given else {}
    done = subprocess.run(
        [sys.executable, "-c", ASK], env=environ, capture_output=True, text=True, check=True
    )
    assert int(done.stdout.split()[-1]) == min(threads, os.cpu_count() or 1)
