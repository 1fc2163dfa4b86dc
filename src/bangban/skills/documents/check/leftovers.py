"""What is left over from writing: tracked changes, comments, hidden text?"""

from __future__ import annotations

from collections.abc import Iterator

from bangban.skills.documents.check.view import View
from bangban.skills.documents.findings import Element, Finding


def revisions(view: View) -> Iterator[Finding]:
    """Whether a change stays is a person's decision: nothing is fixed here."""
    found = view.document.revisions
    if found:
        yield Finding(
            rule="leftover.revisions",
            element=_element(view, found[0].paragraph),
            paragraph=found[0].paragraph,
            found=str(len(found)),
            expected="0",
            facts={"count": str(len(found)), "author": found[0].author},
        )


def comments(view: View) -> Iterator[Finding]:
    found = view.document.comments
    if found:
        yield Finding(
            rule="leftover.comments",
            element=_element(view, found[0].paragraph),
            paragraph=found[0].paragraph,
            found=str(len(found)),
            expected="0",
            facts={"count": str(len(found)), "author": found[0].author},
        )


def hidden(view: View) -> Iterator[Finding]:
    for paragraph in view.flow:
        found = [run for run in paragraph.runs if run.hidden and run.text.strip()]
        if found:
            yield Finding(
                rule="leftover.hidden",
                element=view.role(paragraph),
                paragraph=paragraph.index,
                start=found[0].start,
                end=found[-1].end,
                found="".join(run.text for run in found)[:20],
            )


def _element(view: View, paragraph: int | None) -> Element:
    if paragraph is None or paragraph >= len(view.paragraphs):
        return Element.OTHER
    return view.role(view.paragraphs[paragraph])
