"""How does a test see what a person sees? A real server with the demo district, and Debian's Chromium."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from tests.support.postgresql import empty_database
from tools.ports import free_port

START_SECONDS = 300
# The library's own patience is 5 s: a page on a busy machine may take that long and be right.
expect.set_options(timeout=30_000)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@dataclass(frozen=True)
class Server:
    """A running `bangban serve --demo`, and what the environment of another program beside it must be."""

    url: str
    home: Path
    environment: dict[str, str]


def _ready(url: str) -> bool:
    try:
        with urlopen(f"{url}/ready", timeout=10) as answer:
            return bool(answer.status == 200)
    except (HTTPError, URLError, ConnectionError, TimeoutError):
        return False


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """One real server for the whole run, in a home of its own, stopped with everything it started."""
    home = Path(tempfile.mkdtemp(prefix="bangban-acceptance-"))
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BANGBAN_")}
    # Ports of its own: another server on this machine may hold the usual ones.
    ports = {f"BANGBAN_{name}_PORT": str(free_port()) for name in ("STREAMS", "GATEWAY")}
    environment |= {"BANGBAN_HOME": str(home), **ports, **empty_database()}
    log = home / "serve.log"
    command = [
        sys.executable,
        "-c",
        "from bangban.cli.main import main; main()",
        "serve",
        "--demo",
        "--port",
        str(port),
    ]
    with log.open("wb") as output:
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT)
        url = f"http://127.0.0.1:{port}"
        try:
            ends = time.monotonic() + START_SECONDS
            while not _ready(url):
                if process.poll() is not None or time.monotonic() > ends:
                    pytest.fail(f"the server did not start:\n{log.read_text('utf-8', 'replace')[-4000:]}")
                time.sleep(0.2)
            yield Server(url, home, environment)
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("left out, needs browser: apt-get install chromium fonts-noto-cjk")
    with sync_playwright() as play:
        # Tests run as root in containers, where Chromium's own sandbox cannot start.
        started = play.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield started
        started.close()


Browse = Callable[..., Page]


@pytest.fixture(scope="session")
def sessions() -> dict[str, list[Any]]:
    """Cookies of officers signed in already: a one-time code works once, and every test would need one."""
    return {}


@pytest.fixture
def browse(server: Server, browser: Browser, sessions: dict[str, list[Any]]) -> Iterator[Browse]:
    """`browse(officer="", language="zh-hans", width=1280, theme="light", large=False, script=True)`: a fresh page.

    `officer` is the account name of a demo officer, signed in before the page is handed over (tests that sign out
    call `sign_in` themselves). `page.goto("/path")` is relative to the server. A script error or a blocked resource fails the test at its end.
    """
    complaints: list[str] = []
    contexts = []

    def hear(message: ConsoleMessage) -> None:
        # A page that answers 4xx on purpose is reported by Chromium as a failed resource; the test asserts the status.
        if message.type == "error" and "the server responded with a status of" not in message.text:
            complaints.append(message.text)

    def open_page(
        officer: str = "",
        *,
        language: str = "zh-hans",
        width: int = 1280,
        theme: str = "light",
        large: bool = False,
        script: bool = True,
    ) -> Page:
        context = browser.new_context(
            base_url=server.url, viewport={"width": width, "height": 900}, java_script_enabled=script
        )
        contexts.append(context)
        chosen = {
            "django_language": language,
            "bangban_theme": theme,
            "bangban_type": "large" if large else "normal",
        }
        context.add_cookies(
            [{"name": name, "value": value, "url": server.url} for name, value in chosen.items()]
        )
        page = context.new_page()
        page.on("console", hear)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        if officer in sessions:
            context.add_cookies(sessions[officer])
        elif officer:
            sign_in(page, officer)
            sessions[officer] = [cookie for cookie in context.cookies() if cookie["name"] == "sessionid"]
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints, "the browser complained:\n" + "\n".join(complaints)


def axe_ok(page: Page, within: str | None = None) -> None:
    """Fail with every accessibility finding (WCAG 2.2 AA and axe's best practices) and where it is.

    `within`: only there. A menu that is open covers a part of what is below it, which is no fault of what is below.
    """
    page.wait_for_load_state()  # a click comes back when the next page begins, not when it is whole
    options = {"runOnly": {"type": "tag", "values": RULES}}
    found = Axe().run(page, within, options).response["violations"]
    lines = [
        f"{one['id']} ({one['impact']}): {one['help']}\n    "
        + "\n    ".join(str(node["target"]) for node in one["nodes"][:5])
        for one in found
    ]
    assert not lines, f"{page.url}\n" + "\n".join(lines)


def fits(page: Page) -> None:
    """Fail when the page scrolls sideways."""
    page.wait_for_load_state()
    width, room = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert width <= room, f"{page.url} is {width} px wide in a window of {room}"


def sign_in(page: Page, username: str) -> None:
    """Sign a demo officer in; where a second factor is asked for, the demo page shows the code."""
    from bangban.services.accounts.demo import PASSWORD

    page.goto("/accounts/sign-in")
    page.fill("input[name=name]", username)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button.primary")
    # A click comes back when the next page begins: until one of the two is there, neither can be counted.
    signed_in = page.locator("form[action='/accounts/sign-out']")
    code = page.locator("main input[name=code]")
    signed_in.or_(code).first.wait_for(state="attached")
    if code.count():
        code.fill(page.locator("main .notice code").inner_text().strip())
        page.click("main button.primary")
        signed_in.first.wait_for(state="attached")
