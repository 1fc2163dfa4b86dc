"""How does an employee say that a person is needed? The skill `handover.decide`, on the turns of one conversation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bangban.skills.base import Context, Result
from bangban.skills.handover.dialogue import STAY, decide
from bangban.skills.handover.words import reason_in_words


class Decide:
    """The skill "handover.decide". It advises only: who answers is the state machine's to say."""

    name = "handover.decide"
    version = "1.0"
    input_schema: Mapping[str, Any] = {
        "type": "object",
        "required": ["turns"],
        "properties": {
            "turns": {
                "type": "array",
                "maxItems": 400,
                "items": {
                    "type": "object",
                    "required": ["role", "text"],
                    "properties": {"role": {"type": "string"}, "text": {"type": "string"}},
                },
            }
        },
    }
    settings_schema: Mapping[str, Any] = {
        "type": "object",
        "additionalProperties": False,
        "properties": {},
    }

    def prepare(self) -> None:
        """Load once, before the hosts are forked, what they all need: a tenth of a second of patterns, and the model."""
        decide([{"role": "resident", "text": "居住证在哪里办？"}])

    def run(self, inputs: Mapping[str, Any], context: Context) -> Result:
        """Judge the last turn of the resident in `inputs["turns"]`. Never raises for any text."""
        decisions = decide(inputs["turns"])
        last = decisions[-1] if decisions else STAY
        content = {
            **last.as_dict(),
            "why": reason_in_words(last.reason, *last.also),
            "words": list(last.words),
        }
        return Result(content=content, path="rules")


skill = Decide()
