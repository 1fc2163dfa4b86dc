"""How do characters change in a paragraph, each new one in the format of the one it stands for?"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from difflib import SequenceMatcher

from lxml import etree

from bangban.skills.documents.findings import SetRuns, SetText
from bangban.skills.documents.fix.line import Line, characters
from bangban.skills.documents.fix.marks import Marks
from bangban.skills.documents.fix.ooxml import XML_SPACE, Element, drop, plain, w
from bangban.skills.documents.fix.runs import set_mark, set_run

SMALL = 200
"""Characters up to which a replacement is reduced to the characters that really differ."""
OUTSIDE_RUNS = ("ins", "del", "moveFrom", "moveTo", "rPrChange")


def change_line(
    element: Element,
    texts: list[SetText],
    formats: list[SetRuns],
    marks: Marks | None,
    ranges: dict[tuple[int, int], list[Element]],
    numbered: bool,
) -> bool:
    """Make the changes of one paragraph; whether anything changed.

    `ranges` asks for places, (start, end) in the characters as they were: each list is filled with the runs,
    or the marks around them, that now stand there.
    """
    line, own = Line(element), set(element.iter(w("r")))
    whole, changed = len(line.text), False
    steps = [step for edit in texts for step in _steps(line.text, edit)]
    wanted = [edit for edit in formats if edit.start < edit.end or not whole]
    for start, end in ((edit.start, edit.end) for edit in wanted):
        line.part(start)
        line.part(end)
    for start, end, _ in steps:
        line.isolate(start, end)
    for start, end in ranges:
        line.part(start)
        line.part(end)
        ranges[start, end].extend(line.runs(start, end))
    for edit in wanted:
        for run in list(line.runs(edit.start, edit.end)):
            changed |= set_run(run, edit.properties, marks)
        # The end mark draws an automatic number and measures an empty line.
        if not whole or (numbered and edit.start == 0 and edit.end == whole):
            changed |= set_mark(element, edit.properties, marks)
    for start, end, text in reversed(steps):
        made = _replace(line, start, end, text, marks)
        for (first, last), there in ranges.items():
            if made is not None and first <= start and end <= last:
                there.append(made)
    if marks is None and (steps or wanted):
        _join(element, own)
    return changed or bool(steps)


def _steps(text: str, edit: SetText) -> Iterator[tuple[int, int, str]]:
    """What of an edit really differs: "(二)" for "（二）" is two brackets, and the figure keeps its run."""
    old, new = text[edit.start : edit.end], edit.text
    if old == new:
        return
    if len(old) > SMALL or len(new) > SMALL:
        yield edit.start, edit.end, new
        return
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            yield edit.start + a, edit.start + b, new[c:d]


def _replace(line: Line, start: int, end: int, text: str, marks: Marks | None) -> Element | None:
    """Put `text` where [start, end) stands; return the new run, None when nothing is put there."""
    old = list(line.runs(start, end))
    made = _insert(line, start, end, text, old, marks) if text else None
    for run in old:
        if marks:
            marks.delete(run)
        else:
            run.getparent().remove(run)
    line.pieces = [piece for piece in line.pieces if not (start <= piece.start and piece.end <= end)]
    return made


def _insert(line: Line, start: int, end: int, text: str, old: list[Element], marks: Marks | None) -> Element:
    run = etree.Element(w("r"))
    run.extend(characters(text))
    before, after = line.before(start), line.after(end)
    if old:
        _dress(run, old[0])
        old[-1].addnext(run)
    elif before is not None and not before.in_field:
        _dress(run, before.run)
        before.run.addnext(run)
    elif after is not None:
        _dress(run, after.run)
        after.run.addprevious(run)
    else:
        properties = line.paragraph.find(w("pPr"))
        mark = properties.find(w("rPr")) if properties is not None else None
        if mark is not None:
            own = copy.deepcopy(mark)
            for name in OUTSIDE_RUNS:
                drop(own, name)
            run.insert(0, own)
        line.paragraph.append(run)
    if marks:
        marks.insert(run)
    return run


def _dress(run: Element, pattern: Element) -> None:
    """Give a new run the format of another, without that one's history."""
    properties = pattern.find(w("rPr"))
    if properties is not None:
        own = copy.deepcopy(properties)
        drop(own, "rPrChange")
        run.insert(0, own)


def _join(element: Element, own: set[Element]) -> None:
    """Put neighbouring runs of one format together again where parting them served its purpose; `own` were apart."""
    for run in list(element.iter(w("r"))):
        following = run.getnext()
        if following is None or following.tag != run.tag or (run in own and following in own):
            continue
        if not (_words(run) and _words(following)) or _format(run) != _format(following):
            continue
        for node in list(run)[::-1]:
            if node.tag != w("rPr"):
                following.insert(1 if following.find(w("rPr")) is not None else 0, node)
        run.getparent().remove(run)
        if run in own:
            own.add(following)
        _join_texts(following)


def _join_texts(run: Element) -> None:
    for node in list(run.iter(w("t"))):
        previous = node.getprevious()
        if previous is not None and previous.tag == w("t"):
            text = (previous.text or "") + (node.text or "")
            node.text = text
            if text != text.strip():
                node.set(XML_SPACE, "preserve")
            run.remove(previous)


def _words(run: Element) -> bool:
    return all(node.tag in (w("rPr"), w("t")) for node in run) and run.find(w("t")) is not None


def _format(run: Element) -> bytes:
    properties = run.find(w("rPr"))
    return b"" if properties is None else plain(properties)
