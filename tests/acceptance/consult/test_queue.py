"""Can an officer work through the queue in a real browser: on a desk and on a phone, in both languages, by everyone?"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.acceptance.conftest import Server, axe_ok, fits

pytestmark = pytest.mark.browser
WAITING = """
import django
django.setup()
from datetime import timedelta
from django.utils import timezone
from bangban.agencies.models import Officer
from bangban.services.consult import asking
from bangban.services.consult.handover import machine
from bangban.services.consult.handover.models import Handover
from bangban.services.consult.models import Role
officer = Officer.objects.get(username="zhouwenjing")
for text, later in (("麻烦找个能管事的来说说我家漏水的事", 0), ("转人工", 60)):
    chat = asking.open_conversation(agency=officer.agency)
    turn = asking.say(chat, Role.RESIDENT, text)
    why = {"zh": "群众要求由人来接待", "en": "the resident asks for a person"}
    made = machine.open_handover(chat, "asked_for_person", "normal", turn=turn, why=why, words=[text])
    # Offices may be shut while this runs: who is talked to, or has hardly begun to wait, is not called back.
    Handover.objects.filter(pk=made.pk).update(since=timezone.now() + timedelta(minutes=later))
    if not later:
        machine.accept(made, officer)
        print(made.pk, chat.token)
"""


@pytest.mark.parametrize(("language", "width"), [("zh-hans", 1280), ("en", 390)])
def test_an_officer_sees_the_queue_and_answers(
    server: Server, browse: Callable[..., Page], language: str, width: int
) -> None:
    made = subprocess.run(
        [sys.executable, "-c", WAITING], env=server.environment, check=True, capture_output=True, text=True
    )
    number = made.stdout.split()[-2]
    page = browse("zhouwenjing", language=language, width=width)
    page.goto("/consult/queue/")
    expect(page.locator("main")).to_contain_text("asks for a person" if language == "en" else "要求由人")
    fits(page)
    axe_ok(page)
    page.goto(f"/consult/queue/{number}")
    expect(page.locator("main")).to_contain_text("漏水")
    fits(page)
    axe_ok(page)
    page.fill("textarea[name=text]", "您好，我来帮您登记漏水的事。")
    page.locator("main button.primary").first.click()
    expect(page.locator("main")).to_contain_text("我来帮您登记")
    fits(page)
    axe_ok(page)
    page.goto("/consult/queue/replies")
    fits(page)
    axe_ok(page)


@pytest.mark.parametrize(("language", "width"), [("zh-hans", 390), ("en", 1280)])
def test_a_supervisor_sees_the_whole_queue_and_says_who_knows_what(
    browse: Callable[..., Page], language: str, width: int
) -> None:
    page = browse("lijianguo", language=language, width=width)
    page.goto("/consult/queue/")
    fits(page)
    axe_ok(page)
    page.goto("/consult/queue/topics")
    fits(page)
    axe_ok(page)
    page.fill("[name=name]", f"漏水{width}")
    page.fill("[name=words]", "漏水\n渗水")
    page.locator("[name=officers]").first.check()
    page.locator("main button.primary").first.click()
    page.get_by_role("link", name=f"漏水{width}").click()
    expect(page.locator("[name=officers]").first).to_be_checked()
    fits(page)
    axe_ok(page)
    page.locator("[name=drop]").click()
    expect(page.locator("main")).not_to_contain_text(f"漏水{width}")


@pytest.mark.parametrize(("language", "width"), [("zh-hans", 1280), ("en", 390)])
def test_a_life_at_risk_is_shown_to_the_officer_who_talks_as_it_is_said(
    server: Server, browse: Callable[..., Page], language: str, width: int
) -> None:
    made = subprocess.run(
        [sys.executable, "-c", WAITING], env=server.environment, check=True, capture_output=True, text=True
    )
    number, token = made.stdout.split()[-2:]
    officer = browse("zhouwenjing", language=language, width=width)
    officer.goto(f"/consult/queue/{number}")
    officer.fill("textarea[name=text]", "您好，请问")
    resident = browse(width=390)
    resident.goto(f"/consult/c/{token}")
    resident.fill("textarea[name=text]", "我不想活了")
    resident.keyboard.press("Enter")
    raised = officer.locator("[role=alert]").filter(has_text="不想活了")
    expect(raised).to_contain_text("120", timeout=60_000)
    expect(officer.locator("main .tag.red").first).to_be_visible()
    expect(officer.locator("textarea[name=text]")).to_have_value("您好，请问")
    fits(officer)
    axe_ok(officer)
