"""Which findings does a document have? The skill "documents.check": it advises, an officer judges each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from bangban.skills.base import Context, Result
from bangban.skills.documents import check, profiles, recognise
from bangban.skills.documents.adapters.opening import FILE_INPUTS, corrections_of, kind_of, open_input
from bangban.skills.documents.findings import Finding, Outline, Report
from bangban.skills.documents.model import Document
from bangban.skills.documents.rules import all_rules

MOST = 400
"""Findings listed; a document with more is wrong all over, and the count says so."""
LONGEST = 200
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
SETTINGS: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {"profile": {"type": "string"}},
}


class Check:
    """The skill "documents.check"."""

    name = "documents.check"
    version = "1.0"
    input_schema: Mapping[str, Any] = {"type": "object", "properties": FILE_INPUTS}
    settings_schema = SETTINGS

    def prepare(self) -> None:
        """Load what `run` otherwise loads with the first document: the rules, and what the checks compile."""
        all_rules()

    def run(self, inputs: Mapping[str, Any], context: Context) -> Result:
        """Check the document that `inputs` mean.

        Raises:
            Problem: it cannot be read.
        """
        document = open_input(inputs, context)
        report = checked(document, inputs, context)
        listed = described(report.findings, correctable=document.package is not None)
        return Result(
            content={
                **outlined(report.outline),
                "counts": counted(report.findings),
                "findings": listed[:MOST],
                "unlisted": max(0, len(listed) - MOST),
                "rules": sorted({one["rule"] for one in listed}),
                "unjudged": list(report.unknown_because),
            },
            # What a rule says is so; how sure the recognition is of what it looked at, is what it can say.
            confidence=report.outline.confidence,
            path="rules",
            details={"roles": [one.value for one in report.outline.roles], "format": document.format},
        )


def checked(document: Document, inputs: Mapping[str, Any], context: Context) -> Report:
    """Recognise with the officer's corrections, then check."""
    outline = recognise.recognise(document, corrections_of(inputs), kind_of(inputs))
    profile = str(inputs.get("profile") or context.settings.get("profile") or profiles.NATIONAL)
    if not _NAME.fullmatch(profile):
        # Never a path: whoever asks could have the host read any file.
        raise profiles.UnknownProfile(name=profile[:40], known=profiles.NATIONAL)
    used: profiles.Profile | str = profile
    if profile not in profiles.names():
        rows = context.retrieve("documents.profile", {"name": profile})
        if not rows:
            raise profiles.UnknownProfile(name=profile, known=", ".join(profiles.names()))
        used = profiles.of_text(str(rows[0]["text"]), str(rows[0]["file"]))
    return check.check(document, outline, profile=used, today=context.now.date())


def outlined(outline: Outline) -> dict[str, Any]:
    return {
        "kind": outline.kind.value,
        "direction": outline.direction.value,
        "format": outline.format,
        "elements": [
            {"element": one.element.value, "first": one.first, "last": one.last, "text": one.text[:80]}
            for one in outline.elements
        ][:MOST],
    }


def counted(findings: Iterable[Finding]) -> dict[str, int]:
    rules = all_rules()
    count = Counter(rules[one.rule].level for one in findings)
    return {level: count.get(level, 0) for level in ("required", "recommended", "practice")}


def described(findings: Iterable[Finding], *, correctable: bool = True) -> list[dict[str, Any]]:
    """Each finding as an officer reads it, in both languages, under an id that is the same in every run.

    `correctable`: whether the file's format can be changed at all; a PDF or typed text cannot.
    """
    rules, seen, listed = all_rules(), Counter[str](), []
    for one in findings:
        rule = rules[one.rule]
        values = {**one.facts, "found": one.found, "expected": one.expected}
        listed.append(
            {
                "id": key_of(one, seen),
                "rule": one.rule,
                "level": rule.level,
                "standard": rule.standard,
                "clause": rule.clause,
                "element": one.element.value,
                "paragraph": one.paragraph,
                "start": one.start,
                "end": one.end,
                "found": one.found[:LONGEST],
                "expected": one.expected[:LONGEST],
                "title": {"zh": rule.title_zh, "en": rule.title_en},
                "message": {language: rule.message(language, **values) for language in ("zh", "en")},
                "why": {"zh": rule.why_zh, "en": rule.why_en},
                "fixable": one.fixable and correctable,
            }
        )
    return listed


def key_of(one: Finding, seen: Counter[str]) -> str:
    """ "title.align@12:0-8": where it stands; a second one at the same place is "…#2"."""
    place = "" if one.paragraph is None else f"{one.paragraph}:{one.start}-{one.end}"
    key = f"{one.rule}@{place}"
    seen[key] += 1
    return key if seen[key] == 1 else f"{key}#{seen[key]}"


skill = Check()
