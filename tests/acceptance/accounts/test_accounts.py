"""Can officers sign in by keyboard alone, in both languages, at both widths, and is every page accessible?"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.acceptance.conftest import Browse, axe_ok, fits, sign_in

pytestmark = pytest.mark.browser
DEMO_PASSWORD = "bangban-demo"
OWN_PAGES = ("/accounts/", "/accounts/password", "/accounts/again?next=/accounts/", "/accounts/notices")


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until `selector` has the focus: what a keyboard cannot reach fails."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{page.url}: the keyboard does not reach {selector}")


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("large", [False, True], ids=["normal", "large"])
def test_the_sign_in_page(browse: Browse, language: str, width: int, large: bool) -> None:
    nobody = f"nobody-{language}-{width}-{large}"  # one name would be locked after five
    page = browse(language=language, width=width, large=large)
    page.goto("/accounts/sign-in?next=/desk/")
    axe_ok(page)
    fits(page)
    page.fill("input[name=name]", nobody)
    page.fill("input[name=password]", "wrong")
    page.click("main button.primary")
    summary = page.locator("[data-error-summary]")
    expect(summary).to_be_visible()
    expect(summary).to_contain_text("not right" if language == "en" else "不正确")
    axe_ok(page)
    fits(page)


def test_signing_in_with_the_keyboard_alone(browse: Browse) -> None:
    page = browse()
    page.goto("/accounts/sign-in?next=/accounts/")
    tab_to(page, "input[name=name]")
    page.keyboard.type("hejing")
    tab_to(page, "input[name=password]")
    page.keyboard.type(DEMO_PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/accounts/sign-in/code")
    axe_ok(page)
    fits(page)
    code = page.locator("main .notice code").inner_text()
    tab_to(page, "input[name=code]")
    page.keyboard.type(code)
    page.keyboard.press("Enter")
    page.wait_for_url("**/accounts/")
    expect(page.locator("h1")).to_have_text("何静")


def test_a_press_on_a_demo_account_fills_in_the_form(browse: Browse) -> None:
    page = browse(script=False)
    page.goto("/accounts/sign-in?next=/accounts/")
    page.click(".demo-accounts a >> nth=0")
    page.click("main button.primary")
    page.wait_for_url("**/accounts/")
    expect(page.locator("h1")).to_have_text("周文静")


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize(("language", "theme"), [("zh-hans", "light"), ("en", "dark")])
def test_ones_own_pages(browse: Browse, language: str, theme: str, width: int) -> None:
    page = browse("zhangmin", language=language, theme=theme, width=width)
    for path in OWN_PAGES:
        page.goto(path)
        assert page.locator("h1").count() == 1, path
        axe_ok(page)
        fits(page)


def test_english_pages_hold_no_chinese_but_names(browse: Browse) -> None:
    page = browse("lijianguo", language="en")
    for path in OWN_PAGES:
        page.goto(path)
        text = page.locator("main").inner_text()
        assert [letter for letter in text if "一" <= letter <= "鿿"] == [], path


def test_setting_up_a_phone(browse: Browse) -> None:
    page = browse("wutong")
    page.goto("/accounts/second-factor")
    page.click("summary >> text=手工录入密钥")
    expect(page.locator(".qr svg")).to_be_visible()
    axe_ok(page)
    fits(page)
    page.fill("input[name=code]", "000000")
    page.click("main button.primary")
    expect(page.locator("[data-error-summary]")).to_be_visible()


def test_signing_out_leaves_nothing_behind_the_back_button(browse: Browse) -> None:
    page = browse()
    sign_in(page, "liuyang")
    page.goto("/accounts/")
    page.click("summary:has-text('刘洋')")
    page.click("form[action='/accounts/sign-out'] button")
    page.wait_for_url("**/accounts/sign-in")
    page.go_back()
    expect(page.locator("h1")).not_to_have_text("刘洋")
