"""Does every attachment begin on a page of its own, with its mark first and its title on the third line?"""

from __future__ import annotations

from collections.abc import Iterator

from bangban.skills.documents.check import spacing, words
from bangban.skills.documents.check.view import View
from bangban.skills.documents.findings import Element, Finding, InsertBlank, SetParagraph
from bangban.skills.documents.model import Paragraph


def new_page(view: View) -> Iterator[Finding]:
    for place in view.of(Element.ATTACHMENT_MARK):
        mark = place.paragraph
        if mark.place != "body" or mark.frame or mark.page is not None:
            continue
        if not _begins_page(view, mark):
            yield Finding(
                rule="attaching.new_page",
                element=Element.ATTACHMENT_MARK,
                paragraph=mark.index,
                end=len(mark.text),
                edits=(SetParagraph(mark.index, {"page_break_before": True}),),
            )


def _begins_page(view: View, mark: Paragraph) -> bool:
    """By itself, or by a break in the blank paragraphs before it; the first thing in a file does too."""
    if mark.page_break_before:
        return True
    for index in range(mark.index - 1, -1, -1):
        before = view.paragraphs[index]
        if not before.blank:
            return False
        if before.page_break_before or before.section != mark.section:
            return True
    return True


def third_line(view: View) -> Iterator[Finding]:
    """One blank line between the mark and the title of an attachment."""
    marks = {place.paragraph.index: place.paragraph for place in view.of(Element.ATTACHMENT_MARK)}
    for place in view.of(Element.ATTACHMENT_TITLE):
        title = place.paragraph
        if title.place != "body" or title.frame or title.page_break_before:
            continue
        above = title.index - 1
        while above >= 0 and view.paragraphs[above].blank:
            above -= 1
        if above not in marks:
            continue
        space = view.blank_above(title)
        if space < 0.4 or space > 1.9:
            yield Finding(
                rule="attaching.third_line",
                element=Element.ATTACHMENT_TITLE,
                paragraph=title.index,
                end=len(title.text),
                found=words.number(space),
                expected="1",
                edits=(InsertBlank(title.index, 1),)
                if space < 0.4
                else tuple(spacing.surplus(view, title, round(space) - 1)),
            )
