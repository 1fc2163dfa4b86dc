"""Is it sent to the right body, and does it call that body and itself by the right word?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bangban.skills.documents.check.elements.said import bare, joined, notice, trimmed
from bangban.skills.documents.check.view import View
from bangban.skills.documents.findings import Direction, Element, Finding, Kind

_NAMES = re.compile(r"[、，,；;：:\s\u3000]+")
_ISSUED = re.compile(r"(?:文件|令|命令|公报|公告|通告)$")
_SHORTEST = 4


def _issuer(view: View) -> str:
    """Who issues it, as the mark says, or the signature where there is no mark."""
    return _ISSUED.sub("", joined(view, Element.MARK)) or joined(view, Element.SIGNATURE)


def to_itself(view: View) -> Iterator[Finding]:
    """Nobody writes to itself: 云山区人民政府 to 区人民政府."""
    issuer = _issuer(view)
    for place in view.of(Element.ADDRESSEE):
        text, at = trimmed(place)
        for match in re.finditer("[^、，,；;：:\\s\u3000]+", text):
            name = match.group()
            if len(name) >= _SHORTEST and issuer.endswith(name) and not name.startswith("各"):
                yield notice("addressee.self", place.paragraph, at + match.start(), at + match.end())
                return


_RANKS = {"国": 5, "省": 4, "市": 3, "州": 3, "县": 2, "区": 2, "旗": 2, "镇": 1, "乡": 1, "街": 1}
_NO_LEVEL = "[^省市州县区旗镇乡街]"
_LEVELS = re.compile(
    rf"(?:{_NO_LEVEL}{{2,5}}(?P<province>省))?(?:{_NO_LEVEL}{{2,6}}(?P<city>[市州]))?"
    rf"(?:{_NO_LEVEL}{{1,6}}(?P<county>[县区旗]))?(?:{_NO_LEVEL}{{1,6}}(?P<town>[镇乡街])(?=道|人民|委))?"
)
_GOVERNMENT = re.compile(
    "^(?P<place>国务院|[\u4e00-\u9fff]{0,12}?(?P<level>[省市州县区旗]))(?:人民政府|政府)?$"
)
_COUNTY, _CITY, _PROVINCE = 2, 3, 4


def past_a_level(view: View) -> Iterator[Finding]:
    """A bureau of a district asks its district, not the city; a bureau of a city not the province."""
    if view.outline.kind not in (Kind.REQUEST, Kind.REPORT) or view.outline.direction is not Direction.UP:
        return
    issuer = _issuer(view)
    levels = _LEVELS.match(issuer)
    own = [_RANKS[one] for one in levels.groups() if one] if levels else []
    places = view.of(Element.ADDRESSEE)
    if not own or not places or len(view.of(Element.MARK)) > 1:
        return
    text, at = trimmed(places[0])
    names = [one for one in _NAMES.split(text) if one]
    match = _GOVERNMENT.match(names[0]) if len(names) == 1 else None
    if match is None:
        return
    to = _RANKS["国"] if match.group("place") == "国务院" else _RANKS[match.group("level")]
    if issuer.endswith(("政府", "办事处")):
        # A town of a city of the county's rank asks that city; a county led by its province asks the province.
        over = own[-2] if len(own) > 1 and own[-1] == 1 else _PROVINCE if own[-1] == _COUNTY else own[-1] + 1
        proper = max(over, _CITY if own[-1] == 1 and len(own) == 1 else 0)
    else:
        proper = own[-1]
    if to > proper:
        yield notice("addressee.past_a_level", places[0].paragraph, at, at + len(names[0]))


_BODIES = "局|委|厅|校|公司|县|镇|乡"
_AFTER = "(?![长员内属级政区])"
_YOU = re.compile(rf"(?:(?<![\u4e00-\u9fff])|(?<=[请由]))(?:你|贵)(?P<what>{_BODIES}|院){_AFTER}")
_WE = re.compile(rf"(?:(?<![\u4e00-\u9fff])|(?<=[请由经给至到向与和报馈]))我(?P<what>{_BODIES}){_AFTER}")
_SEVERAL = re.compile("各|有关|相关|所属")
_ALSO = {"委": "委会", "校": "校学", "院": "院", "县": "县市"}
"""A school is often called 学, as in 第一中学: what may stand in a name that is spoken of as 你校."""


def _called(name: str, word: str) -> bool:
    return any(one in name for one in _ALSO.get(word, word))


def called(view: View) -> Iterator[Finding]:
    """A bureau is 你局, not 你校; a bureau says 我局, not 我委."""
    to, issuer = joined(view, Element.ADDRESSEE), _issuer(view) + joined(view, Element.SIGNATURE)
    for pattern, whom, rule in ((_YOU, to, "names.you"), (_WE, issuer, "names.we")):
        if not whom or (pattern is _YOU and (_SEVERAL.search(whom) or len(_NAMES.findall(whom)) > 1)):
            continue
        for paragraph in view.body_paragraphs:
            for match in pattern.finditer(paragraph.text):
                word = match.group("what")
                quoted = paragraph.text.count("“", 0, match.start()) > paragraph.text.count(
                    "”", 0, match.start()
                )
                if not quoted and not _called(whom, word):
                    end = match.end()
                    yield notice(rule, paragraph, end - len(word) - 1, end, whom=bare(whom).strip("：:"))
                    break


CHECKS = (to_itself, past_a_level, called)
