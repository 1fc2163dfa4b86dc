"""Which document does a form make? The skill "documents.draft": complete, by the standard, labelled as made by AI."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from bangban.errors import Problem
from bangban.skills.base import Context, Result
from bangban.skills.documents import check, draft, label, read
from bangban.skills.documents.adapters.checking import counted
from bangban.skills.documents.adapters.drawing import draw
from bangban.skills.documents.adapters.forms import form_of
from bangban.skills.documents.adapters.opening import STORE
from bangban.skills.documents.adapters.reading import keep_drawing
from bangban.skills.documents.draft.paper import Gap, Paper
from bangban.skills.documents.kinds import KINDS

PRODUCER = "帮办 Bangban"
ASKS: Mapping[str, Mapping[str, str]] = {
    "number": {
        "zh": "发文字号：由文秘机构编号后填入",
        "en": "Document number: to be given by the documents section",
    },
    "date": {"zh": "成文日期：签发后填入", "en": "Date: to be filled in when it is signed"},
    "fact": {"zh": "材料中没有，请核实：{text}", "en": "Not in what was given, please verify: {text}"},
    "carried": {
        "zh": "沿用旧稿，请确认：{text}",
        "en": "Carried over from the earlier one, please confirm: {text}",
    },
}
"""What a gap asks of the officer, by its code."""


class Draft:
    """The skill "documents.draft". The scenario's settings say which kind it makes."""

    name = "documents.draft"
    version = "1.0"
    input_schema: Mapping[str, Any] = {
        "type": "object",
        "required": ["issuer"],
        "properties": {"issuer": {"type": "string"}},
    }
    settings_schema: Mapping[str, Any] = {
        "type": "object",
        "required": ["kind"],
        "additionalProperties": False,
        "properties": {
            "kind": {"enum": [one.value for one in KINDS]},
            # A drawing and nothing else: what a page shows while somebody types.
            "preview": {"type": "boolean"},
        },
    }

    def run(self, inputs: Mapping[str, Any], context: Context) -> Result:
        """Propose the document twice, with the visible label and without; its metadata are marked in both.

        A form that is not complete is an answer: the officer reads what is missing.
        """
        kind = str(context.settings.get("kind") or "")
        try:
            paper = draft.document(form_of(kind, inputs), context.complete)
        except draft.FormNotRight as problem:
            return wrong(problem)
        return previewed(paper, context) if context.settings.get("preview") else proposed(paper, context)


def wrong(problem: Problem) -> Result:
    """What is missing or not right: an answer, since its reader must know it."""
    return Result(content={"problem": problem.as_dict()}, path="rules")


def previewed(paper: Paper, context: Context, **more: Any) -> Result:
    """How the document looks so far; nothing is kept."""
    document = read.open_document(marked(draft.write(paper), context))
    return Result(
        content={"title": _flat(paper.title), "kind": paper.kind.value, **more},
        path="rules",
        details={"drawing": draw(document), "unsure": asked(paper.gaps)},
    )


def proposed(paper: Paper, context: Context) -> Result:
    """The document, with the visible label and without."""
    data = draft.write(paper)
    labelled = marked(data, context)
    document = read.open_document(labelled)
    report = check.check(document, today=context.now.date())
    name = f"{_flat(paper.title) or KINDS[paper.kind].zh}.docx"
    return Result(
        content={
            "title": _flat(paper.title),
            "kind": paper.kind.value,
            "direction": paper.direction.value,
            "format": paper.format,
            "files": [filed(labelled, "draft", name, context, labelled=True)],
            "left": counted(report.findings),
        },
        path="rules",
        details={
            "drawing": keep_drawing(document, context),
            "unsure": asked(paper.gaps),
            "unlabelled": [filed(unmarked(data, context), "plain", name, context, labelled=False)],
        },
    )


def marked(data: bytes, context: Context) -> bytes:
    """The file with both marks of having been made by AI."""
    return label.label(data, producer=PRODUCER, produce_id=_number(data, context))


def unmarked(data: bytes, context: Context) -> bytes:
    """The file with the mark in its metadata only; it leaves when an officer decides so, for a reason."""
    return label.remove_visible(marked(data, context))


def _number(data: bytes, context: Context) -> str:
    return f"{context.now:%Y%m%d%H%M%S}-{hashlib.sha256(data).hexdigest()[:12]}"


def filed(data: bytes, form: str, name: str, context: Context, *, labelled: bool) -> dict[str, Any]:
    """A file as content names it."""
    return {
        "form": form,
        "name": name[-120:],
        "file": context.keep(STORE, data),
        "digest": f"sha256:{hashlib.sha256(data).hexdigest()}",
        "bytes": len(data),
        "labelled": labelled,
    }


def asked(gaps: Iterable[Gap]) -> list[dict[str, str]]:
    """What only an officer can supply or confirm, in both languages."""
    return [
        {language: words.format(text=gap.text) for language, words in ASKS[gap.code].items()}
        if gap.code in ASKS
        else {"zh": gap.text or gap.code, "en": gap.text or gap.code}
        for gap in gaps
    ]


def _flat(title: str) -> str:
    return title.replace("\n", "")


skill = Draft()
