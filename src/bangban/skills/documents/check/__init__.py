"""What is wrong with a document? Every check, run once, and one finding for one fault."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from bangban.skills.documents import profiles
from bangban.skills.documents.check.view import View
from bangban.skills.documents.findings import Finding, Outline, Report
from bangban.skills.documents.model import Document

Check = Callable[[View], Iterator[Finding]]

CHECKS: Mapping[str, tuple[Check, ...]] = {
    # What a format must know for the checks below it: see `model.Document.known`.
    "text": (),
    "page": (),
    "font": (),
    "colour": (),
    "paragraph": (),
    "footer": (),
    "revisions": (),
}
"""Every check, once, by the aspect of the document it judges. Add a check here and nowhere else."""

HIDES: Mapping[str, tuple[str, ...]] = {}
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
        from bangban.skills.documents import recognise  # found late: the recogniser is not needed when one is given

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
    return Report(outline, only_once(found), document.unknown_because)


def only_once(findings: Iterable[Finding]) -> list[Finding]:
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
    return sorted(
        kept, key=lambda one: (-1 if one.paragraph is None else one.paragraph, one.start, one.end, one.rule)
    )
