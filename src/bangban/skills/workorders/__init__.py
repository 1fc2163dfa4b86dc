"""Where should a citizen's message go, what does it ask for, and has somebody said it before?

The pieces are usable on their own, with no database and no model:

    from bangban.skills.workorders import fingerprint, read, route
"""

from bangban.skills.workorders.duplicates import Fingerprint, fingerprint, similarity
from bangban.skills.workorders.extract import Field, Reading, read
from bangban.skills.workorders.match import Candidate, DutyIndex, index_of

__all__ = [
    "Candidate",
    "DutyIndex",
    "Field",
    "Fingerprint",
    "Reading",
    "fingerprint",
    "index_of",
    "read",
    "similarity",
]
