"""Which labels contradict each other? Near-identical messages sent to different agencies, for a person to settle."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from bangban.agencies.models import Agency, Officer
from bangban.agencies.tenancy import reach
from bangban.errors import NotFound
from bangban.ledger.record import Entry, append
from bangban.services.hotline.models import Band, Example, ExampleKind, Fingerprint

ALIKE = 0.6
"""Estimated share of equal 4-grams from which two messages count as near-identical."""
MOST, LOOKED_AT = 20, 200


@dataclass(frozen=True)
class Pair:
    """Two messages that say nearly the same and went to different agencies."""

    first: Example
    second: Example
    likeness: float
    names: tuple[str, str]


def pairs(agency: Agency) -> list[Pair]:
    """The newest contradictions nobody settled yet, at most MOST."""
    found = _candidates(agency)
    # Here, so that a page that shows no contradiction loads no skill code.
    from bangban.skills.workorders.duplicates import similarity

    ids = {one for pair in found for one in pair}
    rows = Fingerprint.objects.filter(case_id__in=ids).values_list("case_id", "sketch")
    sketches = {case: bytes(sketch) for case, sketch in rows}
    alike = [
        (a, b, likeness) for a, b in found if (likeness := similarity(sketches[a], sketches[b])) >= ALIKE
    ][:MOST]
    examples = Example.objects.select_related("case").in_bulk([one for a, b, _ in alike for one in (a, b)])
    codes = {example.label for example in examples.values()}
    names = {row.code: row.name for row in Agency.objects.filter(code__in=codes)}
    return [
        Pair(
            examples[a], examples[b], likeness,
            (names.get(examples[a].label, examples[a].label), names.get(examples[b].label, examples[b].label)),
        )
        for a, b, likeness in alike
    ]  # fmt: skip


def _candidates(agency: Agency) -> list[tuple[int, int]]:
    band, example = Band._meta.db_table, Example._meta.db_table
    statement = (
        f"SELECT a.case_id, b.case_id FROM {band} a "  # noqa: S608 — our own tables
        f"JOIN {band} b ON a.value = b.value AND a.case_id < b.case_id "
        f"JOIN {example} ea ON ea.case_id = a.case_id JOIN {example} eb ON eb.case_id = b.case_id "
        "WHERE ea.agency_id = %s AND eb.agency_id = %s AND ea.confirmed AND eb.confirmed "
        "AND ea.label <> eb.label AND NOT (ea.kind = %s AND eb.kind = %s) "
        "GROUP BY a.case_id, b.case_id ORDER BY b.case_id DESC LIMIT %s"
    )
    settled = ExampleKind.SETTLED.value
    with connection.cursor() as cursor:
        cursor.execute(statement, [agency.pk, agency.pk, settled, settled, LOOKED_AT])
        return [(int(a), int(b)) for a, b in cursor.fetchall()]


def settle(first: int, second: int, officer: Officer, label: str = "", now: datetime | None = None) -> None:
    """Settle a contradiction: both belong to `label`, or (without one) each stays as it is.

    Raises:
        NotAllowed, NotFound: one of them is not of his hotline, or `label` is neither's.
    """
    ours = reach(officer, "case.decide")
    rows = list(Example.objects.filter(case_id__in=(first, second), agency_id__in=ours))
    if len(rows) != 2 or (label and label not in {row.label for row in rows}):
        raise NotFound(what="example")
    with transaction.atomic():
        for row in rows:
            values = {"kind": ExampleKind.SETTLED, "confirmed": True, "at": now or timezone.now()}
            Example.objects.filter(pk=row.pk).update(**values, label=label or row.label)
            told = {"label": label or row.label, "was": row.label}
            actor = f"officer:{officer.pk}"
            append([Entry("example.settled", actor, row.agency_id, f"case:{row.pk}", told)])
