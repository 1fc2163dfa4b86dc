"""What did the meeting settle? The skill "documents.notes": rough notes become the fields of minutes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bangban.skills.base import Context, Result
from bangban.skills.documents import draft
from bangban.skills.documents.adapters.forms import typed


class Notes:
    """The skill "documents.notes". It computes and proposes nothing: the officer goes on in the form."""

    name = "documents.notes"
    version = "1.0"
    input_schema: Mapping[str, Any] = {
        "type": "object",
        "required": ["text"],
        "properties": {
            "text": {"type": "string", "maxLength": 200_000, "x-title": {"zh": "会议记录", "en": "Notes"}}
        },
    }
    settings_schema: Mapping[str, Any] = {"type": "object", "additionalProperties": False, "properties": {}}

    def run(self, inputs: Mapping[str, Any], context: Context) -> Result:
        """`content.form` in the fields of the scenario, and the remarks that settle nothing."""
        form, remarks = draft.notes.form_of(str(inputs.get("text") or ""))
        return Result(content={"form": typed(form), "remarks": remarks}, path="rules")


skill = Notes()
