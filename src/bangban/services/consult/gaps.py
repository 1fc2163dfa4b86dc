"""What do many ask that nothing answers? Gathered by matter, drafted by the machine, selected and worded by a person."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from bangban.agencies.models import Officer
from bangban.agencies.tenancy import reach
from bangban.errors import NotFound, Problem
from bangban.governance.notices import settle
from bangban.knowledge.intake.draft import Draft, Given
from bangban.knowledge.models import Passage
from bangban.ledger.record import Entry, append
from bangban.services.consult.lasting import SOURCE_NAME, last_days, of_sources
from bangban.services.consult.models import Gap, GapState, Release, Role, SelectedEntry, Turn

UNANSWERED = ("not_found", "choose_one", "clarify")
STALE = "faq.stale"
"""The notice that an entry rests on text that changed."""
ANSWERED = ("answered",)
"""From the sources, but not from an entry that was worded for it."""
WINDOW = timedelta(weeks=4)
LEAST, FREQUENT = 2, 10
"""Questions of one matter from which on it is worth a person's look: without an answer, and with one."""
MOST_READ = 20_000
MOST, SHOWN = 50, 200
NEAREST, MOST_OF_IT = 5, 0.6
"""Passages looked at for a draft, and the share of a question's words that must stand in one."""
OFFICER, PASSAGE = "officer", "passage:"
"""Where a draft is from: an officer's own words, or a passage, whose id follows."""
GATHERED = (
    "name", "agency", "questions", "people", "last_week", "samples", "places", "drafted_question", "drafted_answer",
    "drafted_from", "first_at", "last_at",
)  # fmt: skip


class AlreadySelected(Problem):
    """这一条已经处理过了。请刷新页面查看。 | This one was dealt with already; reload the page."""

    code = "already_selected"
    status = 409


@dataclass(frozen=True)
class Question:
    """A question, whether it was answered, and what an officer said to it, if one did.

    `text`: as one who hears it alone would understand it, where that is more than what was said.
    """

    turn: Turn
    answered: bool = False
    officer_said: str = ""
    in_full: str = ""

    @property
    def text(self) -> str:
        return self.in_full or self.turn.text


def asked(now: datetime | None = None) -> Iterator[Question]:
    """The questions of the last weeks, oldest first; at most the newest 20,000."""
    from bangban.skills.answers.answer import understood
    from bangban.skills.answers.followups import in_full
    from bangban.skills.answers.screen import courtesy
    from bangban.skills.answers.text import visible

    since = (now or timezone.now()) - WINDOW
    rows = Release.objects.filter(outcome__in=(*UNANSWERED, *ANSWERED), released_at__gte=since)
    outcomes = dict(rows.order_by("-released_at").values_list("case_id", "outcome")[:MOST_READ])
    for some in _some(sorted(outcomes)):
        answers = list(Turn.objects.filter(case_id__in=some).order_by("at", "pk"))
        spoken: dict[int, list[Turn]] = {}
        beside = Turn.objects.filter(conversation__in={one.conversation_id for one in answers})
        for turn in beside.select_related("conversation").order_by("number"):
            spoken.setdefault(turn.conversation_id, []).append(turn)
        for answer in answers:
            said = spoken[answer.conversation_id]
            before = [one for one in said if one.number < answer.number and one.role == Role.RESIDENT]
            # Who greets or thanks asks nothing.
            if not before or not before[-1].text.strip() or courtesy(before[-1].text):
                continue
            # What only goes on with what was said before is asked of that; alone it would be a question about nothing.
            alone = understood(before[-1].text)
            said_so = before[-1].text if alone == visible(before[-1].text).strip() else alone
            text = in_full(said_so, [one.text for one in before[:-1]])
            if not text:
                continue
            later = next(
                (one for one in said if one.number > answer.number and one.role == Role.OFFICER), None
            )
            found = outcomes[answer.case_id or 0] in ANSWERED
            yield Question(before[-1], found, later.text if later else "", text)


def _some(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(keys), 500):
        yield keys[start : start + 500]


