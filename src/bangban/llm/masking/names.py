"""Which words are a person's name? A surname, a given name's length, and what stands beside it says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files

from bangban.llm.masking.numbers import Span
from bangban.llm.masking.view import BOUNDARY


def _listed(name: str) -> list[str]:
    lines = files(__package__).joinpath(name).read_text("utf-8").splitlines()
    return [word for line in lines if not line.startswith("#") for word in line.split()]


_SURNAMES = _listed("surnames.txt")
_DOUBLE = frozenset(name for name in _SURNAMES if len(name) == 2)
_SINGLE = frozenset(name for name in _SURNAMES if len(name) == 1)
_HAN = "\u4e00-\u9fff"
# One class of first signs instead of four hundred alternatives: whether two of them belong together is asked of the few
# that match.
_FIRST = f"[{''.join(sorted({name[0] for name in _SURNAMES}))}]"
_TITLES = "先生|女士|小姐|同志|师傅|老师|医生|大夫|护士|律师|法官|警官|民警|阿姨|大爷|大妈|大叔|奶奶|爷爷|老人|书记|局长|处长|科长|主任|所长|队长|院长|校长|经理|总|某|老板|厂长|镇长|村长|组长|干部|委员|代表"
_SAYS = "反映|表示|称|来电|来信|投诉|举报|咨询|求助|说|要求|希望|认为|申请|提出|购买|名下|本人|系|出生|因|于|住|，男|，女|（男|（女|\\(男|\\(女"
_STRONG = "姓名|联系人|当事人|申请人|投诉人|举报人|来电人|来信人|反映人|求助人|业主|户主|法人|法定代表人|负责人|经办人|委托人|代理人|被投诉人|患者|收件人|寄件人|我叫|名叫|叫做"
_WEAK = "请联系|可联系|请找|病人|学生|家长|老人|房东|租客|我是|叫|丈夫|妻子|老公|老婆|爱人|父亲|母亲|爸爸|妈妈|儿子|女儿|孙子|孙女|哥哥|弟弟|姐姐|妹妹|邻居|同事|朋友|老板"
_END = rf"(?=$|[^{_HAN}]|[的和与及在是向对从给把被将已也都就才又还家今现年]|反映|表示|来电|电话|手机|身份|住|因|于)"
_GAP = rf"[ \t\u3000:：为是=|\"'“”*{BOUNDARY}]{{0,6}}"
# Every alternative begins with a plain sign, so that the search skips what cannot begin one.
_ENDS = re.compile(_END)
_LABELLED = re.compile(
    rf"({_STRONG}|{_WEAK}){_GAP}({_FIRST}(?:(?:[ \u3000·]?[{_HAN}]){{1,3}}?{_END}|[{_HAN}]{{2}}))"
)
_ALWAYS = frozenset(_STRONG.split("|"))
# The sign before a name is consumed: looking back at every place is what costs.
_BESIDE = re.compile(
    rf"[^{_HAN}·]({_FIRST}(?:[{_HAN}]{{0,3}}?(?=(?:{_TITLES})(?!人))|[{_HAN}]{{1,3}}?(?={_SAYS})))"
)
_LISTED = re.compile(
    rf"[：:，。；\n]({_FIRST}[{_HAN}]{{1,2}}(?:、{_FIRST}[{_HAN}]{{1,2}})+)(?=[。，；等\n]|$)"
)
_WORDS = frozenset(_listed("not_names.txt"))


def names(text: str) -> Iterator[Span]:
    """Every stretch that is a name as far as its neighbours say, and where it stands again; spans may overlap."""
    known: set[str] = set()
    for found in _LABELLED.finditer(text):
        ends = found.end() < len(text) and not _ENDS.match(text, found.end())
        if _is_name(found[2]) and not (ends and found[1] not in _ALWAYS):
            known.add(found[2])
            yield Span(*found.span(2), "姓名")
    for found in _BESIDE.finditer(BOUNDARY + text):
        if _is_name(found[1]):
            known.add(found[1])
            yield Span(found.start(1) - 1, found.end(1) - 1, "姓名")
    for found in _LISTED.finditer(text):
        listed = found[1].split("、")
        if all(map(_is_name, listed)):
            known.update(listed)
    for name in known:
        yield from _again(name, text)


def _again(name: str, text: str) -> Iterator[Span]:
    """Where a name stands once more. Two signs may be part of a word; three are this person wherever they stand."""
    at = text.find(name)
    while at >= 0:
        end = at + len(name)
        alone = len(name) > 2 or not (_is_han(text[at - 1 : at]) or _is_han(text[end : end + 1]))
        if alone and name not in _DOUBLE and len(name) > 1:
            yield Span(at, end, "姓名")
        at = text.find(name, end)


def _is_han(sign: str) -> bool:
    return "\u4e00" <= sign <= "\u9fff"


def _is_name(name: str) -> bool:
    """Whether a stretch that begins like a name can be one: its surname's length, and no word of every day."""
    plain = name.replace(" ", "").replace("\u3000", "").replace("·", "")
    double = plain[:2] in _DOUBLE
    if not double and plain[0] not in _SINGLE:
        return False
    return len(plain) - double <= 3 and plain[:2] not in _WORDS and plain not in _WORDS
