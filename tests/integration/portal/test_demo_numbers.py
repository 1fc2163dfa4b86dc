"""Do the demo's agencies have numbers and streets that nobody can mistake for real ones, and are they shown?"""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from bangban.agencies.models import Agency
from bangban.site import demo


@pytest.mark.django_db
def test_every_demo_agency_has_an_invented_number_and_address(client: Client) -> None:
    demo._agencies()
    rows = list(Agency.objects.all())
    assert rows
    assert all(row.phone.startswith("0000-555") and "虚构" in row.address for row in rows)
    assert len({row.phone for row in rows}) == len(rows)
    text = client.get(reverse("portal:person")).content.decode()
    assert "0000-555" in text
    assert "虚构" in text
