"""What may be done with files that were made: handed out by a decision, made anew, withdrawn?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils import timezone

from bangban.agencies.models import Officer
from bangban.errors import BadInput
from bangban.governance.decide import Verdict, decide, latest_proposal
from bangban.governance.models import Case, CaseStatus, Decision, DecisionKind, Effect, EffectState, Proposal
from bangban.governance.presentation import details_of
from bangban.governance.refusals import NothingToDecide, ReasonNeeded
from bangban.governance.reopen import take_over
from bangban.governance.reversal import reverse
from bangban.services.documents.models import Release

PLAIN = "plain"
"""The form without the visible label: see 《人工智能生成合成内容标识办法》 on what leaves without one."""


@dataclass
class Product:
    """A case whose proposal is files, with what became of it."""

    case: Case

    @cached_property
    def proposal(self) -> Proposal | None:
        return latest_proposal(self.case)

    @property
    def content(self) -> dict[str, Any]:
        return self.proposal.content if self.proposal else {}

    @cached_property
    def details(self) -> Mapping[str, Any]:
        return details_of(self.proposal) if self.proposal and self.proposal.body else {}

    @property
    def files(self) -> Sequence[Mapping[str, Any]]:
        return list(self.content.get("files") or ())

    @property
    def unlabelled(self) -> Sequence[Mapping[str, Any]]:
        """The same files without the visible label, where the skill made them too."""
        return list(self.details.get("unlabelled") or ())

    @cached_property
    def decision(self) -> Decision | None:
        if self.case.status == CaseStatus.WAITING:
            return None
        return self.case.decisions.select_related("officer", "effect").order_by("-decided_at").first()

    @cached_property
    def releases(self) -> list[Release]:
        if self.case.status not in (CaseStatus.DONE, CaseStatus.REVERSED):
            return []
        rows = Release.objects.filter(case=self.case, withdrawn_at=None).select_related("file")
        return list(rows.defer("file__data").order_by("position"))

    @property
    def expired(self) -> bool:
        proposal = self.proposal
        waits = self.case.status == CaseStatus.WAITING
        return waits and proposal is not None and proposal.expires_at <= timezone.now()

    @cached_property
    def effect(self) -> Effect | None:
        """What can be withdrawn: nobody has taken it yet."""
        if self.case.status != CaseStatus.DONE or any(one.taken_at for one in self.releases):
            return None
        return Effect.objects.filter(case=self.case, state=EffectState.DONE, reversible=True).first()


def hand_out(
    product: Product, officer: Officer, digest: str, *, form: str = "", reason: str = ""
) -> Decision:
    """Decide that the files may leave as proposed, or without the visible label (which takes a reason).

    Raises:
        ReasonNeeded: the label shall go, and nobody says why.
        as `governance.decide.decide`.
    """
    if form != PLAIN:
        return decide(product.case, officer, Verdict(DecisionKind.ACCEPT, digest, reason=reason))
    if not product.unlabelled:
        raise BadInput(what="form")
    if not reason.strip():
        raise ReasonNeeded()
    final = {**product.content, "files": [dict(one) for one in product.unlabelled]}
    return decide(product.case, officer, Verdict(DecisionKind.AMEND, digest, final, reason))


def turn_down(product: Product, officer: Officer, digest: str, reason: str) -> Decision:
    """Decide that they shall not leave."""
    return decide(product.case, officer, Verdict(DecisionKind.REJECT, digest, reason=reason))


def withdraw(product: Product, officer: Officer, reason: str) -> Decision:
    """Decide that files nobody has taken yet may leave no more.

    Raises:
        NothingToDecide: somebody took one, or there is nothing to withdraw.
        as `governance.reversal.reverse`.
    """
    if product.effect is None:
        raise NothingToDecide()
    return reverse(product.effect, officer, reason)


def ready_for_again(product: Product, officer: Officer) -> None:
    """Free a case whose proposal expired, so that the employee may propose anew."""
    if product.expired:
        take_over(product.case, officer)
        product.case.refresh_from_db()
