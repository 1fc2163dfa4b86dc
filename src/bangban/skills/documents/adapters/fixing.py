"""What does the document become when the accepted findings are put right? The skill "documents.fix"."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from bangban.errors import BadInput
from bangban.skills.base import Context, Result
from bangban.skills.documents import fix, read
from bangban.skills.documents.adapters.checking import (
    MOST,
    SETTINGS,
    checked,
    counted,
    described,
    outlined,
)
from bangban.skills.documents.adapters.opening import FILE_INPUTS, STORE, open_input
from bangban.skills.documents.adapters.reading import keep_drawing
from bangban.skills.documents.model import Document

AUTHOR = "公文校核员"


class NothingToFix(BadInput):
    """没有可以自动修正的内容：请先采纳至少一条可修正的意见。 | There is nothing to correct: accept at least one finding that can be corrected."""

    code = "nothing_to_fix"
    status = 409


class Fix:
    """The skill "documents.fix". `findings` are ids of a check; without them everything that can be corrected is."""

    name = "documents.fix"
    version = "1.0"
    input_schema: Mapping[str, Any] = {
        "type": "object",
        "properties": {
            **FILE_INPUTS,
            "findings": {
                "type": "array",
                "items": {"type": "string", "maxLength": 120},
                "maxItems": 5000,
                "x-title": {"zh": "采纳的意见", "en": "Findings accepted"},
            },
            "author": {
                "type": "string",
                "maxLength": 60,
                "x-title": {"zh": "修订者", "en": "Author of the changes"},
            },
        },
    }
    settings_schema = SETTINGS

    def run(self, inputs: Mapping[str, Any], context: Context) -> Result:
        """Propose the corrected document twice: clean, and with every change tracked.

        Raises:
            NothingToFix: no finding that can be corrected is left.
            Problem: the document cannot be read, or its format cannot be corrected.
        """
        document = open_input(inputs, context)
        report = checked(document, inputs, context)
        wanted = inputs.get("findings")
        accepted = [
            (one, told)
            for one, told in zip(report.findings, described(report.findings), strict=True)
            if (one.fixable if wanted is None else told["id"] in wanted)
        ]
        fixable = [one for one, _ in accepted if one.fixable]
        if not fixable:
            raise NothingToFix()
        # Both work on copies: the document itself stays as it was read. What only a person can put right
        # goes into the tracked one as a comment.
        fixed = fix.apply_clean(document, fixable)
        author = str(inputs.get("author") or AUTHOR)
        tracked = fix.track(document, [one for one, _ in accepted], author, context.now)
        made = {id(one) for one in fixed.applied}
        after = read.open_document(fixed.data)
        # Paragraphs may have moved; what the document is has not changed.
        said = (inputs.get("corrections") or {}).get("kind")
        left = checked(after, {**inputs, "corrections": {"kind": said} if said else {}}, context)
        stem = PurePath(str(inputs.get("title") or "")).stem or "公文"
        return Result(
            content={
                "files": [
                    _file(context, fixed.data, "clean", f"{stem}（修正）.docx"),
                    _file(context, tracked, "tracked", f"{stem}（修订）.docx"),
                ],
                **{name: outlined(report.outline)[name] for name in ("kind", "direction", "format")},
                "changes": [
                    {name: told[name] for name in ("id", "rule", "level", "paragraph", "title", "message")}
                    for one, told in accepted
                    if id(one) in made
                ][:MOST],
                "by_hand": len(accepted) - len(made),
                "left": counted(left.findings),
            },
            confidence=report.outline.confidence,
            path="rules",
            details={"drawing": keep_drawing(after, context), "text_changed": _changed(document, after)},
        )


def _file(context: Context, data: bytes, form: str, name: str) -> dict[str, Any]:
    return {
        "form": form,
        "name": name,
        "file": context.keep(STORE, data),
        "digest": f"sha256:{hashlib.sha256(data).hexdigest()}",
        "bytes": len(data),
    }


def _changed(before: Document, after: Document) -> int:
    """How many paragraphs read differently: layout alone changes none."""
    texts = [Counter(one.text for one in each.flow if one.text.strip()) for each in (before, after)]
    return max((texts[0] - texts[1]).total(), (texts[1] - texts[0]).total())


skill = Fix()
