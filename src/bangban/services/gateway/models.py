"""What does the gateway remember: keys, limits and their accounts, calls, and what was declared and decided?"""

from __future__ import annotations

import uuid
from typing import Final

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bangban.agencies.models import Agency, Officer

MICRO: Final = 1_000_000
"""Money is kept in millionths of the installation's currency: whole numbers add up."""


class DataClass(models.TextChoices):
    PUBLIC = "public", _("Public")
    INTERNAL = "internal", _("Internal")
    SENSITIVE = "sensitive", _("Sensitive")


class GatewayKey(models.Model):
    """A key to the door (密钥). Only its digest is kept; the key itself is shown once."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="gateway_keys")
    # Whose own key it is; empty for a program of the agency.
    officer = models.ForeignKey(
        Officer, null=True, blank=True, on_delete=models.PROTECT, related_name="gateway_keys"
    )
    # The digital employee that calls with it; its calls count to the employee's limits, too.
    employee = models.CharField(max_length=12, blank=True)
    # Codes of the scenarios it may be used for; a call that names none counts to the first. Empty: any.
    scenarios = models.JSONField(default=list, blank=True)
    label = models.CharField(max_length=80, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    prefix = models.CharField(max_length=12)
    data_class = models.CharField(max_length=10, choices=DataClass.choices, default=DataClass.INTERNAL)
    created_by = models.CharField(max_length=90)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.prefix}… {self.label}".strip()


class Scope(models.TextChoices):
    AGENCY = "agency", _("The agency")
    EMPLOYEE = "employee", _("A digital employee")
    SCENARIO = "scenario", _("A scenario")
    KEY = "key", _("A key")


class Period(models.TextChoices):
    DAY = "day", _("a day")
    MONTH = "month", _("a month")


class Measure(models.TextChoices):
    TOKENS = "tokens", _("tokens")
    REQUESTS = "requests", _("calls")
    MONEY = "money", _("money")


class Limit(models.Model):
    """What may be used at most (额度): by an agency and those below it, or in it by one employee, scenario or key."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="gateway_limits")
    scope = models.CharField(max_length=8, choices=Scope.choices)
    # Number of the employee, code of the scenario, id of the key; empty for the agency.
    subject = models.CharField(max_length=60, blank=True)
    period = models.CharField(max_length=5, choices=Period.choices)
    measure = models.CharField(max_length=8, choices=Measure.choices)
    # Tokens, calls, or millionths of the currency.
    amount = models.BigIntegerField()
    changed_by = models.CharField(max_length=90)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["agency_id", "scope", "subject", "measure", "period"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "scope", "subject", "period", "measure"], name="gateway_limit_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.scope}:{self.subject} {self.amount} {self.measure}/{self.period}"


class Spent(models.Model):
    """The account of one limit in one day or month. `settled` is used, `leased` is in the hands of processes.

    Changed only by UPDATEs that say `settled + leased + n <= amount` themselves: two processes cannot pass it together.
    """

    limit = models.ForeignKey(Limit, on_delete=models.CASCADE, related_name="accounts")
    start = models.DateField()
    settled = models.BigIntegerField(default=0)
    leased = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["limit", "start"], name="gateway_spent_once")]

    def __str__(self) -> str:
        return f"{self.limit_id} {self.start}: {self.settled}+{self.leased}"


