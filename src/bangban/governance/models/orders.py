"""What did a guardian allow beforehand, and what was stopped?"""

from __future__ import annotations

import json
import uuid
from functools import cached_property
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bangban.agencies.models import Agency, Officer
from bangban.governance.models.employees import DigitalEmployee


class OrderState(models.TextChoices):
    ACTIVE = "active", _("In force")
    SUSPENDED = "suspended", _("Suspended")
    REVOKED = "revoked", _("Withdrawn")


class StandingOrder(models.Model):
    """A guardian's bounded pre-authorisation (常设授权). `body` holds the bounds and is what was signed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    employee = models.ForeignKey(DigitalEmployee, on_delete=models.PROTECT, related_name="standing_orders")
    scenario = models.CharField(max_length=60)
    guardian = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="standing_orders")
    body = models.TextField()
    signature = models.CharField(max_length=400)
    min_confidence = models.FloatField()
    daily_cap = models.PositiveIntegerField()
    signed_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=OrderState.choices, default=OrderState.ACTIVE)
    state_reason = models.CharField(max_length=200, blank=True)
    state_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-signed_at"]

    def __str__(self) -> str:
        return f"{self.scenario} ≥ {self.min_confidence}"

    @cached_property
    def signed(self) -> dict[str, Any]:
        return dict(json.loads(self.body))


class StopScope(models.TextChoices):
    EMPLOYEE = "employee", _("One employee")
    SCENARIO = "scenario", _("One scenario")
    AGENCY = "agency", _("One agency and what lies below it")
    EVERYTHING = "everything", _("Everything")


class Stop(models.Model):
    """The brake: while a row has no `lifted_at`, nothing in its scope works or takes effect."""

    scope = models.CharField(max_length=12, choices=StopScope.choices)
    employee = models.ForeignKey(DigitalEmployee, null=True, on_delete=models.PROTECT, related_name="stops")
    scenario = models.CharField(max_length=60, blank=True)
    agency = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)
    set_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)
    lifted_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lift_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["scope"], condition=models.Q(lifted_at=None), name="stop_active")]

    def __str__(self) -> str:
        return f"{self.scope} {self.set_at:%F %T}"
