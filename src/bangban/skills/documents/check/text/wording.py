"""Are the words the right ones, each written once and correctly?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bangban.skills.documents import proofread, wording
from bangban.skills.documents.check.text.prose import NAMING, found, own_words, paragraphs
from bangban.skills.documents.check.view import View
from bangban.skills.documents.findings import Element, Finding

_READ = NAMING - {Element.ADDRESSEE, Element.COPY_TO, Element.SIGNATURE, Element.ATTENDANCE}
"""Names are checked as names; here it is about words."""
_UNTIL = re.compile(r"截止(?=到?(?:\d{4}年|\d{1,2}月|\d{1,2}日|本[月年季]|上[月年]|今年|去年|目前|当前))")
_TABLES = (("words", "wording.wrong"), ("variants", "wording.variant"), ("terms", "wording.term"))


def words(view: View) -> Iterator[Finding]:
    """By tables first; what no table knows is judged by how likely it is."""
    model = _model(view)
    for paragraph in paragraphs(view, _READ):
        text = paragraph.text
        taken: set[int] = set()
        for name, rule in _TABLES:
            for start, end, word in wording.table(name).find(text):
                if taken.isdisjoint(range(start, end)) and not model.protects(text, start, end):
                    taken.update(range(start, end))
                    yield found(view, rule, paragraph, start, end, word.right, why=word.why)
        for match in _UNTIL.finditer(text):
            yield found(view, "wording.until", paragraph, *match.span(), "截至")
        for edit in model.doubled(text, taken):
            yield found(
                view,
                "wording.doubled",
                paragraph,
                edit.start,
                edit.end,
                edit.expected,
                confidence=edit.confidence,
            )
        for edit in model.correct(text, quick=True).edits:
            if edit.expected and taken.isdisjoint(range(edit.start, edit.end)):
                yield found(
                    view,
                    "wording.character",
                    paragraph,
                    edit.start,
                    edit.end,
                    edit.expected,
                    confidence=edit.confidence,
                )


def _model(view: View) -> proofread.Model:
    """The agency's own model, with its own words, where it has them."""
    model = getattr(view.terms, "model", None) or proofread.shipped()
    own = own_words(view)
    return model.with_terms(own) if own else model
