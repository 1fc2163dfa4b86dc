"""In what respects do a question and a passage agree, and in which do they not? Numbers between 0 and 1."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import chain
from typing import Any

from bangban.skills.answers import text as t

NAMES = (
    "vector", "vector_lead", "vector_rank", "rank", "grams", "grams_text", "reverse",
    "concepts", "concepts_text", "longest", "asks", "asks_other", "numbers_missing", "names_missing", "negated",
)  # fmt: skip
VECTORS = ("vector", "vector_lead", "vector_rank")
CROWD = 15
"""How many of the nearest passages the first one must stand out from."""
_RUN = 6
BODY = 700
"""Characters of an answer that are compared; what stands behind is seldom what a question is about."""

# What is asked for, by the words that ask for it.
_ASKS = {
    "when": r"何时|什么时候|几点|几月|几号|哪天|时间|期间|日期|期限|截止|多久|多长时间|几天|时段",
    "where": r"哪里|哪边|在哪|何处|地点|地址|位置|去哪|到哪|哪儿|场所",
    "money": r"多少钱|费用|收费|要钱|要不要钱|免费|票价|金额|多少元|花钱|价格|补多少|领多少|罚多少|标准",
    "who": r"谁|资格|对象|条件|什么人|哪些人|可以参加|能不能申请",
    "papers": r"材料|文件|证件|带什么|准备什么|资料|书件|要带|手续",
    "phone": r"电话|专线|打给|联系|联络|窗口",
    "how": r"怎么|如何|怎样|流程|程序|步骤|方式|办法",
    "why": r"为什么|为何|原因|凭什么",
    "what": r"什么是|何谓|是什么|意思|定义|介绍|内容",
    "differ": r"差|不同|异同|区别|一样吗",
    "web": r"网站|网址|官网|下载|网页",
    "place_count": r"几个|多少人|名额|数量|几位|座位",
}
ASKS = {name: re.compile(pattern) for name, pattern in _ASKS.items()}
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
# A matter's own name: in quotes or Latin letters.
_NAME = re.compile(r"[「“《『\"]([^」”》』\"]{2,20})[」”》』\"]|([a-z][a-z0-9-]{2,})")
_NOT = re.compile(r"不(?:得|能|可|予|是|用|必|再|会)|无须|无需|免|没有|未|禁止")


def asked_for(folded: str) -> frozenset[str]:
    """What a question asks for: "when", "where", "money", …"""
    return frozenset(name for name, pattern in ASKS.items() if pattern.search(folded))


@dataclass(frozen=True)
class Passage:
    """What a question is compared with; made once for a passage that comes up again and again."""

    head: str
    """The folded question of an FAQ entry; else the title with the article's number and first words."""
    body: str
    """The beginning of the answer."""
    grams: frozenset[str]
    """Of the head; the answer's are looked for when they are asked for, because there are too many to keep."""
    asks: frozenset[str]
    numbers: frozenset[str]
    """Of the head."""
    negated: bool


@lru_cache(maxsize=4_000)
def passage(question: str, source: str, beginning: str) -> Passage:
    """`beginning`: of the answer, `BODY` characters at most."""
    body = t.fold(beginning)
    head = t.fold(question) or f"{t.fold(source)} {body[:60]}"
    numbers = frozenset(_NUMBER.findall(head))
    return Passage(head, body, t.grams(head), asked_for(head), numbers, bool(_NOT.search(head)))


def _passage(hit: Mapping[str, Any]) -> Passage:
    return passage(str(hit.get("question") or ""), str(hit.get("source", "")), str(hit["text"])[:BODY])


