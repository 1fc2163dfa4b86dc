"""How are a question and a passage made comparable? Folded, cut into words, and widened by what people say instead."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib import resources
from operator import add

import opencc
import rjieba

from bangban import unseen

LONGEST = 2_000
"""Characters of a question that are read; what stands behind is cut, as a person would stop reading."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
# Letters of other scripts that look Latin: what a filter would read differently from a person.
_LOOKALIKES = str.maketrans(
    "АВЕЅІЈКМНОРСТУХЗасеіјорѕухԁԛԝɡıΑΒΕΖΗΙΚΜΝΟΡΤΥΧαονρτυχ",
    "ABESIJKMHOPCTYX3aceijopsyxdqwgiABEZHIKMNOPTYXaovptux",
)
# Signs that stay what they are, or are of full width: nothing invisible, no other script, no compatibility character.
_ODD = re.compile(
    "[^\t\n -~\u00b7\u2014\u2018\u2019\u201c\u201d\u3000-\u3002\u3008-\u3011\u3014\u3015\u3400-\u4db5\u4e00-\u9fa5\uff01-\uff5e]"
)
_UNMARKED = re.compile("[^，；：？！（）]+")
_FULL_WIDTH = re.compile("[\u3000\uff01-\uff5e]")
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_PIECE = re.compile(r"[\u3400-\u9fff]+|[a-z]+|\d+(?:\.\d+)?")


@cache
def _to_simplified() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@cache
def _to_traditional() -> opencc.OpenCC:
    return opencc.OpenCC("s2tw")


def _half_width(found: re.Match[str]) -> str:
    sign = ord(found.group())
    return " " if sign == 0x3000 else chr(sign - 0xFEE0)


def visible(text: str) -> str:
    """The text as a person sees it: no zero-width or control characters, look-alike letters as Latin ones.

    Look-alikes are replaced only in words that mix scripts or stand in Chinese text, so that a Russian or
    Greek sentence stays what it is.
    """
    if _ODD.search(text) is None:
        # Nearly all of what officials write: here only signs of full width look different from what they are.
        return _FULL_WIDTH.sub(_half_width, text)
    text = _CONTROL.sub(" ", unseen.without(unicodedata.normalize("NFKC", text)))
    return text.translate(_LOOKALIKES) if _HAN.search(text) or re.search("[A-Za-z]", text) else text


def marked(text: str) -> str:
    """`visible`, with the marks of Chinese as they stand: what is read aloud again is written as it was."""
    return _UNMARKED.sub(lambda found: visible(found.group()), text)


@lru_cache(maxsize=8_000)
def fold(text: str) -> str:
    """`visible`, in simplified characters and small letters: what is compared."""
    return str(_to_simplified().convert(visible(text[:20_000]))).lower()


def traditional(text: str) -> str:
    """The text in traditional characters as used in Taiwan; quotes are never passed through this."""
    return str(_to_traditional().convert(text))


def is_traditional(text: str) -> bool:
    """Whether a question was typed in traditional characters: an answer's own words then follow."""
    return bool(text) and str(_to_simplified().convert(text)) != text


def has_chinese(text: str) -> bool:
    """Whether a Chinese character stands in the text."""
    return bool(_HAN.search(text))


def is_english(text: str) -> bool:
    """Whether the question is English: no Chinese at all, and letters."""
    return not _HAN.search(text) and len(re.findall("[A-Za-z]", text)) >= 3


