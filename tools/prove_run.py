"""Does `make run` work in a fresh clone, stop cleanly, and start again quickly with the network cut?

    python -m tools.prove_run

Clones HEAD, starts it, reads pages, presses Ctrl-C, looks for processes left behind, and does it once more in
a network namespace of its own. The time of the second start is printed, not judged: CI machines are shared.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from tools.cut_off import cut_network
from tools.ports import free_port
from tools.wheels import ROOT

PAGES = ("/health", "/ready", "/", "/accounts/sign-in")
INSTALL_SECONDS, START_SECONDS, STOP_SECONDS = 900, 120, 30


def _fetch(port: int, page: str) -> int:
    # The proxy of this shell is for the outside; this address is our own.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(f"http://127.0.0.1:{port}{page}", timeout=10) as answer:
        return int(answer.status)


def _wait_until_ready(server: subprocess.Popen[bytes], port: int, patience: float) -> None:
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if server.poll() is not None:
            raise SystemExit(f"make run ended with {server.returncode} before it answered")
        with contextlib.suppress(OSError, urllib.error.URLError):
            if _fetch(port, "/ready") == 200:
                return
        time.sleep(0.1)
    raise SystemExit(f"make run did not answer within {patience:.0f} s")


def _members(group: int) -> list[int]:
    """The processes that still run in the process group or session of `make run`."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError, ProcessLookupError):
                state, _, pgid, session = (entry / "stat").read_text().rpartition(")")[2].split()[:4]
                if state != "Z" and group in (int(pgid), int(session)):
                    found.append(int(entry.name))
    return found


def start_and_stop(folder: Path, patience: float) -> float:
    """Start Bangban in `folder`, read its pages, stop it with Ctrl-C; return the seconds until it was ready.

    Raises:
        SystemExit: it did not start, a page failed, or a process stayed behind.
    """
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BANGBAN_")}
    began = time.monotonic()
    server = subprocess.Popen(
        ["make", "run", f"PORT={port}"], cwd=folder, env=environment, start_new_session=True
    )
    try:
        _wait_until_ready(server, port, patience)
        ready = time.monotonic() - began
        for page in PAGES:
            print(f"{_fetch(port, page)} {page}", flush=True)
        os.killpg(server.pid, signal.SIGINT)
        server.wait(STOP_SECONDS)
        time.sleep(0.5)
        if left := _members(server.pid):
            raise SystemExit(f"Ctrl-C left {len(left)} processes behind")
    finally:
        if _members(server.pid):
            os.killpg(server.pid, signal.SIGKILL)
    return ready


def main() -> None:
    # Started in the background, Ctrl-C may be switched off for this program and for all it starts.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if sys.argv[1:2] == ["--again"]:
        cut_network()
        print(f"second start, network cut: {start_and_stop(Path(sys.argv[2]), START_SECONDS):.1f} s")
        return
    with tempfile.TemporaryDirectory(prefix="bangban-fresh-") as work:
        clone = Path(work) / "bangban"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        print(f"first start, with installation: {start_and_stop(clone, INSTALL_SECONDS):.1f} s")
        subprocess.run([sys.executable, "-m", "tools.prove_run", "--again", str(clone)], cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