def gather(now: datetime | None = None, *, drafts: bool = True) -> list[Gap]:
    """Gather anew what was not answered, or is asked again and again; what a person dealt with stays dealt with.

    Returns the open gaps, largest first. Without `drafts`, those are worded when somebody opens the gap: a query
    each would make the page of many slow.
    """
    from bangban.skills.clusters import Clusters, Message

    now = now or timezone.now()
    known = {str(one.turn.pk): one for one in asked(now)}
    # Each agency's by themselves: what one is asked is not shown to another's guardian as a sample of his own gap.
    clusters: dict[int | None, Clusters] = {}
    for name, one in known.items():
        turn = one.turn
        asker = str(turn.conversation_id)
        own = clusters.setdefault(turn.conversation.agency_id, Clusters())
        own.add(Message(id=name, text=one.text[:500], at=turn.at, person=asker))
    week = now - timedelta(days=7)
    found: dict[str, Gap] = {}
    for issue in (issue for own in clusters.values() for issue in own.issues(MOST)):
        questions = [known[one] for one in issue.ids]
        if sum(not one.answered for one in questions) < LEAST and len(questions) < FREQUENT:
            continue
        first = min(one.turn.at for one in questions)
        # The oldest question names the matter: as others join, it stays the same gap.
        first_one = min(questions, key=lambda one: (one.turn.at, one.turn.pk))
        oldest = first_one.turn
        spoken = max((one.officer_said for one in questions if one.officer_said.strip()), key=len, default="")
        stamp = hashlib.sha256(f"turn:{oldest.pk}".encode()).hexdigest()
        found[stamp] = Gap(
            stamp=stamp,
            name=issue.name[:200] or first_one.text[:200],
            agency_id=oldest.conversation.agency_id,
            questions=len(questions),
            people=issue.people,
            last_week=sum(one.turn.at >= week for one in questions),
            samples=[sample[:200] for sample in issue.samples],
            places=list(issue.places),
            drafted_question=first_one.text[:500],
            drafted_answer=spoken[:2000],
            drafted_from=OFFICER if spoken else "",
            first_at=first,
            last_at=max(one.turn.at for one in questions),
        )
    _keep(found)
    # What nobody asks any more is a gap no longer.
    gaps = [gap for gap in open_gaps() if gap.stamp in found]
    for gap in gaps if drafts else ():
        word(gap)
    return gaps


def _keep(found: Mapping[str, Gap]) -> None:
    """Write what was gathered, in two statements; a draft made from a passage stays until an officer said it better."""
    worded = Gap.objects.filter(stamp__in=found, drafted_from__startswith=PASSAGE)
    for stamp, answer, basis in worded.values_list("stamp", "drafted_answer", "drafted_from"):
        gap = found[stamp]
        if not gap.drafted_from:
            gap.drafted_answer, gap.drafted_from = answer, basis
    Gap.objects.bulk_create(
        found.values(), update_conflicts=True, unique_fields=["stamp"], update_fields=GATHERED
    )


def word(gap: Gap) -> None:
    """Draft an answer for a gap that has none, or one whose passage is gone: the nearest one its keeper may read."""
    from bangban.knowledge import retrieve
    from bangban.services.consult.handover.keepers import would_answer
    from bangban.skills.answers.followups import is_of

    if gap.drafted_from == OFFICER or _stands(gap.drafted_from):
        return
    keeper = gap.agency or would_answer()
    hits = retrieve.search(gap.drafted_question, k=NEAREST, agency=keeper.code if keeper else "")
    near = next(
        (
            hit
            for hit in hits
            if is_of(f"{hit.question} {hit.source} {hit.text}", gap.drafted_question, MOST_OF_IT)
        ),
        None,
    )
    # What is about something else is no draft: a person would have to notice that before it went out.
    answer, basis = (near.text[:2000], f"{PASSAGE}{near.id}") if near is not None else ("", "")
    if (answer, basis) != (gap.drafted_answer, gap.drafted_from):
        gap.drafted_answer, gap.drafted_from = answer, basis
        gap.save(update_fields=["drafted_answer", "drafted_from"])


def open_gaps() -> list[Gap]:
    return list(Gap.objects.filter(state=GapState.OPEN).order_by("-questions", "-last_at")[:MOST])


def _stands(basis: str) -> bool:
    """Whether a draft's passage is there as it was."""
    if not basis.startswith(PASSAGE):
        return False
    return Passage.objects.filter(uid=basis.removeprefix(PASSAGE), retired=None).exists()


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
        if gap is not None and gap.drafted_from.startswith(PASSAGE):
            uid = gap.drafted_from.removeprefix(PASSAGE)
            other = SelectedEntry.objects.filter(uid=uid).first()
            # What was worded after another entry rests on what that one does.
            rests_on = (
                list(other.rests_on)
                if other is not None
                else list(Passage.objects.filter(uid=uid, retired=None).values_list("digest", flat=True)[:3])
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
                    subject_of(entry),
                    {"rests_on": len(rests_on)},
                )
            ]
        )
    write(entry, f"officer:{officer.pk}")
    return entry


