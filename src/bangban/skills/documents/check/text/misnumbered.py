"""Which paragraph is the heading that a sequence lacks, whatever its number is written as? Told by its neighbours."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import rjieba

from bangban.skills.documents.check.text import chinese
from bangban.skills.documents.check.text.prose import PROSE
from bangban.skills.documents.check.view import BODY, View
from bangban.skills.documents.model import Paragraph

if TYPE_CHECKING:
    from bangban.skills.documents.check.text.numbering import Label

_BEGIN = re.compile(
    r"[\s\u3000]*(?P<label>(?P<open>[（(〔\[【]?)(?P<th>第?)(?P<number>[一二三四五六七八九十]{1,2}|\d{1,2}|[①-⑩])"
    r"(?P<close>[）)〕\]】]?)(?P<sign>[、.．，,：:；;]?))(?=\S)"
)
LONGEST = 60


def find(view: View, every: list[Label], make: type[Label]) -> None:
    """Mark or add, in `every`, the labels that mean another level than they say."""
    _by_face(view, every)
    for level in (1, 2, 3, 4):
        _by_gap(view, every, make, level)


def _usual(view: View) -> str:
    count: Counter[str] = Counter()
    for one in view.flow:
        if view.role(one) in BODY:
            count[view.font(one)] += len(one.text)
    return count.most_common(1)[0][0] if count else ""


def _by_face(view: View, every: list[Label]) -> None:
    """三、 in the typeface of every （一） and （二） before it is a （三）."""
    faces: dict[int, list[str]] = {1: [], 2: []}
    for label in every:
        if label.level in faces and not label.meant:
            faces[label.level].append(view.font(label.paragraph))
    usual = _usual(view)
    last: dict[int, int] = {}
    for at, label in enumerate(every):
        if label.level in faces and not label.meant:
            face, other = view.font(label.paragraph), 3 - label.level
            alike = faces[other]
            if (
                face
                and face != usual
                and len(alike) >= 2
                and set(alike) == {face}
                and faces[label.level].count(face) == 1
                and len(faces[label.level]) > 1
                and last.get(other) == label.number - 1
                and _not_its_own(every[at + 1 :], label, other, last)
            ):
                label.meant = other
        stands = label.meant or label.level
        last[stands] = label.number
        for deeper in [one for one in last if one > stands]:
            del last[deeper]


def _not_its_own(rest: list[Label], label: Label, other: int, last: dict[int, int]) -> bool:
    """Whether its own sequence does without it, and the other one goes on from it."""
    own = next((one.number for one in rest if one.level <= label.level), 0)
    theirs = next((one.number for one in rest if one.level == other), label.number + 1)
    fits = last.get(label.level) == label.number - 1
    return (not fits or own == label.number) and (theirs == label.number + 1 or other > label.level)


def _by_gap(view: View, every: list[Label], make: type[Label], level: int) -> None:
    """二、 with no 一、 before it: the paragraph that looks like it, or is counted as the first, is meant."""
    begin, last, section = -1, 0, 0
    for label in list(every):
        stands = label.meant or label.level
        if stands < level or label.section != section:
            begin, last, section = label.paragraph.index, 0, label.section
            if label.section != section:
                begin = -1
        if stands != level:
            continue
        if label.number == last + 2:
            _missing(view, every, make, level, begin, label)
        begin, last = label.paragraph.index, label.number


def _missing(view: View, every: list[Label], make: type[Label], level: int, begin: int, after: Label) -> None:
    wanted, face, usual = after.number - 1, view.font(after.paragraph), _usual(view)
    found: list[tuple[Paragraph, re.Match[str]]] = []
    for paragraph in view.paragraphs[begin + 1 : after.paragraph.index]:
        if view.role(paragraph) not in PROSE or paragraph.place == "table" or paragraph.number:
            continue
        match = _BEGIN.match(paragraph.text)
        if match is None or _number(match) != wanted:
            continue
        styled = bool(face) and face != usual and view.font(paragraph) == face
        own = next((one for one in every if one.paragraph is paragraph), None)
        circled = match.group("number") in "①②③④⑤⑥⑦⑧⑨⑩"
        if own is not None and (own.meant or own.level == level):
            continue
        if (styled and len(paragraph.text) <= LONGEST and not _is_word(paragraph.text, match)) or (
            own is None and circled and level >= 3
        ):
            found.append((paragraph, match))
    if len(found) != 1:
        return
    paragraph, match = found[0]
    for own in every:
        if own.paragraph is paragraph:
            own.meant = level
            return
    made = make(
        paragraph,
        level,
        wanted,
        match.start("label"),
        match.end("label"),
        match.span("number"),
        match.group("label"),
        False,
        after.section,
        level,
    )
    every.insert(every.index(after), made)
    every.sort(key=lambda one: one.paragraph.index)


def _number(match: re.Match[str]) -> int | None:
    written = match.group("number")
    if written in "①②③④⑤⑥⑦⑧⑨⑩":
        return "①②③④⑤⑥⑦⑧⑨⑩".index(written) + 1
    return int(written) if written.isdecimal() else chinese.value(written)


def _is_word(text: str, match: re.Match[str]) -> bool:
    """一般要求: the numeral begins a word and counts nothing."""
    bare = not (match.group("open") or match.group("close") or match.group("sign") or match.group("th"))
    start = match.start("number")
    return bare and bool(rjieba.has_word(text[start : start + 2]) or rjieba.has_word(text[start : start + 3]))
