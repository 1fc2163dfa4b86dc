"""Is this the third time the same is asked in this dialogue? The same words, or the same matter with impatience."""

from __future__ import annotations

import re
from collections.abc import Sequence

FILLERS = re.compile(
    r"请问|你好|您好|麻烦|谢谢|一下|我想|想问|问下|帮我|可以|能不能|怎么|什么|吗|呢|啊|吧|了|的|是|我|你|您|就|都|也|要|有|在|那|这|到底|还是|还|又|再|告诉|说|问|？|，|。|！|、|\s"
)
IMPATIENT = re.compile(
    r"到底|究竟|还是(?:没|不|这)|还没|怎么还|还不|又|再问|再说一遍|问的是|(?<![那也])(?<!那我)(?<!那你)就(?:是|想|告诉|问)|依然|仍然|一直没|都没|没到|没有?(?:修|来|到|解决|处理|动静|人)|就是(?:没|不)|说清楚|给个准|具体|直接|什么时候(?:能|才|来|修|到|办|解决)|还要(?:等|多久)|催|still|again|same"
)
SAME = 0.6
"""Share of the shorter turn's pairs of characters that stand in the other: the same question put again."""
SAME_MATTER = 0.3
"""Share of single characters, when impatience says that it is put again."""
TIMES = 3
SHORTEST = 2
"""Pieces a turn must have to be compared."""


def asks_again(text: str, before: Sequence[str]) -> bool:
    """Whether `text` asks for at least the TIMES-th time what was asked in `before` (plain turns of the resident)."""
    impatient = bool(IMPATIENT.search(text))
    size, share = (1, SAME_MATTER) if impatient else (2, SAME)
    mine = _pieces(text, size)
    if len(mine) < SHORTEST:
        return False
    return sum(_alike(mine, _pieces(other, size), share) for other in before) >= TIMES - 1


def _pieces(text: str, size: int) -> frozenset[str]:
    kept = FILLERS.sub("", text)
    return frozenset(kept[place : place + size] for place in range(len(kept) - size + 1))


def _alike(mine: frozenset[str], other: frozenset[str], share: float) -> bool:
    shorter = min(len(mine), len(other))
    return shorter >= SHORTEST and len(mine & other) / shorter >= share
