"""Which days are not what the week says, and who must be told what?"""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bangban.agencies.models import Agency, Officer


class CalendarDay(models.Model):
    """A holiday, or a weekend day worked to make up for one (调休); edited by the administrator."""

    class Kind(models.TextChoices):
        HOLIDAY = "holiday", _("Holiday")
        WORKDAY = "workday", _("Make-up workday")

    day = models.DateField(primary_key=True)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    name = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.kind}"


class Notice(models.Model):
    """One thing to tell one person or agency, kept until it was delivered (the outbox)."""

    class Channel(models.TextChoices):
        PAGE = "page", _("On the page")
        EMAIL = "email", _("E-mail")
        WEBHOOK = "webhook", _("Message gateway")

    kind = models.CharField(max_length=40)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    officer = models.ForeignKey(Officer, null=True, on_delete=models.CASCADE, related_name="notices")
    agency = models.ForeignKey(Agency, null=True, on_delete=models.CASCADE, related_name="notices")
    subject = models.CharField(max_length=80, blank=True)
    details = models.JSONField(default=dict)
    # One event is told once, however often it is noticed.
    key = models.CharField(max_length=160, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    not_before = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    delivered_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=80, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["not_before"], condition=models.Q(delivered_at=None), name="notice_due"),
            models.Index(fields=["officer", "-id"], name="notice_officer"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.officer_id or self.agency_id}"
