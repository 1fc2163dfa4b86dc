"""What do many ask that nothing answers? Gathered by matter, drafted by the machine, selected and worded by a person."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from bangban.agencies.models import Officer
from bangban.agencies.tenancy import reach
from bangban.errors import NotFound, Problem
from bangban.knowledge import add as adding
from bangban.knowledge import retrieve
from bangban.knowledge.intake.draft import Draft, Given
from bangban.knowledge.models import Passage
from bangban.ledger.record import Entry, append
from bangban.services.consult.models import Gap, GapState, Release, Role, SelectedEntry, Turn

UNANSWERED = ("not_found", "choose_one", "clarify")
WINDOW = timedelta(weeks=4)
LEAST = 2
"""Questions of one matter from which on it is worth a person's look."""
MOST = 50
SOURCE_NAME = "selected-faq"


class AlreadySelected(Problem):
    """这一条已经处理过了。请刷新页面查看。 | This one was dealt with already; reload the page."""

    code = "already_selected"
    status = 409


@dataclass(frozen=True)
class Question:
    """A question that nothing answered, and what an officer said to it, if one did."""

    turn: Turn
    officer_said: str = ""


def unanswered(now: datetime | None = None) -> Iterator[Question]:
    """The questions of the last weeks that ended without an answer, oldest first."""
    since = (now or timezone.now()) - WINDOW
    rows = Release.objects.filter(outcome__in=UNANSWERED, released_at__gte=since).order_by("released_at")
    turns = Turn.objects.filter(case_id__in=rows.values("case_id")).select_related("conversation")
    for answer in turns.order_by("at"):
        said = list(answer.conversation.turns.order_by("number"))
        asked = next(
            (one for one in reversed(said) if one.number < answer.number and one.role == Role.RESIDENT), None
        )
        if asked is None or not asked.text.strip():
            continue
        later = next((one for one in said if one.number > answer.number and one.role == Role.OFFICER), None)
        yield Question(asked, later.text if later else "")


def gather(now: datetime | None = None) -> list[Gap]:
    """Gather what was not answered anew; what a person dealt with stays dealt with. Returns the open gaps, largest first."""
    from bangban.skills.clusters import Clusters, Message

    now = now or timezone.now()
    known = {str(one.turn.pk): one for one in unanswered(now)}
    clusters = Clusters()
    for name, one in known.items():
        turn = one.turn
        clusters.add(Message(id=name, text=turn.text[:500], at=turn.at, person=str(turn.conversation_id)))
    week = now - timedelta(days=7)
    for issue in clusters.issues(MOST):
        if len(issue.ids) < LEAST:
            continue
        questions = [known[one] for one in issue.ids]
        first = min(one.turn.at for one in questions)
        # The oldest question names the matter: as others join, it stays the same gap.
        oldest = min(questions, key=lambda one: (one.turn.at, one.turn.pk)).turn
        answer, basis = _drafted(oldest.text, [one.officer_said for one in questions])
        Gap.objects.update_or_create(
            stamp=hashlib.sha256(f"turn:{oldest.pk}".encode()).hexdigest(),
            defaults={
                "name": issue.name[:200] or oldest.text[:200],
                "agency": oldest.conversation.agency,
                "questions": len(questions),
                "people": issue.people,
                "last_week": sum(one.turn.at >= week for one in questions),
                "samples": [sample[:200] for sample in issue.samples],
                "places": list(issue.places),
                "drafted_question": oldest.text[:500],
                "drafted_answer": answer,
                "drafted_from": basis,
                "first_at": first,
                "last_at": max(one.turn.at for one in questions),
            },
        )
    return open_gaps()


def open_gaps() -> list[Gap]:
    return list(Gap.objects.filter(state=GapState.OPEN).order_by("-questions", "-last_at")[:MOST])


