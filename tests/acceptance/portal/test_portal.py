"""Would a resident manage? By phone, without script, with large type, by keyboard, in both languages."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.acceptance.conftest import axe_ok, fits

pytestmark = pytest.mark.browser
TEXT = "青枫小区三栋楼下的路灯坏了两个星期，晚上老人出门看不见路。"
PAGES = ("/", "/ask/", "/follow/", "/person/", "/complain/", "/employees/", "/employees/0012")


@pytest.fixture
def number(browse: Any) -> str:
    """The number of a message that was just left, without script."""
    page = browse(script=False)
    page.goto("/ask/")
    page.fill("[name=text]", TEXT)
    page.click("main button.primary")
    return str(page.url.rpartition("/")[2])


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(("width", "large"), [(390, True), (1280, False)])
def test_every_page_is_accessible_and_fits(browse: Any, language: str, width: int, large: bool) -> None:
    page = browse(language=language, width=width, large=large)
    for address in PAGES:
        page.goto(address)
        fits(page)
        axe_ok(page)


def test_english_pages_hold_no_chinese_of_ours(browse: Any) -> None:
    page = browse(language="en")
    for address in ("/", "/ask/", "/follow/", "/person/", "/complain/"):
        page.goto(address)
        # What can only be said in Chinese, a street's address, says so: a screen reader changes its voice there.
        page.evaluate("document.querySelectorAll('main [lang=zh-Hans]').forEach((part) => part.remove())")
        assert not re.findall(r"[\u4e00-\u9fff]+", page.locator("main").inner_text()), address


def test_a_message_is_left_and_followed_without_script(browse: Any, number: str) -> None:
    page = browse(width=390, script=False)
    page.goto("/")
    page.click("main a[href='/follow/']")
    page.fill("[name=number]", number.lower().replace("-", " "))
    page.click("main button.primary")
    page.wait_for_url(f"**/follow/{number}")
    assert "0012" in page.locator("main").inner_text()
    fits(page)
    page.get_by_role("button", name="我要人工服务").click()
    expect(page.get_by_role("button", name="我要人工服务")).to_have_count(0)
    page.wait_for_url(f"**/follow/{number}")
    page.get_by_role("link", name="对答复有意见").first.click()
    expect(page.locator("[name=number]")).to_have_value(number)
    page.fill("[name=text]", "转错了部门")
    page.click("main button.primary")
    expect(page.locator("main")).to_contain_text("已收到您的投诉")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_of_a_message_are_accessible(browse: Any, number: str, language: str) -> None:
    page = browse(language=language, width=390, large=True)
    for address in (f"/ask/sent/{number}", f"/follow/{number}", f"/complain/?number={number}"):
        page.goto(address)
        fits(page)
        axe_ok(page)


def test_an_error_is_told_at_the_head_and_the_text_stays(browse: Any) -> None:
    page = browse(width=390)
    page.goto("/ask/")
    page.fill("[name=text]", TEXT)
    page.fill("[name=phone]", "不知道")
    page.click("main button.primary")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    assert page.input_value("[name=text]") == TEXT
    fits(page)
    axe_ok(page)


def test_a_draft_outlives_the_page_and_goes_when_it_was_sent(browse: Any) -> None:
    page = browse()
    page.goto("/ask/")
    page.fill("[name=text]", TEXT)
    page.wait_for_timeout(700)
    page.goto("/")
    page.goto("/ask/")
    assert page.input_value("[name=text]") == TEXT
    page.click("main button.primary")
    page.wait_for_url("**/ask/sent/**")
    page.goto("/ask/")
    assert page.input_value("[name=text]") == ""


def test_the_keyboard_is_enough_and_never_meets_the_trap(browse: Any) -> None:
    page = browse()
    page.goto("/ask/")
    page.focus("[name=text]")
    page.keyboard.type("路灯坏了。")
    met = []
    for _ in range(9):
        page.keyboard.press("Tab")
        met.append(page.evaluate("document.activeElement.name || document.activeElement.tagName"))
        if met[-1] == "BUTTON":
            break
    assert met[:1] == ["title"]
    assert "website" not in met
    page.keyboard.press("Enter")
    page.wait_for_url("**/ask/sent/**")
    expect(page.locator(".big-number")).to_have_count(4)


def test_a_wrong_number_is_answered_calmly(browse: Any) -> None:
    page = browse(width=390)
    answer = page.goto("/follow/0000-0000-0000-0000")
    assert answer.status == 404
    assert page.input_value("[name=number]") == "0000-0000-0000-0000"
    fits(page)
    axe_ok(page)
