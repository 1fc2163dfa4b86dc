"""Which work order stands where, who owes it what, and what did recent messages look like?"""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bangban.agencies.models import Agency, Officer
from bangban.governance.models import Case, Proposal


class OrderStatus(models.TextChoices):
    NEW = "new", _("Not yet accepted")
    ACCEPTED = "accepted", _("Being handled")
    RETURNED = "returned", _("Returned")
    ANSWERED = "answered", _("Answered")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    ARCHIVED = "archived", _("Archived")


class Satisfaction(models.TextChoices):
    """What the resident said when called back."""

    SATISFIED = "satisfied", _("Satisfied")
    FAIR = "fair", _("Fairly satisfied")
    DISSATISFIED = "dissatisfied", _("Not satisfied")
    UNREACHED = "unreached", _("Not reached")


class WorkOrder(models.Model):
    """A message in the inbox of the agency that answers for it (工单). Created by the executor only."""

    decision_id = models.UUIDField(unique=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="work_orders")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="work_orders")
    title = models.CharField(max_length=200)
    request = models.TextField(blank=True)
    place = models.CharField(max_length=200, blank=True)
    people_affected = models.PositiveIntegerField(null=True)
    urgency = models.CharField(max_length=10, default="normal")
    status = models.CharField(max_length=10, choices=OrderStatus.choices, default=OrderStatus.NEW)
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    warn_at = models.DateTimeField(null=True)
    warned = models.BooleanField(default=False)
    handler = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="work_orders")
    outcome = models.TextField(blank=True)
    return_reason = models.CharField(max_length=300, blank=True)
    closed_at = models.DateTimeField(null=True)
    # Code of the duty that met (民生类别): what figures are counted by; "" when a person chose the agency freely.
    category = models.CharField(max_length=60, blank=True)
    urged = models.PositiveSmallIntegerField(default=0)
    supervised_at = models.DateTimeField(null=True)
    reopened = models.PositiveSmallIntegerField(default=0)
    satisfaction = models.CharField(max_length=12, choices=Satisfaction.choices, blank=True)
    called_at = models.DateTimeField(null=True)
    # Set when the answer was drafted by a digital employee: the resident is told so.
    drafted_from = models.ForeignKey(Proposal, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["agency", "status", "due_at"], name="workorder_inbox"),
            models.Index(fields=["-created_at"], name="workorder_recent"),
            models.Index(fields=["agency", "-id"], name="workorder_list"),
            models.Index(
                fields=["due_at"], condition=models.Q(status__in=["new", "accepted"]), name="workorder_due"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class OrderStep(models.Model):
    """One thing somebody did with a work order, and why: what its page tells and figures count. See `life`."""

    order = models.ForeignKey(WorkOrder, on_delete=models.CASCADE, related_name="steps")
    step = models.CharField(max_length=20)
    at = models.DateTimeField(default=timezone.now)
    officer = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["step", "-at"], name="orderstep_recent")]

    def __str__(self) -> str:
        return f"{self.order_id} {self.step}"


class CoHandling(models.Model):
    """What another agency owes the one that leads (协办): asked, and answered once."""

    order = models.ForeignKey(WorkOrder, on_delete=models.CASCADE, related_name="co_handlings")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="co_handlings")
    asked_at = models.DateTimeField(default=timezone.now)
    asked = models.CharField(max_length=300)
    due_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    handler = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "agency"], name="co_handling_once")]
        indexes = [
            models.Index(
                fields=["agency", "due_at"],
                condition=models.Q(answered_at=None),
                name="co_handling_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.order_id} + {self.agency_id}"


class ExtensionState(models.TextChoices):
    ASKED = "asked", _("More time asked for")
    GRANTED = "granted", _("More time granted")
    REFUSED = "refused", _("More time refused")


class Extension(models.Model):
    """More time, asked for by the agency and approved by a reviewer of the hotline (延期)."""

    order = models.ForeignKey(WorkOrder, on_delete=models.CASCADE, related_name="extensions")
    reason = models.CharField(max_length=300)
    # In the unit of the limit: working days, hours.
    amount = models.PositiveSmallIntegerField()
    asked_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=8, choices=ExtensionState.choices, default=ExtensionState.ASKED)
    decided_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["order"], condition=models.Q(state="asked"), name="extension_asked_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.order_id} +{self.amount} {self.state}"


class Fingerprint(models.Model):
    """What a message looks like, for finding near-duplicates: a sketch and its bands."""

    case = models.OneToOneField(Case, primary_key=True, on_delete=models.CASCADE, related_name="fingerprint")
    sketch = models.BinaryField()

    def __str__(self) -> str:
        return f"fingerprint of {self.case_id}"


class Band(models.Model):
    """One band of a fingerprint; two messages that share a band are compared in full."""

    value = models.BigIntegerField(db_index=True)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"{self.value}:{self.case_id}"
