"""How is what is personal kept from a model outside, and put back into its answer?"""

from bangban.llm.masking.mask import CallMask, Restorer

__all__ = ["CallMask", "Restorer"]
