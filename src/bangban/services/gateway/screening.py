"""Which stages does a text pass before it may leave? Marks of classification, then masking with the agency's words."""

from __future__ import annotations

from bangban.llm.masking import CallMask
from bangban.llm.model import Call
from bangban.llm.ports import Mask, PlainScreens, Screens


class _Masking(PlainScreens):
    def mask(self, call: Call) -> Mask:
        return CallMask(call.caller.words)  # type: ignore[return-value]


def screens() -> Screens:
    """The stages of this installation."""
    return _Masking()
