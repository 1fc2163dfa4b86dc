"""What is the next document like an earlier one? The skill "documents.like": the earlier one laid out anew, changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bangban.skills.base import Context, Result
from bangban.skills.documents import draft, recognise
from bangban.skills.documents.adapters.drafting import previewed, proposed, wrong
from bangban.skills.documents.adapters.forms import PAIRS
from bangban.skills.documents.adapters.opening import FILE_INPUTS, open_input
from bangban.skills.documents.draft.like import CHANGES, matter_of, title_of
from bangban.skills.documents.findings import Element, Outline

LISTS = ("signer",)
ARROWS = ("→", "->", "=>")
"""Between an old text and its new one, on a line of `replace`."""


class Like:
    """The skill "documents.like". What is carried over unchanged is listed: an officer says whether it still holds."""

    name = "documents.like"
    version = "1.0"
    input_schema: Mapping[str, Any] = {"type": "object", "properties": FILE_INPUTS}
    settings_schema: Mapping[str, Any] = {
        "type": "object",
        "additionalProperties": False,
        "properties": {"preview": {"type": "boolean"}},
    }

    def run(self, inputs: Mapping[str, Any], context: Context) -> Result:
        """Propose the changed document; in a preview, say as well what the earlier one says (`content.was`).

        Raises:
            Problem: the earlier document cannot be read.
        """
        previous = open_input(inputs, context)
        outline = recognise.recognise(previous)
        try:
            paper = draft.like(previous, outline, changes_of(inputs))
        except draft.FormNotRight as problem:
            return wrong(problem)
        if context.settings.get("preview"):
            return previewed(paper, context, was=_was(outline))
        return proposed(paper, context)


def changes_of(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """What `draft.like` takes, from fields as typed."""
    changes = {name: inputs[name] for name in CHANGES if inputs.get(name) and name != "replace"}
    for head, parts in PAIRS.items():
        pair = {part: str(inputs.get(f"{head}_{part}") or "") for part in parts}
        if head in CHANGES and all(pair.values()):
            changes[head] = pair
    # The file's own name came in as its title; what the new one is called stands in `new_title`.
    changes.pop("title", None)
    if inputs.get("new_title"):
        changes["title"] = inputs["new_title"]
    swaps = {old: new for old, new in map(_swap, inputs.get("replace") or ()) if old}
    return {**changes, "replace": swaps} if swaps else changes


def _swap(line: Any) -> tuple[str, str]:
    for arrow in ARROWS:
        old, found, new = str(line).partition(arrow)
        if found:
            return old.strip(), new.strip()
    return "", ""


def _was(outline: Outline) -> dict[str, str]:
    """What the earlier document says in the places one changes."""
    title = title_of(outline)
    said = {
        "kind": outline.kind.value,
        "title": title,
        "matter": matter_of(title, outline.kind) if title else "",
    }
    for name, element in (
        ("number", Element.NUMBER),
        ("addressee", Element.ADDRESSEE),
        ("date", Element.DATE),
        ("copy_to", Element.COPY_TO),
    ):
        found = outline.first(element)
        said[name] = found.text.strip().rstrip("：:") if found else ""
    return said


skill = Like()
