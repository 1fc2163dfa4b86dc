"""Can the registry be read and kept in a real browser: accessible, on a phone, with the keyboard?"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.acceptance.conftest import axe_ok, fits

pytestmark = pytest.mark.browser

PAGES = {
    "wanglixin": (
        *("employees/", "employees/0012", "employees/0012/figures", "employees/0012/people", "employees/new"),
        *("scenarios/", "scenarios/hotline.dispatch", "agencies/", "officers/", "officers/1", "holidays/"),
        *("installation/", "clauses/"),
    ),
    "zhaoxue": ("tokens/",),
    "sunhao": ("ledger/",),
}


@pytest.mark.parametrize("officer", list(PAGES))
def test_the_pages_are_accessible_and_fit_a_phone(browse: Callable[..., Page], officer: str) -> None:
    wide, narrow = browse(officer, language="en", theme="dark"), browse(officer, width=390)
    for path in PAGES[officer]:
        wide.goto(f"/register/{path}")
        axe_ok(wide)
        narrow.goto(f"/register/{path}")
        axe_ok(narrow)
        fits(narrow)


def test_the_auditor_verifies_and_takes_the_ledger_away(browse: Callable[..., Page]) -> None:
    page = browse("sunhao")
    page.goto("/register/ledger/")
    page.get_by_role("button", name="验证新增部分").click()
    expect(page.locator("#messages")).to_contain_text("未发现改动")
    with page.expect_download() as taken:
        page.get_by_role("button", name="导出完整台账").click()
    assert taken.value.suggested_filename.endswith(".jsonl")


def test_a_new_file_keeps_what_was_typed_when_something_is_wrong(browse: Callable[..., Page]) -> None:
    page = browse("wanglixin", language="en")
    page.goto("/register/employees/new")
    page.get_by_label("Number").fill("0012")
    page.get_by_label("Agency").select_option(index=1)
    page.get_by_label("Name", exact=True).fill("小澜")
    page.get_by_label("Post", exact=True).fill("值守员")
    page.get_by_label("Reason").fill("a new post")
    page.get_by_role("button", name="Open the file").click()
    expect(page.get_by_text("The number 0012 is taken")).to_be_visible()
    expect(page.get_by_label("Post", exact=True)).to_have_value("值守员")
