"""Do brackets, quotation marks and title marks stand in pairs, and nested as GB/T 15834 says?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bangban.skills.documents import laws
from bangban.skills.documents.check.text.prose import HAN, NAMING, found, paragraphs
from bangban.skills.documents.check.view import View
from bangban.skills.documents.findings import Finding, SetText
from bangban.skills.documents.model import Paragraph

PAIRS = {
    "（": "）",
    "(": ")",
    "《": "》",
    "〈": "〉",
    "“": "”",
    "‘": "’",
    "【": "】",
    "〔": "〕",
    "「": "」",
    "[": "]",
}
_OPENING = {closing: opening for opening, closing in PAIRS.items()}
_SIGNS = re.compile("[" + "".join(re.escape(one) for pair in PAIRS.items() for one in pair) + "]")
DEEPEST = 20
"""Signs opened and not closed that are still waited for."""
MOST = 10
"""Findings of unpaired signs in one paragraph: with more it is no text."""
_WIDTHS = {"（": "(", "(": "（", "）": ")", ")": "）"}


@dataclass(slots=True)
class Paired:
    """What the signs of one paragraph make."""

    pairs: list[tuple[int, int, int]] = field(default_factory=list)
    """(start, end, depth of the same kind around it)."""
    mixed: list[tuple[int, int]] = field(default_factory=list)
    """（…) or (…）."""
    open: list[int] = field(default_factory=list)
    closed: list[int] = field(default_factory=list)


def pair(text: str) -> Paired:
    """Match every opening sign with its closing one, letting one forgotten sign spoil nothing else."""
    found_pairs = Paired()
    stack: list[int] = []
    for match in _SIGNS.finditer(text):
        place, sign = match.start(), match.group()
        if sign in PAIRS:
            if len(stack) == DEEPEST:
                found_pairs.open.append(stack.pop(0))
            stack.append(place)
            continue
        if sign == "’" and _apostrophe(text, place):
            continue
        opening = _OPENING[sign]
        at = next((i for i in range(len(stack) - 1, -1, -1) if text[stack[i]] == opening), None)
        if at is None and sign in _WIDTHS:
            other = _WIDTHS[opening]
            at = next((i for i in range(len(stack) - 1, -1, -1) if text[stack[i]] == other), None)
            if at is not None:
                found_pairs.mixed.append((stack[at], place))
        if at is None:
            if not _list_mark(text, place):
                found_pairs.closed.append(place)
            continue
        found_pairs.open += stack[at + 1 :]
        depth = sum(text[one] == text[stack[at]] for one in stack[:at])
        found_pairs.pairs.append((stack[at], place, depth))
        del stack[at:]
    found_pairs.open += stack
    return found_pairs


def _apostrophe(text: str, place: int) -> bool:
    return text[place - 1 : place].isascii() and text[place - 1 : place].isalpha()


_MARK = re.compile("(?<![0-9A-Za-z])[0-9A-Za-z①-⑳一二三四五六七八九十]{1,2}$")


def _list_mark(text: str, place: int) -> bool:
    """1） or a) or ①）: a number with one bracket."""
    return text[place] in "）)" and _MARK.search(text, max(0, place - 3), place) is not None


def unpaired(view: View) -> Iterator[Finding]:
    """Every opening sign has its closing one."""
    every = list(paragraphs(view, NAMING))
    titles = [one for one in every if view.role(one).value == "title"]
    whole_title = "".join(one.text for one in titles)
    whole = "\n".join(one.text for one in every)
    for place, paragraph in enumerate(every):
        text = paragraph.text
        if not _SIGNS.search(text):
            continue
        result = pair(text)
        if paragraph in titles and len(titles) > 1 and _balanced(whole_title):
            continue
        for start, end in result.mixed:
            wide = "（" if text[start] == "(" else "）"
            at = start if text[start] == "(" else end
            yield found(view, "punctuation.mixed_pair", paragraph, at, at + 1, wide)
        if swapped := _swapped(text, result):
            for first, last in swapped:
                edits = (
                    SetText(paragraph.index, first, first + 1, "“"),
                    SetText(paragraph.index, last, last + 1, "”"),
                )
                right = f"“{text[first + 1 : last]}”"
                yield found(
                    view,
                    "punctuation.unpaired",
                    paragraph,
                    first,
                    last + 1,
                    right,
                    edits=edits,
                    confidence=0.9,
                )
            continue
        following = every[place + 1].text.lstrip() if place + 1 < len(every) else ""
        before = every[place - 1].text if place else ""
        for at in result.open[:MOST]:
            # A quotation of several paragraphs opens each of them and closes only the last.
            if text[at] == "“" and following.startswith("“"):
                continue
            yield _without(view, paragraph, at, PAIRS[text[at]], _closing_place(text, at, whole))
        for at in result.closed[:MOST]:
            if text[at] in "”’" and text.lstrip()[:1] != "“" and pair(before).open:
                continue
            yield _without(view, paragraph, at, _OPENING[text[at]], _opening_place(text, at))


def _swapped(text: str, result: Paired) -> list[tuple[int, int]]:
    """”名称“: every closing mark that stands before an opening one, where that is all that is wrong."""
    signs = sorted([*result.open, *result.closed])
    if not signs or len(signs) % 2 or any(text[at] not in "“”" for at in signs):
        return []
    both = list(zip(signs[::2], signs[1::2], strict=True))
    return both if all(text[one] == "”" and text[two] == "“" for one, two in both) else []


def _balanced(text: str) -> bool:
    result = pair(text)
    return not (result.open or result.closed or result.mixed)


def _without(view: View, paragraph: Paragraph, at: int, missing: str, place: int | None) -> Finding:
    edits = () if place is None else (SetText(paragraph.index, place, place, missing),)
    return found(
        view,
        "punctuation.unpaired",
        paragraph,
        at,
        at + 1,
        missing,
        edits=edits,
        confidence=1.0 if place is None else 0.9,
    )


_KINDS = "决议|决定|命令|公报|公告|通告|意见|通知|通报|报告|请示|批复|议案|函|纪要|条例|规定|办法|细则|方案|规划|纲要|标准|目录|清单|指南|规则|章程|法|指引|要点|计划"
_TITLE_END = re.compile(
    rf"(?:{_KINDS})(?:（[^（）]{{1,8}}）)?(?=[，。；、：（〔(]|的(?:要求|规定|精神|通知|部署)|要求|精神|规定|$)"
)
_TITLE_START = re.compile("(?:关于|中华人民共和国)")


def _closing_place(text: str, at: int, whole: str = "") -> int | None:
    """Where the forgotten closing sign belongs, when only one place will do; `whole` is all the document says."""
    if text[at] == "（" and (stop := re.match("[^（）《》，。；]{1,12}(?=》)", text[at + 1 :])):
        return at + 1 + stop.end()  # 《条例（草案》
    rest = re.match("[^。；“”《》【】]*", text[at + 1 :])
    inside = rest.group() if rest else ""
    if text[at] == "《":
        if law := _law(inside):
            return at + 1 + law
        ends = [match.end() for match in _TITLE_END.finditer(inside)]
        return at + 1 + ends[0] if len(ends) == 1 else None
    if text[at] == "〔":
        match = re.match(r"\d{4}(?=\d*号)", text[at + 1 :])
        return at + 5 if match else None
    if text[at] == "（":
        stop = re.match("以下简称[^，。；（）“”]{2,14}(?=[，。；])|以下简称“[^”]{2,14}”", text[at + 1 :])
        return at + 1 + _short_name(text, at, stop.end(), whole) if stop else None
    return None


def _short_name(text: str, at: int, end: int, whole: str) -> int:
    """以下简称市住建局|负责: the name ends where what the document says again ends."""
    start = at + 1 + len("以下简称")
    names = [text[start:stop] for stop in range(start + 2, at + 1 + end + 1)]
    again = [one for one in names if whole.count(one) > 1]
    if not again or "“" in text[start : at + 1 + end]:
        return end
    # The longest that stands elsewhere too, and as often as any part of it that is a name already.
    most = [one for one in again if whole.count(one) == whole.count(again[0])]
    return start + len(most[-1]) - at - 1


def _law(inside: str) -> int:
    """How much of it is the name of a law that is known; 0 when none is."""
    known = laws.shipped()
    return next((end for end in range(len(inside), 3, -1) if known.find(inside[:end])), 0)


def _opening_place(text: str, at: int) -> int | None:
    before = text[max(0, at - 80) : at]
    first = max(0, at - 80)
    if text[at] == "》":
        inside = re.search("[^。；，、：“”《》（）]*$", before)
        if inside is None:
            return None
        starts = [match.start() for match in _TITLE_START.finditer(inside.group())]
        if len(starts) == 1 and re.search(f"(?:{_KINDS})$", before):
            return first + inside.start() + starts[0]
    if text[at] == "〕":
        match = re.search(rf"(?<=[{HAN}])\d{{4}}$", before)
        return first + match.start() if match else None
    return None


def nested(view: View) -> Iterator[Finding]:
    """Inside 《》 a title takes 〈〉; inside “” a quotation takes ‘’."""
    inner = {"《": "〈〉", "“": "‘’"}
    for paragraph in paragraphs(view, NAMING):
        text = paragraph.text
        if "《" not in text and "“" not in text and "〈" not in text:
            continue
        result = pair(text)
        if result.open or result.closed:
            continue
        titles = [(start, end) for start, end, _ in result.pairs if text[start] == "《"]
        for start, end, _ in result.pairs:
            if text[start] == "〈" and not any(first < start < last for first, last in titles):
                yield found(
                    view,
                    "punctuation.single_title",
                    paragraph,
                    start,
                    end + 1,
                    f"《{text[start + 1 : end]}》",
                    edits=(
                        SetText(paragraph.index, start, start + 1, "《"),
                        SetText(paragraph.index, end, end + 1, "》"),
                    ),
                )
        for start, end, depth in result.pairs:
            if depth == 1 and text[start] in inner:
                signs = inner[text[start]]
                yield found(
                    view,
                    "punctuation.nested",
                    paragraph,
                    start,
                    end + 1,
                    signs[0] + text[start + 1 : end] + signs[1],
                    edits=(
                        SetText(paragraph.index, start, start + 1, signs[0]),
                        SetText(paragraph.index, end, end + 1, signs[1]),
                    ),
                )
