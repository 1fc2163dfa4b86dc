"""How do the entries of the navigation look: in a row where they are few, in groups that open where they are many?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

register = template.Library()
FEW = 7
"""Entries that stand side by side on a narrow desk screen, and are found at one look."""
HERE = ' aria-current="page"'
Rooms = list[Mapping[str, Any]]


@register.simple_tag
def room_links(rooms: Iterable[Mapping[str, Any]]) -> SafeString:
    """The entries of the navigation: {path, label, here, group?}. Those of a group stand one after the other."""
    drawn: dict[str, SafeString] = getattr(rooms, "drawn", {})
    language = get_language() or ""
    if language not in drawn:
        drawn[language] = _bar(list(rooms))
    return drawn[language]


def _bar(rooms: Rooms) -> SafeString:
    if len(rooms) <= FEW:
        lines = [_link(room) for room in rooms]
    else:
        lines = [line for group, some in groupby(rooms, _group) for line in _lines(group, list(some))]
    return mark_safe("".join(f"<li>{line}</li>" for line in lines))  # noqa: S308 — escaped below


def _group(room: Mapping[str, Any]) -> str:
    return str(room.get("group") or "")


def _lines(group: str, rooms: Rooms) -> list[str]:
    """What stands in the bar: a group that holds several entries is one that opens."""
    if not group or len(rooms) == 1:
        return [_link(room) for room in rooms]
    here = next((room for room in rooms if room["here"]), None)
    # Closed as well, it says where the reader stands.
    within = f'<span class="nav-here">{conditional_escape(here["label"])}</span>' if here else ""
    mark = ' class="is-here"' if here else ""
    entries = "".join(f"<li>{_link(room)}</li>" for room in rooms)
    return [
        f'<details class="menu nav-group"><summary{mark}><span>{conditional_escape(group)}</span>{within}</summary>'
        f'<ul class="menu-body">{entries}</ul></details>'
    ]


def _link(room: Mapping[str, Any]) -> str:
    here = HERE if room["here"] else ""
    return f'<a href="{conditional_escape(room["path"])}"{here}>{conditional_escape(room["label"])}</a>'
