"""What are elements, levels, kinds and forms of files called on the pages?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

ELEMENTS: Mapping[str, Any] = {
    "page": _("Page"),
    "serial_number": _("Copy number"),
    "classification": _("Classification"),
    "urgency": _("Urgency"),
    "issuer_mark": _("Issuing authority's mark"),
    "document_number": _("Document number"),
    "signer": _("Signer"),
    "red_line": _("Red line"),
    "title": _("Title"),
    "addressee": _("Addressee"),
    "body": _("Body text"),
    "heading_1": _("Heading, level 1"),
    "heading_2": _("Heading, level 2"),
    "heading_3": _("Heading, level 3"),
    "heading_4": _("Heading, level 4"),
    "attendance": _("Attendance"),
    "closing": _("Closing formula"),
    "attachment_note": _("Attachment note"),
    "signature": _("Signature"),
    "date": _("Date"),
    "note": _("Note"),
    "attachment_mark": _("Attachment mark"),
    "attachment_title": _("Attachment title"),
    "attachment_body": _("Attachment text"),
    "copy_to": _("Copy to"),
    "imprint": _("Imprint"),
    "imprint_line": _("Imprint line"),
    "page_number": _("Page number"),
    "ai_label": _("AI label"),
    "table": _("Table"),
    "blank": _("Empty line"),
    "other": _("Something else"),
}
LEVELS: Mapping[str, Any] = {
    "required": _("Must be corrected"),
    "recommended": _("Recommended"),
    "practice": _("Customary"),
}
LEVEL_TONES: Mapping[str, str] = {"required": "red", "recommended": "amber", "practice": "blue"}
DIRECTIONS: Mapping[str, Any] = {
    "up": _("to a higher authority"),
    "down": _("to lower authorities"),
    "level": _("between equals"),
    "public": _("to the public"),
    "unknown": _("direction not clear"),
}
FORMATS: Mapping[str, Any] = {
    "document": _("document format"),
    "letter": _("letter format"),
    "order": _("order format"),
    "minutes": _("minutes format"),
}
FORMS: Mapping[str, Any] = {
    "clean": _("Corrected, clean"),
    "tracked": _("Corrected, every change tracked"),
    "draft": _("Draft, labelled as made by AI"),
    "plain": _("Draft without the visible label"),
    "letter": _("Letter"),
}
UNKNOWN_KIND = _("Kind not clear")


def kind_name(kind: str) -> Any:
    """A kind of document as the reader's language calls it."""
    # Here, so that a process that only acts loads no skill code.
    from bangban.agencies.models import in_language
    from bangban.skills.documents.findings import Kind
    from bangban.skills.documents.kinds import KINDS

    if kind not in set(Kind) or Kind(kind) not in KINDS:
        return UNKNOWN_KIND
    about = KINDS[Kind(kind)]
    return in_language(about.zh, about.en.capitalize())


def kinds() -> list[tuple[str, Any]]:
    """Every kind there is to choose from, each with its name; none of the fifteen first."""
    from bangban.skills.documents.findings import Kind
    from bangban.skills.documents.kinds import KINDS

    return [(kind.value, kind_name(kind.value)) for kind in (Kind.UNKNOWN, *KINDS)]


def unjudged(code: str) -> str:
    """Why something could not be judged in a file, as the skill that read it says it."""
    from bangban.agencies.models import in_language
    from bangban.skills.documents.unjudged import UNJUDGED

    said = UNJUDGED[code]
    return in_language(said["zh"], said["en"])
