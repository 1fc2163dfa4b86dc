"""Does the look hold: both languages, both widths, both themes, large type, with and without script?"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.acceptance.conftest import Browse, axe_ok, fits

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("face", ["officer", "resident", "guardian"])
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("large", [False, True], ids=["normal", "large"])
def test_nothing_breaks_at_any_width_and_size(browse: Browse, face: str, width: int, large: bool) -> None:
    page = browse(width=width, large=large)
    page.goto(f"/gallery?face={face}&errors")
    page.wait_for_selector("html[data-charts='3']", state="attached")
    size = page.evaluate("getComputedStyle(document.documentElement).fontSize")
    assert size == ("24px" if large else "18px" if face == "resident" else "16px")
    fits(page)


@pytest.mark.parametrize(
    ("language", "theme", "width"),
    [("zh-hans", "light", 1280), ("zh-hans", "dark", 390), ("en", "dark", 1280), ("en", "light", 390)],
)
def test_accessible_in_both_languages_and_themes(
    browse: Browse, language: str, theme: str, width: int
) -> None:
    page = browse(language=language, theme=theme, width=width)
    page.goto("/gallery?errors")
    assert page.locator("html").get_attribute("lang") == ("en" if language == "en" else "zh-Hans")
    axe_ok(page)


def test_english_pages_hold_no_chinese_frame(browse: Browse) -> None:
    page = browse(language="en")
    page.goto("/gallery")
    frame = page.locator(".site-head").inner_text() + page.locator(".site-foot").inner_text()
    assert [letter for letter in frame.replace("中文", "") if "一" <= letter <= "鿿"] == []


def test_an_error_takes_the_focus_and_leads_to_its_field(browse: Browse) -> None:
    page = browse()
    page.goto("/gallery?errors")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    page.click("[data-error-summary] a >> nth=0")
    expect(page.locator("#id_title")).to_be_focused()
    assert page.locator("#id_title").get_attribute("aria-invalid") == "true"


def test_typed_text_survives_a_closed_page(browse: Browse) -> None:
    page = browse()
    page.goto("/gallery")
    page.fill("#id_text", "车库漏水，请派人来看。")
    page.wait_for_timeout(600)
    page.goto("/gallery")
    assert page.input_value("#id_text") == "车库漏水，请派人来看。"
    page.click("[data-draft-note] button >> visible=true")
    page.reload()
    assert page.input_value("#id_text") == ""


def test_the_desk_without_a_mouse(browse: Browse) -> None:
    page = browse()
    page.goto("/gallery")
    page.keyboard.press("j")
    expect(page.locator("tr.is-current")).to_have_attribute("data-row", "LJ20261122-0006")
    page.keyboard.press("x")
    expect(page.locator("[data-ticked]")).to_have_text("1")
    page.keyboard.press("r")
    expect(page.locator("#reason")).to_be_focused()
    page.keyboard.type("j?")
    assert page.input_value("#reason") == "j?"
    page.locator("#reason").blur()
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    assert "采纳" in page.locator("#keys-list").inner_text()


def test_single_keys_can_be_switched_off(browse: Browse) -> None:
    page = browse()
    page.goto("/gallery")
    page.keyboard.press("?")
    page.click("#keys button[name=keys]")
    page.wait_for_selector("html[data-keys=off]")
    page.keyboard.press("j")
    expect(page.locator("tr.is-current")).to_have_attribute("data-row", "LJ20261122-0007")


def test_without_script_the_choices_and_the_tables_remain(browse: Browse) -> None:
    page = browse(script=False)
    page.goto("/gallery?face=resident")
    page.click("button[name=type]")
    expect(page.locator("html")).to_have_class(re.compile("type-large"))
    page.click("button[name=language]")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.click(".chart summary >> nth=0")
    expect(page.locator(".chart table >> nth=0")).to_be_visible()
    page.click(".stop-box summary")
    expect(page.locator("#why")).to_be_visible()


def test_a_missing_page_says_what_to_do(browse: Browse) -> None:
    page = browse()
    answer = page.goto("/nowhere")
    assert answer is not None
    assert answer.status == 404
    assert answer.headers["x-request-id"] in page.locator("main").inner_text()
    axe_ok(page)
    fits(page)
