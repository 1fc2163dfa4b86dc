"""How are many documents' findings put on paper? One page of HTML, or a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bangban.errors import BadInput
from bangban.skills.documents.batch.tasks import write
from bangban.skills.documents.report import page, workbook
from bangban.skills.documents.report.words import Language

WRITERS = {".html": page.draw, ".htm": page.draw, ".xlsx": workbook.draw}


class UnknownReport(BadInput):
    """报告文件“{name}”的扩展名应为 .html 或 .xlsx。 | The report “{name}” must end in .html or .xlsx."""

    code = "unknown_report"


def check_name(path: Path) -> None:
    """Raises UnknownReport for a file name no report can be written under."""
    if path.suffix.lower() not in WRITERS:
        raise UnknownReport(name=path.name)


def write_report(path: Path, records: Sequence[dict[str, Any]], made: str, lang: Language = "zh") -> None:
    """Write the records of `record.as_record` as one report in this language; `made` says when and by what."""
    check_name(path)
    write(path, WRITERS[path.suffix.lower()](records, made, lang))
