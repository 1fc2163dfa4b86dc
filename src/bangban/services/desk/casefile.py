"""What lies on the desk when a case is open? Everything its page shows, read in as few queries as it takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from bangban.agencies.models import Agency, Officer
from bangban.agencies.prepared import Prepared
from bangban.agencies.tenancy import MAX_ID, reach, within
from bangban.errors import NotFound
from bangban.governance.decide import to_decide
from bangban.governance.models import (
    Case,
    CaseStatus,
    Decision,
    DecisionKind,
    Effect,
    EffectState,
    Proposal,
    RefusalRecord,
    Step,
)
from bangban.governance.openings import was_opened
from bangban.governance.presentation import FollowUp, Presentation, presentation_of
from bangban.governance.reversal import needs_two, waits_for_second
from bangban.governance.scenarios.load import scenarios
from bangban.governance.scenarios.model import Scenario


def _sent(case: Any) -> QuerySet[Any]:
    """What the resident sent along. The portal keeps it and stands above the desk, so the desk asks the case where."""
    return Case._meta.get_field("attachments").related_model._default_manager.filter(case=case)


def _case(pk: Any, agencies: Any, officer: Any) -> QuerySet[Case]:
    """The case, with what spares its page a query: whether it was opened before, and whether something came along."""
    rows = Case.objects.select_related("agency", "resident", "employee__guardian", "employee__deputy")
    rows = rows.annotate(opened_before=was_opened(officer), has_attachments=Exists(_sent(OuterRef("pk"))))
    return rows.filter(pk=pk, agency__id__in=agencies)


_CASE: Prepared[Any] = Prepared(
    _case,
    pk=Case._meta.get_field("id"),
    agencies=Agency._meta.get_field("id"),
    officer=Officer._meta.get_field("id"),
)
_PROPOSALS = Prepared(
    lambda case: Proposal.objects.filter(case=case).order_by("serial"), case=Case._meta.get_field("id")
)

_ATTACHMENTS: Prepared[Any] = Prepared(_sent, case=Case._meta.get_field("id"))


@dataclass(frozen=True)
class Repeat:
    """A case that says nearly the same, within the reader's reach."""

    case: Case
    likeness: float
    outcomes: Sequence[FollowUp] = ()
    """What became of it, newest first; empty while nothing did."""
    same_person: bool | None = None
    """Whether who wrote it gave the same telephone; None where one of the two gave none."""


