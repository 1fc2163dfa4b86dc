"""What does a text of a few sentences belong to? One linear table over its characters and words; numpy alone asks it.

For short messages as people chat; `workorders.learn` is for letters, whose opening and length count.
"""

from bangban.skills.linear.table import BadTable, Table
from bangban.skills.linear.training import Matrix, fit, held_back

__all__ = ["BadTable", "Matrix", "Table", "fit", "held_back"]
