"""Which pages of the administration may this officer open? The tabs over each of them."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bangban.agencies.models import Officer
from bangban.agencies.permissions import has_permission

ROOMS = (
    ("officers", _("Officers"), "officer.read"),
    ("agencies", _("Agencies and duties"), "agency.read"),
    ("holidays", _("Holidays"), "holiday.edit"),
    ("tokens", _("API tokens"), "token.manage"),
    ("installation", _("Installation"), "installation.read"),
    ("clauses", _("Clause map"), "clauses.read"),
)


def rooms(officer: Officer, here: str) -> list[dict[str, Any]]:
    """The tabs, for `{% tabs %}`; `here` is the key of the page they stand on."""
    return [
        {"label": label, "url": reverse(f"register:{key}"), "current": key == here}
        for key, label, permission in ROOMS
        if has_permission(officer, permission)
    ]
