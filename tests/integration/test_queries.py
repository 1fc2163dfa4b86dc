"""Does every page that needs no number to be opened keep to twelve queries, for whoever opens it?"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver

from tests.support.district import a_district

pytestmark = pytest.mark.django_db
MOST = 12
FRAME = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
"""What only marks the borders of a transaction."""


def _pages(resolver: URLResolver, prefix: str = "/") -> Iterator[str]:
    for entry in resolver.url_patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _pages(entry, address)
        elif isinstance(entry, URLPattern) and not set(address) & set("<(^$\\"):
            yield address


PAGES = [
    address for address in _pages(get_resolver()) if not address.startswith(("/api/", "/accounts/sign-out"))
]


@pytest.mark.parametrize("role", ["reviewer", "guardian", "security"])
def test_a_page_runs_no_more_than_twelve(role: str) -> None:
    officer = getattr(a_district(), role)
    client = Client(headers={"host": "localhost"})
    client.force_login(officer)
    assert len(PAGES) > 60
    opened, too_many = 0, {}
    for address in PAGES:
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(address)
        opened += answer.status_code == 200
        count = sum(not one["sql"].startswith(FRAME) for one in asked)
        if count > MOST:
            too_many[address] = count
    assert opened > 5
    assert not too_many
