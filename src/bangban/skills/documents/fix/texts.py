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
    # First everything new, from the end on; what goes holds the place until then.
    old = [list(line.runs(start, end)) for start, end, _ in steps]
    gaps: dict[int, Element] = {}
    for (start, end, text), there in reversed(list(zip(steps, old, strict=True))):
        made = _insert(line, start, text, there, gaps.get(start), marks) if text else None
        if made is not None and start == end:
            gaps[start] = made
        for first, last in ranges:
            if made is not None and first <= start and end <= last:
                ranges[first, last].append(made)
    for run in (run for there in old for run in there):
        if marks:
            marks.delete(run)
        else:
            run.getparent().remove(run)
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


def _insert(
    line: Line, start: int, text: str, old: list[Element], beside: Element | None, marks: Marks | None
) -> Element:
    """Put a run of `text` behind the runs it replaces, or into the gap at `start`; return it.

    `beside` is a run that was put into the same gap, to the right of this one.
    """
    run = etree.Element(w("r"))
    run.extend(characters(text))
    before, after = line.before(start), line.after(start)
    if old:
        _dress(run, old[0])
        old[-1].addnext(run)
    elif before is not None and not before.in_field:
        # A tab has no look: what follows it tells how its neighbours are written.
        drawn = before.run.find(w("t")) is not None or after is None or after.run.find(w("t")) is None
        _dress(run, before.run if drawn or after is None else after.run)
        before.run.addnext(run)
    elif after is not None:
        _dress(run, after.run)
        following: Element = after.run if beside is None else beside
        if marks and beside is not None:
            following = following.getparent()
        following.addprevious(run)
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
