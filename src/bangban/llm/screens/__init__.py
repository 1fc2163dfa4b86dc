"""What does a text pass on its way to a model and back? One chain of stages, each of which says why it acted."""

from bangban.llm.screens.chain import Chain, Verdict

__all__ = ["Chain", "Verdict"]
