"""To whom is it addressed: is anybody, is it one where it must be, and does the line end as it should?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from bangban.skills.documents.check.elements.said import anchor, bare, notice, replace, trimmed
from bangban.skills.documents.check.view import View
from bangban.skills.documents.findings import Direction, Element, Finding, Kind, SetText
from bangban.skills.documents.kinds import KINDS

_PUBLISHED = frozenset({Kind.ANNOUNCEMENT, Kind.PUBLIC_NOTICE, Kind.COMMUNIQUE})
_UPWARD_ONE = frozenset({Kind.REQUEST, Kind.REPORT})
_COLONS = ":;；﹕︰,，.。、"
_PERSON = re.compile(
    r"(?:(?:同志|先生|女士|首长)|(?:副)?(?:书记|省长|市长|区长|县长|州长|镇长|乡长|主席|局长|主任|部长|厅长|总理))$"
)
_BODY_LIKE = re.compile(
    r"(?:政府|委|局|厅|部|办|会|院|署|室|处|公司|中心|人大|政协|组|团|学校|机关|单位|部门|街道|社|行|大队|所|站|段|集团|党组|镇|乡)$"
)
_MANY = re.compile(
    r"^各|^所属|^下属|^局属|^市属|^区属|^县属|^直属|各(?:街道|镇|乡|县|区|市|科室|部门|单位|学校)"
)


def _names(text: str) -> list[str]:
    """The bodies a line addresses; what stands in brackets belongs to the name before it."""
    text = re.sub(r"[（(][^）)]*[）)]", "", text)
    return [one for one in re.split(r"[、，,；;\s\u3000]+", text.strip(_COLONS + "：")) if one]


def colon(view: View) -> Iterator[Finding]:
    """The last addressee is followed by a full-width colon."""
    places = view.of(Element.ADDRESSEE)
    if not places:
        return
    # In the imprint the addressees are written as a copy-to line is.
    head = [one for one in places if not bare(one.paragraph.text).startswith("主送")]
    if not head:
        return
    place = head[-1]
    text, at = trimmed(place)
    if text.endswith("：") and not text[:-1].endswith((" ", "\u3000")):
        return
    end = at + len(text)
    body = text.rstrip(_COLONS + "： \u3000")
    yield replace("addressee.colon", place.paragraph, at + len(body), end, "：", line=text)


def separators(view: View) -> Iterator[Finding]:
    """Bodies are divided by 、 and ，."""
    for place in view.of(Element.ADDRESSEE):
        text, at = trimmed(place)
        body = text.rstrip(_COLONS + "： ")
        spans = [
            (one.start(), one.end())
            for one in re.finditer(r"[,;；]|(?<=[\u4e00-\u9fff])[ \u3000]+(?=[\u4e00-\u9fff])", body)
        ]
        if not spans:
            continue
        edits = [SetText(place.paragraph.index, at + first, at + last, "，") for first, last in spans]
        right = body
        for first, last in reversed(spans):
            right = right[:first] + "，" + right[last:]
        yield notice("addressee.separators", place.paragraph, at, at + len(body), right, *edits)


_TERRITORY = re.compile(r"(?:人民政府|办事处|各(?:乡镇|镇街|街道|镇|乡|区|县|市))(?:（[^）]*）)?$")
_DEPARTMENTS = re.compile(
    r"(?:政府|府)?(?:各|有关|直属|所属)(?:有关)?(?:部门|单位|机构|委办局)|直属(?:各)?(?:单位|机构)"
)


def sorts(view: View) -> Iterator[Finding]:
    """Towns and departments are of different sorts: ， stands between them, not 、."""
    for place in view.of(Element.ADDRESSEE):
        text = place.paragraph.text
        for match in re.finditer("、", text[: place.end]):
            before = re.split("[、，]", text[: match.start()])[-1].strip()
            after = re.split("[、，：]", text[match.end() :])[0].strip()
            if _TERRITORY.search(before) and _DEPARTMENTS.search(after) and not _TERRITORY.search(after):
                yield notice(
                    "addressee.separators",
                    place.paragraph,
                    match.start(),
                    match.end(),
                    "，",
                    SetText(place.paragraph.index, match.start(), match.end(), "，"),
                    found=text[max(0, match.start() - 4) : match.end() + 4],
                )
                break


def lines(view: View) -> Iterator[Finding]:
    """The addressees stand in one paragraph, and one colon closes them."""
    head = [one for one in view.of(Element.ADDRESSEE) if not bare(one.paragraph.text).startswith("主送")]
    for before, place in pairwise(head):
        if trimmed(before)[0].endswith(("：", ":")) and place.paragraph.place == "body":
            text, at = trimmed(place)
            yield notice("addressee.lines", place.paragraph, at, at + len(text))


def one(view: View) -> Iterator[Finding]:
    """A request goes to one body, and never to a person or downwards."""
    places = view.of(Element.ADDRESSEE)
    if not places or view.outline.direction is not Direction.UP:
        return
    place = places[0]
    text, at = trimmed(place)
    names = _names(text)
    end = at + len(text)
    kind = view.outline.kind
    if any(_PERSON.search(name) and not _BODY_LIKE.search(name) for name in names):
        yield notice("addressee.leader", place.paragraph, at, end)
    elif any(_MANY.search(name) for name in names) and kind in _UPWARD_ONE:
        yield notice("addressee.downward", place.paragraph, at, end)
    elif len(names) > 1 and kind in _UPWARD_ONE:
        rule = "addressee.one" if kind is Kind.REQUEST else "addressee.one_report"
        yield notice(rule, place.paragraph, at, end, names[0], count=str(len(names)))


def presence(view: View) -> Iterator[Finding]:
    """Documents to somebody say to whom; published ones do not."""
    places = view.of(Element.ADDRESSEE)
    kind = view.outline.kind
    if kind not in KINDS or view.outline.format in ("order", "minutes"):
        return
    if places and kind in _PUBLISHED:
        text, at = trimmed(places[0])
        yield notice("addressee.not_wanted", places[0].paragraph, at, at + len(text))
    elif not places and KINDS[kind].addressee == "needed" and view.of(Element.MARK):
        yield notice("addressee.missing", anchor(view, Element.TITLE, Element.MARK), found="")


def repeated(view: View) -> Iterator[Finding]:
    """Nobody is addressed twice."""
    seen: set[str] = set()
    for place in view.of(Element.ADDRESSEE):
        text, _ = trimmed(place)
        for name in _names(text):
            if name in seen and len(name) > 2:
                start = max(place.paragraph.text.rfind(name), 0)  # brackets inside a name are left out of it
                yield notice("addressee.repeated", place.paragraph, start, start + len(name))
                return
            seen.add(name)


CHECKS = (colon, separators, sorts, lines, one, presence, repeated)
