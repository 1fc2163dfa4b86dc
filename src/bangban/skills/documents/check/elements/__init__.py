"""Which checks look at what an element says, and whether it is there at all? Each is given a view and yields findings."""

from __future__ import annotations

from bangban.skills.documents.check.elements import (
    addressee,
    attachment,
    attendance,
    closing,
    direction,
    head,
    imprint,
    note,
    number,
    signature,
    title,
    title_lines,
    whom,
)

CHECKS = (
    *head.CHECKS,
    *number.CHECKS,
    *title.CHECKS,
    *title_lines.CHECKS,
    *addressee.CHECKS,
    *whom.CHECKS,
    *closing.CHECKS,
    *direction.CHECKS,
    *attachment.CHECKS,
    *attendance.CHECKS,
    *signature.CHECKS,
    *note.CHECKS,
    *imprint.CHECKS,
)
