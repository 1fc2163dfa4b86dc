"""What does the hotline remember: work orders, and what recent messages looked like?"""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bangban.agencies.models import Agency, Officer
from bangban.governance.models import Case


class OrderStatus(models.TextChoices):
    NEW = "new", _("Not yet accepted")
    ACCEPTED = "accepted", _("Being handled")
    RETURNED = "returned", _("Returned")
    ANSWERED = "answered", _("Answered")
    WITHDRAWN = "withdrawn", _("Withdrawn")


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

    class Meta:
        indexes = [
            models.Index(fields=["agency", "status", "due_at"], name="workorder_inbox"),
            models.Index(fields=["agency", "-id"], name="workorder_list"),
            models.Index(
                fields=["due_at"], condition=models.Q(status__in=["new", "accepted"]), name="workorder_due"
            ),
        ]

    def __str__(self) -> str:
        return self.title


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
