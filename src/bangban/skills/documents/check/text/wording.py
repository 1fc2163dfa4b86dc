"""Are the words the right ones, each written once and correctly?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import rjieba

from bangban.skills.documents import proofread, wording
from bangban.skills.documents.check.text.prose import NAMING, found, own_words, paragraphs
from bangban.skills.documents.check.view import View
from bangban.skills.documents.findings import Element, Finding
from bangban.skills.documents.model import Paragraph
from bangban.skills.documents.wording import phrases

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
        yield from _set_phrases(view, model, paragraph, taken)
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
        for edit in _swapped(model, text, model.correct(text, quick=True).edits):
            if edit.expected and taken.isdisjoint(range(edit.start, edit.end)) and not _paired(text, edit):
                taken.update(range(edit.start, edit.end))
                yield found(
                    view,
                    "wording.character",
                    paragraph,
                    edit.start,
                    edit.end,
                    edit.expected,
                    confidence=edit.confidence,
                )
        for edit in model.broken(text, taken):
            if _named(view, text, edit.start) or _paired(text, edit):
                continue
            yield found(
                view,
                "wording.doubtful",
                paragraph,
                edit.start,
                edit.end,
                edit.expected,
                sure=edit.confidence >= SURE,
                confidence=edit.confidence,
            )


_SAID = {"character": "wording.character", "doubled": "wording.doubled", "turned": "wording.character"}


def _set_phrases(
    view: View, model: proofread.Model, paragraph: Paragraph, taken: set[int]
) -> Iterator[Finding]:
    """落到时处 can only be 落到实处: what every office says in the same words."""
    text = paragraph.text
    for slip in phrases.shipped().slips(text, model.alike):
        around = range(slip.start, max(slip.end, slip.start + 1))
        if taken.isdisjoint(around) and not model.protects(text, slip.start, max(slip.end, slip.start + 1)):
            taken.update(range(slip.start - 2, slip.end + 2))
            rule = _SAID.get(slip.how, "wording.left_out")
            start, right = slip.start, slip.right
            if slip.how == "left_out":
                start, right = slip.start - 1, text[slip.start - 1] + slip.right
            yield found(view, rule, paragraph, start, slip.end, right, confidence=0.95)


def _paired(text: str, edit: proofread.Edit) -> bool:
    """欺老虐老, 应保尽保: what stands on either side of it again, or stands again beside it, is meant."""
    at = edit.start
    if edit.end - at != 1 or not 0 < at < len(text) - 1:
        return False
    return text[at] in (text[at - 2 : at - 1], text[at + 2 : at + 3]) or text[at - 1] == text[at + 1]


USUAL = 3


def _named(view: View, text: str, at: int) -> bool:
    """恒大 is no slip for 很大 where it stands again and again: what is no word is a name then."""
    pairs = [text[first : first + 2] for first in (at - 1, at) if first >= 0]
    pairs = [one for one in pairs if len(one) == 2 and one.isalpha() and not rjieba.has_word(one)]
    whole = view.shared.get("words")
    if whole is None:
        whole = view.shared["words"] = "\n".join(one.text for one in paragraphs(view, NAMING))
    return any(whole.count(one) >= USUAL for one in pairs)


SURE = 0.9
"""From this on a doubtful character is put right; below it is only shown."""


def _swapped(model: proofread.Model, text: str, edits: Iterable[proofread.Edit]) -> Iterator[proofread.Edit]:
    """密秘 is 秘密 the wrong way round, not 密密: the whole word is what was meant."""
    for edit in edits:
        at = edit.start
        for first in (at - 1, at) if edit.end - at == 1 else ():
            pair = text[max(first, 0) : first + 2]
            if len(pair) == 2 and first >= 0 and not rjieba.has_word(pair):
                turned = pair[::-1]
                if rjieba.has_word(turned) and rjieba.suggest_freq(turned) >= OFTEN:
                    yield proofread.Edit(first, first + 2, pair, turned, edit.confidence)
                    break
        else:
            yield edit


OFTEN = 300
"""How often the dictionary's sources have a word that may stand there the wrong way round."""


def _model(view: View) -> proofread.Model:
    """The agency's own model, with its own words, where it has them."""
    model = getattr(view.terms, "model", None) or proofread.shipped()
    own = own_words(view)
    return model.with_terms(own) if own else model
