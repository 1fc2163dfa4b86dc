"""Does Ctrl-C during an installation leave one line, and nothing that goes on by itself?"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
INSTALLER = """
import pathlib, sys, time
pathlib.Path(sys.argv[1]).write_text(str(__import__("os").getpid()))
time.sleep(60)
"""
PROGRAM = """
import sys
sys.path.insert(0, "tools")
import bootstrap
try:
    bootstrap.run([sys.executable, "-c", sys.argv[1], sys.argv[2]])
except KeyboardInterrupt:
    bootstrap.say("interrupted", goal="run")
    sys.exit(130)
"""


def test_an_installation_cut_off_says_one_line(tmp_path: Path) -> None:
    started = tmp_path / "pid"
    program = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, INSTALLER, str(started)],
        cwd=ROOT,
        env={**os.environ, "BANGBAN_LANGUAGE": "en"},
        stderr=subprocess.PIPE,
        start_new_session=True,
        # Whoever runs the tests may ignore interrupts; a newcomer's terminal does not.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    while not started.exists() or not started.read_text():
        time.sleep(0.05)
    os.killpg(program.pid, signal.SIGINT)
    said = program.communicate(timeout=20)[1].decode()
    assert program.returncode == 130
    assert said == "The installation was interrupted: run make run again, it begins anew\n"
    assert not Path(f"/proc/{started.read_text()}").exists()
