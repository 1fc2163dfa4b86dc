"""What does a page show of a turn? Who speaks, what was released, what it stands on, and what can be done next."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bangban.config import load
from bangban.governance.models import CaseStatus, Complaint, ComplaintStatus
from bangban.services.consult import situation
from bangban.services.consult.models import Conversation, Release, Role, Turn
from bangban.services.consult.sentences import read_of
from bangban.skills import glance

ANSWERED = ("answered", "answered_from_faq")
SOON = timedelta(seconds=10)
"""How long after a question its answer may still come by itself; whoever looks on is not told before that a person answers."""
OUTCOMES: Mapping[str, Any] = {
    "answered": _("Answered from the sources"),
    "answered_from_faq": _("Answered from questions and answers"),
    "choose_one": _("Offered entries to choose from"),
    "clarify": _("Asked back"),
    "not_found": _("Found no answer"),
    "out_of_scope": _("Said that it is not its matter"),
    "personal_data_needed": _("Said that records have to be looked up"),
    "opinion_refused": _("Gave no opinion"),
    "crisis": _("Named the helplines"),
    "handed_over": _("Handed over to a person"),
    "error": _("Could not answer"),
    "waits": _("Waits for an officer"),
    "recalled": _("Was withdrawn"),
}
"""How an answer ended, as officers read it; the codes are those of `effects.OUTCOMES`, and of the handover's summary."""


FACTS: Mapping[str, Any] = {
    "when": _("When"),
    "how_long": _("How long"),
    "where": _("Where"),
    "money": _("How much"),
    "phone": _("Telephone"),
    "web": _("On the web"),
}
LISTS: Mapping[str, Any] = {
    "materials": _("What to bring"),
    "conditions": _("Conditions"),
    "steps": _("Steps"),
    "items": _("In detail"),
}
"""What is pulled out of a source, as a resident reads it (`skills.glance`)."""


@dataclass(frozen=True)
class Shown:
    """One turn as a page draws it."""

    turn: Turn
    release: Release | None = None
    sentences: tuple[dict[str, Any], ...] = ()
    sources: tuple[dict[str, Any], ...] = ()
    choices: tuple[dict[str, Any], ...] = ()
    conditions: tuple[situation.Shown, ...] = ()
    """What the rule asks of a person, with what is known of this one."""
    form: situation.SituationForm | None = None
    """Where he can say more of himself."""
    lists: tuple[Mapping[str, Any], ...] = ()
    """What it lists: {"told": materials, conditions or steps, "items"}."""
    facts: tuple[tuple[Any, str], ...] = ()
    """When, where, how much, how long, whom to call: (what, in the words of the source)."""
    question: str = ""
    waits: bool = False
    """Whether there is nothing to show yet."""
    soon: bool = False
    """Whether that is because it is still looked up; else a person has to look first."""
    recalled: bool = False
    answered: bool = field(default=False)
    plainer: bool = False
    """Whether it can be said in plainer words: where a model is connected, and a question is known."""
    stopped: bool = False
    """Whether it ended at a sentence that did not hold: those before it stand."""

    @property
    def is_machine(self) -> bool:
        return self.turn.role == Role.ASSISTANT


def shown(
    turn: Turn,
    question: str = "",
    release: Release | None = None,
    read: Sequence[Mapping[str, Any]] | None = None,
) -> Shown:
    """`release`: what was released for the turn, if the caller already knows; `read`: the sentences released by themselves."""
    if turn.role != Role.ASSISTANT or turn.case is None:
        return Shown(turn)
    release = release or turn.release
    if release is None:
        uid = turn.case.uid
        kept = read_of([uid]).get(uid, []) if read is None or read else []
        return _unfinished(turn, question, kept, bool(kept and _upheld([turn.case.pk])))
    return _finished(turn, question, release)


def _finished(turn: Turn, question: str, release: Release) -> Shown:
    if release.recalled:
        return Shown(turn, release, question=question, recalled=True)
    conditions = situation.shown(release.cited)
    lists, facts = at_a_glance(release) if release.outcome in ANSWERED else ((), ())
    return Shown(
        turn, release, tuple(release.sentences), tuple(release.cited),
        tuple(release.choices) if release.outcome == "choose_one" else (), conditions,
        situation.SituationForm() if conditions else None, lists, facts, question,
        answered=release.outcome in ANSWERED,
        plainer=bool(question and release.outcome in ANSWERED and load()["hosts.model"]),
    )  # fmt: skip


def at_a_glance(
    release: Release,
) -> tuple[tuple[Mapping[str, Any], ...], tuple[tuple[Any, str], ...]]:
    """What the first source lists, and says of when, where, how much and whom to call: pulled out of what is quoted."""
    quote = str(release.cited[0].get("quote") or "") if release.cited else ""
    lists = tuple(
        {"told": LISTS.get(str(one["of"])) or one["head"] or LISTS["items"], "items": one["items"]}
        for one in glance.lists(quote)
    )
    facts = glance.told(quote)
    shown = tuple((FACTS[name], "；".join(facts[name])) for name in FACTS if name in facts)
    # A single fact stands in the answer as plainly as beside it.
    return lists, shown if len(shown) > 1 else ()


def _unfinished(turn: Turn, question: str, read: Sequence[Mapping[str, Any]], upheld: bool) -> Shown:
    """An answer that came to no end: `read` of it stands, unless a complaint about it was upheld."""
    if not read:
        return Shown(turn, question=question, waits=True, soon=_is_looked_up(turn))
    if upheld:
        return Shown(turn, question=question, recalled=True)
    cited = read[-1]["citations"]
    return Shown(turn, None, tuple(dict(one) for one in read), tuple(cited), question=question, stopped=True)


def _is_looked_up(turn: Turn) -> bool:
    """Whether it was asked a moment ago, and nobody has found yet that a person has to answer."""
    waits = turn.case is not None and turn.case.status == CaseStatus.WAITING
    return waits and timezone.now() - turn.at < SOON


def _upheld(cases: Collection[int]) -> set[int]:
    """Those of these cases of which a complaint was upheld."""
    rows = Complaint.objects.filter(case_id__in=cases, status=ComplaintStatus.UPHELD)
    return set(rows.values_list("case_id", flat=True))


def conversation_shown(conversation: Conversation) -> list[Shown]:
    """Every turn, oldest first; an answer knows the question before it."""
    rows = list(conversation.turns.select_related("case", "officer").order_by("number"))
    cases = [row.case_id for row in rows if row.case_id]
    newest = {
        one.case_id: one
        for one in Release.objects.filter(case_id__in=cases).select_related("case").order_by("pk")
    }
    open_ones = [
        row.case for row in rows if row.case and row.role == Role.ASSISTANT and row.case.pk not in newest
    ]
    read = read_of([case.uid for case in open_ones]) if open_ones else {}
    upheld = _upheld([case.pk for case in open_ones if case.uid in read]) if read else set()
    drawn, question = [], ""
    for row in rows:
        if row.role == Role.RESIDENT:
            question = row.text
        if row.role != Role.ASSISTANT or row.case is None:
            drawn.append(Shown(row))
        elif row.case.pk in newest:
            drawn.append(_finished(row, question, newest[row.case.pk]))
        else:
            drawn.append(_unfinished(row, question, read.get(row.case.uid, []), row.case.pk in upheld))
    return drawn
