"""Can a source be brought in and held against its file in a real browser, and the week's gaps be read: accessible, on a phone?"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest
import requests
from playwright.sync_api import Page, expect

from tests.acceptance.conftest import Server, axe_ok, fits
from tests.support.scans import picture

pytestmark = pytest.mark.browser
LAW = """# 云栖市养犬条例（征求意见稿）

2020年1月1日起施行

第一条 养犬应当登记。

第二条 遛狗应当牵绳。

第三条 犬只应当接种疫苗。
"""
ASKED = (
    "萤火虫观赏步道几点开放",
    "萤火虫观赏步道几点开放？",
    "请问萤火虫观赏步道几点开放",
    "萤火虫观赏步道晚上几点开放",
)
FULL = """
import django
django.setup()
from bangban.agencies.models import Officer
from bangban.services.consult.gaps import gather
from bangban.services.consult.models import SelectedEntry
guardian = Officer.objects.get(username="zhangmin")
[gap] = [one for one in gather() if "萤火虫" in one.name]
for number, rests_on in enumerate((["sha256:nothing"], [])):
    SelectedEntry.objects.create(
        gap=gap, agency=guardian.agency, question=f"公园第{number}个问题", answer="免费开放。" * 30, uid=f"browser-{number}",
        rests_on=rests_on, selected_by=guardian,
    )
"""


def test_a_law_is_brought_in_and_stands_beside_its_file(browse: Callable[..., Page]) -> None:
    page = browse("zhouwenjing", language="en")
    page.goto("/sources/new")
    axe_ok(page)
    page.set_input_files(
        "input[type=file]", {"name": "dogs.md", "mimeType": "text/markdown", "buffer": LAW.encode()}
    )
    page.fill("input[name=scope]", "browser")
    page.click("main button.primary")
    expect(page.locator("h1")).to_contain_text("养犬条例")
    axe_ok(page)
    page.get_by_role("link", name="The file beside what was read").click()
    expect(page.locator("main")).to_contain_text("2020年1月1日起施行")
    axe_ok(page)
    address = page.url
    page.get_by_role("link", name="Correct 第二条").click()
    axe_ok(page)
    narrow = browse("zhouwenjing", width=390)
    for path in (address, address.removesuffix("/beside"), "/sources/", "/sources/new"):
        narrow.goto(path)
        axe_ok(narrow)
        fits(narrow)


def test_a_scan_is_read_while_its_page_says_how_far_it_is(browse: Callable[..., Page]) -> None:
    pytest.importorskip("rapidocr")
    lines = ("云栖市停车管理办法", "第一条 停车应当入位。", "第二条 前十五分钟免费。", "第三条 残疾人免费。")
    scan = {"name": "scan.pdf", "mimeType": "application/pdf", "buffer": picture(lines, "PDF")}
    blank = {"name": "blank.pdf", "mimeType": "application/pdf", "buffer": picture((), "PDF")}
    page, narrow = browse("zhouwenjing", language="en"), browse("zhouwenjing", width=390, script=False)
    page.goto("/sources/new")
    page.set_input_files("input[type=file]", scan)
    page.click("main button.primary")
    page.wait_for_url("**/sources/readings/*")
    narrow.goto(page.url)
    fits(narrow)
    expect(page.locator("h1")).to_contain_text("停车管理办法", timeout=180_000)
    expect(narrow.locator("h1")).not_to_have_text("")
    # Without script one looks again oneself.
    narrow.goto(narrow.url)
    expect(narrow.locator("h1")).to_contain_text("停车管理办法")
    page.goto("/sources/new")
    page.set_input_files("input[type=file]", blank)
    page.click("main button.primary")
    page.wait_for_url("**/sources/readings/*")
    expect(page.locator("main")).to_contain_text("no words", timeout=180_000)
    axe_ok(page)
    page.goto("/sources/")
    expect(page.locator("#readings")).to_contain_text("blank.pdf")
    axe_ok(page)


def test_the_weeks_gaps_are_read_empty_and_full(browse: Callable[..., Page], server: Server) -> None:
    wide, narrow = browse("zhangmin", language="en"), browse("zhangmin", width=390)
    for filled in (False, True):
        if filled:
            for question in ASKED:
                answer = requests.post(
                    f"{server.url}/consult/answers", json={"question": question}, timeout=30
                )
                assert answer.json()["outcome"] == "not_found"
            subprocess.run([sys.executable, "-c", FULL], env=server.environment, check=True)
        for page in (wide, narrow):
            page.goto("/consult/gaps/")
            axe_ok(page)
        fits(narrow)
    expect(narrow.locator("main")).to_contain_text("依据已变更")
    wide.get_by_role("link", name="萤火虫").first.click()
    axe_ok(wide)
    wide.goto("/consult/gaps/")
    wide.get_by_role("button", name="Withdraw 公园第1个问题").click()
    expect(wide.locator("main")).not_to_contain_text("公园第1个问题")
