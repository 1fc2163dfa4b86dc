"""What does a report say as one JSON object? The published form that `bangban document check --json` writes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from bangban.skills.documents.findings import Direction, Element, Finding, Kind, Recognised, Report
from bangban.skills.documents.model import Document
from bangban.skills.documents.rules import all_rules

LEVELS = ("required", "recommended", "practice")


def as_record(
    file: str, document: Document, report: Report, seconds: float, digest: str = ""
) -> dict[str, Any]:
    """One file's record. `paragraph` counts all paragraphs from 0, headers and footers at the end; `start` and `end`
    are offsets in its text, in characters; `facts` are numbers of the list of facts about GB/T 9704."""
    outline = report.outline
    return {
        "file": file,
        "kind": outline.kind.value,
        "direction": outline.direction.value,
        "elements": [element_record(one) for one in outline.elements],
        "findings": [finding_record(one) for one in report.findings],
        "seconds": round(seconds, 4),
        "format": document.format,
        "layout": outline.format,
        "confidence": round(outline.confidence, 3),
        "unknown": list(report.unknown_because),
        "digest": digest,
    }


def element_record(one: Recognised) -> dict[str, Any]:
    return {
        "element": one.element.value,
        "first": one.first,
        "last": one.last,
        "start": one.start,
        "end": one.end,
        "text": one.text,
        "section": one.section,
    }


def finding_record(one: Finding) -> dict[str, Any]:
    rule = all_rules()[one.rule]
    values = {**one.facts, "found": one.found, "expected": one.expected}
    return {
        "rule": one.rule,
        "level": rule.level,
        "standard": rule.standard,
        "clause": rule.clause,
        "element": one.element.value,
        "paragraph": one.paragraph,
        "start": one.start,
        "end": one.end,
        "found": one.found,
        "expected": one.expected,
        "message": rule.message("zh", **values),
        "message_en": rule.message("en", **values),
        "title": rule.title_zh,
        "title_en": rule.title_en,
        "why": rule.why_zh,
        "why_en": rule.why_en,
        "fixable": one.fixable,
        "facts": list(rule.facts),
    }


def count_levels(findings: Sequence[dict[str, Any]]) -> dict[str, int]:
    """How many findings of each level there are in the records."""
    return {level: sum(1 for one in findings if one["level"] == level) for level in LEVELS}


def enumeration() -> dict[str, Any]:
    """What `rule`, `element`, `kind`, `direction` and `level` can be: the published enumeration."""
    return {
        "elements": [one.value for one in Element],
        "kinds": [one.value for one in Kind],
        "directions": [one.value for one in Direction],
        "levels": list(LEVELS),
        "rules": [
            {
                "rule": rule.id,
                "level": rule.level,
                "element": rule.element.value,
                "standard": rule.standard,
                "clause": rule.clause,
                "facts": list(rule.facts),
                "title": {"zh": rule.title_zh, "en": rule.title_en},
                "why": {"zh": rule.why_zh, "en": rule.why_en},
            }
            for rule in all_rules().values()
        ],
    }


def digest_of(data: bytes) -> str:
    return "sha256:" + hashlib.sha256(data).hexdigest()
