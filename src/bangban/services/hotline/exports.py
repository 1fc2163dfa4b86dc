"""How do work orders leave as a table? CSV or XLSX, row by row, with nothing a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bangban.agencies.models import Officer
from bangban.errors import BadInput
from bangban.ledger.record import Entry, append
from bangban.services.hotline.cells import harmless
from bangban.services.hotline.life import visible
from bangban.services.hotline.models import WorkOrder

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
MOST = 50_000


def table(officer: Officer, form: str) -> tuple[str, bytes]:
    """(file name, bytes) of the newest MOST orders the officer may read.

    Raises:
        BadInput: no such format.
        LedgerUnavailable: it could not be recorded, so nothing leaves.
    """
    if form not in FORMATS:
        raise BadInput(what=f"format {form[:20]!r}")
    data = (_csv if form == "csv" else _xlsx)(_rows(officer))
    with transaction.atomic():
        by = f"officer:{officer.pk}"
        append(
            [
                Entry(
                    "export.made",
                    by,
                    officer.agency_id,
                    f"agency:{officer.agency_id}",
                    {"format": form, "bytes": len(data)},
                )
            ]
        )
    return f"workorders-{timezone.localdate():%Y%m%d}.{form}", data


def _rows(officer: Officer) -> Iterator[list[Any]]:
    yield [
        _("Case"), _("Title"), _("Asked for"), _("Place"), _("Agency"), _("Urgency"), _("State"), _("Dispatched at"),
        _("Due"), _("Closed"), _("Answer"), _("Reason of return"), _("Urged"), _("Reopened"), _("Called back"),
    ]  # fmt: skip
    rows = visible(WorkOrder.objects.select_related("agency", "case"), officer).order_by("-pk")
    for order in rows.defer("case__inputs")[:MOST].iterator(chunk_size=500):
        yield [
            order.case.reference, order.title, order.request, order.place, order.agency.name, order.urgency,
            order.get_status_display(), _at(order.created_at), _at(order.due_at), _at(order.closed_at),
            order.outcome, order.return_reason, order.urged, order.reopened, order.get_satisfaction_display(),
        ]  # fmt: skip


def _at(moment: Any) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else ""


def _csv(rows: Iterator[list[Any]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    # With a byte-order mark, so that Excel reads Chinese.
    return out.getvalue().encode("utf-8-sig")


def _xlsx(rows: Iterator[list[Any]]) -> bytes:
    # Here, because only this address needs it.
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet()
    head = book.add_format({"bold": True})
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            sheet.write(number, column, cell, head if number == 0 else None)
    sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()
