"""Can the hotline follow its orders, see what stands out and act, by keyboard, on a telephone, in both languages?"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.acceptance.conftest import axe_ok, fits

pytestmark = pytest.mark.browser
Browse = Callable[..., Page]
REVIEWER = "lijianguo"
PLAIN = (
    *("?tab=joint", "board", "board?kind=part", "hot", "alerts/", "incidents/", "roster", "import"),
    *("figures?days=90", "learning"),
)


@pytest.mark.parametrize(("language", "width", "large"), [("zh-hans", 1280, False), ("en", 390, True)])
def test_the_pages_are_accessible_and_fit(browse: Browse, language: str, width: int, large: bool) -> None:
    page = browse(REVIEWER, language=language, width=width, large=large)
    for address in PLAIN:
        page.goto(f"/workorders/{address}")
        axe_ok(page)
        fits(page)
    for address in ("board", "board?kind=call", "incidents/"):
        page.goto(f"/workorders/{address}")
        page.locator("[data-row] a.row-link").first.click()
        page.wait_for_url(re.compile(r"/\d+$"))
        axe_ok(page)
        fits(page)


def test_urged_by_keyboard_from_the_board(browse: Browse) -> None:
    page = browse(REVIEWER)
    page.goto("/workorders/board")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/workorders/\d+$"))
    page.keyboard.press("u")
    page.keyboard.type("来信人再次来电，请尽快。")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_contain_text("已催办")
    expect(page.locator("#history")).to_contain_text("来信人再次来电，请尽快。")


def test_an_incidents_brief_is_drafted_decided_and_taken(browse: Browse) -> None:
    page = browse(REVIEWER)
    page.goto("/workorders/incidents/")
    page.locator("[data-row] a.row-link").first.click()
    page.wait_for_url(re.compile(r"/incidents/\d+$"))
    here = page.url
    page.fill("[name=text]", "已通知燃气公司关阀")
    page.click("#timeline button.primary")
    expect(page.locator("#timeline .timeline")).to_contain_text("已通知燃气公司关阀")
    page.keyboard.press("b")
    expect(page.locator("main")).to_contain_text("基本情况")
    axe_ok(page)
    page.locator(".stay a[href*='/desk/cases/']").first.click()
    page.wait_for_url(re.compile(r"/desk/cases/\d+$"))
    page.wait_for_load_state()
    page.keyboard.press("a")
    expect(page.locator("#messages")).to_contain_text("已采纳")
    page.goto(here)
    with page.expect_download() as taken:
        page.locator("a[href$='/paper/brief']").click()
    assert taken.value.suggested_filename.endswith(".docx")
