"""Is a short name said in full first, defined once, and used after that?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bangban.skills.documents.check.text.prose import found, paragraphs
from bangban.skills.documents.check.view import View
from bangban.skills.documents.findings import Element, Finding
from bangban.skills.documents.model import Paragraph

_DEFINED = re.compile(
    '(?P<full>[^，。；：、（）]*)[（(](?:以下|下文|下称)(?:均|统|合)?(?:简称|称|统称)?(?:为|[:：])?(?P<mark>[“"《]?)(?P<short>[^“”"《》（）()，。；]{2,14})[”"》]?[)）]'
)

_SAYS = re.compile("[（(](?:以下|下文|下称)")
"""Without it nothing is defined: the longer pattern looks from every character on."""


@dataclass(frozen=True, slots=True)
class Short:
    paragraph: Paragraph
    start: int
    end: int
    """Where the short name stands in its definition."""
    at: int
    """Where the definition begins: what stands before it is before."""
    short: str
    full: str
    title: bool


def defined(view: View) -> list[Short]:
    known: list[Short] | None = view.shared.get(defined)
    if known is None:
        known = view.shared[defined] = _defined(view)
    return known


def _defined(view: View) -> list[Short]:
    return [
        Short(
            paragraph,
            *match.span("short"),
            match.start("full"),
            match.group("short"),
            match.group("full"),
            match.group("mark") == "《",
        )
        for paragraph in paragraphs(view)
        if _SAYS.search(paragraph.text)
        for match in _DEFINED.finditer(paragraph.text)
        if match.group()[match.group().find("（") :].count("简称")
        or "统称" in match.group()
        or "下称" in match.group()
    ]


def _uses(text: str, short: str, full: str, title: bool) -> Iterator[int]:
    """Where the short name stands for itself, not as a part of the full one."""
    wanted = f"《{short}》" if title else short
    place = text.find(wanted)
    while place >= 0:
        inside = False
        if short in full:
            start = text.find(full, max(0, place - len(full)))
            inside = 0 <= start <= place < start + len(full)
        if not inside:
            yield place + (1 if title else 0)
        place = text.find(wanted, place + 1)


def short_names(view: View) -> Iterator[Finding]:
    """Said in full before it is short; defined once; used at least once."""
    every = [one for one in paragraphs(view) if view.role(one) is not Element.ATTACHMENT_BODY]
    seen: dict[str, Short] = {}
    for one in defined(view):
        if view.role(one.paragraph) is Element.ATTACHMENT_BODY:
            continue
        if one.short in seen:
            yield found(view, "abbreviation.twice", one.paragraph, one.start, one.end, sure=False)
            continue
        seen[one.short] = one
        used = False
        for paragraph in every:
            for place in _uses(paragraph.text, one.short, one.full, one.title):
                here = (paragraph.index, place)
                if here == (one.paragraph.index, one.start) or (
                    paragraph.index == one.paragraph.index and one.at <= place < one.end
                ):
                    continue
                if here < (one.paragraph.index, one.at):
                    if not used and len(one.short) >= 3 and _alone(paragraph.text, place, one):
                        yield found(
                            view,
                            "abbreviation.before",
                            paragraph,
                            place,
                            place + len(one.short),
                            sure=False,
                        )
                        used = True
                else:
                    used = True
        if not used and not _named_below(view, one):
            yield found(view, "abbreviation.unused", one.paragraph, one.start, one.end, sure=False)


def _alone(text: str, place: int, one: Short) -> bool:
    """Not the tail of a longer name: 条例 in 工作条例 is another word."""
    return one.title or place == 0 or text[place - 1] in "，。；：、（“由向对请和与及经报按在将把\u3000 "


def _named_below(view: View, one: Short) -> bool:
    return any(
        one.short in paragraph.text for paragraph in view.flow if paragraph.index > one.paragraph.index
    )


_COLLOQUIAL = {
    "住建局": "住房和城乡建设局",
    "住建委": "住房和城乡建设委员会",
    "住建厅": "住房和城乡建设厅",
    "发改局": "发展和改革局",
    "发改委": "发展和改革委员会",
    "人社局": "人力资源和社会保障局",
    "人社厅": "人力资源和社会保障厅",
    "卫健委": "卫生健康委员会",
    "卫健局": "卫生健康局",
    "市监局": "市场监督管理局",
    "自规局": "自然资源和规划局",
    "文旅局": "文化和旅游局",
    "工信局": "工业和信息化局",
    "城管局": "城市管理局",
    "政数局": "政务服务和数据管理局",
    "退役局": "退役军人事务局",
    "环保局": "生态环境局",
    "交运局": "交通运输局",
}
"""What bodies are called in talk, where the same document calls them by their names."""


def colloquial(view: View) -> Iterator[Finding]:
    """区住建局 beside 区住房和城乡建设局, never explained."""
    every = list(paragraphs(view))
    explained = {one.short for one in defined(view)}
    whole = "\n".join(one.text for one in every)
    for short, full in _COLLOQUIAL.items():
        if short not in whole or full not in whole or any(one.endswith(short) for one in explained):
            continue
        for paragraph in every:
            at = paragraph.text.find(short)
            if at >= 0:
                yield found(view, "abbreviation.colloquial", paragraph, at, at + len(short), full, sure=False)
                break
