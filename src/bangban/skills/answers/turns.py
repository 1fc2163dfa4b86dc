"""What does a question mean after what was said before? Follow-ups get their subject back, corrections and new topics stand alone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bangban.skills.answers import screen
from bangban.skills.answers import text as t

_FOLLOWS = re.compile(
    r"^(?:那么?|还有|另外|然后|再问|顺便|它|这个|那个|这|这种|那种|这样|要是|如果)|呢[?？]?$|^(?:and|what about|how about|it|that)\b"
)
_CORRECTS = re.compile(
    r"^(?:(?:不是|不对|错了|no|not that)[，,：: 的]*)?(?:我(?:是)?(?:说|问)的(?:是|不是)|我的意思是|我是说|i mean)[，,：: ]*|^(?:不是|不对|错了|no,|not that)[，,：: ]+"
)
_NEW = re.compile(r"^(?:换个问题|另一个问题|再问(?:一个)?别的|我想问(?:一下)?别的)[，,：: ]*")
_LEAD = re.compile(
    r"^(?:(?:哦|噢|啊|对了|哦?对了|那么?|还有|另外|然后|再问(?:一下)?|顺便问(?:一下)?|请问(?:一下)?|你好|您好)[，,：: ]*)+(?=.{4})"
)
MOST = 4
"""Earlier questions that are looked back at."""
LITTLE = 2
"""Words of its own with which a question may still be about what was spoken of before."""


def resolve(question: str, turns: Sequence[Mapping[str, str]] = ()) -> str:
    """The question as it would be asked alone. `turns`: dicts with `role` ("resident", …) and `text`, oldest first."""
    asked = t.visible(question[: t.LONGEST]).strip()
    if _NEW.search(t.fold(asked)):
        return _NEW.sub("", asked) or asked
    corrected = _CORRECTS.sub("", asked)
    earlier = [str(turn["text"]) for turn in turns if turn.get("role") in ("resident", "user")][-MOST:]
    if not earlier or (not _is_elliptical(asked) and corrected == asked):
        return _LEAD.sub("", corrected) or asked
    topic = _topic(earlier)
    if corrected != asked:
        # "不是，我问的是…": what was asked before stays, what was named anew replaces what was wrong.
        said = _asked_part(earlier[-1])
        return (
            corrected
            if not screen.is_vague(corrected) and len(corrected) > 8
            else f"{corrected} {said}".strip()
        )
    return f"{topic} {asked}".strip()


def continued(question: str, turns: Sequence[Mapping[str, str]]) -> str:
    """The question with what was spoken of before, when it says little of its own; "" otherwise.

    For one that finds nothing by itself: "初三能转吗" after a question about changing schools.
    """
    earlier = [str(turn["text"]) for turn in turns if turn.get("role") in ("resident", "user")][-MOST:]
    asked = _CORRECTS.sub("", t.visible(question[: t.LONGEST]).strip())
    topic = _topic(earlier)
    return f"{topic} {asked}" if topic and len(screen.subject(asked)) <= LITTLE else ""


def _is_elliptical(asked: str) -> bool:
    folded = t.fold(asked)
    if screen.is_vague(folded):
        return True
    own = [word for word in t.content_words(folded) if len(word) > 1]
    return bool(_FOLLOWS.search(folded)) and len(own) <= 3


def _topic(earlier: Sequence[str]) -> str:
    """What the last question that had a subject was about."""
    for text in reversed(earlier):
        if not screen.is_vague(text):
            folded = t.fold(text)
            return " ".join(
                t.unique(word for word in t.content_words(folded) if word not in screen.NO_MATTER)
            )
    return ""


def _asked_part(text: str) -> str:
    """What the earlier question wanted to know: "多少钱", "带什么"."""
    folded = t.fold(text)
    return " ".join(word for word in t.words(folded) if word in t.STOP or word in screen.NO_MATTER)
