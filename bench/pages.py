"""What do the officers' pages cost with 100,000 cases in the database?

Run: `python -m bench.pages [--cases 100000] [--seconds 6] [--json]`. A real web process (one worker) answers a
signed-in officer. Requests a second and core count the web process's own CPU time, so that a busy machine changes
them little; the latencies are by the clock, at half that load, from an open-loop client in another process.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import requests

from bench.district import COMMAND, calibration, children_of, cpu_seconds, environment, fill, make_home

OFFICER = "zhouwenjing"
PORT = 8799
THREADS = 4


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=6)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bb-pages-") as folder:
        home = Path(folder) / "home"
        make_home(home)
        fill(home, options.cases)
        figures = measure(home, options.seconds)
    text = json.dumps(figures) if options.json else "\n".join(f"{k}: {v}" for k, v in figures.items())
    print(text)
    return 0


def measure(home: Path, seconds: float) -> dict[str, Any]:
    asked = json.loads(_inside(home))
    figures: dict[str, Any] = {"cases": asked["cases"]}
    web = subprocess.Popen([*COMMAND, "process", "web"], env=environment(home, BANGBAN_WEB_PORT=str(PORT)))
    try:
        _wait(f"http://127.0.0.1:{PORT}/health")
        cookies = {"sessionid": asked["session"]}
        for name, path in (("view", "/health"), ("list", "/desk/"), ("case", f"/desk/cases/{asked['case']}")):
            url = f"http://127.0.0.1:{PORT}{path}"
            figures |= {
                f"{name}_{key}": value for key, value in _load(web.pid, url, cookies, seconds).items()
            }
            figures[f"{name}_queries"] = asked["queries"].get(name, 0)
    finally:
        web.terminate()
        web.wait(30)
    return {**figures, "pages_calibration": calibration()}


def _inside(home: Path) -> str:
    """Sign the officer in and count the queries of each page, in a process of the web's."""
    own = environment(home, BANGBAN_PROCESS="web", DJANGO_SETTINGS_MODULE="bangban.site.settings")
    run = [sys.executable, "-c", "from bench.pages import inside; inside()"]
    return subprocess.run(run, env=own, check=True, capture_output=True, text=True).stdout


def inside() -> None:
    import django

    django.setup()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from bangban.agencies.models import Officer
    from bangban.governance.models import Case

    officer = Officer.objects.get(username=OFFICER)
    client = Client(headers={"host": "localhost"})
    client.force_login(officer)
    waiting = Case.objects.filter(status="waiting", agency=officer.agency_id)
    case = waiting.order_by("-pk").values_list("pk", flat=True)[0]
    queries = {}
    for name, path in (("view", "/health"), ("list", "/desk/"), ("case", f"/desk/cases/{case}")):
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            if client.get(path).status_code != 200:
                sys.exit(f"{path} did not answer")
            queries[name] = len(captured)
    session = client.cookies["sessionid"].value
    print(json.dumps({"session": session, "case": case, "queries": queries, "cases": Case.objects.count()}))


def _load(pid: int, url: str, cookies: dict[str, str], seconds: float) -> dict[str, float]:
    """First as fast as it goes, for what a request costs; then at half of a core's worth, for how long it takes."""
    _closed_loop(url, cookies, 1.0)
    family = children_of(pid)
    before = cpu_seconds(*family)
    done = _closed_loop(url, cookies, seconds)
    per_core = done / (cpu_seconds(*family) - before)
    times = _open_loop(url, cookies, per_core / 2, seconds)
    return {
        "per_core_s": per_core,
        "per_s": done / seconds,
        "p50_ms": times[len(times) // 2] * 1000,
        "p99_ms": times[int(len(times) * 0.99)] * 1000,
    }


def _closed_loop(url: str, cookies: dict[str, str], seconds: float) -> int:
    end = time.perf_counter() + seconds

    def ask() -> int:
        done = 0
        with requests.Session() as session:
            while time.perf_counter() < end:
                _get(session, url, cookies)
                done += 1
        return done

    with ThreadPoolExecutor(THREADS) as pool:
        return sum(future.result() for future in [pool.submit(ask) for _ in range(THREADS)])


def _open_loop(url: str, cookies: dict[str, str], rate: float, seconds: float) -> list[float]:
    """Send at `rate` whatever the answers do; the time counts from when a request was due."""
    begin = time.perf_counter() + 0.1
    due = [begin + number / rate for number in range(max(20, int(rate * seconds)))]

    def ask(which: int) -> list[float]:
        times = []
        with requests.Session() as session:
            for at in due[which :: 2 * THREADS]:
                time.sleep(max(0.0, at - time.perf_counter()))
                _get(session, url, cookies)
                times.append(time.perf_counter() - at)
        return times

    with ThreadPoolExecutor(2 * THREADS) as pool:
        return sorted(one for times in pool.map(ask, range(2 * THREADS)) for one in times)


def _get(session: requests.Session, url: str, cookies: dict[str, str]) -> None:
    answer = session.get(url, cookies=cookies, allow_redirects=False, timeout=60)
    if answer.status_code != 200:
        sys.exit(f"{url} gave {answer.status_code}")


def _wait(url: str) -> None:
    for _ in range(600):
        try:
            requests.get(url, timeout=1)
            return
        except requests.RequestException:
            time.sleep(0.1)
    sys.exit("the web process did not start")


if __name__ == "__main__":
    sys.exit(main())
