"""Does demo mode help a newcomer in, and does it help nobody when it is off?"""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from bangban.agencies.models import Officer
from bangban.errors import NotFound
from bangban.services.accounts import demo
from tests.support.accounts import an_officer, is_in, sign_in
from tests.support.oidc import configure

pytestmark = pytest.mark.django_db


@pytest.fixture
def zhangmin(db: None) -> Officer:
    officer = an_officer("zhangmin", "guardian")
    demo.prepare([officer, an_officer("zhouwenjing", "handler")])
    return Officer.objects.get(pk=officer.pk)


def test_a_newcomer_gets_in_without_a_phone(client: Client, zhangmin: Officer, settings: Any) -> None:
    configure(settings, demo=True)
    page = client.get("/accounts/sign-in")
    assert [account.officer.username for account in page.context["demo_accounts"]] == [
        "zhouwenjing",
        "zhangmin",
    ]
    filled = client.get("/accounts/sign-in?as=zhangmin").content.decode()
    assert 'value="zhangmin"' in filled
    assert f'value="{demo.PASSWORD}"' in filled
    for _ in range(2):
        sign_in(client, "zhangmin", demo.PASSWORD)
        shown = client.get("/accounts/sign-in/code").context["demo_code"]
        client.post("/accounts/sign-in/code", {"code": shown})
        assert is_in(client), "the code of the next half minute is shown when this one was used"
        client.post("/accounts/sign-out")


def test_outside_demo_mode_nothing_is_shown(client: Client, zhangmin: Officer) -> None:
    page = client.get("/accounts/sign-in?as=zhangmin")
    assert page.context["demo_accounts"] == []
    assert demo.PASSWORD not in page.content.decode()
    sign_in(client, "zhangmin", demo.PASSWORD)
    assert client.get("/accounts/sign-in/code").context["demo_code"] == ""
    with pytest.raises(NotFound):
        demo.code_of_name("zhangmin")


def test_an_officer_with_a_phone_of_his_own_is_not_helped(zhangmin: Officer, settings: Any) -> None:
    configure(settings, demo=True)
    assert len(demo.code_of_name("zhangmin")) == 6
    Officer.objects.filter(pk=zhangmin.pk).update(totp_secret="JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    with pytest.raises(NotFound):
        demo.code_of_name("zhangmin")
