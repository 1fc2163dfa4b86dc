"""Can a guardian read and do everything on the console, on a telephone, by keyboard, in both languages?"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.acceptance.conftest import Server, axe_ok, fits

pytestmark = pytest.mark.browser
Browse = Callable[..., Page]
PATHS = (
    "/console/", "/console/employees/0012", "/console/orders/", "/console/orders/new",
    "/console/orders/new/0012/hotline.dispatch", "/console/complaints/", "/console/refusals/", "/console/stops/",
)  # fmt: skip


@pytest.mark.parametrize(("language", "width", "theme"), [("zh-hans", 1280, "light"), ("en", 390, "dark")])
def test_every_page_is_accessible_and_fits(browse: Browse, language: str, width: int, theme: str) -> None:
    page = browse("zhangmin", language=language, width=width, theme=theme)
    for path in PATHS:
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        fits(page)
        axe_ok(page)


def test_an_order_is_signed_after_a_look(browse: Browse, server: Server) -> None:
    page = browse("zhangmin", language="en")
    page.goto("/console/orders/new/0012/hotline.dispatch")
    page.fill("input[name=daily_cap]", "7")
    page.locator("input[name=min_confidence]").first.check()
    page.get_by_role("button", name="See what it would do").click()
    expect(page.locator("main")).to_contain_text("at most 7 a day")
    axe_ok(page)
    page.get_by_role("button", name="Change the bounds").click()
    expect(page.locator("input[name=daily_cap]")).to_have_value("7")
    page.get_by_role("button", name="See what it would do").click()
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page).to_have_url(re.compile(r"/console/orders/$"))
    row = page.locator("tr", has_text="0 / 7")
    row.locator("summary").click()
    row.locator("input[name=reason]").fill("only a try")
    row.get_by_role("button", name="Withdraw").click()
    expect(page.locator("main")).to_contain_text("only a try")


def test_the_brake_is_two_keys_away_and_released_with_a_reason(browse: Browse) -> None:
    page = browse("zhangmin", language="en")
    page.goto("/console/")
    page.keyboard.press("s")
    expect(page).to_have_url(re.compile(r"/console/stops/$"))
    page.get_by_role("button", name="Stop it now").click()
    expect(page.locator("[data-failed]")).to_contain_text("give a reason")
    page.select_option("select[name=what]", "employee:0013")
    page.fill("#stop-reason", "a drill")
    page.get_by_role("button", name="Stop it now").click()
    stopped = page.locator("#stopped")
    expect(stopped).to_contain_text("a drill")
    axe_ok(page)
    stopped.locator("summary").click()
    stopped.locator("input[name=reason]").fill("the drill is over")
    stopped.get_by_role("button", name="Release").click()
    expect(page.locator("main")).to_contain_text("the drill is over")
    expect(stopped).not_to_contain_text("a drill")


@pytest.mark.parametrize(("language", "width", "theme"), [("zh-hans", 390, "light"), ("en", 1280, "dark")])
def test_the_many_entries_are_found_by_keyboard(
    browse: Browse, language: str, width: int, theme: str
) -> None:
    page = browse("zhangmin", language=language, width=width, theme=theme)
    page.goto("/console/")
    groups = page.locator(".nav-group > summary")
    for number in range(groups.count()):
        groups.nth(number).focus()
        page.keyboard.press("Enter")
        expect(page.locator(".nav-group[open]")).to_have_count(1)
        fits(page)
        axe_ok(page, ".site-head")
        page.keyboard.press("Escape")
        expect(groups.nth(number)).to_be_focused()
        expect(page.locator(".nav-group[open]")).to_have_count(0)
    groups.last.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/register/ledger/$"))
    expect(page.locator(".nav-group > .is-here")).to_have_count(1)
