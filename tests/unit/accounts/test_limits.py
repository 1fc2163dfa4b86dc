"""Which address does a request come from, when headers can be written by anybody?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.test import RequestFactory

from bangban.services.accounts.limits import address_of


@pytest.mark.parametrize(
    ("proxy", "remote", "forwarded", "address"),
    [
        (False, "10.1.2.3", None, "10.1.2.3"),
        (False, "10.1.2.3", "1.1.1.1", "10.1.2.3"),
        (True, "127.0.0.1", "10.1.2.3", "10.1.2.3"),
        (True, "127.0.0.1", "6.6.6.6, 10.1.2.3", "10.1.2.3"),
        (True, "127.0.0.1", "10.1.2.3, not-an-address", ""),
        (True, "10.1.2.3", None, "10.1.2.3"),
        (False, "2001:db8:1:2:3:4:5:6", None, "2001:db8:1:2::"),
        (False, "2001:db8:1:2::ffff", None, "2001:db8:1:2::"),
        (False, "::ffff:10.1.2.3", None, "10.1.2.3"),
        (False, "", None, ""),
    ],
)
def test_the_address(settings: Any, proxy: bool, remote: str, forwarded: str | None, address: str) -> None:
    settings.CONFIG = replace(settings.CONFIG, values={**settings.CONFIG.values, "web.https": proxy})
    more = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    assert address_of(RequestFactory().get("/", REMOTE_ADDR=remote, **more)) == address
