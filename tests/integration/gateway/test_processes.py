"""Do several real gateway processes on one database keep one quota, and what is left when one is killed?"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.support.installation import COMMAND, PATIENCE, until
from tests.support.models import fault_server
from tools.ports import free_port

TOKENS = 15
"""What the model server says each answer used."""
LIMIT = 3000


class Gateways:
    """A home of its own, and processes of `bangban gateway` over it."""

    def __init__(self, home: Path) -> None:
        own = {
            name: value for name, value in os.environ.items() if not name.startswith(("BANGBAN_", "DJANGO_"))
        }
        self.home = home
        self.environment = {**own, "BANGBAN_HOME": str(home)}
        self.processes: list[subprocess.Popen[bytes]] = []
        self.urls: list[str] = []

    def command(self, *words: str) -> Any:
        done = subprocess.run(
            [*COMMAND, *words], env=self.environment, capture_output=True, text=True, check=True
        )
        return json.loads(done.stdout)

    def start(self, file: Path) -> None:
        port = free_port()
        command = [*COMMAND, "gateway", "--port", str(port), "--config", str(file)]
        with (self.home.parent / f"{port}.log").open("wb") as log:
            self.processes.append(subprocess.Popen(command, env=self.environment, stdout=log, stderr=log))
        self.urls.append(f"http://127.0.0.1:{port}")

    def end(self) -> None:
        for process in self.processes:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        database = sqlite3.connect(f"file:{self.home}/bangban.sqlite3?mode=ro", uri=True, timeout=30)
        try:
            return database.execute(query).fetchall()
        finally:
            database.close()


@pytest.mark.skipif(bool(os.environ.get("BANGBAN_TEST_DATABASE_URL")), reason="looks into the SQLite file")
def test_two_processes_keep_one_quota_and_a_killed_one_loses_half_a_second(tmp_path: Path) -> None:
    gateways = Gateways(tmp_path / "home")
    made = gateways.command(
        "gateway", "key", "create", "--agency", "热线", "--tokens-per-day", str(LIMIT), "--json"
    )
    answered: list[int] = []

    async def call(session: aiohttp.ClientSession, url: str) -> None:
        body = {"model": "chat", "messages": [{"role": "user", "content": "你好"}], "max_tokens": 20}
        headers = {"Authorization": f"Bearer {made['key']}"}
        async with session.post(f"{url}/v1/chat/completions", json=body, headers=headers) as answer:
            found = await answer.json()
            if answer.status == 200:
                answered.append(found["usage"]["total_tokens"])
            else:
                assert (answer.status, found["error"]["code"]) == (429, "insufficient_quota")

    async def scenario() -> None:
        async with fault_server() as server, aiohttp.ClientSession() as session:
            file = tmp_path / "gateway.yaml"
            file.write_text(
                f"providers: [{{name: local, kind: openai, base_url: '{server.base_url}', models: [m], place: local}}]\n"
                "routes: [{model: chat, try: [local/m]}]\n",
                "utf-8",
            )
            for _ in range(2):
                gateways.start(file)

            async def ready(url: str) -> None:
                for _ in range(round(PATIENCE * 10)):
                    try:
                        async with session.get(f"{url}/health") as answer:
                            if answer.status == 200:
                                return
                    except aiohttp.ClientError:
                        await asyncio.sleep(0.1)
                raise AssertionError("the gateway did not start")

            await asyncio.gather(*map(ready, gateways.urls))
            server.delay = 0.05
            for _ in range(2):
                await asyncio.gather(*(call(session, gateways.urls[n % 2]) for n in range(100)))

    try:
        asyncio.run(scenario())
        assert sum(answered) <= LIMIT
        assert len(answered) >= 20
        # What was answered more than half a second ago survives a kill.
        time.sleep(1.5)
        for pid in [
            int(one)
            for one in Path(f"/proc/{gateways.processes[0].pid}/task/{gateways.processes[0].pid}/children")
            .read_text()
            .split()
        ]:
            os.kill(pid, signal.SIGKILL)
        os.kill(gateways.processes[0].pid, signal.SIGKILL)
        recorded = gateways.rows(
            "SELECT count(*), sum(prompt_tokens + completion_tokens) FROM gateway_callrecord WHERE outcome = 'ok'"
        )
        assert recorded == [(len(answered), sum(answered))]
        gateways.processes[1].send_signal(signal.SIGINT)
        assert until(lambda: gateways.processes[1].poll() is not None, "a clean end", 20)
        (settled, leased) = gateways.rows("SELECT settled, leased FROM gateway_spent")[0]
        assert settled == sum(answered)
        assert settled + leased <= LIMIT
    finally:
        gateways.end()
        sys.stdout.write("".join(log.read_text("utf-8", "replace")[-2000:] for log in tmp_path.glob("*.log")))
