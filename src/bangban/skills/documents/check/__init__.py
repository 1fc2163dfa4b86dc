"""What is wrong with a document? Every check, run once, and one finding for one fault."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from bangban.skills.documents import profiles
from bangban.skills.documents.check import (
    attaching,
    elements,
    faces,
    footer,
    ink,
    leftovers,
    letter,
    lines,
    page,
    placing,
    signing,
    spacing,
    tables,
    text,
)
from bangban.skills.documents.check.view import View
from bangban.skills.documents.findings import Element, Finding, Outline, Report, SetText
from bangban.skills.documents.model import Document

Check = Callable[[View], Iterator[Finding]]

CHECKS: Mapping[str, tuple[Check, ...]] = {
    # What a format must know for the checks below it: see `model.Document.known`.
    "text": (*elements.CHECKS, *text.CHECKS),
    "page": (page.paper, page.margins, page.columns, page.grid),
    "font": (
        faces.faces,
        faces.signer,
        faces.attendance,
        faces.mark_size,
        faces.latin,
        ink.decorations,
        ink.spread,
        tables.text,
    ),
    "colour": (ink.colours,),
    "paragraph": (
        placing.centred,
        placing.number,
        placing.flush,
        placing.indented,
        placing.by_spaces,
        placing.foot,
        spacing.pitch,
        spacing.around,
        spacing.blanks_in_text,
        spacing.blanks_above,
        signing.signing,
        signing.head_and_foot,
        attaching.new_page,
        attaching.third_line,
        lines.red_line,
        lines.imprint_lines,
        letter.letter_lines,
        letter.letter_number,
        letter.letter_imprint,
    ),
    "footer": (footer.page_numbers, footer.distance, footer.restarted),
    "revisions": (leftovers.revisions, leftovers.comments, leftovers.hidden),
}
"""Every check, once, by the aspect of the document it judges. Add a check here and nowhere else."""

HIDES: Mapping[str, tuple[str, ...]] = {
    # The note's brackets are its form; that they are not a pair is the same fault.
    "note.brackets": ("punctuation.unpaired", "punctuation.mixed_pair"),
    # Numbers and dates of elements have forms of their own, in tables and text boxes too.
    "number.wide": ("numerals.full_width",),
    "imprint.date": ("numerals.full_width", "calendar.no_such_date"),
    # A link is blue and underlined: one thing.
    "colour.body": ("decoration.underline",),
    "attachment.number_form": ("numerals.full_width",),
    "title.doubled": ("wording.doubled",),
    # It looks like what it is meant to be; only its number says another level.
    "numbering.other_level": tuple(
        f"{family}.{role}"
        for family in ("font", "bold", "size")
        for role in ("heading_1", "heading_2", "heading_3", "heading_4", "body")
    ),
    "numbering.half_brackets": ("punctuation.mixed_pair",),
    "placeholder.left_in": ("date.form", "punctuation.doubled"),
}
"""The rules that say nothing more of a paragraph once the key has been found there."""


def check(
    document: Document,
    outline: Outline | None = None,
    *,
    profile: profiles.Profile | str | Path | None = None,
    today: date | None = None,
    terms: Any = None,
) -> Report:
    """Every departure from the rules, in the order it stands in the document.

    `outline` is recognised when it is not given; `profile` is a profile, the name of a shipped one or a
    house's own file; `today` is what dates are judged against; `terms` are an agency's words.

    Raises:
        UnknownProfile, BadProfile: the profile cannot be used.
    """
    if outline is None:
        from bangban.skills.documents import (
            recognise,
        )  # found late: the recogniser is not needed when one is given

        outline = recognise.recognise(document)
    used = profile if isinstance(profile, profiles.Profile) else profiles.load(profile)
    view = View(document, outline, used, today, terms)
    found = (
        finding
        for aspect, checks in CHECKS.items()
        if aspect in document.known
        for one in checks
        for finding in one(view)
        if finding.rule not in used.silent
    )
    return Report(outline, only_once(found, view), document.unknown_because)


ONE_THING = frozenset(
    {
        Element.MARK,
        Element.TITLE,
        Element.ADDRESSEE,
        Element.ATTACHMENT_TITLE,
        Element.ATTENDANCE,
        Element.SIGNATURE,
        Element.COPY_TO,
        Element.IMPRINT,
    }
)
"""Elements of several paragraphs, or lines of a title, that are right or wrong together."""
EVERYWHERE, MOST = 3, 0.8
"""From so many paragraphs on, and where so much of an element has it, one finding speaks for all of them."""


def only_once(findings: Iterable[Finding], view: View) -> list[Finding]:
    """One finding for one fault, in the order of the document; what concerns the whole file stands first."""
    each: dict[tuple[str, int | None, int, int], Finding] = {}
    for one in findings:
        each.setdefault((one.rule, one.paragraph, one.start, one.end), one)
    there: dict[int | None, set[str]] = {}
    for one in each.values():
        there.setdefault(one.paragraph, set()).add(one.rule)
    hidden = {
        (place, rule)
        for place, rules in there.items()
        for stronger in rules
        for rule in HIDES.get(stronger, ())
    }
    kept = [one for one in each.values() if (one.paragraph, one.rule) not in hidden]
    kept.sort(key=lambda one: (-1 if one.paragraph is None else one.paragraph, one.start, one.end, one.rule))
    return _together(kept, view)


def _together(findings: list[Finding], view: View) -> list[Finding]:
    """Give one finding for what is the same in all lines of a title, or in most paragraphs of the text."""
    alike: dict[tuple[str, str, str], list[Finding]] = {}
    for one in findings:
        if one.paragraph is not None:
            alike.setdefault((one.rule, one.found, one.expected), []).append(one)
    into: dict[int, Finding] = {}
    gone: set[int] = set()
    for group in alike.values():
        if len(group) == 1:
            continue
        enough = max(EVERYWHERE, MOST * len(view.of(group[0].element)))
        whole = len(group) >= enough and all(one.edits for one in group) and _layout(group[0])
        for first, *rest in [group] if whole else _neighbours(group):
            if rest:
                edits = tuple(edit for one in (first, *rest) for edit in one.edits)
                facts = {**first.facts, "paragraphs": str(len(rest) + 1)}
                into[id(first)] = replace(first, edits=edits, facts=facts)
                gone.update(id(one) for one in rest)
    return [into.get(id(one), one) for one in findings if id(one) not in gone]


def _layout(finding: Finding) -> bool:
    """Whether it concerns how the text looks, not what it says."""
    return finding.rule.startswith("indent.") or not any(isinstance(edit, SetText) for edit in finding.edits)


def _neighbours(group: list[Finding]) -> Iterator[list[Finding]]:
    """Split findings of one rule into those of neighbouring paragraphs of one element."""
    part: list[Finding] = []
    for one in group:
        if part and (
            one.element not in ONE_THING
            or one.element is not part[-1].element
            or (one.paragraph or 0) - (part[-1].paragraph or 0) != 1
        ):
            yield part
            part = []
        part.append(one)
    yield part
