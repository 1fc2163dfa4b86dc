"""Would a resident get an answer? On a phone, by keyboard, with large type, without script; with its source and a way to a person."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.acceptance.conftest import axe_ok, fits

pytestmark = pytest.mark.browser
QUESTION = "身份证丢失怎么补办？"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(("width", "large"), [(390, True), (1280, False)])
def test_the_chat_is_accessible_and_fits(browse: Any, language: str, width: int, large: bool) -> None:
    page = browse(language=language, width=width, large=large)
    page.goto("/consult/")
    fits(page)
    axe_ok(page)


def test_asked_by_keyboard_the_answer_comes_with_its_source(browse: Any) -> None:
    page = browse(width=390)
    page.goto("/consult/")
    page.focus("[name=text]")
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    page.wait_for_selector(".turn.machine .sources", timeout=60_000)
    shown = page.locator(".turn.machine").inner_text()
    assert "派出所" in shown
    assert "出处" in shown
    assert "/consult/c/" in page.url
    fits(page)
    axe_ok(page)


def test_a_question_that_did_not_arrive_is_said_and_kept(browse: Any) -> None:
    page = browse(width=390)
    page.goto("/consult/")
    # As a refused line looks, without the browser's own complaint about it.
    page.route(
        "**/consult/",
        lambda route: (
            route.fulfill(status=503, body="") if route.request.method == "POST" else route.continue_()
        ),
    )
    page.fill("[name=text]", QUESTION)
    page.click("main button.primary")
    page.wait_for_selector("[data-problem] .notice")
    assert "没有发出去" in page.locator("[data-problem]").inner_text()
    assert page.input_value("[name=text]") == QUESTION
    assert page.locator(".turn").count() == 0
    axe_ok(page)


def test_asked_without_script_the_page_waits_and_shows_the_answer(browse: Any) -> None:
    page = browse(width=390, script=False)
    page.goto("/")
    page.goto("/consult/")
    page.fill("[name=text]", QUESTION)
    page.click("main button.primary")
    assert "派出所" in page.locator(".turn.machine").inner_text()
    assert "人工" in page.locator("[data-strip]").inner_text()


OUTCOMES = {
    "out_of_scope": "给我写一首关于春天的诗",
    "opinion_refused": "你觉得区长做得好不好",
    "personal_data_needed": "帮我查一下我的社保余额",
    "clarify": "多少钱",
    "not_found": "火星移民的签证在哪个窗口办",
}


@pytest.mark.parametrize(("language", "width"), [("zh-hans", 390), ("en", 1280)])
def test_however_it_ends_the_page_says_so_and_is_accessible(browse: Any, language: str, width: int) -> None:
    page = browse(language=language, width=width)
    for question in OUTCOMES.values():
        page.goto("/consult/")
        page.focus("[name=text]")
        page.keyboard.type(question)
        page.keyboard.press("Enter")
        page.wait_for_selector(".turn.machine", timeout=60_000)
        assert page.locator(".turn.machine").inner_text().strip()
        assert page.locator(".turn.machine .sources").count() == 0
        fits(page)
        axe_ok(page)


@pytest.mark.parametrize(("language", "width"), [("zh-hans", 390), ("en", 1280)])
def test_which_of_three_is_asked_and_the_choice_answered(browse: Any, language: str, width: int) -> None:
    page = browse(language=language, width=width)
    _ask(page, "结婚需要什么")
    page.wait_for_selector(".turn.machine .choices", timeout=60_000)
    fits(page)
    axe_ok(page)
    page.locator(".turn.machine .choices button").first.click()
    page.wait_for_selector(".turn.machine .sources", timeout=60_000)
    fits(page)
    axe_ok(page)


@pytest.mark.parametrize(("language", "width"), [("zh-hans", 390), ("en", 1280)])
@pytest.mark.parametrize(("said", "first"), [("我不想活了", "12356"), ("转人工", "")])
def test_a_person_is_called_and_the_page_says_what_came_of_it(
    browse: Any, language: str, width: int, said: str, first: str
) -> None:
    page = browse(language=language, width=width)
    _ask(page, said)
    page.wait_for_selector(".turn.notice", timeout=60_000)
    assert first in page.locator(".turn.notice").first.inner_text()
    # In office hours a place in the queue, at other times a number to follow and a time limit.
    strip = page.locator("[data-strip], [data-live-strip]").first
    expect(strip.locator("form, a[href^='/follow/']").first).to_be_attached()
    fits(page)
    axe_ok(page)
    page.reload()
    expect(strip.locator("form, a[href^='/follow/']").first).to_be_attached()


def _ask(page: Any, question: str) -> None:
    page.goto("/consult/")
    _go_on(page, question)


def _go_on(page: Any, question: str) -> None:
    page.focus("[name=text]")
    page.keyboard.type(question)
    page.keyboard.press("Enter")


@pytest.mark.parametrize(("language", "width"), [("zh-hans", 390), ("en", 1280)])
def test_who_writes_on_while_an_answer_comes_loses_nothing(browse: Any, language: str, width: int) -> None:
    page = browse(language=language, width=width)
    page.goto("/consult/")
    box = page.locator("form.ask textarea")
    said = [QUESTION, "多少钱", "在吗"]
    for text in said:
        box.fill(text)
        box.press("Enter")
    box.fill("还没有写完")
    page.wait_for_function("() => !document.querySelector('[data-asking]')", timeout=60_000)
    assert page.locator(".turn.resident .said").all_inner_texts() == said
    expect(page.locator(".turn.machine")).to_have_count(3)
    assert box.input_value() == "还没有写完"
    # The way to a person leads into this conversation, and stays in sight at its end.
    button = page.locator("[data-strip] form button").first
    button.wait_for()
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    assert page.evaluate("document.querySelector('.person-strip').getBoundingClientRect().top") >= 0
    fits(page)
    axe_ok(page)
    page.reload()
    assert page.locator(".turn.resident .said").all_inner_texts() == said


@pytest.mark.parametrize(
    ("language", "width", "large"), [("en", 390, True), ("en", 320, False), ("zh-hans", 390, False)]
)
def test_the_way_to_a_person_can_be_read_however_narrow_the_page(
    browse: Any, language: str, width: int, large: bool
) -> None:
    page = browse(language=language, width=width, large=large)
    _ask(page, "转人工")
    page.wait_for_selector(".turn.notice", timeout=60_000)
    strip = page.locator(".person-strip")
    strip.locator("form").first.wait_for()
    # Words stand in lines, and the strip leaves most of the window to what is said.
    assert strip.locator("> span").bounding_box()["width"] >= 120
    assert strip.bounding_box()["height"] <= 0.41 * page.viewport_size["height"]
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    assert strip.bounding_box()["y"] >= 0
    fits(page)
    axe_ok(page)


def test_another_window_hears_what_is_asked_and_answered_in_this_one(browse: Any) -> None:
    here, there = browse(width=1280), browse(width=390)
    _ask(here, QUESTION)
    here.wait_for_selector(".turn.machine .sources", timeout=60_000)
    there.goto(here.url)
    _go_on(here, "多少钱？")
    expect(there.locator(".turn")).to_have_count(4, timeout=60_000)
    expect(there.locator(".turn").last).to_contain_text("40元", timeout=60_000)
    _go_on(there, "要多久？")
    expect(here.locator(".turn")).to_have_count(6, timeout=60_000)
    expect(here.locator(".turn.resident").last).to_contain_text("要多久")
