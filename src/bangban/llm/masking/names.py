"""Which words are a person's name? A surname, a given name's length, and what stands beside it says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files

from bangban.llm.masking.numbers import Span


def _listed(name: str) -> list[str]:
    lines = files(__package__).joinpath(name).read_text("utf-8").splitlines()
    return [word for line in lines if not line.startswith("#") for word in line.split()]


# The longer ones first, so that 欧阳 is not read as 欧.
_SURNAME = f"(?:{'|'.join(sorted(_listed('surnames.txt'), key=len, reverse=True))})"
_NAME = rf"{_SURNAME}·?[\u4e00-\u9fff]{{1,2}}?"
# Written as a sign that is consumed: looking back at every place is what costs.
_NOT_AFTER = r"(?:\A|[^\u4e00-\u9fff·])"
_TITLES = "先生|女士|小姐|同志|师傅|老师|医生|大夫|护士|律师|法官|警官|民警|阿姨|大爷|大妈|大叔|奶奶|爷爷|老人|书记|局长|处长|科长|主任|所长|队长|院长|校长|经理|总|某|老板|厂长|镇长|村长|组长|干部|委员|代表"
_SAYS = "反映|表示|称|来电|来信|投诉|举报|咨询|求助|说|要求|希望|认为|申请|提出|购买|名下|本人|系|出生|因|于|住|，男|，女|（男|（女|\\(男|\\(女"
_LABELS = (
    "姓名|联系人|当事人|申请人|投诉人|举报人|来电人|来信人|反映人|求助人|业主|户主|法人|法定代表人|负责人|经办人|委托人|代理人|被投诉人|患者|病人|学生|家长|老人|收件人|寄件人|房东|租客|"
    "我叫|我是|名叫|叫做|叫|丈夫|妻子|老公|老婆|爱人|父亲|母亲|爸爸|妈妈|儿子|女儿|孙子|孙女|哥哥|弟弟|姐姐|妹妹|邻居|同事|朋友|老板"
)
_END = r"(?=$|[^\u4e00-\u9fff]|[的和与及在是向对从给把被将已也都就才又还]|反映|表示|来电|电话|手机|身份|住|因|于)"
_LABELLED = re.compile(rf"(?:{_LABELS})(?:[:：为是]|\s)?\s*({_NAME}){_END}")
_TITLED = re.compile(rf"{_NOT_AFTER}({_SURNAME}[\u4e00-\u9fff]{{0,2}}?)(?=(?:{_TITLES})(?!人))")
_SAYING = re.compile(rf"{_NOT_AFTER}({_SURNAME}[\u4e00-\u9fff]{{1,2}}?)(?={_SAYS})")
_LISTED = re.compile(rf"[、，；\n]({_SURNAME}[\u4e00-\u9fff]{{1,2}})(?=[、，；。\n])")
_WORDS = frozenset(_listed("not_names.txt"))


def names(text: str) -> Iterator[Span]:
    """Every stretch that is a name as far as its neighbours say; spans may overlap."""
    for pattern in (_LABELLED, _TITLED, _SAYING, _LISTED):
        for found in pattern.finditer(text):
            name = found[1]
            if name[:2] not in _WORDS and name not in _WORDS:
                yield Span(*found.span(1), "姓名")