# What every question has and no matter is recognised by.
STOP = frozenset(
    [
        "的",
        "了",
        "吗",
        "呢",
        "啊",
        "吧",
        "呀",
        "嘛",
        "哦",
        "喔",
        "耶",
        "啦",
        "是",
        "有",
        "在",
        "和",
        "与",
        "及",
        "或",
        "就",
        "都",
        "也",
        "还",
        "又",
        "很",
        "太",
        "我",
        "你",
        "您",
        "他",
        "她",
        "它",
        "我们",
        "你们",
        "他们",
        "请问",
        "请",
        "问",
        "想",
        "要",
        "会",
        "能",
        "可以",
        "怎么",
        "怎样",
        "如何",
        "什么",
        "哪里",
        "哪些",
        "哪",
        "几",
        "多少",
        "为什么",
        "为何",
        "何",
        "吗",
        "么",
        "这",
        "那",
        "这个",
        "那个",
        "一个",
        "个",
        "把",
        "被",
        "给",
        "让",
        "到",
        "去",
        "来",
        "从",
        "对",
        "跟",
        "为",
        "之",
        "其",
        "等",
        "于",
        "以",
        "所",
        "而",
        "但",
        "如果",
        "若",
        "因",
        "因为",
        "所以",
        "不",
        "没",
        "没有",
        "无",
        "是否",
        "需要",
        "应",
        "应该",
        "须",
        "该",
        "得",
        "时",
        "后",
        "前",
        "里",
        "上",
        "下",
        "中",
        "有没有",
        "能不能",
        "可不可以",
        "谁",
        "办",
        "办理",
        "申请",
        "相关",
        "有关",
        "进行",
        "目前",
        "现在",
        "一下",
        "知道",
        "告诉",
        "谢谢",
        "你好",
        "您好",
        "麻烦",
        "one",
        "the",
        "a",
        "an",
        "of",
        "to",
        "in",
        "is",
        "are",
        "do",
        "does",
        "i",
        "my",
        "me",
        "you",
        "can",
        "how",
        "what",
        "where",
        "when",
        "who",
        "for",
        "and",
        "or",
        "on",
        "it",
    ]
)


@lru_cache(maxsize=20_000)
def words(text: str) -> tuple[str, ...]:
    """The words of a folded text, in order, punctuation left out."""
    found: list[str] = []
    for piece in _PIECE.findall(text):
        found += rjieba.cut(piece) if _HAN.match(piece) else [piece]
    return tuple(found)


def content_words(text: str) -> tuple[str, ...]:
    """The words a matter is recognised by."""
    return tuple(word for word in words(text) if word not in STOP)


@lru_cache(maxsize=8_000)
def grams(text: str) -> frozenset[str]:
    """Neighbouring pairs of Chinese characters, and whole words and numbers of other scripts."""
    found: set[str] = set()
    for piece in _PIECE.findall(text):
        if _HAN.match(piece):
            found.update(map(add, piece, piece[1:]))
            if len(piece) == 1:
                found.add(piece)
        else:
            found.add(piece)
    return frozenset(found)


def pieces(text: str) -> frozenset[str]:
    """What `grams` finds besides pairs: words and numbers of other scripts, and characters that stand alone."""
    return frozenset(piece for piece in _PIECE.findall(text) if len(piece) == 1 or not _HAN.match(piece))


@cache
def _groups() -> tuple[dict[str, frozenset[str]], re.Pattern[str]]:
    text = resources.files(__package__).joinpath("data/synonyms.txt").read_text("utf-8")
    near: dict[str, set[str]] = {}
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            group = line.split()
            for word in group:
                near.setdefault(word, set()).update(group)
    longest_first = sorted(near, key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, longest_first)))
    return {word: frozenset(group) for word, group in near.items()}, pattern


def synonyms(word: str) -> frozenset[str]:
    """What else people and notices call this; the word itself included."""
    return _groups()[0].get(word, frozenset((word,)))


@lru_cache(maxsize=20_000)
def said(text: str) -> tuple[str, ...]:
    """The words of the lexicon that stand in a folded text, longest first, without overlap."""
    return tuple(_groups()[1].findall(text))


def other_names(question: str) -> str:
    """Other names of what the question speaks of, for a second look into the index; "" where there are none."""
    names: list[str] = []
    for word in said(fold(question)):
        if len(word) > 1 and word not in STOP:
            names += sorted(synonyms(word) - {word})
    return " ".join(dict.fromkeys(names))


def sentences(text: str) -> list[tuple[int, int]]:
    """Where the sentences of a passage stand, as (start, end); lists are cut at their items."""
    found = []
    for match in re.finditer(r"[^。！？!?\n；;]+[。！？!?；;]*[”’」』）)]*\n?", text):
        start, end = match.span()
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if end > start:
            found.append((start, end))
    return found


def unique(items: Iterable[str]) -> list[str]:
    """The items in order, each once."""
    return list(dict.fromkeys(items))
