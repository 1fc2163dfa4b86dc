"""What does a document look like once its findings' edits are made? Clean, or as changes to accept or reject.

The fixer knows no rule: it makes the edits that findings carry, exactly, in a copy, and nothing else. A part that
no edit touches is saved byte for byte as it was; without an edit the file comes back unchanged.

What edits may say, beyond `findings`:

- `SetRuns.properties`: font, latin, size (points), bold, italic, underline, strike, hidden, color, highlight, spacing.
- `SetParagraph.properties`: align, first_line, left, right (points) and their `_chars`, line with line_rule, before,
  after, snap_to_grid, page_break_before, keep_next, keep_lines, widow_control, outline, style, borders (all of
  them, as `model.Border`), lines (`model.DrawnLine`s in order: colour and width), number "" (no automatic number).
- `SetSection.properties`: the lengths of `model.Section`, landscape, grid, grid_pitch, grid_chars, title_page,
  page_number_start, page_number_format, columns.
- `SetFooter.properties`: see `footers.PROPERTIES`.

A finding's edits are made together or not at all. `found` of a finding that changes text is the text that stands at
[start, end); where other text stands there by now, or two findings want the same characters, the later is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bangban.errors import Problem
from bangban.skills.documents.findings import Finding
from bangban.skills.documents.fix.apply import Fixed, Reviewer, apply
from bangban.skills.documents.fix.plan import REASONS
from bangban.skills.documents.model import Document

__all__ = ["REASONS", "CannotFix", "Fixed", "apply_clean", "apply_tracked", "fix", "track"]


class CannotFix(Problem):
    """“{name}”是 {format} 格式，只能检查，不能直接修改。请用 Word 或 WPS 另存为 .docx 后再修正。 | “{name}” is in the format {format}, which can be checked but not corrected. Save it as .docx in Word or WPS first."""

    code = "document_cannot_be_fixed"


def fix(document: Document, findings: Sequence[Finding]) -> bytes:
    """The file with the findings' edits made.

    Raises:
        CannotFix: the document was not read from a Word file.
    """
    return apply_clean(document, findings).data


def track(document: Document, findings: Sequence[Finding], author: str, when: datetime) -> bytes:
    """The file with the edits as tracked changes by `author` at `when`, and one comment for each finding.

    Raises:
        CannotFix: the document was not read from a Word file.
    """
    return apply_tracked(document, findings, author, when).data


def apply_clean(document: Document, findings: Sequence[Finding], name: str = "") -> Fixed:
    """`fix`, saying as well which findings were applied and which refused; `name` is the file's, for people."""
    return apply(_fixable(document, name), findings, None)


def apply_tracked(document: Document, findings: Sequence[Finding], author: str, when: datetime) -> Fixed:
    """`track`, saying as well which findings were applied and which refused."""
    return apply(_fixable(document), findings, Reviewer(author, when))


def _fixable(document: Document, name: str = "") -> Document:
    if document.package is None:
        raise CannotFix(name=name, format=document.format.upper())
    return document
