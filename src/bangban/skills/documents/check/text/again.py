"""Is what a document says again and again said the same way each time: phrases, persons, the text it issues?"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise

import rjieba

from bangban.skills.documents.check.elements.said import bare, joined
from bangban.skills.documents.check.text.prose import HAN, NAMING, found, paragraphs
from bangban.skills.documents.check.view import View
from bangban.skills.documents.findings import Element, Finding
from bangban.skills.documents.model import Paragraph
from bangban.skills.documents.proofread import alike
from bangban.skills.documents.recognise.shapes import POST

SIDE = 3
"""Characters on either side that must be the same."""
OFTEN = 3
_TELLS = frozenset(
    "一二三四五六七八九十甲乙丙丁东西南北中上下前后左右大小新老旧高低内外正副总分男女多少省市区县乡镇村年月日是和与或及"
)
_WINDOW = re.compile(rf"(?=([{HAN}]{{{SIDE}}})([{HAN}])([{HAN}]{{{SIDE}}}))")
LONGEST = 60_000
"""Characters: in a longer document the same surroundings say little."""


def phrases(view: View) -> Iterator[Finding]:
    """排污口检测数据 once, and 排污口监测数据 everywhere else: one character that sounds or looks like the right one."""
    every = list(paragraphs(view, NAMING | {Element.ATTACHMENT_TITLE}))
    if sum(len(one.text) for one in every) > LONGEST:
        return
    signs: dict[tuple[str, str], dict[str, list[tuple[Paragraph, int]]]] = defaultdict(dict)
    for paragraph in every:
        for match in _WINDOW.finditer(paragraph.text):
            before, sign, after = match.groups()
            signs[before, after].setdefault(sign, []).append((paragraph, match.start() + SIDE))
    known = alike.shipped()
    for (before, after), there in signs.items():
        if len(there) != 2:
            continue
        (rare, once), (usual, often) = sorted(there.items(), key=lambda one: len(one[1]))
        if len(once) != 1 or len(often) < OFTEN or {rare, usual} & _TELLS:
            continue
        how = known.between(rare, usual)
        if how.sound or how.near or how.shape >= 0.5:
            paragraph, at = once[0]
            word = any(rjieba.has_word(one) for one in (before[-1] + rare, rare + after[0]))
            yield found(
                view,
                "names.phrase",
                paragraph,
                at,
                at + 1,
                usual,
                sure=not word,
                confidence=0.9,
                phrase=before + usual + after,
            )


_HOLDER = re.compile(
    rf"(?<![副{HAN}])(?P<post>[{HAN}]{{0,4}}?{POST})\s*(?P<name>[{HAN}]{{2,3}}?)(?=主持|所作|作的|签署|同志|出席|到会|讲话|强调|指出|宣布|$|[，。；、（])"
)


def posts(view: View) -> Iterator[Finding]:
    """县长马国强 in the text, 县长马国庆 under it: one post, one surname, another name."""
    holders: dict[tuple[str, str], dict[str, list[tuple[Paragraph, int, int]]]] = defaultdict(dict)
    for paragraph in paragraphs(view, NAMING):
        text = paragraph.text
        for match in _HOLDER.finditer(text) if "长" in text or "主任" in text else ():
            name = match.group("name")
            where = (paragraph, *match.span("name"))
            holders[match.group("post"), name[0]].setdefault(name, []).append(where)
    for names in holders.values():
        if len(names) < 2:
            continue
        for other, name in pairwise(sorted(names, key=lambda one: -len(names[one]))):
            if _slip(name, other):
                yield found(view, "names.person", *names[name][0], other, sure=False)
    yield from _host(view)


_HOST = re.compile(rf"{POST}(?P<name>[{HAN}]{{2,3}})主持(?:召开)?")
_SPACED = re.compile(rf"(?<![{HAN}])([{HAN}])[ \u3000]([{HAN}])(?![{HAN}])")
"""A name of two characters is set as wide as one of three: 赵　雪."""
_NAME = re.compile(rf"(?<![{HAN}])[{HAN}]{{2,3}}(?![{HAN}])")


def _slip(name: str, other: str) -> bool:
    """Two names of one surname that differ by one character; of two characters, by one that is alike."""
    if name == other or name[0] != other[0] or len(name) != len(other):
        return False
    differ = [(a, b) for a, b in zip(name, other, strict=True) if a != b]
    if len(differ) != 1:
        return False
    how = alike.shipped().between(*differ[0])
    return len(name) > 2 or how.near or how.shape >= 0.5


def _host(view: View) -> Iterator[Finding]:
    """Who presided over a meeting is among those present; one of his surname alone is he, under another name."""
    lists = [_SPACED.sub(r"\1\2", one.paragraph.text) for one in view.of(Element.ATTENDANCE)]
    present = [name for line in lists for name in _NAME.findall(line.partition("：")[2])]
    for paragraph in paragraphs(view) if present else ():
        match = _HOST.search(paragraph.text)
        if match is None:
            continue
        name = match.group("name")
        like = [one for one in present if _slip(name, one)]
        if name not in present and len(like) == 1:
            yield found(view, "names.person", paragraph, *match.span("name"), like[0], sure=False)
        return


_APPOINTED = re.compile(rf"关于(?P<name>[{HAN}]{{2,3}}?)(?:等\d*[一二三四五六七八九十]*(?:名)?)?同志")
_FIRST = re.compile(
    rf"(?:^|[；。：])(?:任命|免去|聘任)?(?P<name>[{HAN}]{{2,3}}?)(?:同志)?(?:任|为|兼任|不再|的)"
)


def appointed(view: View) -> Iterator[Finding]:
    """关于王海等同志职务任免的通知 appoints 王海, not 王涛."""
    title = joined(view, Element.TITLE)
    named = _APPOINTED.search(title)
    if named is None:
        return
    name = named.group("name")
    text = list(paragraphs(view))
    if any(name in bare(one.text) for one in text):
        return
    for paragraph in text:
        match = _FIRST.search(paragraph.text)
        if match and match.group("name")[0] == name[0]:
            yield found(view, "names.person", paragraph, *match.span("name"), name, sure=False)
            return


_ISSUED = re.compile(
    r"(?:印发|发布|公布|转发)《(?P<name>[^《》]{4,60})》(?:等)?的?(?:通知|公告|令|命令|决定)?$"
)
_PLAIN = re.compile(r"（[^）]*）|[\s\u3000《》]")


def issued(view: View) -> Iterator[Finding]:
    """关于印发《甲办法》的通知 is followed by 甲办法, not by 甲规定."""
    named = _ISSUED.search(joined(view, Element.TITLE))
    places = view.of(Element.ATTACHMENT_TITLE)
    if named is None or not places or view.of(Element.ATTACHMENT_NOTE):
        return
    name = _PLAIN.sub("", named.group("name"))
    first = [one for one in places if one.recognised is places[0].recognised]
    title = _PLAIN.sub("", "".join(bare(one.paragraph.text) for one in first))
    if title == name or name in title or title in name or abs(len(title) - len(name)) > 3:
        return
    if len(set(name) & set(title)) >= 0.6 * len(set(name)):
        place = first[-1]
        yield found(
            view, "names.issued", place.paragraph, place.start, place.end, named.group("name"), sure=False
        )


_PLACE = re.compile(
    rf"[{HAN}]{{2,4}}(?:小学|中学|幼儿园|医院|社区|街道|大道|大桥|公园|水库|广场|小区|水厂|项目|工程)"
)


def turned(view: View) -> Iterator[Finding]:
    """南城大桥 once where all else is about 城南大桥: the same characters the other way round."""
    names: Counter[str] = Counter()
    where: dict[str, tuple[Paragraph, int, int]] = {}
    for paragraph in paragraphs(view, NAMING):
        for match in _PLACE.finditer(paragraph.text):
            name = match.group()[-4:]
            names[name] += 1
            where.setdefault(name, (paragraph, match.end() - 4, match.end()))
    for name, count in names.items() if len(names) < LONGEST // 100 else ():
        other = name[1] + name[0] + name[2:]
        if count == 1 and other != name and names[other] >= OFTEN:
            yield found(view, "names.place", *where[name], other, confidence=0.9, sure=False)
