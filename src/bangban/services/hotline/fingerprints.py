"""How is a new message remembered, so that the next one like it is recognised?"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from bangban.governance.models import Case
from bangban.services.hotline.models import Band, Fingerprint

WITH_MESSAGE = ("hotline.dispatch", "hotline.urgent", "hotline.advise")
"""Scenarios whose inputs are a resident's message."""


def remember(cases: Sequence[Case]) -> None:
    """Write the fingerprints of new hotline cases, in the transaction that opens them."""
    letters = [case for case in cases if case.scenario in WITH_MESSAGE]
    if not letters:
        return
    # Here, so that a page that opens no case loads no skill code.
    from bangban.skills.workorders.duplicates import fingerprint
    from bangban.skills.workorders.letter import whole_text

    prints = [(case, fingerprint(whole_text(case.input_values))) for case in letters]
    Fingerprint.objects.bulk_create([Fingerprint(case=case, sketch=one.sketch) for case, one in prints])
    # Eight rows a message of two numbers each: as model objects they would cost as much as all the rest.
    insert = f"INSERT INTO {Band._meta.db_table} (value, case_id) VALUES (%s, %s)"  # noqa: S608 — our own table
    with connection.cursor() as cursor:
        cursor.executemany(insert, [(value, case.pk) for case, one in prints for value in one.bands])
