"""What was decided, by whom, about which bytes, and what took effect?"""

from __future__ import annotations

import json
import uuid
from functools import cached_property
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bangban.agencies.models import Officer
from bangban.governance.models.cases import Case, Proposal
from bangban.governance.models.orders import StandingOrder


class DecisionKind(models.TextChoices):
    ACCEPT = "accept", _("Accepted")
    AMEND = "amend", _("Accepted with changes")
    REJECT = "reject", _("Rejected")
    ASK = "ask", _("Asked for more")
    REVERSE = "reverse", _("Reversed")


class Step(models.TextChoices):
    FIRST = "first", _("First person")
    SECOND = "second", _("Second person")
    REVERSE = "reverse", _("Reversal")
    REVERSE_SECOND = "reverse2", _("Second person, for a reversal")


class DecisionState(models.TextChoices):
    PENDING = "pending", _("About to take effect")
    AWAITS_SECOND = "awaits_second", _("Waits for a second person")
    NOTED = "noted", _("Recorded")
    DONE = "done", _("Took effect")
    REFUSED = "refused", _("Refused by the executor")
    FAILED = "failed", _("Could not take effect")


class Decision(models.Model):
    """A decision (决定). `body` is what was signed: immutable; only the executor moves `state` on."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="decisions")
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="decisions")
    step = models.CharField(max_length=8, choices=Step.choices, default=Step.FIRST)
    kind = models.CharField(max_length=8, choices=DecisionKind.choices)
    officer = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="decisions")
    standing_order = models.ForeignKey(
        StandingOrder, null=True, on_delete=models.PROTECT, related_name="decisions"
    )
    body = models.TextField()
    signature = models.CharField(max_length=400)
    # What shall take effect: the proposal's content, or the officer's amended one. Emptied on erasure.
    final = models.TextField(blank=True)
    # [{"field", "before", "after"}]: what the officer changed.
    difference = models.TextField(default="[]")
    reason = models.TextField(blank=True)
    seconds = models.PositiveIntegerField(null=True)
    decided_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=14, choices=DecisionState.choices)
    state_code = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["decided_at"]
        constraints = [
            # A reversal that was refused, failed or got no second consent may be decided again; nothing else may.
            models.UniqueConstraint(
                fields=["proposal", "step"],
                name="decided_once",
                condition=~models.Q(step__in=["reverse", "reverse2"])
                | models.Q(state__in=["pending", "done"]),
            )
        ]
        indexes = [
            models.Index(fields=["decided_at"], condition=models.Q(state="pending"), name="decision_pending"),
            models.Index(fields=["standing_order", "decided_at"], name="decision_order_day"),
            models.Index(fields=["-decided_at"], name="decision_recent"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.proposal_id}"

    @cached_property
    def signed(self) -> dict[str, Any]:
        return dict(json.loads(self.body))

    @cached_property
    def final_content(self) -> dict[str, Any]:
        return dict(json.loads(self.final)) if self.final else {}

    @cached_property
    def changes(self) -> list[dict[str, Any]]:
        return list(json.loads(self.difference or "[]"))


class EffectState(models.TextChoices):
    DONE = "done", _("Took effect")
    REVERSED = "reversed", _("Reversed")


class Effect(models.Model):
    """What took effect (执行), once per decision. Only the executor's role may write this table."""

    decision = models.OneToOneField(
        Decision, primary_key=True, on_delete=models.PROTECT, related_name="effect"
    )
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="effects")
    kind = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=EffectState.choices)
    result = models.JSONField(default=dict)
    ran_at = models.DateTimeField(default=timezone.now)
    reversible = models.BooleanField(default=False)
    reversed_by = models.ForeignKey(Decision, null=True, on_delete=models.PROTECT, related_name="reverses")
    reversed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["-ran_at"], name="effect_recent")]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