def subject_of(entry: SelectedEntry) -> str:
    """An entry as the ledger and notices name it."""
    return f"faq:{entry.pk}"


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
            append([Entry("faq.withdrawn", f"officer:{officer.pk}", entry.agency_id, subject_of(entry), {})])
            settle(STALE, [subject_of(entry)])
    _end(entry, f"officer:{officer.pk}")


def write(entry: SelectedEntry, by: str, last: date | None = None) -> None:
    """Put an entry into the knowledge base, to answer until the end of its `last` day."""
    # The index is loaded when something is written into it, not with the pages.
    from bangban.knowledge import add as adding

    draft = Draft(
        uid=entry.uid, kind="faq", text=entry.answer, title=entry.agency.name_zh, question=entry.question,
        in_force_to=last,
    )  # fmt: skip
    digest = hashlib.sha256(repr([draft]).encode()).hexdigest()
    given = Given(SOURCE_NAME, "常见问题", "faq", f"sha256:{digest}", iter([draft]), whole=False)
    # The entries of an agency stand in its own source, whoever takes one back.
    adding.add(given, entry.agency, "", by=by, shared=True)


def _end(entry: SelectedEntry, by: str) -> None:
    write(entry, by, timezone.localdate() - timedelta(days=1))


def published(agencies: Collection[int] | None = None) -> list[SelectedEntry]:
    """What persons selected and worded and was not withdrawn, newest first; of these agencies (None: of all)."""
    rows = SelectedEntry.objects.filter(withdrawn_at=None).select_related("agency", "selected_by", "gap")
    if agencies is not None:
        rows = rows.filter(agency_id__in=agencies)
    return list(rows.order_by("-selected_at", "-pk")[:SHOWN])


def stale(agencies: Collection[int] | None = None) -> list[SelectedEntry]:
    """Published entries that rest on a passage which is no longer in force as it was; of these agencies (None: of all)."""
    rows = SelectedEntry.objects.filter(withdrawn_at=None).exclude(rests_on=[])
    if agencies is not None:
        rows = rows.filter(agency_id__in=agencies)
    entries, today = list(rows.order_by("pk")), timezone.localdate()
    ends = last_days(entries, today)
    return [entry for entry in entries if (last := ends[entry.pk]) is not None and last < today]


def _in_force() -> QuerySet[Passage]:
    today = timezone.localdate()
    alive = Passage.objects.filter(retired=None, version__generation__isnull=False)
    alive = alive.filter(Q(in_force_to=None) | Q(in_force_to__gte=today))
    return alive.filter(Q(source__repealed_on=None) | Q(source__repealed_on__gt=today))


def rested_on(entry: SelectedEntry) -> list[tuple[Passage, Passage | None]]:
    """The passages an entry was worded after, each with what stands in its place now; None where that is nothing."""
    found = []
    for digest in entry.rests_on:
        then = (
            of_sources(Passage.objects.filter(digest=digest)).select_related("source").order_by("-pk").first()
        )
        if then is not None:
            now = _in_force().filter(source=then.source, uid=then.uid).order_by("-pk").first()
            found.append((then, now))
    return found


def renew(entry: SelectedEntry, officer: Officer, question: str, answer: str) -> SelectedEntry:
    """Word a published entry anew, or say that it still holds: it rests on what stands there now, and the one before ends.

    Raises:
        NotAllowed, NotFound: it is not this officer's to say. AlreadySelected: somebody was quicker.
    """
    if entry.agency_id not in reach(officer, "faq.select"):
        raise NotFound(what="entry")
    now = timezone.now()
    rests_on = [passage.digest for _, passage in rested_on(entry) if passage is not None]
    with transaction.atomic():
        if not SelectedEntry.objects.filter(pk=entry.pk, withdrawn_at=None).update(withdrawn_at=now):
            raise AlreadySelected()
        made = SelectedEntry.objects.create(
            gap=entry.gap, agency=entry.agency, question=question.strip()[:500], answer=answer.strip()[:5000],
            rests_on=rests_on, uid=f"faq-{uuid.uuid4().hex[:12]}", selected_by=officer, selected_at=now, published_at=now,
        )  # fmt: skip
        actor = f"officer:{officer.pk}"
        append(
            [
                Entry("faq.withdrawn", actor, entry.agency_id, subject_of(entry), {}),
                Entry("faq.selected", actor, entry.agency_id, subject_of(made), {"rests_on": len(rests_on)}),
            ]
        )
        settle(STALE, [subject_of(entry)])
    _end(entry, actor)
    write(made, actor)
    return made
