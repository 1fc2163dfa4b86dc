"""Which pages of the gateway may this officer open? The tabs over each of them."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bangban.agencies.models import Officer
from bangban.agencies.permissions import has_permission

ROOMS = (
    ("workload", _("Workload"), "workload.read"),
    ("providers", _("Models and providers"), "gateway.read"),
    ("keys", _("Keys"), "gateway.read"),
    ("limits", _("Limits"), "gateway.read"),
    ("calls", _("Calls"), "gateway.read"),
    ("comparisons", _("Comparisons"), "gateway.read"),
    ("policies", _("Rules for calls"), "gateway.read"),
)


def rooms(officer: Officer, here: str) -> list[dict[str, Any]]:
    """The tabs, for `{% tabs %}`; `here` is the key of the page they stand on."""
    return [
        {"label": label, "url": reverse(f"gateway:{key}"), "current": key == here}
        for key, label, permission in ROOMS
        if has_permission(officer, permission)
    ]
