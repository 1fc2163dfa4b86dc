"""How are the reasons for a handover said to people, in Chinese and in English?"""

from __future__ import annotations

from bangban.skills.handover.rules import tables

NONE = {"zh": "无须转人工", "en": "no person is needed"}


def reason_in_words(reason: str, *also: str) -> dict[str, str]:
    """{"zh", "en"} of a reason and of those that hold besides; an unknown one is said as it is."""
    said = [_one(name) for name in (reason, *also)]
    return {"zh": "；".join(one["zh"] for one in said), "en": "; ".join(one["en"] for one in said)}


def _one(reason: str) -> dict[str, str]:
    if reason == "none":
        return dict(NONE)
    table = tables().get(reason)
    return {"zh": table.zh, "en": table.en} if table else {"zh": reason, "en": reason}