class CaseFile:
    """One case with what belongs to it; what a page does not ask for is not read."""

    def __init__(self, case: Any, officer: Officer, now: datetime) -> None:
        self.case: Case = case
        self.opened_before: bool = case.opened_before
        self._has_attachments: bool = case.has_attachments
        self.officer = officer
        self.now = now

    @cached_property
    def scenario(self) -> Scenario | None:
        """None when the scenario's file is no longer in force: the case stays readable."""
        return scenarios().get(self.case.scenario)

    @property
    def way(self) -> Presentation:
        return presentation_of(self.scenario)

    @cached_property
    def proposals(self) -> list[Proposal]:
        found = _PROPOSALS.all(case=self.case.pk)
        for proposal in found:
            proposal.case = self.case
        return found

    @property
    def proposal(self) -> Proposal | None:
        """The last proposal made."""
        return self.proposals[-1] if self.proposals else None

    @cached_property
    def decisions(self) -> list[Decision]:
        """In the order they were made. A case that waits with its first proposal has none yet."""
        if self.case.status == CaseStatus.WAITING and len(self.proposals) == 1:
            return []
        related = ("officer", "standing_order__guardian", "effect")
        return list(self.case.decisions.select_related(*related).order_by("decided_at"))

    @cached_property
    def refusals(self) -> list[RefusalRecord]:
        return list(self.case.refusals.order_by("pk")) if self.case.refusal else []

    @cached_property
    def attachments(self) -> list[Any]:
        return _ATTACHMENTS.all(case=self.case.pk) if self._has_attachments else []

    @cached_property
    def follow_ups(self) -> list[FollowUp]:
        return self.way.follow_ups(self.case) if self.decisions else []

    @cached_property
    def repeats(self) -> list[Repeat]:
        """Near-duplicates the reader may open, most alike first; others are not even counted."""
        alike = self.way.repeats(self.proposal) if self.proposal and self.proposal.body else {}
        alike.pop(self.case.pk, None)
        if not alike:
            return []
        rows = within(Case.objects.filter(pk__in=alike), self.officer, "case.read")
        rows = rows.select_related("resident")
        shown = list(rows.only("id", "title", "status", "opened_at", "resident__phone"))
        became = self.way.earlier([case.pk for case in shown])
        found = [
            Repeat(case, alike[case.pk], became.get(case.pk, ()), _same_person(case, self.case))
            for case in shown
        ]
        return sorted(found, key=lambda repeat: -repeat.likeness)

    @cached_property
    def people(self) -> Mapping[str, Officer]:
        """Who opened the case or proposed for it by hand: {"officer:5": officer}."""
        actors = {self.case.asked_by, *(proposal.made_by for proposal in self.proposals)}
        known = {f"officer:{person.pk}": person for person in self._people_at_hand()}
        unknown = [actor for actor in actors if actor.startswith("officer:") and actor not in known]
        ids = [int(actor.partition(":")[2]) for actor in unknown if actor.partition(":")[2].isdecimal()]
        if ids:
            rows = Officer.objects.filter(pk__in=ids).only("id", "name", "name_en")
            known |= {f"officer:{person.pk}": person for person in rows}
        return known

    def _people_at_hand(self) -> Sequence[Officer]:
        employee = self.case.employee
        guards = [employee.guardian, employee.deputy] if employee else []
        deciders = [decision.officer for decision in self.decisions]
        return [person for person in (self.officer, *guards, *deciders) if person is not None]

    @cached_property
    def first_consent(self) -> Decision | None:
        """The first of two consents to the present proposal."""
        if self.proposal is None:
            return None
        mine = (d for d in self.decisions if d.proposal_id == self.proposal.pk and d.step == Step.FIRST)
        return next((d for d in mine if d.kind in (DecisionKind.ACCEPT, DecisionKind.AMEND)), None)

    @property
    def to_decide(self) -> str:
        """The digest a decision has to name."""
        return to_decide(self.proposal, self.first_consent) if self.proposal else ""

    @cached_property
    def reversible(self) -> Effect | None:
        """The effect that stands and can be undone."""
        if self.case.status != CaseStatus.DONE:
            return None
        effects = [decision.effect for decision in self.decisions if hasattr(decision, "effect")]
        standing = [effect for effect in effects if effect.state == EffectState.DONE and effect.reversible]
        undone = {decision.signed.get("undoes") for decision in self.decisions if decision.state == "pending"}
        return next((effect for effect in reversed(standing) if str(effect.pk) not in undone), None)

    @cached_property
    def reversal(self) -> Decision | None:
        """The first of two consents to undo what stands; it waits for a second person."""
        return waits_for_second(self.decisions, self.reversible, self.now) if self.reversible else None

    @property
    def undone_by_two(self) -> bool:
        """Whether undoing it takes two people."""
        effect, scenario = self.reversible, self.scenario
        return effect is not None and scenario is not None and needs_two(scenario, effect.decision)

    @property
    def expired(self) -> bool:
        """Whether the proposal waits in vain: nobody may decide it any more."""
        waits = self.case.status in (CaseStatus.WAITING, CaseStatus.SECOND)
        return waits and self.proposal is not None and self.proposal.expires_at <= self.now


def open_file(officer: Officer, pk: int, now: datetime) -> CaseFile:
    """Fetch a case the officer may see.

    Raises:
        NotFound: there is none, or it is another agency's.
    """
    agencies = reach(officer, "case.read")
    case = _CASE.first(pk=pk, agencies=agencies, officer=officer.pk) if pk <= MAX_ID and agencies else None
    if case is None:
        raise NotFound(what="case")
    return CaseFile(case, officer, now)


def _same_person(one: Case, other: Case) -> bool | None:
    persons = [case.resident.person if case.resident else "" for case in (one, other)]
    return persons[0] == persons[1] if all(persons) else None
