"""Is a short question about what was just answered, and does that say it? "多少钱" after how to replace an identity card."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bangban.skills.answers import screen, situations
from bangban.skills.answers import text as t
from bangban.skills.answers.extract import Span
from bangban.skills.glance import PATTERNS

Hit = Mapping[str, Any]
Turns = Sequence[Mapping[str, str]]
LONGEST, LITTLE, NEARLY_ALL, HALF = 24, 2, 0.75, 0.5
"""Characters of a question that only goes on, and words of its own that it may have."""
MOST_SENTENCES, MOST_ITEMS, MOST_SHOWN = 3, 20, 1_500
_SHORTEST = 6
"""Characters of a sentence by which an entry is known again in what was said."""
_REACH = 40
"""Characters behind "到" within which its place ends."""
_PLACE = rf"(?:到|在|向)[^。；，]{{2,{_REACH}}}?(?:中心|大厅|窗口|派出所|网点|银行|医院|学校|社区|街道|分局|办事处|公证处|登记处|服务站|服务点|科)"
# What a short question may ask of any matter, and what a sentence that answers it has in it.
_ASPECTS: Sequence[tuple[str, re.Pattern[str], Sequence[re.Pattern[str]]]] = tuple(
    (name, re.compile(asks), tuple(says))
    for name, asks, says in (
        ("weekend", r"周末|双休|周[一二三四五六日天]|星期[一二三四五六日天]|节假日|放假|休息日|weekend|saturday|sunday|monday|holiday",
         (re.compile(r"周[一二三四五六日天末]|星期[一二三四五六日天]|节假日|工作日[^内]|每日|每天|全年|24小时|休息|闭馆"),)),
        ("how_long", r"多久|多长时间|几天|几个月|多少天|等到什么时候|拿到|办好|办完|下来|到账|how long",
         (PATTERNS["how_long"], re.compile(r"当场|即办|当天|立等|次月|每月|按月"))),
        ("when", r"几号|哪天|几月|什么时候|啥时候|何时|几点|截止|时间|日期|上班|下班|开门|关门|营业|办公|\bwhen\b|opening|deadline", (PATTERNS["when"],)),
        ("where", r"哪(?![些个种天几年位])|何处|地址|地点|窗口|网上|手机上|\bwhere\b|address|online",
         (PATTERNS["where"], PATTERNS["web"], re.compile(_PLACE), re.compile(r"通过“[^”]{1,20}”|网上|线上|登录"))),
        ("money", r"多少钱|要钱|花钱|收钱|收费|费用|免费|工本费|价格|贵|多少元|领多少|补多少|how much|\bfee\b|\bcost\b|\bfree\b",
         (PATTERNS["money"], re.compile(r"不收取|免收|减免"))),
        ("fine", r"罚|处罚|后果|\bfine\b|penalty", (re.compile(r"罚|处分|警告|责令"),)),
        ("papers", r"带什么|带啥|带哪些|什么材料|啥材料|材料|证件|手续|准备什么|要带|复印件|原件|\bbring\b|documents|papers",
         (re.compile(r"材料|证件|携带|提交|提供|出具|持[^续有]|凭|[（(][一二三四五六七八九十\d]+[)）]"),)),
        ("phone", r"电话|号码|打给谁|联系|phone|number to call", (PATTERNS["phone"],)),
        ("who", r"谁能|谁可以|什么人|哪些人|什么条件|啥条件|条件|资格|\bwho can\b|eligible",
         (re.compile(r"年满|户籍|条件|符合|具备|具有|可以申请|适用|对象"),)),
        ("how", r"怎么|咋|如何|流程|步骤|\bhow (?:do|can|to)\b",
         (re.compile(r"通过“|登录|拨打|携带|持[^续有]|凭|网上|到[^。；，]{2,30}(?:办|申|领|缴)|向[^。；，]{2,20}(?:提出|申请|投诉)"),)),
    )
)  # fmt: skip
# What any matter may be asked, but not every one has.
_NEEDS = ("报名", "代办", "加急", "本人", "续期")
_ITEM = re.compile(r"[(（]?[一二三四五六七八九十\d]{1,3}[)）、.．]|[-•·]")
_MAY = re.compile(r"[能可要需得应][\u4e00-\u9fff]")
# "那居住证呢": the same question of something else, or of a part of it.
_CONTRAST = re.compile(
    r"^(?:那要是|要是|如果是?|那么?)?[，, ]?(.{1,14}?)(?:的|的话)?呢$|^(?:and )?(?:what|how) about (.{2,40}?)$"
)


@dataclass(frozen=True)
class Follow:
    """`named`: words of its own; `asks`: what it asks of any matter; `other`: of what else it asks the same.

    `needs`: what any matter may be asked of, and an entry must speak of to answer it ("报名").
    """

    named: tuple[str, ...]
    asks: tuple[str, ...]
    other: str = ""
    needs: tuple[str, ...] = ()


def followed(question: str) -> Follow | None:
    """How a question goes on with what was spoken of; None when it stands alone."""
    asked = t.fold(question).strip(" 。.!！?？~")
    if not asked or len(asked) > LONGEST * (2 if t.is_english(asked) else 1):
        return None
    named = tuple(_named(asked))
    asks = tuple(name for name, pattern, _ in _ASPECTS if pattern.search(asked))
    needs = tuple(word for word in _NEEDS if word in asked)
    found = _CONTRAST.match(asked)
    other = (found[1] or found[2]).strip() if found is not None else ""
    if other and (named or not asks) and len(other) > 1:
        return Follow(named, asks, other, needs)
    if len(named) > LITTLE or not (named or asks or needs):
        return None
    return Follow(named, asks, needs=needs)


def _named(asked: str) -> list[str]:
    plain = asked
    for _, pattern, _ in _ASPECTS:
        plain = pattern.sub(" ", plain)
    return t.unique(
        word
        for word in screen.subject(plain)
        if len(word) > 1 and word not in _NEEDS and not _MAY.fullmatch(word)
    )


def known_again(hits: Sequence[Hit], said: str) -> Hit | None:
    """The entry whose sentences stand in what was said, most of them; None when none does."""
    best: tuple[int, Hit | None] = (0, None)
    for hit in hits:
        text = str(hit["text"])
        parts = [text[start:end] for start, end in t.sentences(text)]
        told = sum(len(part) for part in parts if len(part) >= _SHORTEST and part in said)
        if told > best[0]:
            best = told, hit
    return best[1]


def goes_back_over(question: str) -> bool:
    """Whether a question only asked more of what was spoken of before it."""
    follow = followed(question)
    return follow is not None and not follow.named and not follow.other


def goes_on(question: str) -> bool:
    """Whether a question may go on with what was spoken of before it."""
    return followed(question) is not None or tells_of_oneself(question)


def in_full(question: str, earlier: Sequence[str]) -> str:
    """A question with what it goes on with, as one who hears it alone would need it; "" when nothing says what it is about."""
    follow = followed(question)
    if follow is None or not (goes_back_over(question) or follow.other):
        return question
    places = [at for at, one in enumerate(earlier) if not goes_back_over(one) and not screen.is_vague(one)]
    # What it goes on with may itself have gone on with something: "那初中呢", "几号报名".
    topic = in_full(earlier[places[-1]], earlier[: places[-1]]) if places else ""
    if not topic:
        return question if follow.other else ""
    return f"{topic.rstrip('？?。.！! ')}，{question}"


def said_of(hit: Hit, follow: Follow) -> list[Span]:
    """The sentences of an entry that answer what goes on with it; empty when it does not say."""
    text = str(hit["text"])
    whole = t.fold(f"{hit.get('question') or hit.get('source') or ''} {text}")
    if not all(_stands(word, whole) for word in follow.named) or any(
        one not in whole for one in follow.needs
    ):
        return []
    if follow.other and not follow.named and not _stands(follow.other, whole):
        return []
    told = [(start, end, t.fold(text[start:end])) for start, end in t.sentences(text[:20_000])]
    if not follow.asks:
        words = follow.needs or follow.named or (follow.other,)
        found = [one for one in told if any(_stands(word, one[2]) for word in words)]
        return _spans(text, found or told[:MOST_SENTENCES])
    found = [one for one in told if any(_says(ask, text[one[0] : one[1]]) for ask in follow.asks)]
    near = [one for one in found if any(_stands(word, one[2]) for word in (*follow.needs, *follow.named))]
    return _spans(text, near or found)


def says_elsewhere(hits: Sequence[Hit], hit: Hit, follow: Follow) -> tuple[Hit, list[Span]] | None:
    """Another part of the same guide or law that answers, and its sentences: what a part is called says what it is about."""
    if hit.get("question") or not follow.asks:
        return None
    others = [one for one in hits if one.get("source") == hit.get("source") and one["id"] != hit["id"]]
    for one in others:
        if one.get("kind") == "matter" and _is_called(one, follow.asks):
            text = str(one["text"])
            return one, [Span(start, end, text[start:end]) for start, end in t.sentences(text)][:MOST_ITEMS]
    for one in others:
        if one.get("kind") != "matter" and (spans := said_of(one, follow)):
            return one, spans
    return None


def _is_called(hit: Hit, asks: Sequence[str]) -> bool:
    name = t.fold(str(hit.get("article") or ""))
    return any(pattern.search(name) for ask, pattern, _ in _ASPECTS if ask in asks)


def _spans(text: str, found: Sequence[tuple[int, int, str]]) -> list[Span]:
    listed = sum(bool(_ITEM.match(told)) for _, _, told in found) > 1
    most = MOST_ITEMS if listed else MOST_SENTENCES
    return [Span(start, end, text[start:end]) for start, end, _ in found[:most]]


def _says(ask: str, sentence: str) -> bool:
    patterns = next(says for name, _, says in _ASPECTS if name == ask)
    return any(pattern.search(sentence) for pattern in patterns)


def _stands(word: str, folded: str) -> bool:
    return any(name in folded for name in t.synonyms(word))


def tells_of_oneself(question: str) -> bool:
    """Whether it says something of the person who asks: "我爸今年78"."""
    return len(question) <= LONGEST * 2 and bool(situations.situation_of(question))


def of_another(follow: Follow, topic: str) -> list[str]:
    """The earlier question asked of what is named now: "居住证怎么补办" after one about the identity card."""
    folded = t.fold(topic)
    kept = " ".join(word for word in t.words(folded) if word in t.STOP or word in screen.NO_MATTER)
    return t.unique([f"{follow.other}{kept}", f"{topic} {follow.other}"])


def head_of(hit: Hit) -> str:
    """What says what an entry is about."""
    return (
        str(hit.get("question") or "")
        or f"{hit.get('source', '')} {hit.get('article', '')} {str(hit['text'])[:60]}"
    )


def names(head: str, follow: Follow) -> bool:
    """Whether an entry with this head is about what is named now."""
    folded = t.fold(head)
    return all(_stands(word, folded) for word in follow.named or (follow.other,))


def is_of(head: str, topic: str, share: float = NEARLY_ALL) -> bool:
    """Whether an entry with this head is about the matter of the earlier question: nearly all its words stand there."""
    folded, words = t.fold(head), screen.subject(topic)
    return bool(words) and sum(_stands(word, folded) for word in words) >= share * len(words)


def about_both(hits: Sequence[Hit], question: str, whole: str) -> set[str]:
    """Of what was found for a question together with what was spoken of before: the ids of what is about both.

    Who asks about a fishing licence after an identity card is not offered the entries about the card: where none of them
    says anything of the licence, it is another matter, and nothing is known of it.
    """
    own = screen.subject(question)
    before = " ".join(word for word in screen.subject(whole) if word not in own)
    return {
        str(hit["id"])
        for hit in hits
        if not own
        or (
            is_of(head_of(hit), before, HALF)
            and any(_speaks_of(word, f"{head_of(hit)} {hit['text']}") for word in own)
        )
    }


def _speaks_of(word: str, text: str) -> bool:
    """Whether a text has the word, or two signs of it in a row: 户口本 is spoken of where 户口簿 is."""
    folded = t.fold(text)
    return word in folded or any(word[at : at + 2] in folded for at in range(len(word) - 1))


def all_of(hit: Hit) -> list[Span]:
    """Every sentence of an entry, as far as one is shown at once."""
    text = str(hit["text"])[:MOST_SHOWN]
    return [Span(start, end, text[start:end]) for start, end in t.sentences(text)]
