"""How fast are questions answered over HTTP, what does each cost, and what do two thousand open chats and a crowd of ten thousand do?

Run: `python -m bench.answers_served [--seconds 10] [--crowd 10000] [--chats 2000] [--json]`. A home of its own with the
demo, and the corpus of $BANGBAN_BENCH/answers among the sources that residents are answered from. Everything goes
through the whole of it: web, skill hosts, executor, ledger. The clients run on the same machine; with `taskset` they can
be kept to a core of their own.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import resource
import secrets
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

from bench.district import COMMAND, calibration, children_of, cpu_seconds, environment, memory_mb

FOLDER = Path(os.environ.get("BANGBAN_BENCH", "../shared/bench")) / "answers"
OWN = Path(__file__).parents[1] / "tools/answers_own/questions.jsonl"
PORT, STREAMS, GATEWAY = 8876, 8877, 8878
CLIENTS = (16, 32)
WARMING = 10.0
PATIENCE = 60.0
"""Seconds one of the crowd waits for his answer or refusal."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--crowd", type=int, default=10_000)
    parser.add_argument("--chats", type=int, default=2_000)
    parser.add_argument("--home", type=Path, help="a home that was made before; made anew without it")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    # A socket for each resident.
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with tempfile.TemporaryDirectory(prefix="bb-answers-") as folder:
        home = options.home or make(Path(folder) / "home")
        figures: dict[str, Any] = {}
        with served(home) as pid:
            # Hosts that have just begun open their index with the first question.
            asyncio.run(rate(pid, 4, WARMING))
            for clients in CLIENTS:
                figures |= asyncio.run(rate(pid, clients, options.seconds))
            figures |= asyncio.run(chats(home, pid, options.chats))
            figures |= asyncio.run(crowd(options.crowd))
            figures |= asyncio.run(rate(pid, 1, 3, "after_"))
    figures["served_calibration"] = round(calibration(), 3)
    figures["served_load"] = os.getloadavg()[0]
    print(json.dumps(figures) if options.json else "\n".join(f"{k}: {v}" for k, v in figures.items()))
    return 0


def make(home: Path) -> Path:
    """The demo, and the corpus beside the demo's own sources, for every employee to read."""
    environ = environment(home)
    subprocess.run([*COMMAND, "init", "--demo"], env=environ, check=True, capture_output=True)
    corpus = FOLDER / "corpus.jsonl.gz"
    if corpus.exists():
        add = [*COMMAND, "knowledge", "add", str(corpus), "--agency", "city", "--shared"]
        subprocess.run(add, env=environ, check=True, capture_output=True)
    return home


