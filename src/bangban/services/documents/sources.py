"""What may a skill read of the documents? The bytes of the one file its inputs name, and a house's own profile."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from bangban.services.documents.models import StoredFile, Upload
from bangban.services.documents.profiles import profile


def file(query: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """One row {data, converted} for `query["file"]`, none when there is no such file.

    `converted` is the .docx that the first reading made of an older format, None where it made none.
    """
    reference = str(query.get("file") or "")[:32]
    data = _bytes(reference)
    return [{"data": data, "converted": _converted(reference)}] if data is not None else []


def _bytes(reference: str) -> bytes | None:
    row = StoredFile.objects.filter(pk=reference).only("data").first()
    return bytes(row.data) if row is not None else None


def _converted(reference: str) -> bytes | None:
    older = Upload.objects.filter(file_id=reference, drawing__isnull=False).exclude(format__in=READ_DIRECTLY)
    drawing = older.values_list("drawing_id", flat=True).first()
    kept = _bytes(drawing) if drawing else None
    made = str(json.loads(kept).get("converted") or "") if kept else ""
    return _bytes(made) if made else None


READ_DIRECTLY = ("docx", "pdf", "ofd")
"""Formats that no office program has to convert."""

SOURCES = {"documents.file": (file, 0.0), "documents.profile": (profile, 0.0)}