class Lease(models.Model):
    """A piece of an account that one process may use up without asking. Of a killed one it counts until it expires."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    spent = models.ForeignKey(Spent, on_delete=models.CASCADE, related_name="leases")
    process = models.CharField(max_length=80)
    amount = models.BigIntegerField()
    # Reserved for calls under way when the process last wrote; counted as used if it never writes again.
    held = models.BigIntegerField(default=0)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.process}: {self.amount} of {self.spent_id}"


class CallRecord(models.Model):
    """One call, without its contents (调用记录)."""

    request = models.CharField(max_length=32, unique=True)
    at = models.DateTimeField(default=timezone.now)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    key = models.ForeignKey(GatewayKey, null=True, on_delete=models.PROTECT, related_name="calls")
    # "officer:5" when a person's own key was used.
    person = models.CharField(max_length=40, blank=True)
    employee = models.CharField(max_length=12, blank=True)
    scenario = models.CharField(max_length=60, blank=True)
    model = models.CharField(max_length=200)
    target = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=10, default="chat")
    data_class = models.CharField(max_length=10)
    stream = models.BooleanField(default=False)
    prompt_tokens = models.BigIntegerField(default=0)
    completion_tokens = models.BigIntegerField(default=0)
    reasoning_tokens = models.BigIntegerField(default=0)
    estimated = models.BooleanField(default=False)
    characters = models.BigIntegerField(default=0)
    first_token_ms = models.PositiveIntegerField(null=True)
    total_ms = models.PositiveIntegerField(default=0)
    cost = models.BigIntegerField(default=0)
    masked = models.PositiveIntegerField(default=0)
    outcome = models.CharField(max_length=40)
    tried = models.CharField(max_length=400, blank=True)
    # What each stage of the door did and why: codes, counts and reasons in both languages, never a word of the text.
    stages = models.JSONField(default=list, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["agency", "-id"], name="gateway_call_agency"),
            models.Index(fields=["at"], name="gateway_call_at"),
        ]

    def __str__(self) -> str:
        return f"{self.request} {self.model} {self.outcome}"


class CallContent(models.Model):
    """What was asked and answered, only where the agency wants it kept, and no longer than it says."""

    request = models.CharField(max_length=32, primary_key=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    asked = models.TextField()
    answered = models.TextField(blank=True)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.request


class Pair(models.Model):
    """Two answers side by side, and which of them the officer took."""

    request = models.CharField(max_length=32, primary_key=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    model = models.CharField(max_length=200)
    scenario = models.CharField(max_length=60, blank=True)
    targets = models.JSONField(default=list)
    taken = models.PositiveSmallIntegerField(null=True)
    taken_by = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.request} {self.taken}"


class AgencyPolicy(models.Model):
    """What an agency says of its own calls: words to be masked or never sent, and whether contents are kept."""

    agency = models.OneToOneField(
        Agency, primary_key=True, on_delete=models.CASCADE, related_name="gateway_policy"
    )
    keep_days = models.PositiveSmallIntegerField(default=0)
    words = models.JSONField(default=list, blank=True)
    forbidden = models.JSONField(default=list, blank=True)
    changed_by = models.CharField(max_length=90)
    changed_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.agency_id}: {self.keep_days} days"


class TargetHealth(models.Model):
    """How one process finds one model at one provider, as it last wrote."""

    process = models.CharField(max_length=80)
    target = models.CharField(max_length=200)
    failures = models.PositiveIntegerField(default=0)
    open_until = models.DateTimeField(null=True)
    calls = models.BigIntegerField(default=0)
    failed = models.BigIntegerField(default=0)
    first_token_ms = models.PositiveIntegerField(null=True)
    last_problem = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["process", "target"], name="gateway_health_once")]

    def __str__(self) -> str:
        return f"{self.process} {self.target}"


class Assumption(models.Model):
    """How many minutes a person would need for one item: declared by an agency, with its source."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="gateway_assumptions")
    # Code of a scenario, or "call".
    item = models.CharField(max_length=60)
    minutes = models.FloatField()
    source = models.CharField(max_length=300)
    changed_by = models.CharField(max_length=90)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "item"], name="gateway_assumption_once")]

    def __str__(self) -> str:
        return f"{self.item}: {self.minutes}"


class Comparison(models.Model):
    """A scenario's cases asked of several models (模型比较), and which of them a guardian chose for it."""

    scenario = models.CharField(max_length=60)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    compared = models.JSONField(default=list)
    made_by = models.CharField(max_length=90)
    at = models.DateTimeField(default=timezone.now)
    # {model: {"cases", "agreed", "cited", …}} and what came of each case; see compare.py.
    results = models.JSONField(default=dict)
    cases = models.JSONField(default=list)
    chosen = models.CharField(max_length=200, blank=True)
    chosen_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.scenario}: {', '.join(self.compared)}"
