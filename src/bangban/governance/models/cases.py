"""What work is there, and what was proposed for it?"""

from __future__ import annotations

import json
import secrets
import uuid
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bangban.agencies.models import Agency, Officer, Resident
from bangban.governance.models.employees import DigitalEmployee

# Crockford's base 32: no I, L, O, U, so that a number can be read out over the telephone.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


_CONTENT = '"content":'
_decode = json.JSONDecoder().raw_decode


def follow_code() -> str:
    """An unguessable number (80 bits) by which a resident follows a case."""
    number = secrets.randbits(80)
    letters = "".join(_ALPHABET[number >> shift & 31] for shift in range(0, 80, 5))
    return "-".join(letters[i : i + 4] for i in range(0, 16, 4))


class CaseStatus(models.TextChoices):
    WAITING = "waiting", _("Waits for a decision")
    SECOND = "second", _("Waits for a second person")
    MANUAL = "manual", _("A person handles it")
    SUPPLEMENT = "supplement", _("Waits for more information")
    DECIDED = "decided", _("Decided, taking effect")
    DONE = "done", _("Done")
    REJECTED = "rejected", _("Proposal rejected")
    FAILED = "failed", _("Could not take effect")
    REVERSED = "reversed", _("Reversed")


# Statuses in which somebody must still do something.
WAITING_STATUSES = (
    CaseStatus.WAITING,
    CaseStatus.SECOND,
    CaseStatus.MANUAL,
    CaseStatus.REJECTED,
    CaseStatus.FAILED,
)


class Case(models.Model):
    """One piece of work (办件) going through a scenario."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    follow_code = models.CharField(max_length=19, unique=True, default=follow_code)
    scenario = models.CharField(max_length=60)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="cases")
    employee = models.ForeignKey(DigitalEmployee, null=True, on_delete=models.PROTECT, related_name="cases")
    status = models.CharField(max_length=12, choices=CaseStatus.choices, default=CaseStatus.WAITING)
    impact = models.CharField(max_length=3)
    data_class = models.CharField(max_length=10)
    source = models.CharField(max_length=12)
    # What makes a second import of the same row the same case.
    source_key = models.CharField(max_length=120, null=True, unique=True)
    asked_by = models.CharField(max_length=40)
    resident = models.ForeignKey(Resident, null=True, on_delete=models.PROTECT, related_name="cases")
    title = models.CharField(max_length=200, blank=True)
    inputs = models.TextField(default="{}")
    opened_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(null=True)
    warn_at = models.DateTimeField(null=True)
    warned = models.BooleanField(default=False)
    closed_at = models.DateTimeField(null=True)
    # Set when the resident asks that a person look: no standing order applies from then on.
    person_asked_at = models.DateTimeField(null=True)
    refusal = models.CharField(max_length=40, blank=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["agency", "status", "-id"], name="case_inbox"),
            models.Index(fields=["agency", "-id"], name="case_list"),
            models.Index(fields=["agency", "scenario", "-id"], name="case_scenario"),
            models.Index(fields=["employee", "-opened_at"], name="case_employee"),
            models.Index(fields=["status", "due_at"], name="case_due"),
            # What a standing order may decide, among the millions it decided before.
            models.Index(fields=["employee", "scenario", "status"], name="case_waiting"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """The number officers use: day and serial."""
        return reference_of(self.pk, self.opened_at)

    @cached_property
    def input_values(self) -> dict[str, Any]:
        return dict(json.loads(self.inputs or "{}"))


def reference_of(pk: int, opened_at: datetime) -> str:
    """The number of a case opened then: the day where it was opened, and its serial."""
    day = opened_at.astimezone(timezone.get_default_timezone())
    return f"{day.year:04d}{day.month:02d}{day.day:02d}-{pk:06d}"


class Proposal(models.Model):
    """What was proposed (建议): `body` is canonical JSON, `digest` the digest of exactly those bytes.

    Immutable: triggers refuse every change except emptying `body` when content is erased.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="proposals")
    serial = models.PositiveSmallIntegerField(default=1)
    digest = models.CharField(max_length=80, unique=True)
    body = models.TextField()
    made_by = models.CharField(max_length=40)
    path = models.CharField(max_length=60)
    confidence = models.FloatField(null=True)
    # The one value that makes two low-risk proposals "equal" for batch acceptance; named by the scenario.
    target = models.CharField(max_length=80, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "serial"], name="proposal_serial_once")]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.serial}"

    @cached_property
    def envelope(self) -> dict[str, Any]:
        """The body as an object; {} once erased."""
        return dict(json.loads(self.body)) if self.body else {}

    @property
    def content(self) -> dict[str, Any]:
        """What would take effect; {} once erased."""
        return content_of(self.body)


def content_of(body: str) -> dict[str, Any]:
    """What would take effect, of a proposal's body; {} once erased.

    The body is canonical, its keys sorted: only "case" and "confidence" stand before "content". So it is
    read alone, without the evidence and details behind it, which are nine tenths and no list shows.
    """
    begin = body.find(_CONTENT)
    return dict(_decode(body, begin + len(_CONTENT))[0]) if begin >= 0 else {}


class CaseOpening(models.Model):
    """When an officer first opened a case page: what "seconds from opening to decision" is counted from."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="openings")
    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    with_proposal = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "officer"], name="opening_once")]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.officer_id}"


class RefusalRecord(models.Model):
    """One thing an employee did not take on, and why: what the guardian's console lists."""

    at = models.DateTimeField(default=timezone.now)
    code = models.CharField(max_length=40)
    scenario = models.CharField(max_length=60)
    employee = models.ForeignKey(
        DigitalEmployee, null=True, on_delete=models.PROTECT, related_name="refusals"
    )
    agency = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="refusals")
    asked_by = models.CharField(max_length=40)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["employee", "-at"], name="refusal_employee")]

    def __str__(self) -> str:
        return f"{self.code} {self.scenario}"


class Usage(models.Model):
    """How much an employee took on one day; counted up by a conditional UPDATE, so quotas hold in a race."""

    employee = models.ForeignKey(DigitalEmployee, on_delete=models.CASCADE, related_name="usage")
    scenario = models.CharField(max_length=60)
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["employee", "scenario", "day"], name="usage_once")]

    def __str__(self) -> str:
        return f"{self.employee_id} {self.scenario} {self.day}: {self.count}"
