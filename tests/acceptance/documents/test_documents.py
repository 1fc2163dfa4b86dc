"""Can an officer have a document checked, judge it, and draft one, by keyboard, on a phone, in both languages?"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.acceptance.conftest import axe_ok, fits
from tests.support.papers import a_notice, faulty

pytestmark = pytest.mark.browser
Browse = Callable[..., Page]
HANDLER = "liuyang"
REVIEW, CASE, BATCH, LETTERS = (
    re.compile(rf"/documents/{name}/\d+$") for name in ("reviews", "cases", "batches", "letters")
)


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    """A notice with planted faults."""
    file = tmp_path / "防汛通知.docx"
    file.write_bytes(faulty())
    return file


def send(page: Page, file: Path) -> None:
    page.goto("/documents/new")
    page.set_input_files("input[name=file]", str(file))
    page.click("main button.primary")
    page.wait_for_url(REVIEW)


@pytest.mark.parametrize(
    ("language", "width", "large", "theme"),
    [("zh-hans", 1280, False, "light"), ("en", 390, False, "dark"), ("zh-hans", 390, True, "light")],
)
def test_every_page_is_accessible_and_fits(
    browse: Browse, paper: Path, language: str, width: int, large: bool, theme: str
) -> None:
    page = browse(HANDLER, language=language, width=width, large=large, theme=theme)
    send(page, paper)
    review = page.url
    for address in (
        review,
        f"{review}/elements",
        "/documents/",
        "/documents/?tab=batches",
        "/documents/new",
        "/documents/drafts/new",
        "/documents/drafts/new/tongzhi",
        "/documents/batches/new",
        "/documents/letters/new",
    ):
        page.goto(address)
        expect(page.locator("h1")).to_have_count(1)
        axe_ok(page)
        fits(page)


def test_a_broken_file_is_told_and_the_page_can_be_used_again(
    browse: Browse, tmp_path: Path, paper: Path
) -> None:
    page = browse(HANDLER)
    broken = tmp_path / "坏.docx"
    broken.write_bytes(b"PK\x03\x04 no document")
    page.goto("/documents/new")
    page.set_input_files("input[name=file]", str(broken))
    page.click("main button.primary")
    expect(page.locator("[data-failed]")).to_contain_text("损坏")
    axe_ok(page)
    page.set_input_files("input[name=file]", str(paper))
    page.click("main button.primary")
    page.wait_for_url(REVIEW)


def test_a_whole_review_by_keyboard(browse: Browse, paper: Path) -> None:
    page = browse(HANDLER)
    send(page, paper)
    count = page.locator("[data-finding]").count()
    assert count >= 2
    page.keyboard.press("a")
    expect(page.locator("#finding-1")).to_have_attribute("data-state", "right")
    expect(page.locator("#finding-2")).to_have_class(re.compile("is-current"))
    expect(page.locator("#at-1")).to_have_class(re.compile("right"))
    page.keyboard.press("r")
    expect(page.locator("#finding-2")).to_have_attribute("data-state", "wrong")
    page.keyboard.press("p")
    page.keyboard.press("p")
    expect(page.locator("#finding-1")).to_have_class(re.compile("is-current"))
    page.keyboard.press("n")
    page.keyboard.press("a")
    expect(page.locator("#finding-2")).to_have_attribute("data-state", "right")
    page.keyboard.press("c")
    page.wait_for_url(CASE)
    expect(page.locator("#document")).to_contain_text("〔2026〕")
    axe_ok(page)
    page.keyboard.press("a")
    expect(page.locator("#files")).to_be_visible(timeout=60_000)
    with page.expect_download() as taken:
        page.keyboard.press("s")
    assert taken.value.suggested_filename == "防汛通知（修正）.docx"


def test_a_click_on_a_finding_leads_to_its_place_and_back(browse: Browse, paper: Path) -> None:
    page = browse(HANDLER)
    send(page, paper)
    page.click("#finding-2 .finding-number")
    expect(page.locator("#at-2")).to_have_class(re.compile("is-current"))
    expect(page.locator("#at-2")).to_be_in_viewport()
    page.click("#at-1")
    expect(page.locator("#finding-1")).to_have_class(re.compile("is-current"))


def test_judging_needs_no_script(browse: Browse, paper: Path) -> None:
    page = browse(HANDLER)
    send(page, paper)
    plain = browse(HANDLER, script=False)
    plain.goto(page.url)
    plain.click("#right-1")
    expect(plain.locator("#finding-1")).to_have_attribute("data-state", "right")


def test_an_element_is_corrected(browse: Browse, paper: Path) -> None:
    page = browse(HANDLER)
    send(page, paper)
    page.keyboard.press("e")
    page.wait_for_url("**/elements")
    page.locator("select").nth(3).select_option("body")
    page.click("main button.primary")
    page.wait_for_url(REVIEW)
    expect(page.locator("#messages")).to_contain_text("已更正 1 段")


def test_a_draft_is_seen_while_it_is_typed_and_leaves_labelled(browse: Browse) -> None:
    page = browse(HANDLER)
    page.goto("/documents/drafts/new/tongzhi")
    page.fill("[name=i_addressee]", "各街道办事处")
    page.fill("[name=i_matter]", "做好防汛工作")
    expect(page.locator("#preview .sheet").first).to_contain_text("做好防汛工作的通知", timeout=60_000)
    page.fill("[name=i_number]", "临住建发〔2026〕21号")
    page.fill("[name=i_date]", "2026-05-20")
    expect(page.locator("#preview .sheet").first).to_contain_text("〔2026〕21号", timeout=60_000)
    axe_ok(page)
    page.click("#draft-form button.primary")
    page.wait_for_url(CASE)
    expect(page.locator("#document")).to_contain_text("人工智能")
    axe_ok(page)
    page.keyboard.press("a")
    expect(page.locator("#files")).to_contain_text("已标识为 AI 生成", timeout=60_000)


def test_what_a_situation_does_not_ask_for_steps_aside(browse: Browse) -> None:
    page = browse(HANDLER)
    page.goto("/documents/drafts/new/han")
    place = page.locator("[name=i_meeting_place]")
    expect(place).to_be_visible()
    page.fill("[name=i_incoming_title]", "关于共享雨情数据的函")
    page.select_option("[name=i_situation]", "ask")
    expect(place).to_be_hidden()
    # What was typed stays in sight.
    expect(page.locator("[name=i_incoming_title]")).to_be_visible()
    page.select_option("[name=i_situation]", "invite")
    expect(place).to_be_visible()


def test_many_files_with_progress(browse: Browse, tmp_path: Path) -> None:
    page = browse(HANDLER)
    files = []
    for name, data in (("一.docx", a_notice()), ("坏.docx", b"PK\x03\x04"), ("二.docx", faulty())):
        files.append(tmp_path / name)
        files[-1].write_bytes(data)
    page.goto("/documents/batches/new")
    page.fill("[name=title]", "一批材料")
    page.click("main button.primary")
    page.wait_for_url(BATCH)
    page.set_input_files("input[name=files]", [str(file) for file in files])
    expect(page.locator("tbody tr")).to_have_count(3, timeout=60_000)
    page.keyboard.press("s")
    expect(page.locator("#standing")).to_contain_text("已完成", timeout=60_000)
    expect(page.locator("#batch")).to_contain_text("坏.docx")
    expect(page.locator("#batch a.row-link")).to_have_count(2)
    axe_ok(page)


def test_letters_from_a_table(browse: Browse, tmp_path: Path) -> None:
    page = browse(HANDLER)
    table = tmp_path / "单位.csv"
    table.write_text("单位,事项\n区气象局,提供雨情数据\n区交通运输局,开放视频监控\n", "utf-8")
    page.goto("/documents/letters/new")
    page.set_input_files("input[name=file]", str(table))
    page.click("main button.primary")
    page.wait_for_url(LETTERS)
    for field, column in (("i_addressee", "单位"), ("i_matter", "事项")):
        page.click(f"[name={field}]")
        page.click(f"[data-insert={column}]")
    page.select_option("[name=i_situation]", "consult")
    expect(page.locator("#preview .sheet").first).to_contain_text("区气象局", timeout=60_000)
    page.click("[data-row-step='1']")
    expect(page.locator("#preview .sheet").first).to_contain_text("区交通运输局", timeout=60_000)
    axe_ok(page)
    page.click("#draft-form button.primary")
    page.wait_for_url(BATCH)
    page.locator("a[data-key=o]").click(timeout=60_000)
    page.wait_for_url(CASE)
    expect(page.locator("#work .files li")).to_have_count(2)
    axe_ok(page)


def test_the_administrator_sees_the_rules(browse: Browse) -> None:
    page = browse("wanglixin", width=390)
    page.goto("/documents/rules")
    expect(page.locator("h1")).to_have_text("规则采纳情况")
    axe_ok(page)
    fits(page)
