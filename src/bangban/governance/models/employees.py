"""Which digital employees are there, who guards them, and how did they come to be what they are?"""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bangban.agencies.models import Agency, Officer, in_language
from bangban.governance.reasons import given


class EmployeeStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PROBATION = "probation", _("On probation")
    ON_DUTY = "on_duty", _("On duty")
    SUSPENDED = "suspended", _("Suspended")
    RETIRED = "retired", _("Retired")


class DigitalEmployee(models.Model):
    """A digital employee (数字员工). Without a guardian who accepted it in writing it does no work."""

    number = models.CharField(max_length=12, unique=True)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80, blank=True)
    post_zh = models.CharField(max_length=80)
    post_en = models.CharField(max_length=120, blank=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="employees")
    guardian = models.ForeignKey(
        Officer, null=True, blank=True, on_delete=models.PROTECT, related_name="guards"
    )
    guardian_accepted_at = models.DateTimeField(null=True, blank=True)
    deputy = models.ForeignKey(
        Officer, null=True, blank=True, on_delete=models.PROTECT, related_name="deputises"
    )
    deputy_accepted_at = models.DateTimeField(null=True, blank=True)
    model_profile = models.CharField(max_length=40, default="none")
    supplier = models.CharField(max_length=120, blank=True)
    contract_until = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=12, choices=EmployeeStatus.choices, default=EmployeeStatus.DRAFT)
    status_reason = models.CharField(max_length=200, blank=True)
    daily_quota = models.PositiveIntegerField(null=True, blank=True)
    # {key: {"zh", "en"}}: what only the agency can say of it. See governance/statements.py.
    statements = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    @property
    def name(self) -> str:
        return in_language(self.name_zh, self.name_en)

    @property
    def shown_reason(self) -> str:
        """Why its status is what it is, in the reader's language where the system wrote it."""
        return given(self.status_reason)

    @property
    def post(self) -> str:
        return in_language(self.post_zh, self.post_en)

    @property
    def works(self) -> bool:
        """On probation an employee proposes too; only standing orders wait until it is on duty."""
        return self.status in (EmployeeStatus.PROBATION, EmployeeStatus.ON_DUTY)


class EmployeeScenario(models.Model):
    """One scenario on an employee's list. What is not on the list is refused."""

    employee = models.ForeignKey(DigitalEmployee, on_delete=models.CASCADE, related_name="scenario_rows")
    scenario = models.CharField(max_length=60, db_index=True)

    class Meta:
        ordering = ["scenario"]
        constraints = [
            models.UniqueConstraint(fields=["employee", "scenario"], name="employee_scenario_once")
        ]

    def __str__(self) -> str:
        return f"{self.employee_id}:{self.scenario}"


class EmployeeChange(models.Model):
    """One recorded change of an employee, with its reason; never altered afterwards."""

    employee = models.ForeignKey(DigitalEmployee, on_delete=models.PROTECT, related_name="changes")
    at = models.DateTimeField(default=timezone.now)
    by = models.CharField(max_length=40)
    field = models.CharField(max_length=40)
    before = models.CharField(max_length=200, blank=True)
    after = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.employee_id} {self.field}: {self.before} → {self.after}"
