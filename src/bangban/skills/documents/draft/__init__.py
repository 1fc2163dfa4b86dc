"""Which document do these few facts make? Forms, templates of the 15 kinds, and the writer of .docx files.

    draft.document(form)            the document as structured text, for a preview
    draft.draft(form)               the same as a .docx file laid out by GB/T 9704
    draft.like(document, outline, changes)   the next document like a previous one
    draft.notes.form_of(text)       the form of minutes, from rough notes
    draft.bulk.letters(form, table) one document for every row of a table

With `complete` (a language model: `Context.complete`) the points are written out; what the model adds that was not
given is marked on yellow and listed in `Paper.gaps`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bangban.skills.base import Complete
from bangban.skills.documents.draft import bulk, notes, prose
from bangban.skills.documents.draft.compose import compose
from bangban.skills.documents.draft.forms import FormNotRight
from bangban.skills.documents.draft.like import like
from bangban.skills.documents.draft.paper import Gap, Paper
from bangban.skills.documents.draft.writer import write

__all__ = ["FormNotRight", "Gap", "Paper", "bulk", "document", "draft", "like", "notes", "write"]


def document(form: Mapping[str, Any], complete: Complete | None = None) -> Paper:
    """The document that a form makes, as structured text. Raises FormNotRight when the form is not complete."""
    if complete is None:
        return compose(form)
    compose(form)  # A form that is not right is told so before a model is asked.
    written_form, written = prose.with_prose(form, complete)
    return prose.marked(compose(written_form), written)


def draft(form: Mapping[str, Any], complete: Complete | None = None) -> bytes:
    """The document that a form makes, as a .docx file laid out by GB/T 9704."""
    return write(document(form, complete))
