"""Which duties may a skill read? The duty lists of all agencies in service."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bangban.agencies.models import Duty


def duties(query: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """Rows {agency, agency_name {zh, en}, duty, title {zh, en}, keywords with their marks, area}."""
    rows = Duty.objects.filter(agency__is_active=True).select_related("agency").order_by("agency__code", "pk")
    return [
        {
            "agency": duty.agency.code,
            "agency_name": {"zh": duty.agency.name_zh, "en": duty.agency.name_en},
            "duty": duty.code,
            "title": {"zh": duty.title_zh, "en": duty.title_en},
            "keywords": [*duty.words, *(f"@{alias}" for alias in duty.agency.aliases)],
            "area": duty.agency.area,
        }
        for duty in rows
    ]


SOURCES = {"agencies.duties": (duties, 10.0)}
