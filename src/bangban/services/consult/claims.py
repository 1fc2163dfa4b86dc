"""Does a passage say what a sentence in other words says of it? Every number and every quotation.

What a model composed is checked where it is made, and again here by whoever releases it, who knows neither the model nor
the skill and so is written a second time. What cannot be decided by letters (whether a sentence without numbers is
true) is not decided here: that is why every such sentence names its passage, which stands beside it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from bangban import unseen

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_WRITTEN = re.compile(
    r"[零一二两三四五六七八九十百千万亿]{1,12}(?=个|年|月|日|天|元|岁|周岁|人|份|次|倍|成|分之|条|款|项|层|%)"
)
_QUOTED = re.compile(r"[“「『\"]([^”」』\"]{2,})[”」』\"]")


def hold(sentence: str, source: str) -> bool:
    """Whether `source` has every number and every quotation of `sentence`."""
    said, known = _plain(sentence), _plain(source)
    if any(quoted not in known for quoted in _QUOTED.findall(said)):
        return False
    return numbers(said) <= numbers(known)


def numbers(plain: str) -> set[str]:
    """The numbers of a text in figures, whether written 三十 or 30."""
    found = {one.replace(",", "") for one in _NUMBER.findall(plain)}
    return found | {_figures(written) for written in _WRITTEN.findall(plain)}


@lru_cache(maxsize=2_000)
def _figures(written: str) -> str:
    """三十 as 30."""
    # Loaded here: it takes a fifth of a second, and every command and process loads this module.
    import cn2an

    try:
        return str(cn2an.cn2an(written, "smart")).removesuffix(".0")
    except ValueError:
        # "三五天" is no number; it has to stand there as it is.
        return written


def _plain(text: str) -> str:
    return unseen.without(unicodedata.normalize("NFKC", text)).lower()
