"""Is the resident content, calmer, or taking a wish back, so that nobody need be called?"""

from __future__ import annotations

import re
from functools import cache

from bangban.skills.handover.rules import read_yaml

LONGEST = 40
"""Characters of a turn that only settles a matter; a longer one brings something up."""
BACK = re.compile(
    r"^(?:哦|噢|啊|那|嗯|哎|唉|好|行|诶|欸|，)*(?:算了|不用了|不用转|不需要了?|不必了|不转了|先不(?:用|转)|不麻烦|没事了?|我自己|取消|撤回|never ?mind|no need|forget it)"
)


ASKED_AFTER_ALL = re.compile(r"还是(?:给我|帮我|得|要|想|请)?(?:转|找|接|叫|换|来)|(?:给我|帮我)转(?!账)")


@cache
def _patterns(name: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{one})" for one in read_yaml("failed_answers")[name]))


def settles(text: str) -> bool:
    """Whether a plain turn says that it is well: "好的", "明白了，谢谢", "找到了"."""
    if len(text) > LONGEST or "？" in text:
        return False
    return bool(_patterns("satisfied").search(text)) and not _patterns("not_satisfied").search(text)


def takes_back(text: str) -> bool:
    """Whether a plain turn drops the matter: "算了，不用了"."""
    return bool(BACK.search(text)) and not ASKED_AFTER_ALL.search(text)
