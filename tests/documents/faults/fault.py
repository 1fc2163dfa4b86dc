"""What is one fault? What an officer did wrong, to which documents it can happen, and which rules may name it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from tests.documents.sheet import Para, Sheet

WHOLE: list[Para] = []
"""The fault stands in no paragraph: the page, a footer, something that is not there."""
Hurt = Callable[[Sheet], list[Para] | None]
"""Changes the sheet; returns the paragraphs hurt, or None when the document has nothing to hurt so."""


@dataclass(frozen=True)
class Fault:
    """One fault kind."""

    id: str
    """"title.left": stable."""
    group: str
    said: str
    """What was done, in Chinese."""
    hurt: Hurt
    rules: tuple[str, ...]
    """Prefixes of the rules that may name it."""
    fixable: bool = False
    """Whether the standard says exactly what is right."""
    texts: tuple[str, ...] = ()
    """Names of the texts it applies to; empty: wherever it can be done."""
    flavours: tuple[str, ...] = ()
    """Ways of writing in which it shows; empty: all."""
    near: bool = False
    """Whether a finding may also stand in a neighbouring paragraph (something is missing there)."""


FAULTS: dict[str, Fault] = {}


def fault(
    identity: str,
    said: str,
    hurt: Hurt,
    *rules: str,
    fix: bool = False,
    texts: str = "",
    flavours: str = "",
    group: str = "",
    near: bool = False,
) -> None:
    """Enter a fault in the table."""
    assert identity not in FAULTS, identity
    FAULTS[identity] = Fault(
        identity,
        group or identity.split(".")[0],
        said,
        hurt,
        rules,
        fix,
        tuple(texts.split()),
        tuple(flavours.split()),
        near,
    )


# ── how paragraphs are hurt ──


def pick(sheet: Sheet, role: str, which: str) -> list[Para]:
    found = sheet.all(role)
    if not found:
        return []
    return {"all": found, "first": found[:1], "last": found[-1:], "middle": [found[len(found) // 2]]}[which]


def look(role: str, which: str = "first", *, runs: dict[str, Any] | None = None, **para: Any) -> Hurt:
    """Give paragraphs of a role another format."""

    def hurt(sheet: Sheet) -> list[Para] | None:
        chosen = pick(sheet, role, which)
        for one in chosen:
            one.format(**(runs or {}))
            for name, value in para.items():
                setattr(one, name, value)
        return chosen or None

    return hurt


def swap(old: str, new: str, *roles: str, right: str | None = None) -> Hurt:
    """Replace a piece of text in the first paragraph of these roles (or of any) that holds it.

    `right` is what should stand there instead of `new`, when it is not `old`.
    """

    def hurt(sheet: Sheet) -> list[Para] | None:
        for one in sheet.paras:
            if (not roles or one.role in roles) and old in one.text:
                before = one.text
                if one.swap(old, new):
                    if right is not None:
                        sheet.wanted[one.id] = before.replace(old, right, 1)
                    return [one]
        return None

    return hurt


def retext(role: str, change: Callable[[str], str], which: str = "first") -> Hurt:
    """Change the text of a paragraph's only run; no change means the fault cannot be done."""

    def hurt(sheet: Sheet) -> list[Para] | None:
        changed = []
        for one in pick(sheet, role, which):
            for run in one.runs:
                new = change(run.text)
                if new != run.text:
                    run.text = new
                    changed.append(one)
                    break
        return changed or None

    return hurt


def drop(*roles: str) -> Hurt:
    """Take away all paragraphs of these roles."""

    def hurt(sheet: Sheet) -> list[Para] | None:
        gone = [one for role in roles for one in sheet.all(role)]
        for one in gone:
            sheet.drop(one)
        return WHOLE if gone else None

    return hurt


def page(**values: Any) -> Hurt:
    def hurt(sheet: Sheet) -> list[Para] | None:
        for name, value in values.items():
            setattr(sheet.page, name, value)
        return WHOLE

    return hurt


def part(role: str, which: str, share: tuple[float, float], **runs: Any) -> Hurt:
    """Give a stretch within a paragraph another format, as after a paste."""

    def hurt(sheet: Sheet) -> list[Para] | None:
        chosen = [one for one in pick(sheet, role, which) if len(one.text) > 12 and len(one.runs) == 1]
        for one in chosen:
            text, base = one.text, one.run
            cuts = [0, int(len(text) * share[0]), int(len(text) * share[1]), len(text)]
            one.runs = []
            for number, (a, b) in enumerate(pairwise(cuts)):
                piece = type(base)(**{**base.__dict__, "text": text[a:b]})
                if number == 1:
                    for name, value in runs.items():
                        setattr(piece, name, value)
                one.runs.append(piece)
        return chosen or None

    return hurt


def table(rows: Iterable[tuple[str, str, Hurt, tuple[str, ...]]], *, fix: bool = True) -> None:
    """Enter several faults of one sort."""
    for identity, said, hurt, rules in rows:
        fault(identity, said, hurt, *rules, fix=fix)
