"""Is the text of tables no larger than the body's?"""

from __future__ import annotations

from collections.abc import Iterator

from bangban.skills.documents.check import words
from bangban.skills.documents.check.faces import LAID_OUT, SIZE_TOLERANCE
from bangban.skills.documents.check.view import View
from bangban.skills.documents.findings import Element, Finding, SetRuns


def text(view: View) -> Iterator[Finding]:
    """One finding for a table: what of its text is larger than the body."""
    body = view.format(Element.BODY).size
    if body is None:
        return
    for table in view.document.tables:
        edits = []
        first = None
        size = 0.0
        for paragraph in view.paragraphs[table.first : table.last + 1]:
            if view.role(paragraph) in LAID_OUT:
                break
            for run, start, end in view.runs(paragraph):
                if run.size > body + SIZE_TOLERANCE:
                    first, size = first or paragraph, size or run.size
                    edits.append(SetRuns(paragraph.index, start, end, {"size": body}))
        if first is not None:
            yield Finding(
                rule="table.size",
                element=Element.TABLE,
                paragraph=first.index,
                end=len(first.text),
                found=words.size(size),
                expected=f"≤ {words.size(body)}",
                edits=tuple(edits),
            )
