"""What may a skill read of the documents? The bytes of the one file its inputs name, and a house's own profile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bangban.services.documents.models import StoredFile
from bangban.services.documents.profiles import profile


def file(query: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """One row {data} for `query["file"]`, none when there is no such file."""
    row = StoredFile.objects.filter(pk=str(query.get("file") or "")[:32]).only("data").first()
    return [{"data": bytes(row.data)}] if row is not None else []


SOURCES = {"documents.file": (file, 0.0), "documents.profile": (profile, 0.0)}
