"""How is what is personal kept from a model outside, and put back into its answer?"""

from bangban.llm.masking.mask import CallMask
from bangban.llm.masking.restore import Restorer

__all__ = ["CallMask", "Restorer"]
