"""Does an officer read what he was told, and nothing others were told?"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from bangban.agencies.models import Agency, Officer
from bangban.governance.notices import notify
from bangban.services.accounts import notices
from tests.support.accounts import sign_in

pytestmark = pytest.mark.django_db


def test_his_own_and_his_agencys_but_no_one_elses(
    client: Client, handler: Officer, make_officer: Callable[..., Officer]
) -> None:
    other = make_officer("wu", "handler")
    elsewhere = Agency.objects.create(code="urban", kind="bureau", name_zh="城管局")
    notify("stop.set", key="a", officers=[handler], details={"scope": "employee"}, subject="employee:0012")
    notify("holidays.missing", key="b", agency=handler.agency, details={"year": 2027})
    notify("stop.set", key="c", officers=[other], details={"scope": "agency"})
    notify("ledger.unsound", key="d", agency=elsewhere)
    sign_in(client)
    page = client.get("/accounts/notices")
    assert [line.text for line in page.context["lines"]] == [
        "2027 年的节假日安排尚未录入，时限暂按周一至周五计算。",
        "已按下停止键（范围：employee）。",
    ]
    assert [(line.urgent, line.url) for line in page.context["lines"]] == [
        (False, ""),
        (True, "/register/employees/0012"),
    ]
    assert client.get("/accounts/").context["unread"] == 2
    client.post("/accounts/notices/read")
    assert notices.unread(handler) == 0
    assert notices.unread(other) == 1


def test_many_come_in_pages(client: Client, handler: Officer) -> None:
    for number in range(notices.PAGE + 5):
        notify("holidays.missing", key=f"k{number}", officers=[handler], details={"year": 2000 + number})
    first = notices.page(handler)
    assert (len(first.lines), first.older is not None) == (notices.PAGE, True)
    second = notices.page(handler, str(first.older))
    assert (len(second.lines), second.older) == (5, None)


@pytest.mark.parametrize("cursor", ["", "x", "-1", "9" * 19, "9" * 40, "１２", "1e5", "\x00"])
def test_a_cursor_nobody_gave_out_breaks_nothing(client: Client, handler: Officer, cursor: str) -> None:
    sign_in(client)
    assert client.get("/accounts/notices", {"before": cursor}).status_code == 200
