"""What should an officer see before reading a message? Its fields, what it leaves out, and its repeats."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bangban.skills.base import Context, Evidence, Result
from bangban.skills.workorders.extract import read
from bangban.skills.workorders.letter import letter_of, repeats_of, shown_fields, title_of
from bangban.skills.workorders.route import Route
from bangban.skills.workorders.text import cleaned

WANTED = ("place", "time", "request")
"""What an agency has to know before it can act; missing, it is asked back for."""


class Read:
    """The skill "workorders.read". It advises only: what it returns has no effect."""

    name = "workorders.read"
    version = "1.0"
    input_schema = Route.input_schema
    settings_schema: Mapping[str, Any] = {
        "type": "object",
        "additionalProperties": False,
        "properties": {"repeats_above": {"type": "number", "minimum": 0, "maximum": 1}},
    }

    def run(self, inputs: Mapping[str, Any], context: Context) -> Result:
        """Summarise `inputs["text"]`. Reads `hotline.recent`; never raises for any text."""
        letter = letter_of(inputs)
        reading = read(letter.message)
        fields = shown_fields(reading, letter)
        repeats = repeats_of(letter, context)
        there = {field["name"] for field in fields}
        return Result(
            content={
                "title": title_of(letter),
                "request": cleaned(reading.request),
                "place": cleaned(reading.place),
                "people_affected": reading.people_affected,
                "urgency": reading.urgency,
                "flags": list(reading.flags),
                "missing": [name for name in WANTED if name not in there],
                "duplicates": repeats,
            },
            evidence=tuple(
                Evidence(
                    "similar_case",
                    f"{repeat['similarity']:.0%}",
                    f"case:{repeat['case']}",
                    weight=repeat["similarity"],
                )
                for repeat in repeats
            ),
            # It says what stands in the text, not what is likely: there is nothing to be unsure of.
            confidence=None,
            path="rules",
            details={"fields": fields},
        )


skill = Read()
