"""What do the checks of the elements' wording say of a document, and what does it read once their edits are made?"""

from __future__ import annotations

from bangban.skills.documents import profiles
from bangban.skills.documents.check import only_once
from bangban.skills.documents.check.elements import CHECKS
from bangban.skills.documents.check.view import View
from bangban.skills.documents.findings import Finding, SetText
from bangban.skills.documents.model import Document
from bangban.skills.documents.recognise import recognise
from bangban.skills.documents.rules import all_rules


def judged(document: Document) -> list[Finding]:
    """The findings about what elements say; each is worded once in both languages, as a page would."""
    view = View(document, recognise(document), profiles.load(None))
    found = only_once((finding for check in CHECKS for finding in check(view)), view)
    for one in found:
        rule = all_rules()[one.rule]
        values = {"found": one.found, "expected": one.expected, **one.facts}
        assert "{" not in rule.message("zh", **values)
        assert "{" not in rule.message("en", **values)
    return found


def rules(document: Document) -> list[str]:
    return [one.rule for one in judged(document)]


def mended(document: Document) -> list[str]:
    """The paragraphs' texts after all edits, the last place first so that offsets hold."""
    texts = [one.text for one in document.paragraphs]
    edits = [edit for one in judged(document) for edit in one.edits if isinstance(edit, SetText)]
    for edit in sorted(edits, key=lambda one: (one.paragraph, one.start), reverse=True):
        text = texts[edit.paragraph]
        texts[edit.paragraph] = text[: edit.start] + edit.text + text[edit.end :]
    return texts
