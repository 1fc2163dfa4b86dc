"""What did a resident complain about, and what came of it?"""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bangban.agencies.models import Officer
from bangban.governance.models.cases import Case


class ComplaintStatus(models.TextChoices):
    OPEN = "open", _("Waits for an answer")
    UPHELD = "upheld", _("Upheld")
    DISMISSED = "dismissed", _("Not upheld")


class Complaint(models.Model):
    """A complaint about an answer or a proposal. One that is upheld suspends the standing order behind it.

    Source: Interim measures for generative AI services, article 15 (a complaint entry with a time limit).
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="complaints")
    text = models.TextField()
    made_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=ComplaintStatus.choices, default=ComplaintStatus.OPEN)
    settled_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["status", "due_at"], name="complaint_due")]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.status}"
