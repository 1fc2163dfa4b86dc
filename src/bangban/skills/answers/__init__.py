"""What do the sources say about this question, how sure is that, and what is said when they say nothing?

from bangban.skills.answers import Memory, answer

hits = Memory([{"question": "…", "text": "…"}]).search("…", k=30)
answer("…", hits, today=date.today()).outcome
"""

from bangban.skills.answers.answer import Answer, answer, chosen, understood
from bangban.skills.answers.memory import Memory
from bangban.skills.answers.outcomes import ANSWERED, OUTCOMES

__all__ = ["ANSWERED", "OUTCOMES", "Answer", "Memory", "answer", "chosen", "understood"]
