"""Which paragraphs of the text are headings, which are numbered sentences, and which close the document?"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass

from bangban.skills.documents.findings import Element
from bangban.skills.documents.kinds import KINDS
from bangban.skills.documents.recognise.numbering import Numbered, numbered
from bangban.skills.documents.recognise.parts import lead_of
from bangban.skills.documents.recognise.seen import Seen

LEVELS = (Element.HEADING_1, Element.HEADING_2, Element.HEADING_3, Element.HEADING_4)
_LONGEST = 45
"""Characters of the longest heading worth the name."""
_CLOSES = re.compile(
    "|".join(
        f"(?:{about.closings.pattern})"
        for about in KINDS.values()
        if about.closings.pattern not in ("", r"(?!)")
    )
)
_SURELY = re.compile(
    r"^(?:特此|专此|此复|此令|此函|妥否|当否|可否|是否妥当|如无不妥|以上|上述|请予|盼复|望|敬请|恳请|谨此|本(?:决定|通告|通知|公告|办法|意见|令)自|附此|特予)"
    r"|^请[^，。；]{0,12}(?:批示|批复|指示|审批|批准|审阅|审议|审定|函复|复函|回复|支持|执行|落实|配合|遵照)[^，；]{0,6}$"
)


@dataclass(frozen=True, slots=True)
class Heading:
    number: Numbered
    end: int
    """Where the heading ends in the paragraph's text."""
    alone: bool
    """Nothing but the heading stands in its paragraph."""
    whole: bool
    """The paragraph goes on after its first sentence, in the same typeface."""
    styled: bool
    """Set apart from the text by its typeface or by being bold."""


def _styled(one: Seen, start: int, end: int, usual: str) -> bool:
    """Whether most of these characters have another typeface than the text, or are bold."""
    apart = total = 0
    for run in one.paragraph.runs_between(start, end):
        length = min(run.end, end) - max(run.start, start)
        total += length
        if run.bold or (run.font and run.font != usual):
            apart += length
    return apart * 2 > total


def _usual(text: list[Seen]) -> str:
    """The typeface of most of the text."""
    fonts: Counter[str] = Counter()
    for one in text:
        fonts[one.font] += one.n
    return fonts.most_common(1)[0][0] if fonts else ""


def heading(one: Seen, usual: str = "") -> Heading | None:
    """Return what a paragraph's beginning would be as a heading; None when it is none or too long."""
    number = numbered(one.text)
    if number is None:
        return None
    text = one.text
    length = len(text.rstrip())
    end = lead_of(text, number.end)
    shift = len(one.paragraph.number)
    alone = end >= length
    if end - number.end > _LONGEST:
        return None
    styled = _styled(one, max(number.start - shift, 0), max(end - shift, 1), usual)
    if alone and text.rstrip()[-1] in "。！？" and not styled and re.search("[，；]", text):
        return None
    whole = not alone and styled and _styled(one, end - shift, len(text) - shift, usual)
    return Heading(number, end, alone, whole, styled and not whole)


def headings(text: list[Seen]) -> dict[int, Heading]:
    """Return the headings among the text's paragraphs by their index.

    A numbered sentence with nothing to set it apart is text ("一、同意……。"), unless others of its level in
    the document are headings: then it is one whose typeface is wrong.
    """
    could: dict[int, Heading] = {}
    usual = _usual(text)
    for one in text:
        if not one.in_cell and (found := heading(one, usual)):
            could[one.paragraph.index] = found
    by_level: defaultdict[int, list[Heading]] = defaultdict(list)
    for found in could.values():
        by_level[found.number.level].append(found)
    sentences = {one.paragraph.index for one in text if re.search("[，；：。！？.,;:]", one.bare[3:])}
    kept: dict[int, Heading] = {}
    for index, found in could.items():
        bare_line = found.alone and index not in sentences
        peers = by_level[found.number.level]
        set_apart = sum(one.styled for one in peers)
        if found.whole:
            continue
        if bare_line or (found.styled and (not found.alone or set_apart * 2 > len(peers))):
            kept[index] = found
        elif found.number.level >= 3:
            if not found.alone:
                kept[index] = found
        elif set_apart * 2 >= len(peers):
            kept[index] = found
    return kept


def closes(one: Seen) -> bool:
    """Whether a paragraph is a closing formula: short, and worded as one."""
    return (
        one.n <= 60
        and numbered(one.text) is None
        and _SURELY.search(one.bare) is not None
        and _CLOSES.search(one.bare) is not None
    )
