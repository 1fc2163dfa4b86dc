"""What stands out: issues many people raise, topics that rise beyond expectation, danger to life?"""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bangban.agencies.models import Agency, Officer
from bangban.governance.models import Case


class HotIssue(models.Model):
    """One matter at one place that several messages are about. Written by the round of `hot`."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="hot_issues")
    # The cluster's own number: it keeps it while it grows, so that a page can be linked to.
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    heat = models.FloatField()
    messages = models.PositiveIntegerField()
    people = models.PositiveIntegerField(default=0)
    place = models.CharField(max_length=200, blank=True)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    named_at = models.DateTimeField(default=timezone.now)
    # Names it had before, newest last: [[ISO time, name]].
    names = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "number"], name="hot_issue_once")]
        indexes = [models.Index(fields=["agency", "-heat"], name="hot_issue_heat")]

    def __str__(self) -> str:
        return self.name


class HotMember(models.Model):
    """A message that is about an issue."""

    issue = models.ForeignKey(HotIssue, on_delete=models.CASCADE, related_name="members")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="hot_members")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issue", "case"], name="hot_member_once")]

    def __str__(self) -> str:
        return f"{self.issue_id}:{self.case_id}"


class AlertState(models.TextChoices):
    PROPOSED = "proposed", _("Waits for a decision")
    RAISED = "raised", _("Raised")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Alert(models.Model):
    """A topic in an area that rose beyond expectation (预警): proposed to the guardian, raised by the executor."""

    case = models.OneToOneField(Case, primary_key=True, on_delete=models.PROTECT, related_name="alert")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="alerts")
    # The agency whose duty the topic is; it is told when the alert is raised.
    about = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    topic = models.CharField(max_length=80)
    area = models.CharField(max_length=60, blank=True)
    week = models.DateField()
    count = models.PositiveIntegerField()
    threshold = models.FloatField()
    # [[week, count, threshold or null]], oldest first.
    series = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=AlertState.choices, default=AlertState.PROPOSED)
    at = models.DateTimeField(default=timezone.now)
    told = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "topic", "area", "week"], name="alert_once_a_week")
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.area} {self.week}"


class Incident(models.Model):
    """A message of danger to life (突发事件): on top of every list until somebody closes it."""

    case = models.OneToOneField(Case, primary_key=True, on_delete=models.PROTECT, related_name="incident")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="incidents")
    title = models.CharField(max_length=200)
    opened_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    # Set by the executor when those on duty have been told.
    told = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["agency", "closed_at"], name="incident_open")]

    def __str__(self) -> str:
        return self.title


class IncidentLine(models.Model):
    """What an officer entered in the timeline of an incident."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="lines")
    at = models.DateTimeField(default=timezone.now)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=500)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.at:%F %T}"
