"""In what respects do a question and a passage agree, and in which do they not? Numbers between 0 and 1."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bangban.skills.answers import text as t

NAMES = (
    "vector", "vector_lead", "vector_rank", "rank", "grams", "grams_text", "reverse",
    "concepts", "concepts_text", "longest", "asks", "asks_other", "numbers_missing", "names_missing", "negated",
)  # fmt: skip
VECTORS = ("vector", "vector_lead", "vector_rank")
CROWD = 15
"""How many of the nearest passages the first one must stand out from."""
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
    """A hit made ready for comparing."""

    hit: Mapping[str, Any]
    head: str
    """The folded question of an FAQ entry; else the title with the article's number and first words."""
    body: str
    rank: int


def passage(hit: Mapping[str, Any], rank: int) -> Passage:
    body = t.fold(str(hit["text"])[:BODY])
    head = t.fold(str(hit.get("question") or ""))
    return Passage(hit, head or t.fold(f"{hit.get('source', '')} {body[:60]}"), body, rank)


class Pool:
    """The hits of one question: what stands in many of them tells them apart less."""

    def __init__(self, question: str, hits: Sequence[Mapping[str, Any]]) -> None:
        self.question = t.fold(question)
        self.passages = [passage(hit, rank) for rank, hit in enumerate(hits)]
        self._grams = t.grams(self.question)
        self._concepts = _concepts(self.question)
        self._asks = asked_for(self.question)
        self._numbers = set(_NUMBER.findall(self.question))
        self._names = _names(self.question)
        heads = [t.grams(one.head) for one in self.passages]
        seen: dict[str, int] = {}
        for found in heads:
            for gram in found:
                seen[gram] = seen.get(gram, 0) + 1
        self._many, self._seen = len(heads), seen

    def _weight(self, gram: str) -> float:
        light = 0.25 if gram in _LIGHT else 1.0
        return light * (0.3 + math.log((self._many + 1) / (self._seen.get(gram, 0) + 0.5)))

    def features(self) -> list[dict[str, float]]:
        """One dict with `NAMES` for each hit, in their order."""
        rows = [self._of(one) for one in self.passages]
        nearest = sorted((row["vector"] for row in rows), reverse=True)[:CROWD]
        middle = sum(nearest) / len(nearest) if nearest else 0.0
        nearer = sorted(range(len(rows)), key=lambda i: -rows[i]["vector"])
        for place, i in enumerate(nearer):
            row = rows[i]
            row["vector_lead"] = 20 * (row["vector"] - middle) if row["vector"] else 0.0
            row["vector_rank"] = 1 / (1 + place) if row["vector"] else 0.0
        return rows

    def _of(self, one: Passage) -> dict[str, float]:
        given = one.hit.get("features") or {}
        head, body = t.grams(one.head), t.grams(one.body)
        asks = asked_for(one.head)
        wanted = self._names
        whole = one.head + one.body
        numbers = self._numbers - set(_NUMBER.findall(whole))
        return {
            "vector": float(given.get("vector", 0.0)),
            "grams": self._share(self._grams, head),
            "grams_text": self._share(self._grams, head | body),
            "reverse": self._share(head, self._grams),
            "concepts": self._met(one.head),
            "concepts_text": self._met(whole),
            "longest": _longest(self.question, one.head),
            "same": _alike(self._grams, head) if set(_NUMBER.findall(one.head)) == self._numbers else 0.0,
            "asks": len(self._asks & asks) / len(self._asks) if self._asks else 0.5,
            "asks_other": float(bool(self._asks) and bool(asks) and not self._asks & asks),
            "numbers_missing": len(numbers) / len(self._numbers) if self._numbers else 0.0,
            "names_missing": sum(name not in whole for name in wanted) / len(wanted) if wanted else 0.0,
            "negated": float(bool(_NOT.search(self.question)) != bool(_NOT.search(one.head))),
            "rank": 1.0 / (1 + one.rank),
        }

    def _share(self, wanted: frozenset[str], found: frozenset[str]) -> float:
        """How much of `wanted` stands in `found`, rarer pairs counting more."""
        total = sum(self._weight(gram) for gram in wanted)
        return sum(self._weight(gram) for gram in wanted & found) / total if total else 0.0

    def _met(self, where: str) -> float:
        """How many of the things the question speaks of are spoken of, under whatever name."""
        total = met = 0.0
        for concept in self._concepts:
            weight = max((self._weight(gram) for gram in t.grams(concept)), default=1.0)
            total += weight
            if any(name in where for name in t.synonyms(concept)):
                met += weight
        return met / total if total else 0.0


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    """Jaccard's measure of two sets of pairs."""
    return len(one & other) / len(one | other) if one | other else 0.0


def _concepts(folded: str) -> tuple[str, ...]:
    """The things a question speaks of: words of the lexicon, and every other word that is none of them."""
    known = [word for word in t.said(folded) if len(word) > 1]
    covered = "".join(known)
    others = [word for word in t.content_words(folded) if len(word) > 1 and word not in covered]
    return tuple(t.unique([*known, *others]))


def _names(folded: str) -> frozenset[str]:
    return frozenset(first or second for first, second in _NAME.findall(folded))


def _longest(one: str, other: str) -> float:
    """Length of the longest common run of characters, 6 and more being 1."""
    best = 0
    previous = [0] * (len(other) + 1)
    for a in one[:80]:
        current = [0]
        for j, b in enumerate(other, 1):
            run = previous[j - 1] + 1 if a == b else 0
            current.append(run)
            if run > best:
                best = run
        previous = current
    return min(best, 6) / 6


_LIGHT = t.grams(
    "怎么 如何 什么 哪里 请问 可以 申请 办理 需要 多少 多久 时候 为何 为什 何时 哪些 是否 有没 没有 能不 不能 要不 不要 应该 "
    "资格 条件 时间 地点 方式 费用 相关 提供 服务 要怎 么办 么样 去哪 在哪 哪边 我要 我想 想要 这个 那个 的话 一下 几点 多少 少钱"
)
