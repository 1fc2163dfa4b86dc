"""Where should a citizen's message go, what does it ask for, and has somebody said it before?

The pieces are usable on their own, with no database and no model:

    from bangban.skills.workorders import fingerprint, index_of, plain, read
"""

from bangban.skills.workorders.duplicates import Fingerprint, fingerprint, similarity
from bangban.skills.workorders.extract import Field, Reading, read
from bangban.skills.workorders.match import Candidate, DutyIndex, index_of
from bangban.skills.workorders.text import Plain, plain

__all__ = [
    "Candidate",
    "DutyIndex",
    "Field",
    "Fingerprint",
    "Plain",
    "Reading",
    "fingerprint",
    "index_of",
    "plain",
    "read",
    "similarity",
]
