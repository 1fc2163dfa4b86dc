"""What does the portal remember: the files a resident sent along?"""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from bangban.governance.models import Case


class Attachment(models.Model):
    """A resident's file: stored under a name of ours, described by a limited child process, never executed."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="attachments")
    name = models.CharField(max_length=120)
    stored_as = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=12)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=80)
    description = models.JSONField(default=dict)
    excerpt = models.TextField(blank=True)
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
