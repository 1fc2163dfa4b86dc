"""Can an officer decide without a mouse, in both languages, on any screen, and is every page accessible?"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.acceptance.conftest import axe_ok, fits

pytestmark = pytest.mark.browser
Browse = Callable[..., Page]
HANDLER = "zhouwenjing"


def first_case(page: Page, tab: str = "") -> str:
    """The address of the first case of a list."""
    page.goto(f"/desk/{tab}")
    return str(page.locator("[data-row] a.row-link").first.get_attribute("href"))


@pytest.mark.parametrize(
    ("language", "width", "large", "theme"),
    [
        ("zh-hans", 1280, False, "light"),
        ("en", 390, False, "dark"),
        ("zh-hans", 1280, True, "light"),
        ("en", 390, True, "light"),
    ],
)
def test_every_page_is_accessible_and_fits(
    browse: Browse, language: str, width: int, large: bool, theme: str
) -> None:
    page = browse(HANDLER, language=language, width=width, large=large, theme=theme)
    case = first_case(page)
    done = first_case(page, "?tab=done")
    dispatch, order = "/desk/new/hotline.dispatch", "/workorders/"
    for address in (
        "/desk/",
        "/desk/?tab=second",
        "/desk/?q=xyz",
        case,
        f"{case}/do/amend",
        done,
        "/desk/new",
        dispatch,
        order,
    ):
        page.goto(address)
        expect(page.locator("h1")).to_have_count(1)
        axe_ok(page)
        fits(page)


def test_a_whole_decision_by_keyboard(browse: Browse) -> None:
    page = browse(HANDLER)
    page.goto("/desk/")
    waiting = page.locator("[data-row]").count()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/cases/*")
    reference = page.locator(".crumbs [aria-current]").inner_text()
    page.keyboard.press("a")
    expect(page.locator("#messages")).to_contain_text(f"{reference}：已采纳")
    page.goto("/desk/")
    assert page.locator("[data-row]").count() == waiting - 1
    page.goto(f"/desk/?tab=done&q={reference}")
    expect(page.locator("main")).to_contain_text(reference)


def test_amending_by_keyboard_keeps_what_was_typed_when_leaving(browse: Browse) -> None:
    page = browse(HANDLER)
    case = first_case(page)
    page.goto(case)
    page.keyboard.press("e")
    page.wait_for_url("**/do/amend")
    page.fill("[name=c_title]", "按键盘改过的标题")
    page.wait_for_timeout(600)
    page.goto("/desk/")
    page.goto(f"{case}/do/amend")
    expect(page.locator("[name=c_title]")).to_have_value("按键盘改过的标题")
    page.locator("[name=c_title]").press("Enter")
    expect(page.locator("#messages")).to_contain_text("已按您的修改采纳")
    page.goto(case)
    expect(page.locator("#changes ins").first).to_be_visible()


def test_rejecting_opens_the_reason_with_the_cursor_in_it(browse: Browse) -> None:
    page = browse(HANDLER)
    case = first_case(page)
    page.goto(case)
    page.keyboard.press("r")
    expect(page.locator("#reject-reason")).to_be_focused()
    page.keyboard.type("不属于本区")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_contain_text("人工办理")
    page.goto(case)
    expect(page.locator("#work .notice").first).to_contain_text("不属于本区")
    axe_ok(page)


def test_a_batch_lists_every_item_first(browse: Browse) -> None:
    page = browse(HANDLER)
    page.goto("/desk/")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("[data-ticked]")).to_have_text("1")
    page.keyboard.press("b")
    page.wait_for_url("**/desk/batch")
    expect(page.locator("tbody tr")).to_have_count(1)
    axe_ok(page)


def test_an_officer_opens_a_case_and_the_employee_proposes(browse: Browse) -> None:
    page = browse(HANDLER)
    page.goto("/desk/")
    page.keyboard.press("c")
    page.wait_for_url("**/desk/new")
    page.click("a[href$='hotline.dispatch']")
    page.fill("[name=i_text]", "锦绣家园门口的路灯坏了两个星期，晚上看不见路，有老人摔倒，请尽快修好。")
    page.click("main button.primary")
    page.wait_for_url("**/desk/cases/*")
    expect(page.locator(".ai").first).to_contain_text("AI 生成")


def test_decisions_need_no_script(browse: Browse) -> None:
    page = browse(HANDLER)
    case = first_case(page)
    plain = browse(HANDLER, script=False)
    plain.goto(case)
    plain.click(".decide button.primary")
    expect(plain.locator("#messages")).to_contain_text("已采纳")
