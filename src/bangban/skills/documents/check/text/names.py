"""Is a body or a person called the same throughout, and by its present name?"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date

from bangban.skills.documents.check.text.calendar import written_on
from bangban.skills.documents.check.text.prose import HAN, NAMING, found, own_words, paragraphs
from bangban.skills.documents.check.view import View
from bangban.skills.documents.findings import Element, Finding
from bangban.skills.documents.model import Paragraph
from bangban.skills.documents.proofread import alike

_ENDS = "人民政府办公室|人民政府|委员会|办公室|管理局|监督局|办事处|指挥部|领导小组|联席会议|中心|公司|医院|学校|小学|中学|大学|学院|研究院|管委会|[厅局署]"
_BODY = re.compile(
    rf"(?:^|(?<=[^{HAN}]|[由向对报请与和及经在把将为送到给同]))"
    rf"(?![由向对报请与和及经在把将为送到给同])(?P<name>(?:[{HAN}]{{1,4}}?(?:自治区|街道|[省市区县镇乡])|[省市区县]|国家|中国|全国)[{HAN}]{{1,16}}?(?:{_ENDS}))"
)
_TELLS = frozenset(
    "一二三四五六七八九十甲乙丙丁东西南北中上下前后左右大小新老旧高低内外正副总分男女省市区县乡镇村街国州盟旗"
)
"""Characters by which names of different bodies differ."""
_SURE = (Element.MARK, Element.SIGNATURE, Element.TITLE, Element.ADDRESSEE, Element.COPY_TO, Element.IMPRINT)


MOST = 300
"""Different names: with more it is a list of names, where one unlike another is no slip."""


def _bodies(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _BODY.finditer(text):
        name = match.group("name")
        if len(name) >= 5:
            yield *match.span("name"), name


def bodies(view: View) -> Iterator[Finding]:
    """A name that differs by one like character from one used elsewhere, and stands there once."""
    places: dict[str, list[tuple[Paragraph, int, int]]] = defaultdict(list)
    sure: Counter[str] = Counter()
    for paragraph in paragraphs(view, NAMING | set(_SURE)):
        for start, end, name in _bodies(paragraph.text):
            places[name].append((paragraph, start, end))
            sure[name] += view.role(paragraph) in _SURE
    # An agency's own names are right wherever they stand.
    for word in own_words(view):
        if len(word) >= 5:
            sure[word] += 1
            places[word] += [(view.paragraphs[0], 0, 0)] * 3
    names = sorted(places, key=lambda one: (-sure[one], -len(places[one]), one))
    if len(names) > MOST:
        return
    known = alike.shipped()
    told: set[str] = set()
    for name in names:
        if len(places[name]) != 1 or (
            sure[name] and len(names) > 1 and not _doubtful(name, names, sure, places)
        ):
            continue
        for other in names:
            if other == name or other in told or len(places[other]) < 2:
                continue
            at = _one_slip(name, other)
            if at is None:
                continue
            if len(name) == len(other):
                one, two = name[at], other[at]
                if one in _TELLS or two in _TELLS:
                    continue
                how = known.between(one, two)
                if not (how.near or how.shape >= 0.7 or {one, two} <= set("和与及")):
                    continue
            paragraph, start, end = places[name][0]
            told.add(name)
            yield found(view, "names.body", paragraph, start, end, other, confidence=0.9)
            break


def _doubtful(
    name: str, names: list[str], sure: Counter[str], places: dict[str, list[tuple[Paragraph, int, int]]]
) -> bool:
    return any(
        len(places[other]) > 2 and _one_slip(name, other) is not None for other in names if other != name
    )


def _one_slip(name: str, other: str) -> int | None:
    """Where two names differ by one character put in the place of another, or left out of the long one."""
    if abs(len(name) - len(other)) > 1:
        return None
    head = 0
    while head < min(len(name), len(other)) and name[head] == other[head]:
        head += 1
    if len(name) == len(other):
        return head if head < len(name) and name[head + 1 :] == other[head + 1 :] else None
    long, short = (name, other) if len(name) > len(other) else (other, name)
    # At either end it is a longer or shorter name for the same body, or a part of one.
    if not 0 < head < len(short) or long[head + 1 :] != short[head:] or len(short) < 6:
        return None
    return None if long[head] in _TELLS else head


_PLACES = re.compile(
    rf"[{HAN}]{{2}}(?:小学|中学|幼儿园|医院|社区|街道|大道|大桥|公园|水库|广场|小区|路(?=[、，。；至与和\d改道]))"
)


def places(view: View) -> Iterator[Finding]:
    """春丰小学 once, where all else is about 春风小学: one character that sounds or looks like the right one."""
    every: dict[str, list[tuple[Paragraph, int, int]]] = defaultdict(list)
    for paragraph in paragraphs(view, NAMING):
        for match in _PLACES.finditer(paragraph.text):
            every[match.group()].append((paragraph, *match.span()))
    often = [name for name, stands in every.items() if len(stands) >= 3]
    known = alike.shipped()
    for name, stands in every.items() if often and len(every) <= MOST else ():
        for other in often if len(stands) == 1 else ():
            differ = (
                [at for at in range(len(name)) if name[at] != other[at]] if len(name) == len(other) else []
            )
            if len(differ) != 1 or {name[differ[0]], other[differ[0]]} & _TELLS:
                continue
            how = known.between(name[differ[0]], other[differ[0]])
            if how.sound or how.shape >= 0.5 or how.parts:
                paragraph, start, end = stands[0]
                yield found(view, "names.place", paragraph, start, end, other, confidence=0.9)
                break


_RENAMED: tuple[tuple[str, str, date], ...] = (
    ("国家安全生产监督管理总局", "应急管理部", date(2018, 3, 17)),
    ("国家工商行政管理总局", "国家市场监督管理总局", date(2018, 3, 17)),
    ("国家质量监督检验检疫总局", "国家市场监督管理总局", date(2018, 3, 17)),
    ("国家食品药品监督管理总局", "国家市场监督管理总局", date(2018, 3, 17)),
    ("国土资源部", "自然资源部", date(2018, 3, 17)),
    ("环境保护部", "生态环境部", date(2018, 3, 17)),
    ("国务院法制办公室", "司法部", date(2018, 3, 17)),
    ("国家卫生和计划生育委员会", "国家卫生健康委员会", date(2018, 3, 17)),
    ("中国银行保险监督管理委员会", "国家金融监督管理总局", date(2023, 3, 10)),
    ("国家乡村振兴局", "农业农村部", date(2023, 3, 10)),
    ("中国银行业监督管理委员会", "国家金融监督管理总局", date(2018, 3, 17)),
    ("中国保险监督管理委员会", "国家金融监督管理总局", date(2018, 3, 17)),
    ("国家旅游局", "文化和旅游部", date(2018, 3, 17)),
    ("国家新闻出版广电总局", "国家广播电视总局", date(2018, 3, 17)),
    ("国务院扶贫开发领导小组办公室", "农业农村部", date(2021, 2, 25)),
)
"""(name, its successor, since when): reforms of the State Council of 2018 and 2023, from general knowledge."""


def renamed(view: View) -> Iterator[Finding]:
    """A central body that is there no more, named as if it were."""
    day = written_on(view) or view.today
    if day is None:
        return
    for paragraph in paragraphs(view):
        text = paragraph.text
        for name, successor, since in _RENAMED:
            at = text.find(name)
            if at < 0 or day < since or text[at + len(name) : at + len(name) + 1] == "门":
                continue
            around = text[max(0, at - 12) : at + len(name) + 12]
            if re.search(
                "原|《[^》]*$|令第|公告|〔|（已|曾|时任|成立于", text[max(0, at - 12) : at]
            ) or re.search("令第|〔|》|公告|划入|不再保留|组建|整合", around):
                continue
            yield found(
                view,
                "names.renamed",
                paragraph,
                at,
                at + len(name),
                successor,
                sure=False,
                since=since.isoformat(),
            )


_PERSON = re.compile(
    rf"(?:签发人|联系人|负责人)[：:]\s?(?P<name>[{HAN}]{{2,3}})(?=[，。；、（）()\s\u3000]|$)"
)
_LISTED = re.compile(rf"(?<![{HAN}])[{HAN}]{{2,3}}(?![{HAN}])")


def persons(view: View) -> Iterator[Finding]:
    """王芳 and 王方 as the contacts of one document; 王力新 among those present and 王立新 in the text."""
    known = alike.shipped()
    every = list(paragraphs(view, NAMING))
    contacts: dict[str, tuple[Paragraph, int, int]] = {}
    for paragraph in every:
        for match in _PERSON.finditer(paragraph.text):
            name = match.group("name")
            for other in contacts:
                if _sounds_like(name, other, known):
                    yield found(view, "names.person", paragraph, *match.span("name"), other, sure=False)
            contacts.setdefault(name, (paragraph, *match.span("name")))
    yield from _present(view, every, known)


def _sounds_like(name: str, other: str, known: alike.Alike) -> bool:
    """Names of one length that differ in one character of the given name, which sounds alike."""
    differ = [at for at in range(min(len(name), len(other))) if name[at] != other[at]]
    if len(name) != len(other) or len(differ) != 1 or differ[0] == 0:
        return False
    return known.between(name[differ[0]], other[differ[0]]).near


def _present(view: View, every: list[Paragraph], known: alike.Alike) -> Iterator[Finding]:
    """Names of three characters in a list of those present, and the text of the document."""
    lists = [one for one in every if view.role(one) is Element.ATTENDANCE]
    names: dict[str, tuple[Paragraph, int, int]] = {}
    for paragraph in lists:
        start = max(paragraph.text.find("："), 0)
        for match in _LISTED.finditer(paragraph.text, start):
            if len(match.group()) == 3:
                names.setdefault(match.group(), (paragraph, *match.span()))
    if not 0 < len(names) <= MOST:
        return
    text = "\n".join(one.text for one in every if one not in lists)
    for name, (paragraph, start, end) in names.items():
        if name in text:
            continue
        a, b, c = name[0], name[1], name[2]
        for other in dict.fromkeys(re.findall(rf"{a}[{HAN}]{c}|{a}{b}[{HAN}]", text)):
            if other not in names and _sounds_like(name, other, known):
                yield found(view, "names.person", paragraph, start, end, other, sure=False)
                break
