"""Who is on duty when, which table of messages came in, and where exactly does a message point?"""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bangban.agencies.models import Agency, Officer
from bangban.governance.models import Case


class DutyPart(models.TextChoices):
    LEAD = "lead", _("Leads the duty")
    DUTY = "duty", _("Is on the roster")


class DutyShift(models.Model):
    """One officer's turn on the duty roster (值班表); from `begins_at` on, until just before `ends_at`."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="duty_shifts")
    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="duty_shifts")
    part = models.CharField(max_length=4, choices=DutyPart.choices, default=DutyPart.DUTY)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    phone = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["begins_at", "pk"]
        indexes = [models.Index(fields=["agency", "ends_at"], name="duty_shift_now")]
        constraints = [
            models.UniqueConstraint(fields=["officer", "begins_at"], name="duty_shift_once"),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("begins_at")), name="duty_shift_ends_after"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer_id} {self.begins_at:%F %H:%M}"


class ImportState(models.TextChoices):
    WAITING = "waiting", _("Waits to be read")
    RUNNING = "running", _("Is being read")
    DONE = "done", _("Done")
    FAILED = "failed", _("Could not be read")


class MessageImport(models.Model):
    """A table of messages an officer brought (导入). Its bytes are removed once every row was handled."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="message_imports")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    content = models.BinaryField(null=True)
    # Field → column, where the officer said so.
    columns = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=ImportState.choices, default=ImportState.WAITING)
    asked_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    # Counts as `imports.Tally` names them.
    tally = models.JSONField(default=dict)
    # Rows that could not be read, as the CSV file to correct.
    bad_rows = models.TextField(blank=True)
    # {zh, en} when the table as a whole could not be read.
    problem = models.JSONField(default=dict)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["agency", "-id"], name="message_import_recent")]

    def __str__(self) -> str:
        return f"{self.pk} {self.name} {self.state}"


class Position(models.Model):
    """Where a message points, as another system said it: degrees (WGS 84) and an address."""

    case = models.OneToOneField(Case, primary_key=True, on_delete=models.CASCADE, related_name="position")
    lat = models.FloatField(null=True)
    long = models.FloatField(null=True)
    address = models.CharField(max_length=200, blank=True)
    address_id = models.CharField(max_length=60, blank=True)
    media_url = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(lat=None)
                | models.Q(lat__gte=-90, lat__lte=90, long__gte=-180, long__lte=180),
                name="position_on_earth",
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.lat} {self.long}"
