"""What may a skill know of recent messages? Their sketches, for finding near-duplicates; never their text."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.utils import timezone

from bangban.services.hotline.models import Band, Fingerprint

WINDOW = timedelta(days=90)
MOST = 50


def recent(query: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """Rows {case (its uid), sketch (base64)} of messages of the last 90 days that share one of `query["bands"]`."""
    bands = [int(band) for band in query.get("bands", ())][:64]
    if not bands:
        return []
    since = timezone.now() - WINDOW
    found = Band.objects.filter(value__in=bands, case__opened_at__gte=since).order_by("-case_id")
    cases = list(dict.fromkeys(found.values_list("case_id", flat=True)[: MOST * 4]))[:MOST]
    sketches = Fingerprint.objects.filter(case_id__in=cases).values_list("case__uid", "sketch")
    return [{"case": str(case), "sketch": base64.b64encode(bytes(sketch)).decode()} for case, sketch in sketches]


SOURCES = {"hotline.recent": (recent, 0.0)}
