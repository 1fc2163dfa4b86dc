"""Are the gateway's pages accessible and at home on a phone, and does a person get done on them what he came for?"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.acceptance.conftest import Server, axe_ok, fits

pytestmark = pytest.mark.browser

PAGES = {
    "zhangmin": ("", "keys/", "limits/", "calls/", "calls/1", "rules/", "comparisons/", "comparisons/1", "workload/", "workload/declare"),
    "zhaoxue": ("keys/new", "rules/2"),
    "wanglixin": ("limits/set",),
}  # fmt: skip

FILL = """
import django
django.setup()
from django.utils import timezone
from bangban.agencies.models import Agency
from bangban.services.gateway import keys, limits
from bangban.services.gateway.models import CallRecord, Comparison
hotline = Agency.objects.get(code="hotline")
if not Comparison.objects.exists():
    key, _ = keys.create(hotline, "operator:test", label="写作助手")
    limits.set_limit(hotline, "agency", "", "tokens", "day", 100000, "operator:test")
    limits.set_limit(hotline, "key", str(key.pk), "money", "month", 5000000, "operator:test")
    for number, outcome in enumerate(["ok", "cut", "upstream_timeout"]):
        CallRecord.objects.create(
            request=f"test{number}", agency=hotline, key=key, model="chat", target="local/m1", data_class="internal",
            outcome=outcome, prompt_tokens=120, completion_tokens=80, characters=400, total_ms=900, first_token_ms=120,
        )
    result = {"model": "chat", "cases": 2, "agreed": 1, "agreement": 0.5, "refused": 0, "errors": 0, "citations_kept": 1.0,
        "tokens": 900, "money": 0.01, "first_token": 0.2, "total": 1.4}
    Comparison.objects.create(
        scenario="hotline.dispatch", agency=hotline, compared=["chat", "home"], made_by="operator:test",
        results={"chat": result, "home": {**result, "model": "home", "agreed": 2, "agreement": 1.0}},
        cases=[{"model": "chat", "line": 40, "agreed": False, "refused": False, "error": "",
            "differences": [{"path": "agency", "expected": "labour", "got": "housing"}]},
            {"model": "home", "line": 40, "agreed": True, "refused": False, "error": "", "differences": []}],
    )
"""


@pytest.fixture(scope="module", autouse=True)
def _filled(server: Server) -> None:
    """Calls and a comparison, as a gateway and an administrator would have left them."""
    environment = {**server.environment, "DJANGO_SETTINGS_MODULE": "bangban.site.settings"}
    subprocess.run([sys.executable, "-c", FILL], env=environment, check=True, timeout=300)


@pytest.mark.parametrize("officer", list(PAGES))
def test_the_pages_are_accessible_and_fit_a_phone(browse: Callable[..., Page], officer: str) -> None:
    wide, narrow = browse(officer, language="en", theme="dark"), browse(officer, width=390)
    for path in PAGES[officer]:
        answer = wide.goto(f"/gateway/{path}")
        assert answer is not None
        assert answer.status == 200, path
        axe_ok(wide)
        narrow.goto(f"/gateway/{path}")
        axe_ok(narrow)
        fits(narrow)


def test_a_key_is_issued_and_shown_once(browse: Callable[..., Page]) -> None:
    page = browse("zhaoxue")
    page.goto("/gateway/keys/")
    page.get_by_role("link", name="签发密钥").click()
    page.get_by_label("用途").fill("问答助手")
    page.get_by_role("button", name="签发密钥").click()
    expect(page.locator("code.big-number")).to_contain_text("bbk_")
    page.goto("/gateway/keys/")
    expect(page.get_by_role("rowheader", name="问答助手").first).to_be_visible()
    expect(page.locator("code.big-number")).to_have_count(0)


def test_minutes_are_declared_with_a_source_and_a_model_is_chosen(browse: Callable[..., Page]) -> None:
    page = browse("zhangmin")
    page.goto("/gateway/workload/declare?item=hotline.dispatch")
    page.get_by_label("每件分钟数").fill("12")
    page.get_by_label("来源").fill("2026 年 3 月工时测定")
    page.get_by_role("button", name="申报").click()
    expect(page.locator("#messages")).to_contain_text("已申报")
    page.goto("/gateway/comparisons/1")
    expect(page.get_by_text("home 在 2 例中有 2 例一致。")).to_be_visible()
    page.get_by_label("home", exact=True).check()
    page.get_by_label("理由").fill("两例都对")
    page.get_by_role("button", name="选定").click()
    expect(page.get_by_text("监护人已选定")).to_be_visible()
