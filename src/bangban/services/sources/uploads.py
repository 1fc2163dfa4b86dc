"""How does a file an officer sends become a source? Read by the same readers as the command's, and not kept."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile

from bangban.agencies.models import Officer
from bangban.errors import BadInput
from bangban.knowledge.add import Taken, add
from bangban.knowledge.intake.sources import open_file

LARGEST = 20 * 1024 * 1024
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff/\\]")


class SourceTooLarge(BadInput):
    """文件“{name}”超过上限 {limit} MB。请拆分，或请管理员用命令导入。 | The file “{name}” is over the limit of {limit} MB. Split it, or have it imported by the command."""

    code = "source_too_large"
    status = 413


def bring_in(officer: Officer, file: UploadedFile, scope: str, shared: bool) -> Taken:
    """Import a file for the officer's agency.

    Raises:
        SourceTooLarge: it is not read.
        Problem: what is wrong with it; then nothing of it is in.
    """
    name = _UNSEEN.sub("", str(file.name or "")).strip().lstrip(".")[-120:] or "file"
    if (file.size or 0) > LARGEST:
        raise SourceTooLarge(name=name, limit=LARGEST // 1024 // 1024)
    with tempfile.TemporaryDirectory(prefix="bangban-") as folder:
        path = Path(folder, name)
        path.write_bytes(file.read())
        given = open_file(path, name)
        return add(given, officer.agency, scope, by=f"officer:{officer.pk}", shared=shared)