@contextmanager
def served(home: Path, **more: str) -> Iterator[int]:
    """The whole of it, running; gives the supervisor's process. `more`: its environment besides."""
    environ = environment(
        home, BANGBAN_WEB_PORT=str(PORT), BANGBAN_STREAMS_PORT=str(STREAMS), BANGBAN_GATEWAY_PORT=str(GATEWAY),
        BANGBAN_CONSULT_BURST="100000000", **more,
    )  # fmt: skip
    serve = [*COMMAND, "serve", "--demo", "--port", str(PORT)]
    process = subprocess.Popen(serve, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(f"http://127.0.0.1:{PORT}/ready")
        yield process.pid
    finally:
        process.terminate()
        process.wait(60)


def _wait(url: str) -> None:
    ends = time.monotonic() + 180
    while time.monotonic() < ends:
        try:
            if requests.get(url, timeout=2).status_code == 200:
                return
        except requests.RequestException:
            time.sleep(0.3)
    raise SystemExit("the server did not start")


def questions() -> list[str]:
    """Of our own writing, and residents' on the corpus, each different from the next."""
    asked = [json.loads(line)["query"] for line in OWN.read_text("utf-8").splitlines()]
    file = FOLDER / "train_queries.jsonl"
    if file.exists():
        asked += [json.loads(line)["query"] for line in file.read_text("utf-8").splitlines()]
    random.Random(5).shuffle(asked)
    # As people begin, so that nothing is asked twice within what the hosts remember.
    return [before + one for before in ("", "请问", "您好，", "想问一下，", "麻烦问下，") for one in asked]


_ASKED = iter(questions() * 1000)


async def _ask(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, question: str
) -> tuple[int, dict[str, Any]]:
    """One question on an open connection; the status and what came."""
    body = json.dumps({"question": question}).encode()
    head = f"POST /consult/answers HTTP/1.1\r\nhost: 127.0.0.1:{PORT}\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    writer.write(head.encode() + body)
    header = await reader.readuntil(b"\r\n\r\n")
    lines = header.decode("latin-1").lower().split("\r\n")
    length = next((int(line.split(":")[1]) for line in lines if line.startswith("content-length:")), None)
    if length is None:
        raise SystemExit(header.decode("latin-1"))
    data = await reader.readexactly(length)
    return int(lines[0].split()[1]), json.loads(data)


async def rate(pid: int, clients: int, seconds: float, name: str = "") -> dict[str, Any]:
    """Answers a second with so many who ask again as soon as they have their answer."""
    times: list[float] = []
    statuses: Counter[int] = Counter()
    outcomes: Counter[str] = Counter()
    begins = time.monotonic() + 2
    ends = begins + seconds

    async def client() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
        while time.monotonic() < ends:
            began = time.perf_counter()
            status, answer = await _ask(reader, writer, next(_ASKED))
            if time.monotonic() < begins:
                continue
            statuses[status] += 1
            if status == 200:
                times.append(time.perf_counter() - began)
                outcomes[answer["outcome"]] += 1
            else:
                await asyncio.sleep(0.1)
        writer.close()

    before = cpu_seconds(*children_of(pid))
    own = time.process_time()
    await asyncio.gather(*(client() for _ in range(clients)))
    used = cpu_seconds(*children_of(pid)) - before
    times.sort()
    count = max(1, len(times))
    key = name or f"http_{clients}_"
    return {
        f"{key}answers_per_second": round(len(times) / seconds, 1),
        f"{key}p50_ms": round(1000 * times[len(times) // 2]) if times else None,
        f"{key}p99_ms": round(1000 * times[int(len(times) * 0.99)]) if times else None,
        f"{key}cpu_ms_an_answer": round(1000 * used / (count * (seconds + 2) / seconds), 1),
        f"{key}client_cpu_ms": round(1000 * (time.process_time() - own) / count, 1),
        f"{key}refused": statuses.total() - statuses[200],
        f"{key}outcomes": dict(outcomes),
    }


async def chats(home: Path, pid: int, many: int) -> dict[str, Any]:
    """So many open chat pages listen; then one is told something. The memory of the process that holds them."""
    tokens = _conversations(home, many)
    [streams] = [one for one in children_of(pid) if _is_streams(one)]
    idle = memory_mb(streams)
    began = time.monotonic()
    limit = asyncio.Semaphore(50)

    async def join(token: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        async with limit:
            reader, writer = await asyncio.open_connection("127.0.0.1", STREAMS)
            writer.write(f"GET /c/{token} HTTP/1.1\r\nhost: 127.0.0.1:{STREAMS}\r\n\r\n".encode())
            header = await reader.readuntil(b"\r\n\r\n")
            if b" 200 " not in header.split(b"\r\n")[0]:
                raise SystemExit(header.decode("latin-1"))
            return reader, writer

    pages = await asyncio.gather(*(join(token) for token in tokens))
    joined = time.monotonic() - began
    await asyncio.sleep(3)
    full = memory_mb(streams)
    chosen = many // 2
    said = time.monotonic()
    _tell(home, tokens[chosen])
    async with asyncio.timeout(20):
        while b"event: turn" not in await pages[chosen][0].readline():
            pass
    told = time.monotonic() - said
    for _, writer in pages:
        writer.close()
    return {
        "chats_open": len(pages),
        "chats_joined_in_seconds": round(joined, 1),
        "chats_memory_mb": round(full),
        "chats_idle_mb": round(idle),
        "chats_told_after_ms": round(1000 * told),
    }


def _is_streams(pid: int) -> bool:
    words = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ")
    grown = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return b"streams" in words and not grown


def _conversations(home: Path, many: int) -> list[str]:
    tokens = [secrets.token_urlsafe(16) for _ in range(many)]
    database = sqlite3.connect(home / "bangban.sqlite3", timeout=30)
    with database:
        database.executemany(
            "INSERT INTO consult_conversation (token, audience, state, language, opened_at, last_at)"
            " VALUES (?, 'resident', 'assistant', 'zh', datetime('now'), datetime('now'))",
            [(token,) for token in tokens],
        )
    database.close()
    return tokens


def _tell(home: Path, token: str) -> None:
    database = sqlite3.connect(home / "bangban.sqlite3", timeout=30)
    with database:
        database.execute(
            "INSERT INTO consult_liveevent (conversation_id, kind, number, at)"
            " SELECT id, 'turn', 1, strftime('%Y-%m-%d %H:%M:%f', 'now') FROM consult_conversation WHERE token = ?",
            (token,),
        )
    database.close()


async def crowd(many: int) -> dict[str, Any]:
    """So many residents ask within a second, each on a connection of its own, once. Nobody may be left without a word."""
    asked = questions()
    ended: Counter[str] = Counter()
    times: dict[str, list[float]] = {"answered": [], "told to wait": []}
    told: list[int] = []

    async def resident(number: int) -> None:
        await asyncio.sleep(number / many)
        began = time.perf_counter()
        try:
            async with asyncio.timeout(PATIENCE):
                reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
                status, answer = await _ask(reader, writer, asked[number % len(asked)])
                writer.close()
        except TimeoutError:
            ended["nothing"] += 1
            return
        except (OSError, asyncio.IncompleteReadError) as error:
            ended[type(error).__name__] += 1
            return
        how = "answered" if status == 200 else "told to wait" if status == 503 else str(status)
        ended[how] += 1
        if how in times:
            times[how].append(time.perf_counter() - began)
        if status == 503:
            told.append(int(answer["details"]["seconds"]))

    began = time.monotonic()
    await asyncio.gather(*(resident(number) for number in range(many)))
    figures: dict[str, Any] = {
        "crowd": many,
        "crowd_ended": dict(ended),
        "crowd_seconds": round(time.monotonic() - began, 1),
        "crowd_told_seconds": [min(told), max(told)] if told else [],
    }
    for how, found in times.items():
        if found:
            found.sort()
            figures[f"crowd_{how.replace(' ', '_')}_p99_s"] = round(found[int(0.99 * len(found))], 1)
    return figures


if __name__ == "__main__":
    sys.exit(main())
