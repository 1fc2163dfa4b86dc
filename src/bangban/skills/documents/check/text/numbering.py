"""Do the numbers of the levels follow one another, in the standard's order and form: 一、（一）1.（1）?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bangban.skills.documents.check.text import chinese, misnumbered
from bangban.skills.documents.check.text.prose import PROSE, found
from bangban.skills.documents.check.view import View
from bangban.skills.documents.findings import Finding, SetText
from bangban.skills.documents.model import Paragraph

_CN = "[一二三四五六七八九十百]{1,4}"
_LABEL = re.compile(
    rf"[\s\u3000]*(?:"
    rf"(?P<one>{_CN})(?P<one_sign>[、.．，,。]|\s(?=\S))"
    rf"|(?P<two_open>[（(〔\[])(?P<two>{_CN})(?P<two_close>[）)〕\]])(?P<two_sign>[、.．，,：:]?)"
    rf"|(?P<half>{_CN})[）)]"
    rf"|(?P<five>\d{{1,2}})[）)]"
    rf"|(?P<three>\d{{1,2}})(?P<three_sign>[.．、，,。](?!\d)|\s(?=[\u4e00-\u9fff]))"
    rf"|(?P<four_open>[（(])(?P<four>\d{{1,2}})(?P<four_close>[）)])(?P<four_sign>[、.．，,：:]?)"
    rf"|第(?P<article>{_CN}|\d{{1,3}})(?P<unit>[编章节条])(?=[\s\u3000]|$)"
    rf")"
)
FORMS = {1: "{}、", 2: "（{}）", 3: "{}.", 4: "（{}）"}


@dataclass(slots=True)
class Label:
    """The number at the head of a paragraph."""

    paragraph: Paragraph
    level: int
    """1…4; 10…13 for 编章节条."""
    number: int
    start: int
    end: int
    """Where the whole label stands in the text."""
    digits: tuple[int, int]
    """Where its number stands."""
    written: str
    automatic: bool
    section: int
    """Which attachment, 0 the document itself."""
    meant: int = 0
    """The level it stands on among its neighbours, where it is written as one of another; else 0."""

    @property
    def right(self) -> str:
        """The label as the standard writes it; itself where the standard has no form."""
        form = FORMS.get(self.level)
        return form.format(self.said(self.number)) if form else self.written

    def said(self, number: int) -> str:
        return str(number) if self.level in (3, 4) else chinese.numeral(number)


def label_of(paragraph: Paragraph, section: int = 0) -> Label | None:
    """The label a paragraph begins with, written or drawn by automatic numbering."""
    automatic = bool(paragraph.number)
    match = _LABEL.match(paragraph.number.strip() + (" " if automatic else "")) if automatic else None
    if match is None:
        automatic = False
        match = _LABEL.match(paragraph.text)
    if match is None:
        return None
    for level, name in (
        (1, "one"),
        (2, "two"),
        (2, "half"),
        (3, "three"),
        (4, "four"),
        (5, "five"),
        (10, "article"),
    ):
        text = match.group(name)
        if text is None:
            continue
        if name == "article":
            level += "编章节条".index(match.group("unit"))
        number = int(text) if text.isdecimal() else chinese.value(text)
        if number is None or number == 0:
            return None
        start = match.end() - len(match.group().lstrip())
        return Label(
            paragraph,
            level,
            number,
            start,
            match.end(),
            match.span(name),
            match.group().strip(),
            automatic,
            section,
        )
    return None


def labels(view: View) -> list[Label]:
    """Every label of the body and of the attachments, in order."""
    kept = view.__dict__.get("_labels")
    if kept is None:
        where: dict[int, int] = {}
        for one in view.outline.elements:
            if one.section:
                for index in range(one.first, one.last + 1):
                    where[index] = one.section
        kept = []
        for paragraph in view.flow:
            if paragraph.place == "table" or view.role(paragraph) not in PROSE:
                continue
            label = label_of(paragraph, where.get(paragraph.index, 0))
            if label is not None:
                kept.append(label)
        _meant_levels(kept)
        misnumbered.find(view, kept, Label)
        view.__dict__["_labels"] = kept
    return kept


def _meant_levels(every: list[Label]) -> None:
    """Find （1） between 一、 and （二）: by its number and place it is an （一）."""
    for at, label in enumerate(every):
        below = every[at + 1] if at + 1 < len(every) else label
        if label.level == 5 and below.level != 5:
            # 2) after 1.: the last of its list.
            above = next((one for one in reversed(every[:at]) if one.section == label.section), None)
            while above is not None and above.level == 4:
                above = next((one for one in reversed(every[: every.index(above)]) if one.level <= 3), None)
            if above is not None and above.level == 3 and above.number == label.number - 1:
                label.meant = 3
                continue
        if below.section != label.section or below.level == label.level or not 1 <= below.level <= 4:
            continue
        if label.level > 5 or below.number != label.number + 1:
            continue
        before = [one for one in every[:at] if one.section == label.section]
        if before and before[-1].level == label.level and before[-1].number == label.number - 1:
            continue  # it goes on with a list of its own
        same = next((one for one in reversed(before) if one.level <= below.level), None)
        first = label.number == 1 and same is not None and same.level == below.level - 1
        later = same is not None and same.level == below.level and same.number == label.number - 1
        if first and any(one.level == label.level for one in before[-1:]):
            continue
        if first or later:
            label.meant = below.level


# ── form ──

_WRONG_SIGN = {1: "numbering.first_sign", 3: "numbering.third_sign"}


def form(view: View) -> Iterator[Finding]:
    """（二） not (二), （一） not （一）、, 1. not 1、, 一、 not 一."""
    every = labels(view)
    for label in every:
        if label.automatic or (label.level > 4 and not label.meant):
            continue
        text, paragraph = label.written, label.paragraph
        if label.meant:
            right = FORMS[label.meant].format(
                label.number if label.meant in (3, 4) else chinese.numeral(label.number)
            )
            yield found(view, "numbering.other_level", paragraph, label.start, label.end, right)
            continue
        if label.level in (2, 4):
            body = text.rstrip("、.．，,：:")
            if body[0] != "（" or body[-1] != "）":
                yield found(view, "numbering.half_brackets", paragraph, label.start, label.end, label.right)
            elif body != text:
                yield found(
                    view, "numbering.sign_after_brackets", paragraph, label.start, label.end, label.right
                )
        elif label.level == 1 and text[-1:] != "、":
            # "一 " may be the number one before a word; a sign or its neighbours make it a label.
            if text[-1] in ".．，,。" or _between(label, every):
                yield found(view, _WRONG_SIGN[1], paragraph, label.start, label.end, label.right)
        elif label.level == 3 and text[-1] in "、，,。":
            yield found(view, _WRONG_SIGN[3], paragraph, label.start, label.end, label.right)


def _between(label: Label, every: list[Label]) -> bool:
    """Whether one of the same level stands before or after it, with the number next to its own."""
    return any(
        one.level == label.level
        and one.section == label.section
        and abs(one.number - label.number) == 1
        and one.written[-1] == "、"
        for one in every
    )


# ── sequence ──


def _groups(all_labels: list[Label]) -> Iterator[list[Label]]:
    """Labels of one level under one parent, in order; a 1 begins a new list below the first level."""
    open_groups: dict[int, list[Label]] = {}
    section = -1
    last = -2
    for label in all_labels:
        if label.section != section:
            yield from open_groups.values()
            open_groups, section = {}, label.section
        level_here = label.meant or label.level
        # A 条 runs on through the chapters; every other list ends with what holds it.
        deeper = [one for one in open_groups if one > level_here and not (label.level >= 10 and one == 13)]
        for level in deeper:
            yield open_groups.pop(level)
        group = open_groups.get(level_here)
        # A list that starts again at 1 after other text is another list; right after itself it is a repeat.
        again = group is not None and label.number == 1 and len(group) > 1 and level_here != 1
        if again and label.paragraph.index - last >= 1:
            yield open_groups.pop(level_here)
            group = None
        if group is None:
            open_groups[level_here] = group = []
        group.append(label)
        last = label.paragraph.index
    yield from open_groups.values()


def sequence(view: View) -> Iterator[Finding]:
    """Labels of one level run 1, 2, 3 … without a gap or a repeat."""
    for group in _groups(labels(view)):
        if group[0].level < 10 and len(group) == 1 and group[0].number != 1:
            # A single number that is not the first: a continued list, an excerpt. Nothing certain.
            continue
        if group[0].number != 1 and group[0].level >= 10:
            continue
        yield from _broken(view, group)


def _broken(view: View, group: list[Label]) -> Iterator[Finding]:
    expected = 1
    for place, label in enumerate(group):
        if label.number == expected:
            expected += 1
            continue
        # When the next one goes on as if this one were right, only this one is wrong; else all after it shift.
        after = group[place + 1 : place + 2]
        alone = not after or after[0].number == expected + 1
        wrong = [label] if alone else group[place:]
        shifted = all(one.number - label.number == step for step, one in enumerate(wrong))
        edits: tuple[SetText, ...] = ()
        if shifted and not any(one.automatic for one in wrong):
            edits = tuple(
                SetText(one.paragraph.index, *one.digits, one.said(expected + step))
                for step, one in enumerate(wrong)
            )
        start, end = (0, 0) if label.automatic else (label.start, label.end)
        yield Finding(
            rule="numbering.repeat" if label.number < expected else "numbering.gap",
            element=view.role(label.paragraph),
            paragraph=label.paragraph.index,
            start=start,
            end=end,
            found=label.written,
            expected=label.written.replace(label.said(label.number), label.said(expected), 1),
            edits=edits,
            confidence=1.0 if alone else 0.8,
        )
        if not alone:
            return
        expected += 1


# ── hierarchy ──


def hierarchy(view: View) -> Iterator[Finding]:
    """一、 holds （一） or, with two levels only, 1.; （一） holds 1.; 1. holds （1）."""
    section, above = -1, 0
    seen: set[int] = set()
    for label in labels(view):
        if label.level > 5:
            above = 0
            continue
        if label.level == 5 and not label.meant:
            continue
        if label.section != section:
            section, above, seen = label.section, 0, set()
        if label.meant:
            above = label.meant
            seen.add(above)
            continue
        if above and label.level > above and label.number == 1:
            step = (above, label.level)
            if step in ((1, 4), (2, 4)):
                right = FORMS[above + 1].format("一" if above + 1 < 3 else 1)
                yield _at(view, "numbering.level_skipped", label, right)
        elif label.level == 1 and label.number == 1 and 2 in seen and 1 not in seen:
            yield _at(view, "numbering.level_reversed", label, "（一）")
        seen.add(label.level)
        above = label.level


def _at(view: View, rule: str, label: Label, expected: str) -> Finding:
    start, end = (0, 0) if label.automatic else (label.start, label.end)
    return Finding(
        rule=rule,
        element=view.role(label.paragraph),
        paragraph=label.paragraph.index,
        start=start,
        end=end,
        found=label.written,
        expected=expected,
    )


# ── headings ──

_INSIDE = re.compile("[，。；：！？,;]")


def heading_stop(view: View) -> Iterator[Finding]:
    """A heading on a line of its own ends without a sign."""
    for group in _groups(labels(view)):
        if group[0].level not in (1, 2):
            continue
        titles = [(label, _title(label)) for label in group]
        # Sentences among them: a list, or headings that run on into their text.
        if not all(
            2 <= len(title.rstrip(_STOPS)) <= 30 and not _INSIDE.search(title[:-1]) for _, title in titles
        ):
            continue
        stopped = [label for label, title in titles if title[-1] in _STOPS]
        if not all(_has_text_below(view, label) for label in stopped):
            continue
        for label in stopped:
            end = len(label.paragraph.text.rstrip())
            yield found(view, "numbering.heading_stop", label.paragraph, end - 1, end, "")


_STOPS = "。；，、.,;："


def _title(label: Label) -> str:
    text = label.paragraph.text.rstrip()
    return text if label.automatic else text[label.end :]


def _has_text_below(view: View, label: Label) -> bool:
    following = label.paragraph.index + 1
    while following < len(view.paragraphs) and view.paragraphs[following].blank:
        following += 1
    if following >= len(view.paragraphs) or view.role(view.paragraphs[following]) not in PROSE:
        return False
    below = label_of(view.paragraphs[following])
    return below is None or below.level > label.level


# ── enumerations in running text ──

_INLINE = (
    ("是", re.compile("(?:^|[。；;,：，！\\s])(?:一|二|三|四|五|六|七|八|九|十|十一|十二)(?=是(?!否))")),
    ("要", re.compile("(?:^|[。；;：！\\s])(?:一|二|三|四|五|六|七|八|九|十|十一|十二)(?=要)")),
)


def enumeration(view: View) -> Iterator[Finding]:
    """一是…二是…三是… in one paragraph run on without a gap or a repeat."""
    for paragraph in view.flow:
        text = paragraph.text
        if ("一是" not in text and "一要" not in text) or view.role(paragraph) not in PROSE:
            continue
        for word, pattern in _INLINE:
            group = [
                (match.end() - len(match.group().lstrip("。；;,：，！ \u3000")), match.end())
                for match in pattern.finditer(text)
            ]
            numbers = [chinese.value(text[start:end]) or 0 for start, end in group]
            for first, last in _lists(numbers):
                right = list(range(1, last - first + 1))
                wrong = [at for at in range(first, last) if numbers[at] != right[at - first]]
                # One slip is put right; with more of them the list itself is in doubt.
                for at in wrong[:1] if last - first > 1 else ():
                    start, end = group[at]
                    expected = chinese.numeral(right[at - first]) + word
                    sure = len(wrong) == 1
                    yield found(view, "numbering.enumeration", paragraph, start, end + 1, expected, sure=sure)


def _lists(numbers: list[int]) -> Iterator[tuple[int, int]]:
    """[first, last) of each list: one begins at 1, unless what follows shows that 1 to be the slip."""
    first = 0 if numbers[:1] == [1] else -1
    for at in range(1, len(numbers)):
        slip = first >= 0 and numbers[at + 1 : at + 2] == [at - first + 2]
        if numbers[at] == 1 and not slip:
            if first >= 0:
                yield first, at
            first = at
    if first >= 0:
        yield first, len(numbers)
