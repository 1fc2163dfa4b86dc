"""How are a thousand documents worked through on all cores, when one of them may hang, crash or eat the memory?"""

from bangban.skills.documents.batch.files import find_documents
from bangban.skills.documents.batch.pool import Job, Pool, work_through
from bangban.skills.documents.batch.progress import Progress

__all__ = ["Job", "Pool", "Progress", "find_documents", "work_through"]
