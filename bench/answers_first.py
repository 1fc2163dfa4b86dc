"""How soon does a resident read the first sentence? Without a model, and with one that writes a word every 30 ms.

Run: `python -m bench.answers_first [--questions 40] [--home HOME] [--json]`. Asked one at a time, on the page's own stream.
With a model the time counts from the moment its server had sent the first sentence whole: a sentence of the first passage
it was given, so that it holds.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import requests

from bench.answers_served import PORT, make, questions, served
from bench.district import calibration

WORD_SECONDS = 0.03
SENTENCE = re.compile(r"[^。！？\n]{6,150}[。！？]")
FILE = """
providers:
  - {{name: local, kind: openai, base_url: "http://127.0.0.1:{port}/v1", models: [m1], place: local}}
routes:
  - {{model: home, try: [local/m1]}}
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=40)
    parser.add_argument("--home", type=Path, help="a home that was made before; made anew without it")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="bb-first-") as folder:
        home = options.home or make(Path(folder) / "home")
        with served(home):
            figures |= told("first_", [one[0] for one in ask_all(options.questions) if one])
        with a_model() as (port, finished):
            file = Path(folder) / "gateway.yaml"
            file.write_text(FILE.format(port=port), "utf-8")
            with served(home, BANGBAN_HOSTS_MODEL="home", BANGBAN_GATEWAY_CONFIG=str(file)):
                after = list(ask_each(options.questions, finished))
            figures |= told("first_model_", after)
    figures |= {"first_calibration": round(calibration(), 3), "first_load": os.getloadavg()[0]}
    print(json.dumps(figures) if options.json else "\n".join(f"{k}: {v}" for k, v in figures.items()))
    return 0


def told(key: str, times: list[float]) -> dict[str, Any]:
    times.sort()
    if not times:
        return {f"{key}questions": 0}
    p95 = times[min(len(times) - 1, int(0.95 * len(times)))]
    return {
        f"{key}questions": len(times),
        f"{key}p50_ms": round(times[len(times) // 2]),
        f"{key}p95_ms": round(p95),
    }


def ask_all(many: int) -> Iterator[tuple[float, float] | None]:
    """Milliseconds to the first sentence, and when it came; None where a person answers. The first five warm up."""
    for number, question in enumerate(questions()[: many + 5]):
        found = ask(question)
        if number >= 5:
            yield found


def ask_each(many: int, finished: list[float]) -> Iterator[float]:
    """Milliseconds from the model's first sentence to the page; of those that a model answered. Two warm up."""
    for number, question in enumerate(titles()[: many + 2]):
        before = len(finished)
        found = ask(question)
        if found is not None and len(finished) == before + 1 and number >= 2:
            yield 1000 * (found[1] - finished[-1])


def titles() -> list[str]:
    """Questions of the demo's own entries."""
    import csv

    import bangban.catalog

    file = Path(bangban.catalog.__file__).parent / "knowledge/linjiang_faq.csv"
    with file.open(encoding="utf-8-sig") as rows:
        return [row["question"] for row in csv.DictReader(rows)]


def ask(question: str) -> tuple[float, float] | None:
    session = requests.Session()
    page = session.get(f"http://127.0.0.1:{PORT}/consult/", timeout=30).text
    mark = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    data = {"text": question, "csrfmiddlewaretoken": mark.group(1) if mark else ""}
    began = time.monotonic()
    answer = session.post(
        f"http://127.0.0.1:{PORT}/consult/", data, headers={"Accept": "text/event-stream"}, stream=True, timeout=60
    )  # fmt: skip
    first = None
    for line in answer.iter_lines(chunk_size=1):
        if line == b"event: sentence" and first is None:
            first = time.monotonic()
    return (1000 * (first - began), first) if first is not None else None


@contextmanager
def a_model() -> Iterator[tuple[int, list[float]]]:
    """A model's server on a port of its own, and when it had sent each first sentence."""
    finished: list[float] = []

    class Model(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            first = (
                body["messages"][-1]["content"].partition("[S1]")[2].partition("\n")[2].partition("[S2]")[0]
            )
            found = [one.strip() for one in SENTENCE.findall(first)][:4]
            self.send_response(200)
            self.send_header("content-type", "text/event-stream")
            self.send_header("transfer-encoding", "chunked")
            self.end_headers()
            for number, sentence in enumerate(found):
                for word in [*re.findall(".{1,2}", sentence), "[S1]"]:
                    time.sleep(WORD_SECONDS)
                    self._send({"choices": [{"index": 0, "delta": {"content": word}}]})
                if number == 0:
                    finished.append(time.monotonic())
            self._send({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
            self._write(b"data: [DONE]\n\n")
            self.wfile.write(b"0\r\n\r\n")

        def _send(self, value: Any) -> None:
            self._write(f"data: {json.dumps(value, ensure_ascii=False)}\n\n".encode())

        def _write(self, data: bytes) -> None:
            self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
            self.wfile.flush()

        def log_message(self, *about: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Model)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1], finished
    server.shutdown()


if __name__ == "__main__":
    raise SystemExit(main())
