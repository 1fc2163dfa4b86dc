"""Which places does a message name: districts, roads, estates, villages, landmarks, house numbers?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

MOST_PLACES = 12


@dataclass(frozen=True)
class Place:
    kinds: frozenset[str]
    """"district", "road", "avenue", "estate", "village", "landmark", "number"."""
    start: int
    end: int
    """Half-open span in the plain text."""


# A name is at most eight characters before its suffix and holds none of the words that link clauses.
_LINK = "的了在是从到于住我们你您他她它这那位对把和与及去向由至着有没给请让被就也都又还再而且但其该此每各个某哪几条户名间座处往经过为因之以并等将后前里内外旁边"
_NAME = re.compile(rf"(?:(?![{_LINK}])[\u3400-\u9fffa-z0-9]){{1,24}}\Z")
_CODED = re.compile(r"[a-z]\d{0,3}\Z")
"""Anonymised districts: A市K8县, A3区."""
_SUFFIX = re.compile(
    r"(?P<district>(?<![超城都夜])市(?![场政民长里区]|监)|区(?![域分别间])|县)"
    r"|(?P<road>大道|(?<![线道铁公马网思出活销])路(?![灯口面段边上况过线由费子人障])|街(?![道上边])|巷(?!子)|胡同|高速|大桥|隧道|立交)"
    r"|(?P<avenue>(?: road| street| avenue| lane)\b)"
    r"|(?P<estate>小区|花园|花苑|家园|公寓|佳苑|名苑|嘉园|新城|新村|雅苑|山庄|豪庭|华府|国际城|广场(?!舞)|大厦|安置房|宿舍|公馆|华庭)"
    r"|(?P<village>街道|社区|村委会|村(?!民|委)|镇|乡|组)"
    r"|(?P<landmark>小学|中学|幼儿园|学校|医院|公园|菜市场|农贸市场|市场|车站|地铁站|公交站|工地|码头|工业园|水库|河(?![路街堤道滨水])|湖(?![滨路公南北])|桥(?![路街社村镇]))"
    r"|(?P<number>(?<!\d)\d{1,5}(?:号|栋|幢|弄)(?:楼)?(?:\d{1,3}单元)?)"
)
_GENERIC = re.compile(
    r"(?:\d+路|(?:the|this|that|my|our|your|a|main|whole|same|across) (?:road|street|avenue|lane)|(?:靠|年|月|层|十|三|四|五|六|本|我|该|整|全|一|两|二|三|同|新|老|大|小|多|好|走|修|过|半|上|下|出|回|这|那|条|马|公|道|铁|网|线|思|门|绕|让|问|带|占|封|开|断|车|电|水|气|管|乡|农|城|住宅|商业|人民|交通|沿)*(?:路|街|巷|小区|花园|村|镇|乡|组|河|湖|桥|学校|小学|中学|医院|公园|市场|广场|车站|工地|社区|街道|大道|高速|宿舍|公寓|幼儿园|安置房|大厦|大桥|隧道))$"
)
_EXACT = {"estate": 5, "road": 5, "avenue": 5, "landmark": 4, "village": 3, "district": 1, "number": 2}
_NO_NAME = ("v", "m", "d", "p", "c", "r")
_LONGEST = {"district": 4, "avenue": 24}
# Verbs that a name swallowed because no linking word stood between: "来电反映湖滨路" is 湖滨路.
_SWALLOWED = re.compile(
    ".*(?:[一两这那我几开]家|来电|反映|举报|表扬|投诉|咨询|建议|请问|人称|公示|要建|赶|找过|送餐|关于|路过|附近|大雨|下雨|家住|年修|回到|位置|上游|小时)(?=.{3})"
)


def find_places(text: str) -> list[Place]:
    """Return at most 12 places, in their order; names that stand side by side are one: 临江区|望江路|18号."""
    joined: list[Place] = []
    for kind, start, end in _named(text):
        last = joined[-1] if joined else None
        if last and start - last.end <= 1 and text[last.end : start] in ("", "的", "，", "、", " "):
            joined[-1] = Place(last.kinds | {kind}, last.start, end)
        elif kind != "number":
            joined.append(Place(frozenset({kind}), start, end))
    return joined[:MOST_PLACES]


def most_exact(places: Sequence[Place]) -> Place | None:
    """Return the place by which it is easiest to find the way: an estate or road before a district."""
    return max(
        places, key=lambda place: (sum(_EXACT[kind] for kind in place.kinds), -place.start), default=None
    )


def _named(text: str) -> list[tuple[str, int, int]]:
    """Return (kind, start, end) of every known suffix with a name before it, and of house numbers."""
    places: list[tuple[str, int, int]] = []
    floor = 0
    for found in _SUFFIX.finditer(text):
        kind, start = str(found.lastgroup), found.start()
        if kind != "number":
            first = max(floor, start - _LONGEST.get(kind, 8))
            named = (kind == "district" and _CODED.search(text, first, start)) or _NAME.search(
                text, first, start
            )
            if named is None:
                continue
            start = named.start()
            swallowed = _SWALLOWED.match(text, start, found.end())
            if swallowed:
                start = swallowed.end()
            start += _verb_ends(text[start : found.end()])
            if start >= found.start() or _GENERIC.match(text, start, found.end()):
                continue
        floor = found.end()
        places.append((kind, start, floor))
    return places


def _verb_ends(name: str) -> int:
    """Where the name proper begins: behind the last verb or the like that stands before it."""
    # In a short name a verb is mostly part of the name (迎新路); a long one is mostly half a sentence.
    if len(name) <= 4:
        return 0
    # Here, because its dictionary takes 0.2 s to load: `Route.prepare` loads it where many messages come.
    import rjieba

    at = begin = 0
    for word, tag in rjieba.tag(name):
        at += len(word)
        if (tag in _NO_NAME and len(word) >= 2) or tag in ("p", "c", "r", "u"):
            begin = at
    return begin
