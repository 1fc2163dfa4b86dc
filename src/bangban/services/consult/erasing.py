"""How does what a resident said in a conversation go? All of it at once: every answer was made with what was said before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bangban.governance.erasing import Kept
from bangban.governance.models import Case
from bangban.services.consult.handover.models import LIVE, Handover
from bangban.services.consult.models import Conversation, Gap, OpenAnswer, Piece, PieceRelease, Release, Turn


def _conversation(case: Case) -> Conversation | None:
    """The one the case is a question of, or a call-back from."""
    turn = Turn.objects.filter(case=case).select_related("conversation").first()
    handover = None if turn else Handover.objects.filter(case=case).select_related("conversation").first()
    found = turn or handover
    return found.conversation if found else None


def _waits(case: Case) -> bool:
    return Handover.objects.filter(conversation=_conversation(case), state__in=LIVE).exists()


def _together(case: Case) -> Sequence[Case]:
    """The other questions of the conversation, and the call-backs that came of it."""
    conversation = _conversation(case)
    if conversation is None:
        return ()
    ids = {*Turn.objects.filter(conversation=conversation, case__isnull=False).values_list("case", flat=True)}
    ids |= {
        *Handover.objects.filter(conversation=conversation, case__isnull=False).values_list("case", flat=True)
    }
    return list(Case.objects.filter(pk__in=ids - {case.pk}).order_by("pk"))


def _erase(case: Case, now: datetime) -> dict[str, int]:
    pieces = Piece.objects.filter(uid=case.uid)
    PieceRelease.objects.filter(piece__in=pieces).delete()
    released = Release.objects.filter(case=case).exclude(body="[]")
    counts = {
        "pieces": pieces.delete()[0],
        "releases": released.update(body="[]", citations="[]", offered="[]"),
    }
    conversation = _conversation(case)
    if conversation is None:
        return counts
    OpenAnswer.objects.filter(conversation=conversation).delete()
    turns = Turn.objects.filter(conversation=conversation).exclude(text="")
    said = {text.strip()[:200] for text in turns.values_list("text", flat=True)}
    return {
        **counts,
        "gaps": _forget(said),
        "turns": turns.update(text=""),
        "handovers": Handover.objects.filter(conversation=conversation)
        .exclude(summary={})
        .update(summary={}),
    }


def _forget(said: set[str]) -> int:
    """Take the words out of what many asked: the samples, and a draft that has them as its question."""
    changed = 0
    for gap in Gap.objects.all():
        left = [sample for sample in gap.samples if sample.strip() not in said]
        drafted = "" if gap.drafted_question.strip()[:200] in said else gap.drafted_question
        if left != gap.samples or drafted != gap.drafted_question:
            Gap.objects.filter(pk=gap.pk).update(samples=left, drafted_question=drafted)
            changed += 1
    return changed


KEPT = Kept(("consult.answer",), _erase, _waits, _together)