class Pool:
    """The hits of one question: what stands in many of them tells them apart less."""

    def __init__(self, question: str, hits: Sequence[Mapping[str, Any]]) -> None:
        self.question = t.fold(question)
        self._given = [hit.get("features") or {} for hit in hits]
        self._passages = [_passage(hit) for hit in hits]
        self._grams = t.grams(self.question)
        self._pairs = frozenset(gram for gram in self._grams if len(gram) == 2 and gram[0] >= "\u3400")
        self._others = self._grams - self._pairs
        self._asks = asked_for(self.question)
        self._numbers = frozenset(_NUMBER.findall(self.question))
        self._names = _names(self.question)
        self._negated = bool(_NOT.search(self.question))
        seen = Counter(chain.from_iterable(one.grams for one in self._passages))
        # In how many heads of so many a pair stands decides what it counts.
        rare = [0.3 + math.log((len(hits) + 1) / (many + 0.5)) for many in range(len(hits) + 1)]
        self._unseen = rare[0]
        self._weights = {gram: rare[many] for gram, many in seen.items()}
        for gram in _LIGHT & seen.keys():
            self._weights[gram] *= 0.25
        self._concepts = [
            (_any_of(t.synonyms(concept)), max(map(self._weight, t.grams(concept)), default=1.0))
            for concept in _concepts(self.question)
        ]
        # From here on every pair of the question has its weight.
        self._total = sum(map(self._weight, self._grams))

    def _weight(self, gram: str) -> float:
        weight = self._weights.get(gram)
        if weight is None:
            weight = self._weights[gram] = (0.25 if gram in _LIGHT else 1.0) * self._unseen
        return weight

    def features(self) -> list[dict[str, float]]:
        """One dict with `NAMES` for each hit, in their order."""
        rows = [self._of(rank, one) for rank, one in enumerate(self._passages)]
        nearest = sorted((row["vector"] for row in rows), reverse=True)[:CROWD]
        middle = sum(nearest) / len(nearest) if nearest else 0.0
        nearer = sorted(range(len(rows)), key=lambda i: -rows[i]["vector"])
        for place, i in enumerate(nearer):
            row = rows[i]
            row["vector_lead"] = 20 * (row["vector"] - middle) if row["vector"] else 0.0
            row["vector_rank"] = 1 / (1 + place) if row["vector"] else 0.0
        return rows

    def _of(self, rank: int, one: Passage) -> dict[str, float]:
        weights, total = self._weights, self._total
        shared = self._grams & one.grams
        # The share of what both have in a whole, rarer pairs counting more.
        held = sum(map(weights.__getitem__, shared))
        # In the body a pair of characters is looked for; a word or a number stands there as a whole.
        beside: Iterable[str] = filter(one.body.__contains__, self._pairs - one.grams)
        if self._others and (others := self._others - one.grams):
            beside = chain(beside, others & t.pieces(one.body))
        held_beside = sum(map(weights.__getitem__, beside), held)
        missing = self._numbers - one.numbers
        if missing:
            missing -= frozenset(_NUMBER.findall(one.body))
        apart = bool(self._asks) and bool(one.asks) and not self._asks & one.asks
        own = sum(map(weights.__getitem__, one.grams)) if held else 0.0
        met, met_beside = self._met(one)
        return {
            "vector": float(self._given[rank].get("vector", 0.0)),
            "grams": held / total if total else 0.0,
            "grams_text": held_beside / total if total else 0.0,
            "reverse": held / own if own else 0.0,
            "concepts": met,
            "concepts_text": met_beside,
            "longest": _longest(self.question, one.head),
            # Jaccard's measure of the two sets of pairs.
            "same": len(shared) / (len(self._grams) + len(one.grams) - len(shared)) if shared and one.numbers == self._numbers else 0.0,
            "asks": len(self._asks & one.asks) / len(self._asks) if self._asks else 0.5,
            "asks_other": float(apart),
            "numbers_missing": len(missing) / len(self._numbers) if self._numbers else 0.0,
            "names_missing": sum(name not in one.head and name not in one.body for name in self._names) / len(self._names) if self._names else 0.0,
            "negated": float(self._negated != one.negated),
            "rank": 1.0 / (1 + rank),
        }  # fmt: skip

    def _met(self, one: Passage) -> tuple[float, float]:
        """How many of the things the question speaks of the head speaks of, under whatever name; and it or the body."""
        total = in_head = in_body = 0.0
        for names, weight in self._concepts:
            total += weight
            if names(one.head):
                in_head += weight
            elif names(one.body):
                in_body += weight
        return (in_head / total, (in_head + in_body) / total) if total else (0.0, 0.0)


def _concepts(folded: str) -> tuple[str, ...]:
    """The things a question speaks of: words of the lexicon, and every other word that is none of them."""
    known = [word for word in t.said(folded) if len(word) > 1]
    covered = "".join(known)
    others = [word for word in t.content_words(folded) if len(word) > 1 and word not in covered]
    return tuple(t.unique([*known, *others]))


@lru_cache(maxsize=2_000)
def _any_of(names: frozenset[str]) -> Callable[[str], object]:
    """A function that finds any of these names in a text."""
    if len(names) == 1:
        [name] = names
        return partial(_contains, name=name)
    return re.compile("|".join(map(re.escape, sorted(names)))).search


def _contains(text: str, *, name: str) -> bool:
    return name in text


def _names(folded: str) -> frozenset[str]:
    return frozenset(first or second for first, second in _NAME.findall(folded))


def _longest(one: str, other: str) -> float:
    """Length of the longest common run of characters, 6 and more being 1."""
    one = one[:80]
    best = start = 0
    # A run that is longer than the best so far, from each place on: one look a place, and one more for each that is.
    while best < _RUN and start + best < len(one):
        if one[start : start + best + 1] in other:
            best += 1
        else:
            start += 1
    return best / _RUN


_LIGHT = t.grams(
    "怎么 如何 什么 哪里 请问 可以 申请 办理 需要 多少 多久 时候 为何 为什 何时 哪些 是否 有没 没有 能不 不能 要不 不要 应该 "
    "资格 条件 时间 地点 方式 费用 相关 提供 服务 要怎 么办 么样 去哪 在哪 哪边 我要 我想 想要 这个 那个 的话 一下 几点 多少 少钱"
)
