"""Can the receiving bureau take a work order on and answer it, or return it, by keyboard and on a telephone?"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.acceptance.conftest import axe_ok, fits

pytestmark = pytest.mark.browser
Browse = Callable[..., Page]
BUREAU = "maliang"


@pytest.mark.parametrize(("language", "width", "large"), [("zh-hans", 1280, False), ("en", 390, True)])
def test_the_pages_are_accessible_and_fit(browse: Browse, language: str, width: int, large: bool) -> None:
    page = browse(BUREAU, language=language, width=width, large=large)
    page.goto("/workorders/")
    order = str(page.locator("[data-row] a.row-link").first.get_attribute("href"))
    for address in ("/workorders/", "/workorders/?tab=returned", order):
        page.goto(address)
        axe_ok(page)
        fits(page)


def test_taken_on_and_answered_by_keyboard(browse: Browse) -> None:
    page = browse(BUREAU)
    page.goto("/workorders/")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/workorders/\d+$"))
    page.keyboard.press("a")
    expect(page.locator("#messages")).to_contain_text("已签收")
    page.fill("[name=answer]", "您好，已经核实并处理，请查收。")
    page.locator("[name=answer]").press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#answered")).to_contain_text("已经核实并处理")
    axe_ok(page)


def test_returned_with_a_reason_stands_at_the_hotline_again(browse: Browse) -> None:
    page = browse(BUREAU)
    page.goto("/workorders/")
    page.locator("[data-row] a.row-link").last.click()
    page.wait_for_url(re.compile(r"/workorders/\d+$"))
    reference = page.locator(".crumbs [aria-current]").inner_text()
    page.keyboard.press("r")
    page.keyboard.type("应由市场监管局负责")
    page.click("details[open] button.danger")
    expect(page.locator("main")).to_contain_text("应由市场监管局负责")
    hotline = browse("zhouwenjing")
    hotline.goto("/desk/?tab=hand")
    expect(hotline.locator("main")).to_contain_text(reference)
