"""How does a message feel, and does it need care? `score(text)`; `train(texts, labels, care)` for a city's own.

>>> score("孩子病了，我急得整夜睡不着").care > score("请问几点开门").care
True
"""

from bangban.skills.feelings.model import BadFeelings, Feeling, Feelings
from bangban.skills.feelings.scoring import score, shipped
from bangban.skills.feelings.training import NoCare, TooFewFeelings, train

__all__ = ["BadFeelings", "Feeling", "Feelings", "NoCare", "TooFewFeelings", "score", "shipped", "train"]
