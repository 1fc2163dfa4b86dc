"""How is a new message remembered, so that the next one like it is recognised?"""

from __future__ import annotations

from collections.abc import Sequence

from bangban.governance.models import Case
from bangban.services.hotline.models import Band, Fingerprint
from bangban.skills.workorders.duplicates import fingerprint


def remember(cases: Sequence[Case]) -> None:
    """Write the fingerprints of new hotline cases, in the transaction that opens them."""
    prints = [
        (case, fingerprint(f"{case.input_values.get('title') or ''}\n{case.input_values.get('text') or ''}"))
        for case in cases
        if case.scenario.startswith("hotline.")
    ]
    Fingerprint.objects.bulk_create([Fingerprint(case=case, sketch=one.sketch) for case, one in prints])
    Band.objects.bulk_create([Band(case=case, value=value) for case, one in prints for value in one.bands])
