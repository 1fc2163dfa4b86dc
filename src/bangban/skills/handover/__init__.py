"""Should a person take over now? `decide(turns)` says it after every turn of the resident, by rules anyone can read.

>>> decide([{"role": "resident", "text": "转人工"}])[0].reason
'asked_for_person'
"""

from bangban.skills.handover.dialogue import REASONS, TurnDecision, decide
from bangban.skills.handover.words import reason_in_words

__all__ = ["REASONS", "TurnDecision", "decide", "reason_in_words"]
