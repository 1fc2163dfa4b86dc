"""How does an officer bring a table of messages in from a page? It is kept, and a worker reads it row by row."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from bangban import config
from bangban.agencies.models import PLAIN_FIELDS, Officer
from bangban.agencies.tenancy import reach
from bangban.errors import BadInput, NotFound, Problem
from bangban.ledger.record import Entry, append
from bangban.services.hotline.imports import Tally, import_messages
from bangban.services.hotline.models import ImportState, MessageImport
from bangban.services.hotline.tables import open_table

log = logging.getLogger("bangban.hotline")
LARGEST = 20 * 1024 * 1024
ENDINGS = (".csv", ".xlsx", ".xlsm", ".xls", ".ods")
SCENARIO = "hotline.dispatch"


class TableTooLarge(BadInput):
    """文件有 {size} MB，超过网页导入的上限 {limit} MB。请拆成几个文件，或用 bangban import messages 命令导入。 | The file has {size} MB; a page takes {limit} MB. Split it, or use the command bangban import messages."""

    code = "table_too_large"
    status = 413


class NoTable(BadInput):
    """“{name}”不是可以导入的表格。请选择 .csv、.xlsx、.xls 或 .ods 文件。 | “{name}” is not a table that can be imported. Choose a .csv, .xlsx, .xls or .ods file."""

    code = "no_table"


def take(officer: Officer, file: UploadedFile, columns: Mapping[str, str]) -> MessageImport:
    """Keep the file, unread, and have a worker bring its rows in. `columns`: field → column, where said.

    Raises:
        NotAllowed: the officer may not import.
        NoTable, TableTooLarge: it is not taken.
    """
    reach(officer, "case.import")
    name = Path(str(file.name)).name[:200]
    if Path(name).suffix.lower() not in ENDINGS:
        raise NoTable(name=name)
    if (file.size or 0) > LARGEST:
        raise TableTooLarge(size=f"{(file.size or 0) / 1e6:.1f}", limit=LARGEST // (1024 * 1024))
    from bangban.services.hotline.tasks import bring_in

    with transaction.atomic():
        row = MessageImport.objects.create(
            agency=officer.agency, officer=officer, name=name, content=file.read(), columns=dict(columns)
        )
        _enter("import.started", f"officer:{officer.pk}", row, {})
        transaction.on_commit(lambda: bring_in.enqueue(row.pk))
    return row


def find(officer: Officer, pk: int) -> MessageImport:
    """An import of the officer's agencies.

    Raises:
        NotAllowed, NotFound: there is none, or it is not theirs.
    """
    rows = MessageImport.objects.defer("content").filter(agency_id__in=reach(officer, "case.import"), pk=pk)
    row = rows.select_related("officer", "agency").first()
    if row is None:
        raise NotFound(what="import")
    return row


def recent(officer: Officer) -> list[MessageImport]:
    rows = MessageImport.objects.defer("content", "bad_rows").select_related("officer")
    return list(rows.filter(agency_id__in=reach(officer, "case.import"))[:20])


def work(pk: int) -> MessageImport:
    """Bring the rows in; for the worker. Called again after a crash, it goes on: nothing comes in twice."""
    unread = [
        f"officer__{field.name}" for field in Officer._meta.concrete_fields if field.name not in PLAIN_FIELDS
    ]
    row = MessageImport.objects.select_related("agency", "officer").defer(*unread).get(pk=pk)
    if row.content is None:
        return row
    MessageImport.objects.filter(pk=pk).update(state=ImportState.RUNNING)
    with tempfile.TemporaryDirectory(prefix="bangban-import-") as folder:
        path = Path(folder) / f"messages{Path(row.name).suffix.lower()}"
        path.write_bytes(bytes(row.content))
        bad, tally = Path(folder) / "bad.csv", Tally()
        try:
            table = open_table(path, row.columns, ZoneInfo(config.load()["timezone"]))
            for tally in import_messages(table, SCENARIO, f"officer:{row.officer_id}", row.agency, bad):
                MessageImport.objects.filter(pk=pk).update(tally=tally.as_dict())
            row.state = ImportState.DONE
        except Problem as problem:
            row.state = ImportState.FAILED
            row.problem = {
                language: problem.text(language).replace(path.name, row.name) for language in ("zh", "en")
            }
        row.bad_rows = bad.read_text("utf-8-sig") if bad.exists() else ""
    row.tally, row.content, row.ended_at = tally.as_dict(), None, timezone.now()
    with transaction.atomic():
        row.save(update_fields=["state", "problem", "bad_rows", "tally", "content", "ended_at"])
        done = {"imported": tally.imported, "bad": tally.bad, "finished": row.state == ImportState.DONE}
        _enter("import.done", f"officer:{row.officer_id}", row, done)
    return row


def _enter(kind: str, actor: str, row: MessageImport, details: Mapping[str, object]) -> None:
    append([Entry(kind, actor, row.agency_id, f"import:{row.pk}", dict(details))])