def _drafted(question: str, said: Iterable[str]) -> tuple[str, str]:
    """An answer to begin with and where it is from: an officer's own words, else the nearest passage."""
    spoken = [one for one in said if one.strip()]
    if spoken:
        return max(spoken, key=len)[:2000], "officer"
    hits = retrieve.search(question[:500], k=1)
    return (hits[0].text[:2000], f"passage:{hits[0].id}") if hits else ("", "")


def publish(
    gap: Gap | None, officer: Officer, question: str, answer: str, now: datetime | None = None
) -> SelectedEntry:
    """Select an entry as the officer worded it: it is in the knowledge base at once and answers from then on.

    Raises:
        NotAllowed, NotFound: it is not this officer's to say. AlreadySelected: somebody was quicker.
    """
    if officer.agency_id not in reach(officer, "faq.select"):
        raise NotFound(what="gap")
    now = now or timezone.now()
    with transaction.atomic():
        if gap is not None and not Gap.objects.filter(pk=gap.pk, state=GapState.OPEN).update(
            state=GapState.TAKEN
        ):
            raise AlreadySelected()
        rests_on = []
        if gap is not None and gap.drafted_from.startswith("passage:"):
            uid = gap.drafted_from.removeprefix("passage:")
            rests_on = list(
                Passage.objects.filter(uid=uid, retired=None).values_list("digest", flat=True)[:3]
            )
        entry = SelectedEntry.objects.create(
            gap=gap, agency=officer.agency, question=question.strip()[:500], answer=answer.strip()[:5000],
            rests_on=rests_on, uid=f"faq-{uuid.uuid4().hex[:12]}", selected_by=officer, selected_at=now, published_at=now,
        )  # fmt: skip
        append(
            [
                Entry(
                    "faq.selected",
                    f"officer:{officer.pk}",
                    officer.agency_id,
                    f"faq:{entry.pk}",
                    {"rests_on": len(rests_on)},
                )
            ]
        )
    _write([entry], officer)
    return entry


def drop(gap: Gap, officer: Officer) -> None:
    """Say that a gap needs no entry.

    Raises:
        NotAllowed, NotFound, AlreadySelected: as for `publish`.
    """
    if officer.agency_id not in reach(officer, "faq.select"):
        raise NotFound(what="gap")
    if not Gap.objects.filter(pk=gap.pk, state=GapState.OPEN).update(state=GapState.DROPPED):
        raise AlreadySelected()


def withdraw(entry: SelectedEntry, officer: Officer) -> None:
    """Take a published entry back: it answers no more.

    Raises:
        NotAllowed, NotFound: it is not this officer's to say.
    """
    if entry.agency_id not in reach(officer, "faq.select"):
        raise NotFound(what="entry")
    with transaction.atomic():
        if SelectedEntry.objects.filter(pk=entry.pk, withdrawn_at=None).update(withdrawn_at=timezone.now()):
            append([Entry("faq.withdrawn", f"officer:{officer.pk}", entry.agency_id, f"faq:{entry.pk}", {})])
    _write([entry], officer, ends=True)


def _write(entries: Sequence[SelectedEntry], officer: Officer, *, ends: bool = False) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    drafts = [
        Draft(
            uid=one.uid, kind="faq", text=one.answer, title=one.agency.name_zh, question=one.question,
            in_force_to=yesterday if ends else None,
        )
        for one in entries
    ]  # fmt: skip
    digest = hashlib.sha256(repr(drafts).encode()).hexdigest()
    given = Given(SOURCE_NAME, "常见问题", "faq", f"sha256:{digest}", iter(drafts), whole=False)
    adding.add(given, officer.agency, "", by=f"officer:{officer.pk}", shared=True)


def stale() -> list[SelectedEntry]:
    """Published entries that rest on a passage which is no longer in force as it was."""
    today = timezone.localdate()
    found = []
    for entry in SelectedEntry.objects.filter(withdrawn_at=None).exclude(rests_on=[]):
        for digest in entry.rests_on:
            rows = Passage.objects.filter(digest=digest, retired=None)
            if not any((row.in_force_to is None or row.in_force_to >= today) for row in rows):
                found.append(entry)
                break
    return found
