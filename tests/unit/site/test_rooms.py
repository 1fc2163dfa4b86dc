"""Does the navigation lead everybody to his pages, and say where he stands?"""

from __future__ import annotations

import re

import pytest
from django.test import RequestFactory
from django.utils.translation import override

from bangban.agencies.models import Agency, Officer, Role
from bangban.site.context import frame
from bangban.site.templatetags.navigation import FEW, room_links

pytestmark = pytest.mark.django_db


def rooms(path: str, role: str) -> tuple[list[str], list[str]]:
    """The addresses of the entries, and of those marked as the present one."""
    agency = Agency.objects.create(code="a", kind="bureau", name_zh="局")
    request = RequestFactory().get(path)
    request.user = Officer.objects.create_officer("one", "One", agency, None, [role])
    shown = frame(request)["rooms"]
    return [room["path"] for room in shown], [room["path"] for room in shown if room["here"]]


def test_the_security_administrator_finds_the_brake() -> None:
    entries, here = rooms("/console/stops/", Role.SECURITY)
    assert "/console/stops/" in entries
    assert here == ["/console/stops/"]


def test_a_guardian_finds_it_on_his_console() -> None:
    entries, here = rooms("/console/stops/", Role.GUARDIAN)
    assert "/console/stops/" not in entries
    assert here == ["/console/"]


@pytest.mark.parametrize(
    "page", ["agencies", "agencies/3/edit", "holidays", "tokens", "clauses", "installation", "officers/3"]
)
def test_every_page_of_the_administration_lies_in_its_room(page: str) -> None:
    _, here = rooms(f"/register/{page}/", Role.SYSTEM)
    assert here == ["/register/officers/"]


@pytest.mark.parametrize("page", ["agencies/", "clauses/"])
def test_who_has_no_administration_still_stands_somewhere(page: str) -> None:
    entries, here = rooms(f"/register/{page}", Role.GUARDIAN)
    assert "/register/officers/" not in entries
    assert here == ["/register/agencies/"]


def test_nobody_stands_where_he_is_not() -> None:
    assert rooms("/accounts/me", Role.HANDLER)[1] == []


def test_many_entries_stand_in_groups_and_a_closed_group_says_where_the_reader_is() -> None:
    rooms("/documents/", Role.GUARDIAN)
    request = RequestFactory().get("/documents/")
    request.user = Officer.objects.get(username="one")
    with override("en"):
        shown = frame(request)["rooms"]
        bar = room_links(shown)
    assert len(shown) > FEW
    assert bar.count("<details") == bar.count("</details>") == 4
    # Every entry once, the most used of them without opening anything.
    assert re.findall(r'href="([^"]+)"', bar) == [room["path"] for room in shown]
    assert bar.startswith('<li><a href="/desk/">Inbox</a></li>')
    assert (
        '<summary class="is-here"><span>Casework</span><span class="nav-here">Documents</span></summary>'
        in bar
    )
    assert bar.count('aria-current="page"') == 1


def test_few_entries_stand_side_by_side() -> None:
    rooms("/register/officers/", Role.SYSTEM)
    request = RequestFactory().get("/register/officers/")
    request.user = Officer.objects.get(username="one")
    shown = frame(request)["rooms"]
    assert len(shown) <= FEW
    assert "<details" not in room_links(shown)


def test_what_is_shown_is_escaped() -> None:
    many = [
        {"path": f"/{number}/", "label": "<b>", "here": number == 0, "group": "<i>"}
        for number in range(FEW + 1)
    ]
    assert "<b>" not in room_links(many)
    assert "<i>" not in room_links(many)
